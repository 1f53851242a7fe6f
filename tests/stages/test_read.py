import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Layer, Message, Passage, Reading
from bot.stages.read import read, to_read
from tests.raw_mails import US, mail, parsed

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}


def passages(message: Message, readings: Sequence[Reading] = ()) -> list[Passage]:
    return list(read(message, readings, US))[1:]


def layers(body: str, **headers: str) -> list[tuple[Layer, str]]:
    return [(p.layer, p.text) for p in passages(mail(body, **headers))]


def reply(body: str) -> list[tuple[Layer, str]]:
    return layers(body, **REPLY)


def alternative(plain: str, html: str) -> Message:
    return parsed(
        "Content-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--"
    )


def attached(header: str, payload: str = "x") -> Message:
    return parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\n\nSee attached\n--b\n{header}\n\n{payload}\n--b--"
    )


def test_the_subject_comes_first():
    first = read(mail("Hi", Subject="PO 4500012345"), (), US)[0]
    assert (first.origin, first.text, first.layer) == ("subject", "PO 4500012345", Layer.SUBJECT)


def test_a_plain_mail_is_new_text_of_its_author():
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
def test_what_we_wrote_is_quoted_below_every_programs_marker(attribution: str, mark: str):
    quoted = f"{mark}Please send the PO for\n{mark}\n{mark}1. ENG-1001"
    assert reply(f"It is 4500012345.\n\n{attribution}\n{quoted}") == [
        (NEW, "It is 4500012345."),
        (OURS, "Please send the PO for\n\n1. ENG-1001"),
    ]


def test_the_author_of_a_quote_is_whom_its_attribution_names():
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
def test_an_author_without_an_address_is_known_by_name(attribution: str, layer: Layer, name: str):
    quote = passages(mail(f"Yes.\n\n{attribution}\n> PO?", **REPLY))[1]
    assert quote.layer is layer
    assert quote.author is not None
    assert quote.author.name == name


def test_an_attribution_that_names_nobody_quotes_whom_the_mail_answers():
    body = "Yes.\n\nOn 23/11/2026 10:00 wrote:\n> PO?"
    assert reply(body) == [(NEW, "Yes."), (OURS, "PO?")]


def test_bare_quotation_marks_quote_whom_the_mail_answers():
    assert reply("> PO for ENG-1001?\nIt is 4500012345.")[0] == (OURS, "PO for ENG-1001?")
    assert layers("> PO for ENG-1001?\nIt is 4500012345.")[0] == (THEIRS, "PO for ENG-1001?")


def test_answers_between_quoted_lines_are_new():
    body = "On 23 Nov 2026, A <billing@progressiverobot.com> wrote:\n> Which PO?\n4500012345\n> For?\nENG-1001"
    assert reply(body) == [
        (OURS, "Which PO?"),
        (NEW, "4500012345"),
        (OURS, "For?"),
        (NEW, "ENG-1001"),
    ]


def test_quotes_inside_quotes_have_their_own_authors():
    body = (
        "New PO 3.\n\nOn 3 Nov 2026 at 10:00, A <billing@progressiverobot.com> wrote:\n> Booked 2.\n>\n"
        "> On 2 Nov 2026 at 10:00, Jane <jane@x.example> wrote:\n> > PO 2.\n> >> Deep 1."
    )
    assert [layer for layer, _ in reply(body)] == [NEW, OURS, THEIRS, THEIRS]
    assert [text for _, text in reply(body)] == ["New PO 3.", "Booked 2.", "PO 2.", "Deep 1."]


def test_quotation_deeper_than_six_levels_stays_in_one_piece():
    assert reply("Hi\n" + ">" * 9 + " deep")[-1] == (THEIRS, ">>> deep")


def test_history_below_an_outlook_block_is_divided_too():
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
def test_a_text_that_only_resembles_a_marker_stays_new(text: str):
    assert reply(f"Hello,\n\n{text}") == [(NEW, f"Hello,\n\n{text}")]


def test_a_header_block_may_be_spread_over_lines():
    body = (
        "Yes.\n\n-----Original Message-----\n\nFrom:\nJane Doe\nSent: Monday\n\nTo: a@x.example,\n"
        "b@x.example\nSubject: PO\nfor ENG-1001\nCc: c@x.example\n\nText"
    )
    quote = passages(mail(body, **REPLY))[1]
    assert quote.text == "Subject: PO\n\nText"
    assert quote.author is not None
    assert quote.author.name == "Jane Doe"


