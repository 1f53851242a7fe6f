"""Signatures, legal notices and banners in many languages, and what must not go with them."""

import pytest

from bot.domain.message import Layer
from tests.raw_mails import layers

NEW, SIGNATURE = Layer.NEW, Layer.SIGNATURE
FROM = "Tom Smith <t.smith@northmoor.gov.uk>"


def divided(body: str) -> list[tuple[Layer, str]]:
    return layers(body, From=FROM)


SIGNATURES = [
    (
        "Mit freundlichen Grüßen / Best regards\n\ni. A. Sabine Krüger\nEinkauf\n\nMuster GmbH\n"
        "Musterstraße 12\n80331 München\nTel. +49 89 1234567\nUSt-IdNr. DE123456789\nHRB 123456"
    ),
    (
        "Cordialement,\n\nÉlodie Martin\nAcheteuse\n06 12 34 56 78\n75008 Paris\n"
        "SIRET 123 456 789 00012\nTVA FR12345678901"
    ),
    "Cordiali saluti\n\nPaola Riva\nUfficio acquisti\nOfficine Bellandi S.p.A.\nP. IVA 01234567890",
    "Un cordial saludo,\nLucía Pérez\nCompras\nTel. 912 345 678\nCIF B12345678",
    "Met vriendelijke groet,\nJoost\n\nVan der Meer B.V.\nKvK 12345678\nBTW NL123456789B01",
    "Com os melhores cumprimentos,\nAna Reis\nNIF 123456789\nTel. 212 345 678",
    "Venlig hilsen\nJens\nCVR 12345678\nTlf. 33 12 34 56",
    "Med vänlig hälsning\nEva\nOrg.nr 556677-8899\nTfn 08-123 456",
    "Med vennlig hilsen\nKari\nOrg.nr. 987 654 321 MVA\nMob: 912 34 567",
    "Ystävällisin terveisin\nMatti\nY-tunnus 1234567-8\nPuh. 040 1234567",
    "Z poważaniem\nJan Kowalski\nNIP 1234567890 REGON 123456789\ntel. 22 123 45 67",
    "S pozdravem\nJan Novák\nIČO: 12345678, DIČ: CZ12345678\nMobil: 601 123 456",
    "Üdvözlettel,\nPál\nAdószám: 12345678-2-42\nTel: 06 1 234 5678",
    "Cu stimă,\nIon\nCUI RO12345678\nTel. 021 123 45 67",
    "С уважением,\nИван\nтел. +7 495 123-45-67",
    "Saygılarımla\nAyşe\nTel: 0212 123 45 67",
    "S poštovanjem\nIva\nOIB reg. 12345678901",
    "Lugupidamisega\nMart",
    "Kind regards, Tom Smith\nHead of Finance\nDirect: 01632 960400",
    "Best, Tom",
    "Thanks,\nTom\n(555) 931-0702",
    "--\nTom Smith | Buyer | +44 1632 960400 | t.smith@northmoor.gov.uk",
    "____________________\nTom Smith\nNorthmoor Borough Council\nTel. 01632 960400",
    "—————\nTom Smith\nt.smith@northmoor.gov.uk",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_with_its_numbers_is_set_apart(signature: str) -> None:
    assert divided(f"Please use 4500012345.\n\n{signature}") == [
        (NEW, "Please use 4500012345."),
        (SIGNATURE, signature),
    ]


DEVICES = [
    "Sent from my iPhone", "Sent from my Galaxy", "Sent from Outlook for iOS",
    "Get Outlook for Android<https://aka.ms/x>", "Sent via BlackBerry Hub+",
    "Sent with Proton Mail",
    "Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App", "Von meinem Samsung gesendet",
    "Gesendet von Outlook für Android", "Diese Nachricht wurde von meinem Android-Gerät gesendet.",
    "Envoyé de mon iPhone", "Envoyé à partir de Outlook pour iOS",
    "Envoyé depuis mon mobile Orange",
    "Télécharger Outlook pour Android", "Enviado desde mi iPhone", "Obtener Outlook para iOS",
    "Inviato da iPhone", "Inviato dal mio Galaxy", "Scarica Outlook per iOS",
    "Verstuurd vanaf mijn iPhone", "Verzonden met Outlook voor iOS", "Enviado do meu iPhone",
    "Enviado a partir do Outlook para Android", "Sendt fra min iPhone", "Hent Outlook til iOS",
    "Skickat från min iPhone", "Hämta Outlook för iOS", "Lähetetty iPhonesta",
    "Wysłane z iPhone'a", "Odesláno z iPhonu", "Odoslané z môjho iPhonu", "iPhone-ról küldve",
    "Trimis de pe iPhone-ul meu", "Отправлено с iPhone", "Надіслано з iPhone",
    "iPhone'dan gönderildi", "iPhoneから送信", "发自我的iPhone", "Στάλθηκε από το iPhone μου",
]  # fmt: skip


@pytest.mark.parametrize("line", DEVICES)
def test_the_line_of_a_phone_is_no_text(line: str) -> None:
    found = divided(f"4500012345\n\n{line}")
    assert found == [(NEW, "4500012345"), (SIGNATURE, line)]


BANNERS = [
    "[EXTERNAL]", "*** EXTERNAL EMAIL ***", "[Extern]", "EXTERNE E-MAIL", "Courriel externe",
    "CAUTION: This email originated from outside of the organisation. Do not click links.",
    "WARNING: This message came from an unknown sender.",
    "ACHTUNG: Diese E-Mail stammt von einem externen Absender.",
    "Vorsicht! Diese Nachricht kommt von außerhalb der Organisation.",
    "ATTENTION : ce message provient de l'extérieur. N'ouvrez pas les pièces jointes.",
    "ATENCIÓN: este correo se ha enviado desde fuera de la organización.",
    "ATTENZIONE: questa e-mail proviene dall'esterno.",
    "LET OP: deze e-mail is afkomstig van buiten de organisatie.",
    "ATENÇÃO: este e-mail veio de fora da organização (remetente externo).",
    "ADVARSEL: Denne e-mail kommer udefra.",
    "OBS: Denne e-posten kommer utenfra, fra en ekstern avsender.",
    "VARNING: Detta mejl kommer utifrån.",
    "HUOMIO: Tämä viesti tulee organisaation ulkopuolelta.",
    "UWAGA: Wiadomość pochodzi spoza organizacji.",
    "POZOR: Tento e-mail přišel mimo organizaci.",
    "FIGYELEM: Ez az e-mail a szervezeten kívülről érkezett.",
    "ATENȚIE: acest e-mail vine din afara organizației.",
    "You don't often get email from t.smith@northmoor.gov.uk. Learn why this is important",
    "Sie erhalten nicht oft eine E-Mail von t.smith@northmoor.gov.uk.",
    "Vous ne recevez pas souvent de courriers de la part de t.smith@northmoor.gov.uk.",
    "U ontvangt niet vaak e-mail van t.smith@northmoor.gov.uk.",
]  # fmt: skip


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_is_set_apart_and_the_text_below_it_is_not(banner: str, gap: str) -> None:
    assert divided(f"{banner}{gap}Our PO is 4500012345.") == [
        (SIGNATURE, banner),
        (NEW, "Our PO is 4500012345."),
    ]


NOTICES = [
    "This message is confidential and intended only for the addressee. Case 44101234.",
    "Diese E-Mail enthält vertrauliche Informationen. Vorgang 44101234.",
    "Ce message et ses pièces jointes sont confidentiels. Dossier 44101234.",
    "Este mensaje es confidencial. Expediente 44101234.",
    "Le informazioni contenute in questo messaggio sono riservate. Pratica 44101234.",
    "Dit bericht is vertrouwelijk. Dossier 44101234.",
    "Esta mensagem é confidencial. Processo 44101234.",
    "Denne e-mail er fortrolig. Sag 44101234.",
    "Detta meddelande är konfidentiellt. Ärende 44101234.",
    "Tämä viesti on luottamuksellinen. Asia 44101234.",
    "Niniejsza wiadomość jest poufna. Sprawa 44101234.",
    "Tato zpráva je důvěrná. Věc 44101234.",
    "Ez az üzenet bizalmas. Ügy 44101234.",
    "Acest mesaj este confidențial. Dosar 44101234.",
    "Please consider the environment before printing this e-mail.",
    "If you are not the intended recipient, call us about 44101234.",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_legal_notice_is_set_apart_with_its_numbers(notice: str) -> None:
    assert divided(f"Our PO is 4500012345.\n\n{notice}")[-1] == (SIGNATURE, notice)


# --- what must not be lost ---


@pytest.mark.parametrize(
    "text",
    [
        "If you have received our PO 4500012345, please confirm.",
        "Caution: PO 4500012345 replaces the old one.",
        "Warning: the old order 4500012345 is closed.",
        "External consultants: PO 4500012345",
        "Important: PO 4500012345",
        "Many thanks\n\nPO is 4500012345",
        "Thanks Sofia,\n\nthe PO is 4500012345.",
        "Merci de noter la commande 4500012345",
        "Best price: 500\nPO 4500012345",
        "Hello\n\nTEST\n\nnumber follows",
        "Hello\n\nBRANCH\n\nLeeds",
    ],
)
def test_an_order_in_words_like_those_of_a_notice_is_new(text: str) -> None:
    assert divided(text) == [(NEW, text)]


@pytest.mark.parametrize(
    "line",
    [
        "PS: PO is 4500012345",
        "P.S. the number is 4500012345",
        "PD: el pedido es 4500012345",
        "PO: 4500012345",
        "Our PO no. is BM-40221",
        "Bestellnummer: 4500012345",
        "Unsere Bestellung 4500012345",
        "N° de commande : 4500012345",
        "Bon de commande 4500012345",
        "Pedido n.º 4500012345",
        "Ordine n. 4500012345",
        "Inkooporder 4500012345",
        "Encomenda: 4500012345",
        "Indkøbsordre 4500012345",
        "Inköpsorder: 4500012345",
        "Bestillingsnummer 4500012345",
        "Ostotilaus 4500012345",
        "Nr zamówienia: 4500012345",
        "Číslo objednávky 4500012345",
        "Megrendelés: 4500012345",
        "Comanda nr. 4500012345",
        "4500012345",
        "BM-40221",
        "The number stays 4500012345",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("close", ["Regards\nTom", "Tom", "--\nTom Smith", "Kind regards, Tom"])
def test_a_number_given_below_the_name_is_new(line: str, gap: str, close: str) -> None:
    assert divided(f"Hello.\n\n{close}{gap}{line}") == [
        (NEW, "Hello."),
        (SIGNATURE, close),
        (NEW, line),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Commandes : 01 23 45 67 89",
        "Order line: tel 01632 960400",
        "PO Box 44101, Northmoor",
        "80331 München",
        "D-80331 München",
        "+44 1632 960400",
        "(0)1632 960400",
        "M: 07700900123",
        "VAT GB 123456789",
        "Company no. 01234567",
        "12/10/2026",
        "orders@northmoor.gov.uk",
    ],
)
def test_a_number_of_the_signature_stays_in_it(line: str) -> None:
    assert divided(f"Hello.\n\nRegards\nTom\n\n{line}")[-1][0] is SIGNATURE


def test_whatever_stands_below_the_proper_delimiter_is_signature() -> None:
    card = "-- \nTom\n\nWe have moved, and you will find us in the old mill from now on."
    assert divided(f"Hello.\n\n{card}") == [(NEW, "Hello."), (SIGNATURE, card)]


def test_a_card_in_one_line_is_no_order() -> None:
    card = "Regards\nTom\n\nNorthmoor | Civic Centre | NM1 2AB | 01632 960400\nOpen at 9"
    assert divided(f"Hello.\n\n{card}") == [(NEW, "Hello."), (SIGNATURE, card)]


def test_a_table_below_the_name_is_new() -> None:
    table = "PO number\tAmount\n4500012345\tGBP 500"
    assert divided(f"Hello.\n\nRegards\nTom\n\n{table}")[-1] == (NEW, table)


def test_what_is_written_below_the_line_of_a_phone_is_new() -> None:
    assert divided("Hello\n\nSent from my iPhone\n\nPO 4500012345")[-1] == (NEW, "PO 4500012345")


def test_an_order_below_a_legal_notice_is_new() -> None:
    notice = "This email is confidential and intended for the addressee only."
    assert divided(f"Hello\n\n{notice}\nPO number: 4500012345")[-1] == (
        NEW,
        "PO number: 4500012345",
    )


def test_a_banner_wrapped_over_lines_ends_where_the_greeting_begins() -> None:
    banner = (
        "CAUTION: This email originated from outside of the organization. Do not click links or\n"
        "open attachments unless you recognize the sender and know the content is safe."
    )
    assert divided(f"{banner}\nHi,\nour PO is 4500012345") == [
        (SIGNATURE, banner),
        (NEW, "Hi,\nour PO is 4500012345"),
    ]


def test_a_rule_above_something_else_than_an_address_is_no_signature() -> None:
    text = "Hello\n--------------------\nPO 4500012345\nTel. 1"
    assert divided(text) == [(NEW, text)]
