import email
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.decision import Attachment, Letter
from bot.domain.message import Address, Message
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.resources.templates import load_templates
from bot.stages.compose import (
    Rendered,
    _mailbox,
    _serialise,
    _with_files,
    clean_header,
    compose,
    message_id_for,
)
from tests.builders import COMPANY, JANE, NOW, Mail, decided, message, stated

TEMPLATES = load_templates(Path(__file__).parents[2] / "templates")
SECRET = b"a secret of this installation"
EXPECTED = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Pobot-Id",
    "MIME-Version",
    "Content-Type",
}


def test_an_encoded_word_in_their_subject_is_not_decoded_into_headers_of_ours() -> None:
    theirs = "=?utf-8?q?=0D=0ABcc=3A_all@evil.example?= and =?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?="
    told = replace(letter(), to=replace(JANE, name="=?utf-8?q?Jane=0D=0ABcc=3A_x@y.example?="))
    answered = message(subject=theirs)
    sent = compose(told, TEMPLATES, COMPANY, SECRET, NOW, OutgoingClass.REPLY, answered)
    parsed = email.message_from_bytes(sent.source, policy=policy.default)
    assert set(parsed.keys()) <= EXPECTED
    assert b"\nBcc" not in sent.source
    assert "evil.example" in str(parsed["Subject"])


def letter(name: str = "po_recorded", **fields: object) -> Letter:
    values = {**TEMPLATES.sheets[name].values, **fields}
    return Letter(name, JANE, "en", "reply:key-1", values)


def written(
    what: Letter | None = None,
    answered: Message | None = None,
    kind: OutgoingClass = OutgoingClass.REPLY,
) -> Outgoing:
    return compose(what or letter(), TEMPLATES, COMPANY, SECRET, NOW, kind, answered)


def read(mail: Outgoing) -> EmailMessage:
    parsed = email.message_from_bytes(mail.source, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def body(mail: Outgoing, kind: str) -> str:
    part = read(mail).get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def test_a_reply_threads_and_says_what_it_is() -> None:
    theirs = message(subject="Our order", references=("<first@northgate.example>",))

    mail = read(written(answered=theirs))

    assert mail["From"] == "Progressive Robot <billing@progressiverobot.com>"
    assert mail["To"] == "Jane Whitlock <jane@northgate.example>"
    assert mail["Subject"] == "Re: Our order [PR-REF ENG-0007]"
    assert mail["In-Reply-To"] == "<theirs-1@northgate.example>"
    assert mail["References"] == "<first@northgate.example> <theirs-1@northgate.example>"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Date"].datetime == NOW


def test_what_is_no_reply_says_so() -> None:
    for kind in (OutgoingClass.REMINDER, OutgoingClass.CHASER, OutgoingClass.DIGEST):
        mail = read(written(kind=kind))

        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["In-Reply-To"] is None
        assert mail["Subject"] == "Thank you for PO 4500012345 [PR-REF ENG-0007]"


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert written() == written()


def test_another_letter_or_another_secret_gives_another_message_id() -> None:
    ids = {
        message_id_for("reply:key-1", SECRET, COMPANY),
        message_id_for("reply:key-2", SECRET, COMPANY),
        message_id_for("reply:key-1", b"other", COMPANY),
    }

    assert len(ids) == 3
    assert all(re.fullmatch(r"<[a-z2-7]{32}@progressiverobot\.com>", one) for one in ids)
    assert written().message_id in ids
    assert read(written())["Message-ID"] in ids


def test_the_bytes_are_seven_bit_lines_with_crlf() -> None:
    source = written(letter(recipient="Jürgen Häfner", client="Brandt & Söhne")).source

    assert source.isascii()
    assert b"\n" not in source.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in source.split(b"\r\n"))


def test_the_envelope_has_one_sender_and_one_recipient() -> None:
    condition = Condition(without_po=())
    mail = compose(
        letter(),
        TEMPLATES,
        COMPANY,
        SECRET,
        NOW,
        OutgoingClass.CHASER,
        condition=condition,
        expires_at=NOW,
    )

    assert (mail.sender, mail.recipient) == (COMPANY.inbox, JANE.email)
    assert (mail.idem_key, mail.condition, mail.expires_at) == ("reply:key-1", condition, NOW)


def test_text_and_html_say_the_same() -> None:
    mail = written()
    text, html = body(mail, "plain"), body(mail, "html")

    assert read(mail).get_content_type() == "multipart/alternative"
    for words in ("4500012345", "Intranet search", "ENG-0007", "PR-2026-0118", "Accounts team"):
        assert words in text
        assert words in html


