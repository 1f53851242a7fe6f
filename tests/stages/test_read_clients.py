"""Replies as the mail programs and help desks write them, beyond the plain attributions."""

import pytest

from bot.domain.message import Layer
from tests.raw_mails import layers, mail, passages

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}
US_NAMED = "Accounts <billing@progressiverobot.com>"

MARKS = {
    "Outlook ru": f"От: {US_NAMED}\nОтправлено: 23 ноября 2026 г. 10:00\nКому: G\nТема: Заказ",
    "Outlook uk": f"Від: {US_NAMED}\nНадіслано: 23 листопада 2026 р. 10:00\nКому: G\nТема: X",
    "Outlook tr": f"Kimden: {US_NAMED}\nGönderildi: 23 Kasım 2026 10:00\nKime: G\nKonu: X",
    "Outlook el": f"Από: {US_NAMED}\nΣτάλθηκε: Δευτέρα 10:00\nΠρος: G\nΘέμα: X",
    "Outlook ja": f"差出人: {US_NAMED}\n送信日時: 2026年11月23日 10:00\n宛先: G\n件名: X",
    "Outlook zh": f"发件人: {US_NAMED}\n发送时间: 2026年11月23日 10:00\n收件人: G\n主题: X",
    "Outlook hr": f"Šalje: {US_NAMED}\nPoslano: ponedjeljak 10:00\nPrima: G\nPredmet: X",
    "Outlook sk": f"Od: {US_NAMED}\nOdoslané: pondelok 10:00\nKomu: G\nPredmet: X",
    "Outlook sl": f"Od: {US_NAMED}\nPoslano: ponedeljek 10:00\nZa: G\nZadeva: X",
    "Outlook et": f"Saatja: {US_NAMED}\nSaadetud: 23. november 10:00\nAdressaat: G\nTeema: X",
    "Outlook lt": f"Nuo: {US_NAMED}\nIšsiųsta: pirmadienis 10:00\nKam: G\nTema: X",
    "French spacing": f"De : {US_NAMED}\nDate : 23 nov. 2026 10:00\nÀ : G\nObjet : X",
    "Orange": f"Message du : 23/11/26 10:00\nDe : {US_NAMED}\nA : G\nCopie à : \nSujet : X",
    "Gmail ru": f"пн, 23 нояб. 2026 г. в 10:00, {US_NAMED}:",
    "Gmail tr": f"{US_NAMED}, 23 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:",
    "Gmail el": f"Στις Δευ 23 Νοε 2026 στις 10:00 π.μ., ο χρήστης {US_NAMED} έγραψε:",
    "Gmail hr": f"pon, 23. stu 2026. u 10:00 {US_NAMED} napisao je:",
    "Gmail zh": f"{US_NAMED} 于2026年11月23日周一 10:00写道：",
    "Yandex": '23.11.2026, 10:00, "Accounts" <billing@progressiverobot.com>:',
    "mail.ru": f"Понедельник, 23 ноября 2026, 10:00 +03:00 от {US_NAMED}:",
    "AOL": f"Monday, 23 November 2026, 10:00 AM +0000 from {US_NAMED}:",
    "Zoho": f"On Mon, 23 Nov 2026 10:00:14 +0000 {US_NAMED} wrote",
    "Outlook Mac": '\ufeffOn 23/11/2026, 10:00, "Billing" <billing@progressiverobot.com> wrote:',
    "Outlook for Mac de": '\ufeffAm 23.11.26, 10:00 schrieb "A" <billing@progressiverobot.com>:',
    "wrapped twice": (
        "On Mon, 23 Nov 2026,\nat 10:00,\nAccounts <billing@progressiverobot.com> wrote:"
    ),
    "Proton": (
        f"------- Original Message -------\n"
        f"On Monday, 23 November 2026 10:00, {US_NAMED} wrote:"
    ),
    "Samsung": f"-------- Original message --------\nFrom: {US_NAMED} \nDate: 23/11/2026  10:00  "
    "(GMT+00:00) \nTo: g.thorpe@northmoor.gov.uk \nSubject: X ",
    "Samsung de": f"-------- Ursprüngliche Nachricht --------\nVon: {US_NAMED}\nDatum: 23.11.26 "
    "10:00 (GMT+01:00)\nAn: G\nBetreff: X",
    "Zimbra": f"----- Mail original -----\nDe: {US_NAMED}\nÀ: G\nEnvoyé: Lundi 10:00:00\nObjet: X",
    "Notes": "-----Accounts <billing@progressiverobot.com> wrote: -----\nTo: G\nSubject: X",
    "Notes de": "Von:\tAccounts <billing@progressiverobot.com>\nAn:\tG\nKopie:\t\n"
    "Datum:\t23.11.2026 10:00\nBetreff:\tX",
    "Notes table": "From\tbilling@progressiverobot.com\nTo\tG\nDate\t23.11.2026 10:00",
    "From on two lines": "From: Accounts\n<billing@progressiverobot.com>\nSent: 10:00\nTo: G",
    "many recipients": f"From: {US_NAMED}\nSent: 10:00\nTo: "
    + ";\n".join(f"G{n} <g{n}@northmoor.gov.uk>" for n in range(20)),
    "Windows Mail": (
        f"From: {US_NAMED}\n"
        f"Sent: \u200eMonday\u200e, \u200e23\u200e \u200e10\u200e:\u200e00\nTo: G"
    ),
    "bold twice": f"**Von:** {US_NAMED}\n**Gesendet:** Montag 10:00\n**An:** G",
    "help desk": "##- Please type your reply above this line -##",
    "help desk de": "##- Bitte geben Sie Ihre Antwort über dieser Zeile ein -##",
    "help desk fr": "##- Veuillez écrire votre réponse au-dessus de cette ligne -##",
    "help desk es": "-- Escriba su respuesta encima de esta línea --",
    "help desk nl": "##- Typ uw antwoord boven deze regel -##",
}  # fmt: skip


