import pytest

from bot.domain.message import Layer
from bot.stages.read import read
from tests.raw_mails import US, layers, mail, passages

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}


def reply(body: str) -> list[tuple[Layer, str]]:
    return layers(body, **REPLY)


def test_the_subject_comes_first() -> None:
    first = read(mail("Hi", Subject="PO 4500012345"), (), US)[0]
    assert (first.origin, first.text, first.layer) == ("subject", "PO 4500012345", Layer.SUBJECT)


def test_a_plain_mail_is_new_text_of_its_author() -> None:
    (only,) = passages(mail("Our PO is 4500012345."))
    assert (only.origin, only.layer) == ("body", NEW)
    assert only.author is not None
    assert only.author.email == "g.thorpe@northmoor.gov.uk"


# --- replies ---

ATTRIBUTIONS = [
    "On Mon, 23 Nov 2026 at 10:00, Accounts <billing@progressiverobot.com> wrote:",
    "On 23 Nov 2026, at 10:00, Accounts <billing@progressiverobot.com> wrote:",
    "On Mon, 23 Nov 2026 at 10:00, Accounts <\nbilling@progressiverobot.com> wrote:",
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Accounts <billing@progressiverobot.com>:",
    "Am 23.11.2026 um 10:00 schrieb billing@progressiverobot.com:",
    "Le lun. 23 nov. 2026 à 10:00, Accounts <billing@progressiverobot.com> a écrit\u00a0:",
    "El lun, 23 nov 2026 a las 10:00, Accounts (<billing@progressiverobot.com>) escribió:",
    "Il giorno lun 23 nov 2026 alle ore 10:00 A <billing@progressiverobot.com> ha scritto:",
    "Op ma 23 nov 2026 om 10:00 schreef Accounts <billing@progressiverobot.com>:",
    "Em seg., 23 de nov. de 2026 às 10:00, A <billing@progressiverobot.com> escreveu:",
    "Den man. 23. nov. 2026 kl. 10.00 skrev Accounts <billing@progressiverobot.com>:",
    "Den mån 23 nov. 2026 kl 10:00 skrev Accounts <billing@progressiverobot.com>:",
    "man. 23. nov. 2026 kl. 10:00 skrev Accounts <billing@progressiverobot.com>:",
    "ma 23. marrask. 2026 klo 10.00 A (billing@progressiverobot.com) kirjoitti:",
    "pon., 23 lis 2026 o 10:00 Accounts <billing@progressiverobot.com> napisał(a):",
    "po 23. 11. 2026 v 10:00 odesílatel A <billing@progressiverobot.com> napsal:",
    "A <billing@progressiverobot.com> ezt írta (időpont: 2026. nov. 23., H, 10:00):",
    "Pe lun., 23 nov. 2026 la 10:00, A <billing@progressiverobot.com> a scris:",
    "Accounts <billing@progressiverobot.com> schrieb am Mo., 23. Nov.\n2026 um 10:00 Uhr:",
    "2026-11-23 10:00 GMT+00:00 Accounts <billing@progressiverobot.com>:",
    "---- On Mon, 23 Nov 2026 10:00:00 +0000 billing@progressiverobot.com wrote ----",
    "-----Original Message-----\nFrom: A <billing@progressiverobot.com>\nSent: 23 November 2026",
    "-----Ursprüngliche Nachricht-----\nVon: A <billing@progressiverobot.com>\nAn: x",
    "________________________________\nFrom: A <billing@progressiverobot.com>\nSent: Monday",
    "From: A <billing@progressiverobot.com>\nSent: 23 November 2026 10:00\nTo: g.thorpe",
    "*From:* A <billing@progressiverobot.com>\n*Sent:* 23 November 2026 10:00\n*To:* g.thorpe",
    "Von: A <billing@progressiverobot.com>\nGesendet: Montag, 23. November 2026 10:00\nAn: G",
    "De : A <billing@progressiverobot.com>\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : G",
    "De: A <billing@progressiverobot.com>\nEnviado el: lunes, 23 de noviembre\nPara: G",
    "Da: A <billing@progressiverobot.com>\nInviato: lunedì 23 novembre 2026 10:00\nA: G",
    "Van: A <billing@progressiverobot.com>\nVerzonden: maandag 23 november 2026 10:00\nAan: G",
    "De: A <billing@progressiverobot.com>\nEnviada: segunda-feira, 23\nPara: G",
    "Fra: A <billing@progressiverobot.com>\nSendt: 23. november 2026 10:00\nTil: G",
    "Från: A <billing@progressiverobot.com>\nSkickat: den 23 november 2026 10:00\nTill: G",
    "Lähettäjä: A <billing@progressiverobot.com>\nLähetetty: maanantai 23.\nVastaanottaja: G",
    "Od: A <billing@progressiverobot.com>\nWysłano: poniedziałek, 23 listopada\nDo: G",
    "Od: A <billing@progressiverobot.com>\nOdesláno: pondělí 23. listopadu\nKomu: G",
    "Feladó: A <billing@progressiverobot.com>\nElküldve: hétfő\nCímzett: G",
    "De la: A <billing@progressiverobot.com>\nTrimis: luni, 23\nCătre: G",
]


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_what_we_wrote_is_quoted_below_every_programs_marker(attribution: str, mark: str) -> None:
    quoted = f"{mark}Please send the PO for\n{mark}\n{mark}1. ENG-1001"
    assert reply(f"It is 4500012345.\n\n{attribution}\n{quoted}") == [
        (NEW, "It is 4500012345."),
        (OURS, "Please send the PO for\n\n1. ENG-1001"),
    ]