def test_a_subject_on_the_line_below_its_label_is_not_text():
    body = "Yes.\n\n-----Original Message-----\nFrom: Jane\nSent: Monday\nSubject:\nThe order\nText"
    assert reply(body)[1] == (THEIRS, "Subject: The order\nText")


# --- forwards ---

FORWARDS = [
    "---------- Forwarded message ---------\nFrom: P <p@bellandi.it>\nDate: Mon\nSubject: Ordine\n",
    "Begin forwarded message:\n\n> From: P <p@bellandi.it>\n> Subject: Ordine\n> Date: Mon\n>",
    "-------- Weitergeleitete Nachricht --------\nBetreff: \tOrdine\nVon: \tP <p@bellandi.it>\n",
    "---------- Message transféré ---------\nDe : P <p@bellandi.it>\nObjet : Ordine\n",
    "-------- Messaggio Inoltrato --------\nOggetto: Ordine\nMittente: P <p@bellandi.it>\n",
    "-----Original Message-----\nFrom: P <p@bellandi.it>\nSubject: Ordine\n",
    "________________________________\nFrom: P <p@bellandi.it>\nSubject: Ordine\n",
    "From: P <p@bellandi.it>\nSent: Monday 10:00\nTo: D\nSubject: Ordine\n",
]


@pytest.mark.parametrize("above", ["", "FYI\n\n", "Please book this, it came to me.\n\n"])
@pytest.mark.parametrize("marker", FORWARDS)
def test_what_is_forwarded_has_the_inner_author(marker: str, above: str):
    mark = "> " if marker.endswith(">") else ""
    found = passages(mail(f"{above}{marker}\n{mark}ODA/1", Subject="FW: Ordine"))
    assert [p.text for p in found if p.layer is NEW] == ([above.strip()] if above else [])
    assert found[-1].layer is FORWARDED
    assert found[-1].origin == "body"
    assert found[-1].text.startswith("Subject: Ordine")
    assert found[-1].text.endswith("ODA/1")
    assert found[-1].author is not None
    assert found[-1].author.email == "p@bellandi.it"


def test_yahoo_puts_the_whole_header_block_into_the_separator_line():
    body = "----- Forwarded Message ----- From: P <p@bellandi.it>To: x@y.exampleSubject: O\nODA/1"
    (found,) = passages(mail(body, Subject="Fwd: O"))
    assert found.layer is FORWARDED
    assert found.author is not None
    assert found.author.email == "p@bellandi.it"


def test_a_forward_without_a_word_in_its_subject_is_known_by_little_text_above_it():
    block = "From: P <p@bellandi.it>\nSent: Monday 10:00\nTo: D\nSubject: Ordine\n\nODA/1"
    assert layers(f"FYI\n\n{block}")[1][0] is FORWARDED
    assert layers("word " * 30 + f"\n\n{block}")[1][0] is THEIRS


def test_our_own_words_are_never_a_forward():
    block = "From: A <a@progressiverobot.com>\nSent: Monday 10:00\nTo: G\nSubject: Ask\n\nPO?"
    assert layers(f"2\n\n{block}")[1][0] is OURS


def test_below_our_own_words_the_forward_goes_on_to_the_client():
    block = "From: {0}\nSent: Monday 10:00\nTo: x\nSubject: O\n\n{1}\n\n"
    body = block.format("a@progressiverobot.com", "Thanks") + block.format("p@bellandi.it", "ODA/1")
    assert [layer for layer, _ in layers(body, Subject="WG: O")] == [OURS, FORWARDED]


def test_the_history_of_a_forwarded_mail_is_quoted_and_a_forward_of_a_forward_is_not():
    block = "From: {0}\nSent: Monday 10:00\nTo: x\nSubject: O\n\n{1}\n\n"
    history = block.format("p@bellandi.it", "ODA/2") + block.format("q@bellandi.it", "ODA/1")
    chain = block.format("p@bellandi.it", "") + block.format("q@bellandi.it", "ODA/1")
    assert [layer for layer, _ in layers(history, Subject="Fwd: O")] == [FORWARDED, THEIRS]
    assert [layer for layer, _ in layers(chain, Subject="Fwd: O")] == [FORWARDED, FORWARDED]


