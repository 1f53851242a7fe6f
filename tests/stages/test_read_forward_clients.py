"""Forwards as the mail programs write them: who really wrote what stands in them."""

import pytest

from bot.domain.message import Layer, Passage
from tests.raw_mails import mail, passages

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
PAOLA = "Paola Riva <p.riva@bellandi.it>"

FORWARDS = {
    "Gmail": (
        f"---------- Forwarded message ---------\nFrom: {PAOLA}\nDate: Mon 10:00\n"
        f"Subject: O\nTo: S"
    ),
    "Gmail de": (
        f"---------- Forwarded message ---------\nVon: {PAOLA}\nDate: Mo., 10:00\n"
        f"Subject: O\nTo: S"
    ),
    "Gmail es": (
        f"---------- Forwarded message ---------\nDe: {PAOLA}\nDate: lun, 10:00\n"
        f"Subject: O\nTo: S"
    ),
    "Apple de": (
        f"Anfang der weitergeleiteten Nachricht:\n\nVon: {PAOLA}\nBetreff: O\n"
        f"Datum: 23. Nov"
    ),
    "Apple fr": f"Début du message transféré :\n\nDe: {PAOLA}\nObjet: O\nDate: 23 novembre",
    "Apple it": f"Inizio messaggio inoltrato:\n\nDa: {PAOLA}\nOggetto: O\nData: 23 novembre",
    "Apple nl": f"Begin doorgestuurd bericht:\n\nVan: {PAOLA}\nOnderwerp: O\nDatum: 23 november",
    "Apple sv": f"Vidarebefordrat brev:\n\nFrån: {PAOLA}\nÄmne: O\nDatum: 23 november",
    "Apple pl": f"Początek przekazywanej wiadomości:\n\nOd: {PAOLA}\nTemat: O\nData: 23 listopada",
    "Thunderbird cs": (
        f"-------- Přeposlaná zpráva --------\nPředmět: \tO\nDatum: \tpo\nOd: \t{PAOLA}"
    ),
    "Thunderbird hu": (
        f"-------- Továbbított üzenet --------\nTárgy: \tO\nDátum: \th\nFeladó: \t{PAOLA}"
    ),
    "Thunderbird fi": (
        f"-------- Välitetty viesti --------\nAihe: \tO\nPäiväys: \tma\n"
        f"Lähettäjä: \t{PAOLA}"
    ),
    "Thunderbird da": (
        f"-------- Videresendt meddelelse --------\nEmne: \tO\nDato: \tma\nFra: \t{PAOLA}"
    ),
    "Thunderbird ro": (
        f"-------- Mesaj redirecționat --------\nSubiect: \tO\nDată: \tlu\n"
        f"De la: \t{PAOLA}"
    ),
    "Thunderbird pt": (
        f"-------- Mensagem reencaminhada --------\nAssunto: \tO\nData: \tseg\n"
        f"De: \t{PAOLA}"
    ),
    "mail.ru": f"-------- Пересылаемое сообщение --------\nОт кого: {PAOLA}\nКому: S\nТема: O",
    "Yahoo": f"----- Forwarded Message ----- From: {PAOLA}To: S <s@y.example>Sent: 10:00Subject: O",
    "Yahoo de": f"----- Weitergeleitete Nachricht -----  Von: {PAOLA}An: S <s@y.example>Betreff: O",
    "Outlook fr": f"De : {PAOLA}\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : S\nObjet : O",
    "Outlook bold": f"*Da:* {PAOLA}\n*Inviato:* lunedì 10:00\n*A:* S\n*Oggetto:* O",
    "OWA": (
        f"________________________________\nVon: {PAOLA}\nGesendet: Montag 10:00\nAn: S\n"
        f"Betreff: O"
    ),
    "Outlook for Mac": f"From: {PAOLA}\nDate: Monday, 23 November 2026 at 10:00\nTo: S\nSubject: O",
    "Notes": (
        f"----- Forwarded by Dan Ko/ACME on 23/11/2026 10:00 -----\n\nFrom:\t{PAOLA}\n"
        f"To:\tS\nSubject:\tO"
    ),
    "Notes de": (
        f"----- Weitergeleitet von D Ko/ACME am 23.11.2026 10:00 -----\n\nVon: {PAOLA}\n"
        f"An: S\nBetreff: O"
    ),
    "quoted": (
        f"> -------- Original Message --------\n> From: {PAOLA}\n> To: S\n> Date: 10:00\n"
        f"> Subject: O\n>"
    ),
    "German dashes": (
        f"-----Ursprüngliche Nachricht-----\nVon: {PAOLA}\nGesendet: Montag\nBetreff: O"
    ),
}  # fmt: skip