def test_the_page_fetches_nothing() -> None:
    html = body(written(), "html")

    assert not re.search(r"\b(?:src|href|url\()", html)
    assert "<script" not in html


@pytest.mark.parametrize(
    ("theirs", "subject"),
    [
        ("Re: Our order", "Re: Our order [PR-REF ENG-0007]"),
        ("RE: AW: Re[2]: Our order", "Re: Our order [PR-REF ENG-0007]"),
        ("Re: PO [PR-REF ENG-0007]", "Re: PO [PR-REF ENG-0007]"),
        ("Re: PO [PR-REF eng-0007 ENG-0009]", "Re: PO [PR-REF eng-0007 ENG-0009]"),
        ("PO [PR-REF ENG-0009]", "Re: PO [PR-REF ENG-0009] [PR-REF ENG-0007]"),
        ("", "Thank you for PO 4500012345 [PR-REF ENG-0007]"),
        ("Re:", "Thank you for PO 4500012345 [PR-REF ENG-0007]"),
        ("a\r\nBcc: all@x.example", "Re: a Bcc: all@x.example [PR-REF ENG-0007]"),
        ("a\u2028b\u202ec\u200bd", "Re: a bcd [PR-REF ENG-0007]"),
        ("x" * 300, f"Re: {'x' * 199}… [PR-REF ENG-0007]"),
    ],
)
def test_the_subject_is_theirs_with_our_token_once(theirs: str, subject: str) -> None:
    mail = written(answered=message(subject=theirs))

    assert mail.subject == subject
    assert read(mail)["Subject"] == subject


def test_an_acknowledgement_names_no_work() -> None:
    mail = written(letter("acknowledgement"), message(subject="Question"))

    assert mail.subject == "Re: Question"
    assert not re.search(r"PR-|ENG-|\d{4}", body(mail, "plain"))


@pytest.mark.parametrize(
    "bad", ["", "no brackets", "<a b@c>", "<x@y>\r\nBcc: <a@b>", "<x@y> <z@y>"]
)
def test_a_message_id_that_is_none_is_not_cited(bad: str) -> None:
    mail = read(written(answered=message(message_id=bad)))

    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


def test_a_thread_known_only_by_in_reply_to_is_kept() -> None:
    mail = read(written(answered=message(in_reply_to="<parent@northgate.example>")))

    assert mail["References"] == "<parent@northgate.example> <theirs-1@northgate.example>"


def test_a_long_thread_keeps_its_first_and_its_last_mails() -> None:
    references = tuple(f"<m{i}@northgate.example>" for i in range(50))

    cited = read(written(answered=message(references=references)))["References"].split()

    assert len(cited) == 20
    assert cited[0] == references[0]
    assert cited[-1] == "<theirs-1@northgate.example>"


def test_a_domain_with_umlauts_is_written_in_ascii() -> None:
    what = Letter(
        "acknowledgement", Address("", "x@brandt-söhne.example"), "de", "k", {"recipient": ""}
    )

    assert read(written(what))["To"] == "x@xn--brandt-shne-yfb.example"


def test_a_company_without_domains_signs_with_its_inbox_domain() -> None:
    bare = replace(COMPANY, domains=())

    assert message_id_for("k", SECRET, bare).endswith("@progressiverobot.com>")


def test_references_that_are_no_list_are_left_out() -> None:
    assert written(letter(references="ENG-0007")).subject == "Thank you for PO 4500012345"


def test_a_po_number_that_looks_like_a_template_stays_what_it_is() -> None:
    for hostile in ("{{7*7}}", "{% raw %}", "${7*7}", "{{ company.inbox }}"):
        (what,) = decided(Mail(orders=(stated(hostile, "Q-0007"),))).letters
        mail = written(what)

        assert f"PO {hostile}" in body(mail, "plain")
        assert "49" not in body(mail, "plain").replace("4500012345", "")