def test_a_reply_in_a_forwarded_thread_is_a_reply():
    body = "Yes.\n\nOn 3 Nov 2026 at 10:00, P <p@bellandi.it> wrote:\n> ODA/1"
    assert layers(body, Subject="Re: FW: O")[1][0] is THEIRS
    assert layers(body, Subject="[EXTERNAL] FW: O")[1][0] is FORWARDED


def test_quotation_marks_alone_below_a_forwards_subject_are_the_forward():
    body = "FYI\n\n> From: P <p@bellandi.it>\n> Sent: Monday 10:00\n> To: D\n>\n> ODA/1"
    assert layers(body, Subject="Fwd: O") == [(NEW, "FYI"), (FORWARDED, "ODA/1")]


def test_what_a_danish_and_a_finnish_vs_mean_depends_on_whether_it_answers():
    body = "Se nedenfor\n\nOn 3 Nov 2026 at 10:00, P <p@bellandi.it> wrote:\n> ODA/1"
    assert layers(body, Subject="VS: O")[1][0] is FORWARDED
    assert layers(body, Subject="VS: O", In_Reply_To="<1@x.example>")[1][0] is THEIRS


# --- attached mails ---


def test_an_attached_mail_is_a_forward_of_its_author():
    inner = (
        "From: P <p@bellandi.it>\nSubject: Ordine\nContent-Type: text/plain\n\nODA/1\n\n"
        "On 3 Nov 2026 at 10:00, Q <q@bellandi.it> wrote:\n> ODA/0"
    )
    found = passages(attached('Content-Type: message/rfc822; name="order.eml"', inner))
    assert [(p.origin, p.layer, p.text) for p in found] == [
        ("body", NEW, "See attached"),
        ("attachment:order.eml#1", FORWARDED, "Subject: Ordine\n\nODA/1"),
        ("quote", THEIRS, "ODA/0"),
    ]
    assert found[1].author is not None
    assert found[1].author.email == "p@bellandi.it"


def test_our_own_returned_mail_is_ours():
    inner = "From: billing@progressiverobot.com\n\nPO BM-40221 is closed"
    found = passages(attached("Content-Type: message/rfc822", inner))
    assert (found[1].layer, found[1].text) == (OURS, "PO BM-40221 is closed")


def test_a_file_inside_an_attached_mail_is_read_too():
    inner = "From: p@bellandi.it\nContent-Type: application/pdf; name=oda.pdf\n\n%PDF"
    message = attached("Content-Type: message/rfc822", inner)
    (part,) = to_read(message)
    found = passages(message, [Reading(part.path, ("ODA/1",))])
    assert found[-1] == Passage("attachment:oda.pdf#1", "ODA/1", Layer.ATTACHMENT)


# --- signatures ---


@pytest.mark.parametrize(
    "signature",
    [
        "Kind regards,\nGillian Thorpe\nTel 01632 960400",
        "Thanks\n\nGillian Thorpe\nNorthmoor Borough Council, Civic Centre\nTel 01632 960400",
        "Mit freundlichen Grüßen\nSabine Krüger",
        "Cordialement,\nÉlodie",
        "Un saludo,\nLucía",
        "Cordiali saluti\nPaolo",
        "Met vriendelijke groet,\nJoost de Wit\nVan der Meer Logistics B.V.",
        "Com os melhores cumprimentos\nAna",
        "Venlig hilsen\nJens",
        "Vänliga hälsningar\nEva",
        "Ystävällisin terveisin\nMatti",
        "Z poważaniem\nJan",
        "S pozdravem\nJan",
        "Üdvözlettel\nPál",
        "Cu stimă\nIon",
        "-- \nGillian\nPO Box 4410",
        "Gillian Thorpe\nCreditors Officer\nTel 01632 960 400 ext 4127",
        "Gillian\n\nGillian Thorpe, Creditors",
        "Sent from my iPhone",
        "Regards\nGillian\n\nThis email and any attachment may contain confidential information. "
        "If you are not the intended recipient please delete it.",
        "This e-mail is confidential and intended for the addressee.\nReference 44101234.",
        "Regards\nG\n\nRegistered in England No. 01234567. Registered office: 1 High Street, Leeds.",
    ],
)
def test_a_signature_is_set_apart(signature: str):
    assert layers(f"Our PO is 4500012345.\n\n{signature}") == [
        (NEW, "Our PO is 4500012345."),
        (SIGNATURE, signature),
    ]