def forward(body: str, subject: str = "WG: O") -> list[Passage]:
    return passages(mail(body, From="Daniel <daniel@progressiverobot.com>", Subject=subject))


@pytest.mark.parametrize("subject", ["Fwd: O", "New order"])
@pytest.mark.parametrize("above", ["", "Please book this.\n\nCheers\nDaniel\n\n"])
@pytest.mark.parametrize("marker", FORWARDS.values(), ids=FORWARDS.keys())
def test_the_author_of_a_forward_is_whom_its_header_names(
    marker: str, above: str, subject: str
) -> None:
    mark = "> " if marker.startswith(">") else ""
    found = forward(f"{above}{marker}\n{mark}\n{mark}ODA/2026/17", subject)
    assert [p.text for p in found if p.layer is NEW] == (["Please book this."] if above else [])
    (inner,) = [p for p in found if p.layer is FORWARDED]
    assert inner.text.startswith("Subject: O\n")
    assert inner.text.endswith("ODA/2026/17")
    assert inner.author is not None
    assert (inner.author.name, inner.author.email) == ("Paola Riva", "p.riva@bellandi.it")


def test_a_long_signature_does_not_hide_that_a_mail_is_a_forward() -> None:
    card = "Regards\nDaniel Ko\nProject manager\n" + "Tel +44 20 7946 0000 ext 12\n" * 8
    block = f"From: {PAOLA}\nSent: Monday 10:00\nTo: S\nSubject: O\n\nODA/1"
    assert forward(f"For you\n\n{card}\n{block}", "O")[-1].layer is FORWARDED


def test_a_forward_of_a_forward_is_of_its_innermost_author() -> None:
    dan = "From: Dan <dan@bellandi.it>\nSent: Monday 10:00\nTo: S\nSubject: FW: O\n\n"
    inner = f"---------- Forwarded message ---------\nFrom: {PAOLA}\nSubject: O\n\nODA/1"
    found = forward(f"FYI\n\n{dan}{inner}")
    assert [p.layer for p in found] == [NEW, FORWARDED, FORWARDED]
    assert found[-1].author is not None
    assert found[-1].author.email == "p.riva@bellandi.it"
    assert found[-1].text.endswith("ODA/1")


def test_what_a_forwarded_mail_quotes_of_ours_stays_ours() -> None:
    ask = "On 22 Nov 2026 at 09:00, A <billing@progressiverobot.com> wrote:\n> PO BM-40221?"
    block = f"From: {PAOLA}\nSent: Monday 10:00\nTo: S\nSubject: Re: O\n\nIt is ODA/1.\n\n{ask}"
    found = forward(f"FYI\n\n{block}")
    assert [p.layer for p in found] == [NEW, FORWARDED, OURS]
    assert found[-1].text == "PO BM-40221?"


def test_the_signature_of_the_forwarded_author_is_set_apart() -> None:
    block = (
        f"From: {PAOLA}\nSent: Monday 10:00\nTo: S\nSubject: O\n\nODA/1\n\nCordiali saluti\nPaola"
    )
    found = forward(f"FYI\n\n{block}\nP. IVA 01234567890")
    assert [p.layer for p in found] == [NEW, FORWARDED, SIGNATURE]
    assert found[-1].author is not None
    assert found[-1].author.email == "p.riva@bellandi.it"