def reply(body: str) -> list[tuple[Layer, str]]:
    return layers(body, **REPLY)


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS.keys())
def test_what_we_wrote_is_quoted_below_the_mark_of_each_program(mark: str) -> None:
    found = reply(f"It is 4500012345.\n\n{mark}\n\nPlease send the PO for ENG-1001")
    assert found[0] == (NEW, "It is 4500012345.")
    assert [layer for layer, _ in found[1:]] == [OURS]
    assert found[1][1].endswith("Please send the PO for ENG-1001")


@pytest.mark.parametrize(
    ("attribution", "name"),
    [
        ("On 23 Nov 2026 at 10:00 AM Jane Doe <jane@x.example> wrote:", "Jane Doe"),
        ("Le 23/11/2026 10:00, « Jane Doe » <jane@x.example> a écrit :", "Jane Doe"),
        ("2026-11-23 10:00 időpontban Jane Doe (jane@x.example) ezt írta:", "Jane Doe"),
        ("Użytkownik „Jane Doe” <jane@x.example> 23/11/2026 10:00 napisał:", "Jane Doe"),
        ("23.11.2026 10:00 пользователь Jane Doe <jane@x.example> написал:", "Jane Doe"),
        ("Am 23.11.2026 um 10:00 Uhr schrieb Jane Doe <jane@x.example>:", "Jane Doe"),
        ("On Mon, 2026-11-23 at 18:02 +0530, Jane Doe wrote:", "Jane Doe"),
        ("Am 23.11.2026 schrieb Jane Doe:", "Jane Doe"),
        ("Jane Doe/ACME wrote on 23/11/2026 10:00:12:", "Jane Doe/ACME"),
    ],
)  # fmt: skip
def test_the_name_in_an_attribution_is_the_authors(attribution: str, name: str) -> None:
    quote = passages(mail(f"Yes.\n\n{attribution}\n> PO 1", **REPLY))[1]
    assert quote.layer is THEIRS
    assert quote.author is not None
    assert quote.author.name == name


def test_an_attribution_in_a_language_nobody_knows_is_told_by_the_quotation_below_it() -> None:
    body = "Yes.\n\n2026-11-23 10:00 Jane <jane@x.example> yazmış idi:\n> PO 1"
    quote = passages(mail(body, **REPLY))[1]
    assert (quote.layer, quote.text) == (THEIRS, "PO 1")
    assert quote.author is not None
    assert quote.author.email == "jane@x.example"


@pytest.mark.parametrize(
    "text",
    [
        "On 5 October 2026 we wrote to you about the order for the portal:\n4500012345",
        "On 23 November 2026 I wrote the purchase order number down:\n4500012345",
        "As we describe in 2026 for jane@x.example, the order is as follows\n4500012345",
        "Please send the invoice to Jane <jane@x.example>:\n4500012345",
        "Monday, 23 November 2026, 10:00, contact Jane <jane@x.example>:\n4500012345",
        "This is what Anna <anna@x.example> wrote on the form:\n4500012345",
        "No: 4500012345\nDate: 23.11.2026 10:00\nTo: Progressive Robot",
        "Our office is above the bakery.\n4500012345",
        "Hi,\nthe order was written by 10:00 on 23 November\n4500012345",
    ],
)
def test_a_sentence_about_writing_is_no_attribution(text: str) -> None:
    assert reply(f"Hello,\n\n{text}") == [(NEW, f"Hello,\n\n{text}")]


def test_a_greeting_above_an_attribution_is_kept() -> None:
    body = "Hi,\nOn 23 Nov 2026, A <billing@progressiverobot.com> wrote:\n> PO?\n\n4500012345"
    assert reply(body) == [(NEW, "Hi,"), (OURS, "PO?"), (NEW, "4500012345")]


# --- answers between quoted lines ---


def test_a_quotation_that_goes_on_below_an_answer_is_of_the_same_author() -> None:
    body = (
        "On 23 Nov 2026, A <billing@progressiverobot.com> wrote:\n"
        "> PO for ENG-1001?\n\n4500012345\n\n> And for ENG-1002?\n\n4500012346\n\n> Regards"
    )
    found = passages(mail(body, Subject="Re: Our order"))
    assert [(p.layer, p.text) for p in found] == [
        (OURS, "PO for ENG-1001?"),
        (NEW, "4500012345"),
        (OURS, "And for ENG-1002?"),
        (NEW, "4500012346"),
        (OURS, "Regards"),
    ]


def test_answers_in_the_second_level_of_a_quotation_are_of_who_quoted() -> None:
    body = (
        "See below.\n\nOn 24 Nov 2026, Jane <jane@x.example> wrote:\n"
        "> On 23 Nov 2026, A <billing@progressiverobot.com> wrote:\n"
        "> > PO for ENG-1001?\n> 4500012345\n> > And for ENG-1002?\n> 4500012346"
    )
    found = passages(mail(body, **REPLY))
    assert [(p.layer, p.text) for p in found] == [
        (NEW, "See below."),
        (OURS, "PO for ENG-1001?"),
        (THEIRS, "4500012345"),
        (OURS, "And for ENG-1002?"),
        (THEIRS, "4500012346"),
    ]


# --- help desks ---


def test_the_mail_of_a_clients_help_desk_is_new_below_its_line() -> None:
    body = "##- Please type your reply above this line -##\n\nOur PO is 4500012345."
    assert layers(body) == [(NEW, "Our PO is 4500012345.")]