def test_a_comma_in_the_authors_name_does_not_hide_it():
    found = layers("PO 1\n\nGillian\nTel 1", From='"Thorpe, Gillian" <g.thorpe@northmoor.gov.uk>')
    assert found[-1] == (SIGNATURE, "Gillian\nTel 1")


@pytest.mark.parametrize(
    "text",
    [
        "Thank you.",
        "Thanks,\nplease find our purchase order number for the whole project below here.\n\nPO 1",
        "Best practice is to quote PO 4500012345.",
        "Regards are in order: PO 4500012345.",
        "PO is 4500012345\n\nGillian said so to me herself at the meeting last week in Leeds.",
    ],
)
def test_a_text_that_only_resembles_a_signature_stays_new(text: str):
    assert layers(text) == [(NEW, text)]


def test_what_follows_a_signature_and_is_a_sentence_is_new():
    more = "The order covers the whole of the work that was quoted to us in May."
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{more}")[-1] == (NEW, more)


def test_a_list_below_the_name_is_no_signature():
    rows = "\n".join(f"Item {n} of the order" for n in range(20))
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{rows}")[-1] == (NEW, rows)
    long = ("Item " * 30).strip()
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{long}")[-1] == (NEW, long)


@pytest.mark.parametrize("line", ["P.S. the PO is 4500012345", "PO number: 4500012345"])
def test_a_postscript_or_an_order_below_the_name_is_new(line: str):
    assert layers(f"Hello.\n\nRegards\nGillian\n{line}") == [
        (NEW, "Hello."),
        (SIGNATURE, "Regards\nGillian"),
        (NEW, line),
    ]


def test_a_mail_may_be_nothing_but_a_signature():
    assert layers("\n-- \nGillian") == [(SIGNATURE, "-- \nGillian")]


def test_a_short_notice_of_many_lines_below_the_name_is_no_signature():
    rows = "\n".join(["Amount due"] * 20)
    assert layers(f"Hello.\n\nRegards\nGillian\n\n{rows}")[-1] == (NEW, rows)


def test_a_post_office_box_below_the_name_is_no_order():
    assert layers("Hello.\n\nRegards\nGillian\nPO Box 44101")[-1][0] is SIGNATURE


def test_a_warning_above_the_text_is_no_text():
    banner = "CAUTION: This email originated from outside the organisation."
    assert layers(f"{banner}\n\nOur PO is 4500012345.") == [
        (SIGNATURE, banner),
        (NEW, "Our PO is 4500012345."),
    ]


# --- which bodies ---


def test_html_is_not_read_where_plain_text_says_the_same():
    message = alternative("Our PO is 4500012345.", "<p>Our PO is <b>4500012345</b>.</p>")
    assert to_read(message) == ()
    assert [p.text for p in passages(message)] == ["Our PO is 4500012345."]


@pytest.mark.parametrize("plain", ["", " ", "This message requires an HTML mail reader."])
def test_html_is_read_where_plain_text_is_empty_or_a_stub(plain: str):
    message = alternative(plain, "<p>Our PO is 4500012345.</p>")
    (part,) = to_read(message)
    assert part.media_type == "text/html"
    found = passages(message, [Reading(part.path, ("Our PO is 4500012345.",))])
    assert [p.text for p in found] == ["Our PO is 4500012345."]


def test_html_is_read_where_it_holds_a_number_that_plain_text_lacks():
    message = alternative("Our order:", "<p>Our order:</p><table><td>4500012345</table>")
    assert [p.media_type for p in to_read(message)] == ["text/html"]


def test_plain_text_and_html_are_both_read_where_each_says_its_own():
    message = alternative("Please see the order beneath", "<table><td>4500012345</table>")
    part = to_read(message)[0]
    found = passages(message, [Reading(part.path, ("4500012345",))])
    assert [p.text for p in found] == ["Please see the order beneath\n\n4500012345"]


def test_numbers_that_html_hides_in_styles_are_no_reason_to_read_it():
    html = "<style>.a{width:123456px}</style><p style='x:987654'>Hi&#8217;</p><style>.b{1234567}"
    assert to_read(alternative("Hi", html)) == ()


