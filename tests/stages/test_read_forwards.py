import pytest

from bot.domain.message import Layer, Passage, Reading
from bot.stages.read import to_read
from tests.raw_mails import attached, layers, mail, passages

NEW, SIGNATURE, FORWARDED = Layer.NEW, Layer.SIGNATURE, Layer.FORWARDED
OURS, THEIRS = Layer.QUOTED_OURS, Layer.QUOTED_THEIRS
REPLY = {"Subject": "Re: Our order", "In-Reply-To": "<ask-1@progressiverobot.com>"}


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
def test_what_is_forwarded_has_the_inner_author(marker: str, above: str) -> None:
    mark = "> " if marker.endswith(">") else ""
    found = passages(mail(f"{above}{marker}\n{mark}ODA/1", Subject="FW: Ordine"))
    assert [p.text for p in found if p.layer is NEW] == ([above.strip()] if above else [])
    assert found[-1].layer is FORWARDED
    assert found[-1].origin == "body"
    assert found[-1].text.startswith("Subject: Ordine")
    assert found[-1].text.endswith("ODA/1")
    assert found[-1].author is not None
    assert found[-1].author.email == "p@bellandi.it"


def test_yahoo_puts_the_whole_header_block_into_the_separator_line() -> None:
    body = "----- Forwarded Message ----- From: P <p@bellandi.it>To: x@y.exampleSubject: O\nODA/1"
    (found,) = passages(mail(body, Subject="Fwd: O"))
    assert found.layer is FORWARDED
    assert found.author is not None
    assert found.author.email == "p@bellandi.it"


def test_a_forward_without_a_word_in_its_subject_is_known_by_little_text_above_it() -> None:
    block = "From: P <p@bellandi.it>\nSent: Monday 10:00\nTo: D\nSubject: Ordine\n\nODA/1"
    assert layers(f"FYI\n\n{block}")[1][0] is FORWARDED
    assert layers("word " * 30 + f"\n\n{block}")[1][0] is THEIRS


def test_our_own_words_are_never_a_forward() -> None:
    block = "From: A <a@progressiverobot.com>\nSent: Monday 10:00\nTo: G\nSubject: Ask\n\nPO?"
    assert layers(f"2\n\n{block}")[1][0] is OURS


def test_below_our_own_words_the_forward_goes_on_to_the_client() -> None:
    block = "From: {0}\nSent: Monday 10:00\nTo: x\nSubject: O\n\n{1}\n\n"
    body = block.format("a@progressiverobot.com", "Thanks") + block.format("p@bellandi.it", "ODA/1")
    assert [layer for layer, _ in layers(body, Subject="WG: O")] == [OURS, FORWARDED]


def test_the_history_of_a_forwarded_mail_is_quoted_and_a_forward_of_a_forward_is_not() -> None:
    block = "From: {0}\nSent: Monday 10:00\nTo: x\nSubject: O\n\n{1}\n\n"
    history = block.format("p@bellandi.it", "ODA/2") + block.format("q@bellandi.it", "ODA/1")
    chain = block.format("p@bellandi.it", "") + block.format("q@bellandi.it", "ODA/1")
    assert [layer for layer, _ in layers(history, Subject="Fwd: O")] == [FORWARDED, THEIRS]
    assert [layer for layer, _ in layers(chain, Subject="Fwd: O")] == [FORWARDED, FORWARDED]


def test_a_reply_in_a_forwarded_thread_is_a_reply() -> None:
    body = "Yes.\n\nOn 3 Nov 2026 at 10:00, P <p@bellandi.it> wrote:\n> ODA/1"
    assert layers(body, Subject="Re: FW: O")[1][0] is THEIRS
    assert layers(body, Subject="[EXTERNAL] FW: O")[1][0] is FORWARDED


def test_quotation_marks_alone_below_a_forwards_subject_are_the_forward() -> None:
    body = "FYI\n\n> From: P <p@bellandi.it>\n> Sent: Monday 10:00\n> To: D\n>\n> ODA/1"
    assert layers(body, Subject="Fwd: O") == [(NEW, "FYI"), (FORWARDED, "ODA/1")]


def test_what_a_danish_and_a_finnish_vs_mean_depends_on_whether_it_answers() -> None:
    body = "Se nedenfor\n\nOn 3 Nov 2026 at 10:00, P <p@bellandi.it> wrote:\n> ODA/1"
    assert layers(body, Subject="VS: O")[1][0] is FORWARDED
    assert layers(body, Subject="VS: O", In_Reply_To="<1@x.example>")[1][0] is THEIRS


# --- attached mails ---


def test_an_attached_mail_is_a_forward_of_its_author() -> None:
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


def test_our_own_returned_mail_is_ours() -> None:
    inner = "From: billing@progressiverobot.com\n\nPO BM-40221 is closed"
    found = passages(attached("Content-Type: message/rfc822", inner))
    assert (found[1].layer, found[1].text) == (OURS, "PO BM-40221 is closed")


def test_a_file_inside_an_attached_mail_is_read_too() -> None:
    inner = "From: p@bellandi.it\nContent-Type: application/pdf; name=oda.pdf\n\n%PDF"
    message = attached("Content-Type: message/rfc822", inner)
    (part,) = to_read(message)
    found = passages(message, [Reading(part.path, ("ODA/1",))])
    assert found[-1] == Passage("attachment:oda.pdf#1", "ODA/1", Layer.ATTACHMENT)