def test_markup_in_a_clients_words_stays_text() -> None:
    mail = written(letter(recipient="<script>alert(1)</script>", client='"><img src=x>'))

    html = body(mail, "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "Hello <script>alert(1)</script>," in body(mail, "plain")


def test_invisible_characters_are_shown() -> None:
    mail = written(letter(recipient="Jane\u202e\u200b\x00\u2028x"))

    assert "JaneU+202EU+200BU+0000U+2028x" in body(mail, "plain")


ANY = st.text(max_size=60)
SHARP = st.sampled_from(
    ["\r\nBcc: x@y.example", "\n\n", "\x00", "\u2028Bcc: a", "=?utf-8?q?a?=", ">"]
)
HOSTILE = st.lists(st.one_of(ANY, SHARP), max_size=4).map("".join)


@settings(max_examples=150, deadline=None)
@given(name=HOSTILE, subject=HOSTILE, number=HOSTILE, references=st.lists(HOSTILE, max_size=2))
def test_no_value_ever_adds_a_header_or_a_recipient(
    name: str, subject: str, number: str, references: list[str]
) -> None:
    what = letter(recipient=name, client=name, references=references, orders=[])
    hostile = Letter(what.template, Address(name, JANE.email), "en", number, what.values)
    answered = message(subject=subject, references=tuple(references), in_reply_to=number)

    mail = compose(
        hostile, TEMPLATES, COMPANY, SECRET, NOW, OutgoingClass.REPLY, in_reply_to=answered
    )
    parsed = read(mail)

    assert set(parsed.keys()) <= EXPECTED
    assert len(parsed.keys()) == len(set(parsed.keys()))
    assert [a.addr_spec for a in parsed["To"].addresses] == [JANE.email]
    assert mail.source.isascii()
    assert b"\n" not in mail.source.replace(b"\r\n", b"")


def test_a_long_subject_begins_on_the_line_of_its_name() -> None:
    subject = "Purchase order for the planning portal accessibility upgrade, phase two of three"
    source = written(answered=message(subject=subject)).source
    line = next(line for line in source.split(b"\r\n") if line.startswith(b"Subject:"))
    assert line.startswith(b"Subject: Re: Purchase order")


def test_files_go_with_a_letter_as_they_are_and_their_names_start_no_header() -> None:
    files = (
        Attachment("PR-1_PO-7.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),
        Attachment("a\r\nBcc: eve@evil.example.xml", "application/xml", b"<a/>\n.\n"),
    )

    mail = written(replace(letter(), attachments=files), kind=OutgoingClass.INVOICE)

    parts = list(read(mail).iter_attachments())
    assert [part.get_content_type() for part in parts] == ["application/pdf", "application/xml"]
    assert [part.get_payload(decode=True) for part in parts] == [f.payload for f in files]
    assert parts[0].get_filename() == "PR-1_PO-7.pdf"
    assert "Bcc" not in read(mail)
    assert mail == written(replace(letter(), attachments=files), kind=OutgoingClass.INVOICE)
    assert "4500012345" in body(mail, "plain")


WORDS = st.text(st.sampled_from("abc XYZ äöü ,;:.\"'()<>@=?_[]-\\0123456789\t"), max_size=90)
LINES = st.text(st.sampled_from("abc äöü€ =.-<>\n\t\r_From"), max_size=400)


@settings(max_examples=300, deadline=None)
@given(subject=WORDS, name=WORDS, text=LINES, html=LINES)
def test_a_letter_has_the_bytes_that_the_standard_library_gives_it(
    subject: str, name: str, text: str, html: str
) -> None:
    headers = (
        ("From", _mailbox(Address(name, "us@x.example"))),
        ("To", [_mailbox(Address(name, "a@b.example")), _mailbox(Address("Pat", "p@b.example"))]),
        ("Subject", clean_header(subject)),
        ("Date", NOW),
        ("Message-ID", "<one@x.example>"),
        ("In-Reply-To", "<two@x.example>"),
        ("Auto-Submitted", "auto-replied"),
    )
    words = Rendered("s", f"{text.strip()}\n", f"{html.strip()}\n")
    ours = _serialise(headers, words, letter(), "<one@x.example>")
    assert ours == _with_files(headers, words, letter(), "<one@x.example>")


def test_long_message_ids_are_cited_as_they_are() -> None:
    theirs = f"<{'A1B2C3D4' * 8}@{'E5F6' * 4}.eurprd04.prod.outlook.com>"
    answered = message(message_id=theirs, references=("<first@x.example>",))
    reply = written(answered=answered)
    parsed = email.message_from_bytes(reply.source, policy=policy.default)
    assert f"In-Reply-To: {theirs}\r\n".encode() in reply.source
    assert str(parsed["References"]).split() == ["<first@x.example>", theirs]
    assert b"=?" not in reply.source.partition(b"\r\n\r\n")[0]