def test_html_that_no_reader_could_read_is_stripped_of_its_tags():
    message = mail("<p>Our PO is<br>4500012345 &amp; more</p>", Content_Type="text/html")
    assert [p.text for p in passages(message)] == ["Our PO is\n4500012345 & more"]


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ("format=flowed", "Our PO is 4500012345\n-- \nG"),
        ("format=flowed; delsp=yes", "Our PO is4500012345\n-- \nG"),
        ("charset=utf-8", "Our PO is \n4500012345\n-- \nG"),
    ],
)
def test_soft_line_breaks_are_undone(parameters: str, text: str):
    message = mail("Our PO is \n4500012345\n-- \nG", Content_Type=f"text/plain; {parameters}")
    assert "\n".join(p.text for p in passages(message)) == text.replace("\n-- ", "\n-- ", 1)


def test_soft_line_breaks_join_lines_of_one_quotation_only():
    body = "> one \n> two \nthree \n> four\n  stuffed"
    message = mail(body, Content_Type="text/plain; format=flowed", **REPLY)
    assert [p.text for p in passages(message)] == ["one two", "three", "four", "stuffed"]


# --- attachments ---


def test_the_pages_of_an_attachment_are_counted_from_one():
    message = attached("Content-Type: application/pdf; name=po.pdf")
    found = passages(message, [Reading("2", ("first", " ", "third"))])
    assert [(p.origin, p.text) for p in found[1:]] == [
        ("attachment:po.pdf#1", "first"),
        ("attachment:po.pdf#3", "third"),
    ]


@pytest.mark.parametrize(
    ("header", "is_read"),
    [
        ("Content-Type: application/pdf; name=po.pdf", True),
        ("Content-Type: application/octet-stream; name=po.bin", True),
        ("Content-Type: application/zip; name=po.zip", True),
        ("Content-Type: text/csv; name=po.csv", True),
        ("Content-Type: text/html; name=po.html", True),
        ("Content-Type: image/jpeg; name=scan.jpg", True),
        ("Content-Type: image/png; name=image001.png", False),
        ("Content-Type: text/calendar; name=a.ics\nContent-Disposition: attachment", False),
        ("Content-Type: application/octet-stream; name=jane.vcf", False),
        ("Content-Type: application/pkcs7-signature; name=smime.p7s", False),
        ("Content-Type: audio/wav; name=voice.wav", False),
        ("Content-Type: message/delivery-status", False),
    ],
)
def test_whatever_may_be_an_order_goes_to_a_reader(header: str, is_read: bool):
    assert bool(to_read(attached(header))) is is_read


def test_a_large_picture_inside_the_text_is_read():
    header = "Content-Type: image/png; name=image001.png\nContent-Disposition: inline"
    assert to_read(attached(header, "x" * 20_000))


def test_an_empty_file_is_not_read():
    assert to_read(attached("Content-Type: application/pdf; name=po.pdf", "")) == ()


# --- hostile texts ---


@pytest.mark.parametrize(
    "unit",
    ["From: x\n", "> a\n", "> a\n\n\n\n\n", "\n", " \n", "On 5 Oct 2026,\n", "-----\n", "Regards\nJ\n\n",
     "On 5 Oct 2026 a@b.example wrote:\n", "From: a@b.example\nSent: 10:10\nTo: x\n\n", "<", "a@"],
)  # fmt: skip
def test_reading_time_grows_with_the_length_only(unit: str):
    def seconds(length: int) -> float:
        message = mail((unit * length)[:length])
        start = time.process_time()
        read(message, (), US)
        return time.process_time() - start

    assert seconds(120_000) < 2


@given(
    st.lists(
        st.sampled_from(
            ["> a", ">> b", "", "text", "On 5 Oct 2026, a@b.example wrote:", "-- ", "Regards",
             "-----Original Message-----", "From: a@b.example", "Sent: 10:10", "To: x",
             "Subject: y", "Begin forwarded message:", "_" * 32, "Gillian", "PO 4500012345"]
        ),
        max_size=30,
    ),
    st.sampled_from(["Re: x", "Fwd: x", "x", ""]),
)  # fmt: skip
def test_every_text_line_ends_in_some_passage(lines: list[str], subject: str):
    found = passages(mail("\n".join(lines), Subject=subject))
    assert sum(p.text.count("text") for p in found) == lines.count("text")
    assert sum(p.text.count("PO 4500012345") for p in found) == lines.count("PO 4500012345")
    assert all(p.text.strip() for p in found)