def test_the_author_of_a_quote_is_whom_its_attribution_names() -> None:
    body = "Yes.\n\nOn Mon, 23 Nov 2026 at 10:00, Jane Doe <Jane@X.example> wrote:\n> PO 1"
    quote = passages(mail(body, **REPLY))[1]
    assert (quote.origin, quote.layer) == ("quote", THEIRS)
    assert quote.author is not None
    assert (quote.author.name, quote.author.email) == ("Jane Doe", "jane@x.example")


@pytest.mark.parametrize(
    ("attribution", "layer", "name"),
    [
        ("On 23 Nov 2026, Progressive Robot wrote:", OURS, "Progressive Robot"),
        ("On 23 Nov 2026, Jane Doe wrote:", THEIRS, "Jane Doe"),
        ("Progressive Robot Accounts wrote:", OURS, "Progressive Robot Accounts"),
    ],
)
def test_an_author_without_an_address_is_known_by_name(
    attribution: str, layer: Layer, name: str
) -> None:
    quote = passages(mail(f"Yes.\n\n{attribution}\n> PO?", **REPLY))[1]
    assert quote.layer is layer
    assert quote.author is not None
    assert quote.author.name == name


def test_an_attribution_that_names_nobody_quotes_whom_the_mail_answers() -> None:
    body = "Yes.\n\nOn 23/11/2026 10:00 wrote:\n> PO?"
    assert reply(body) == [(NEW, "Yes."), (OURS, "PO?")]


def test_bare_quotation_marks_quote_whom_the_mail_answers() -> None:
    assert reply("> PO for ENG-1001?\nIt is 4500012345.")[0] == (OURS, "PO for ENG-1001?")
    assert layers("> PO for ENG-1001?\nIt is 4500012345.")[0] == (THEIRS, "PO for ENG-1001?")


def test_answers_between_quoted_lines_are_new() -> None:
    quoted = "> Which PO?\n4500012345\n> For?\nENG-1001"
    body = f"On 23 Nov 2026, A <billing@progressiverobot.com> wrote:\n{quoted}"
    assert reply(body) == [
        (OURS, "Which PO?"),
        (NEW, "4500012345"),
        (OURS, "For?"),
        (NEW, "ENG-1001"),
    ]


def test_quotes_inside_quotes_have_their_own_authors() -> None:
    body = (
        "New PO 3.\n\nOn 3 Nov 2026 at 10:00, A <billing@progressiverobot.com> wrote:\n"
        "> Booked 2.\n>\n"
        "> On 2 Nov 2026 at 10:00, Jane <jane@x.example> wrote:\n> > PO 2.\n> >> Deep 1."
    )
    assert [layer for layer, _ in reply(body)] == [NEW, OURS, THEIRS, THEIRS]
    assert [text for _, text in reply(body)] == ["New PO 3.", "Booked 2.", "PO 2.", "Deep 1."]


def test_quotation_deeper_than_six_levels_stays_in_one_piece() -> None:
    assert reply("Hi\n" + ">" * 9 + " deep")[-1] == (THEIRS, ">>> deep")


def test_history_below_an_outlook_block_is_divided_too() -> None:
    block = "From: {0}\nSent: 23 November 2026 10:00\nTo: x\nSubject: PO {1}\n\nText {1}\n\n"
    body = "Here.\n\n" + block.format("a@progressiverobot.com", 1) + block.format("j@x.example", 2)
    assert reply(body) == [
        (NEW, "Here."),
        (OURS, "Subject: PO 1\n\nText 1"),
        (THEIRS, "Subject: PO 2\n\nText 2"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "From: 1 October\nTo: 31 December\nSubject: support\nPO: 4500012345",
        "From: Northmoor\nDate: 23 November 2026\nTo: Progressive Robot\nOrder 4500012345",
        "John wrote on the form:\nPO 4500012345",
        "We wrote the order:\n4500012345",
        "Original message\nsaid 4500012345",
        "-----\nPO 4500012345",
        "____________________\nPO 4500012345",
        "On 5 October we decided:\n4500012345",
        "On 5 October we\n\nwrote this:",
        "On 5 October\nOn 6 October\nOn 7 October\nOn 8 October we wrote 12:",
        "On " + "x" * 600 + " wrote:",
    ],
)
def test_a_text_that_only_resembles_a_marker_stays_new(text: str) -> None:
    assert reply(f"Hello,\n\n{text}") == [(NEW, f"Hello,\n\n{text}")]


def test_a_header_block_may_be_spread_over_lines() -> None:
    body = (
        "Yes.\n\n-----Original Message-----\n\nFrom:\nJane Doe\nSent: Monday\n\nTo: a@x.example,\n"
        "b@x.example\nSubject: PO\nfor ENG-1001\nCc: c@x.example\n\nText"
    )
    quote = passages(mail(body, **REPLY))[1]
    assert quote.text == "Subject: PO for ENG-1001\n\nText"
    assert quote.author is not None
    assert quote.author.name == "Jane Doe"


def test_a_subject_on_the_line_below_its_label_is_not_text() -> None:
    body = "Yes.\n\n-----Original Message-----\nFrom: Jane\nSent: Monday\nSubject:\nThe order\nText"
    assert reply(body)[1] == (THEIRS, "Subject: The order\nText")
