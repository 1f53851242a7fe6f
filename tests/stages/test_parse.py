from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Address, Part
from bot.stages._addresses import SEVERAL_AUTHORS, address, addresses, claimed
from bot.stages.parse import parse
from tests.raw_mails import mail, parsed, raw

ORDER = """\
Received: from mail.northmoor.gov.uk by mx.progressiverobot.com; Mon, 23 Nov 2026 10:00:05 +0000
From: =?utf-8?q?J=C3=BCrgen_H=C3=A4fner?= <J.Haefner@Northmoor.gov.uk>
To: billing@progressiverobot.com, "Doe, Jane" <jane@x.example>
Cc: Sofia <sofia@progressiverobot.com>
Subject: =?utf-8?b?QmVzdGVsbHVuZyA=?=
 =?utf-8?q?4500012345?=
Date: Mon, 23 Nov 2026 11:00:00 +0100
Message-ID: <order-1@northmoor.gov.uk>
In-Reply-To: <chase-1@progressiverobot.com>
References: <first@progressiverobot.com> <chase-1@progressiverobot.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--inner
Content-Type: text/html; charset=utf-8

<p>Hello</p>
--inner--
--outer
Content-Type: application/pdf; name="ignored.pdf"
Content-Disposition: attachment; filename*0*=utf-8''Bestellung%20; filename*1*=%C3%84.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQ=
--outer--
"""


def attached(disposition: str, body: str = "x") -> Part:
    (part,) = parsed(f"Content-Disposition: {disposition}\n\n{body}").parts
    return part


def test_a_mail_is_read_header_by_header() -> None:
    message = parsed(ORDER)
    assert message.author == Address("Jürgen Häfner", "j.haefner@northmoor.gov.uk")
    assert message.to == (
        Address("", "billing@progressiverobot.com"),
        Address("Doe, Jane", "jane@x.example"),
    )
    assert message.cc == (Address("Sofia", "sofia@progressiverobot.com"),)
    assert message.subject == "Bestellung 4500012345"
    assert message.date == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert message.message_id == "<order-1@northmoor.gov.uk>"
    assert message.in_reply_to == "<chase-1@progressiverobot.com>"
    assert message.references == ("<first@progressiverobot.com>", "<chase-1@progressiverobot.com>")
    assert message.header("received").startswith("from mail.northmoor.gov.uk")
    assert message.defects == ()


def test_the_leaves_of_the_tree_come_in_order_with_their_paths() -> None:
    message = parsed(ORDER)
    assert [(p.path, p.media_type, p.attachment) for p in message.parts] == [
        ("1.1", "text/plain", False),
        ("1.2", "text/html", False),
        ("2", "application/pdf", True),
    ]
    assert message.parts[0].payload == "Grüße".encode("latin-1")
    assert message.parts[0].charset == "iso-8859-1"
    assert message.parts[2].payload == b"%PDF-1.4"
    assert message.parts[2].filename == "Bestellung Ä.pdf"


def test_only_the_headers_of_a_mail_over_the_limit_are_read() -> None:
    message = parse(raw("From: a@b.example\nSubject: big\n\n", complete=False))
    assert not message.complete
    assert message.parts == ()
    assert message.subject == "big"
    assert any("only its headers were fetched" in defect for defect in message.defects)


# --- the content key ---


def test_copies_by_alias_have_one_key_whatever_their_trace_headers() -> None:
    copy = "Delivered-To: accounts@progressiverobot.com\nReceived: by elsewhere\n" + ORDER
    assert parsed(copy).content_key == parsed(ORDER).content_key


def test_line_ends_and_transfer_encoding_do_not_change_the_key() -> None:
    recoded = ORDER.replace("quoted-printable", "8bit").encode()
    recoded = recoded.replace(b"Gr=FC=DFe", "Grüße".encode("latin-1"))
    assert parsed(recoded).content_key == parsed(ORDER).content_key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("JVBERi0xLjQ=", "JVBERi0xLjU="),
        ("Gr=FC=DFe", "Other"),
        ("<order-1@", "<order-2@"),
        ("4500012345", "4500012346"),
        ("11:00:00", "11:00:01"),
        ("J.Haefner@", "J.Haffner@"),
    ],
)
def test_other_content_under_the_same_message_id_has_another_key(old: str, new: str) -> None:
    assert parsed(ORDER.replace(old, new, 1)).content_key != parsed(ORDER).content_key


def test_mails_without_a_message_id_are_told_apart_by_the_rest() -> None:
    keys = {mail(body, Message_ID="").content_key for body in ("PO 1", "PO 2", "PO 1")}
    assert len(keys) == 2


def test_a_field_cannot_pass_for_the_one_after_it() -> None:
    one = mail(From="a@b.example", Subject="xy", Date="")
    other = mail(From="a@b.example", Subject="x", Date="y")
    assert one.content_key != other.content_key


def test_an_attached_mail_changes_the_key_by_its_text_not_by_its_trace() -> None:
    def keyed(trace: str, text: str) -> str:
        return parsed(
            f"Subject: Fwd\nContent-Type: message/rfc822\n\n{trace}Subject: PO\n\n{text}"
        ).content_key

    assert keyed("Received: by x\n", "PO 1") == keyed("", "PO 1")
    assert keyed("", "PO 1") != keyed("", "PO 2")


# --- who wrote it ---


def test_the_address_in_the_brackets_is_the_author_not_the_one_before_them() -> None:
    message = mail(From="ap@trusted.example<evil@attacker.example>")
    assert message.author.email == "evil@attacker.example"
    assert "the display name in From contains another address" in message.defects


def test_an_encoded_display_name_cannot_bring_its_own_address() -> None:
    message = mail(From="=?utf-8?q?ap=40trusted=2Eexample=3E?= <evil@attacker.example>")
    assert message.author.email == "evil@attacker.example"


@pytest.mark.parametrize(
    "value",
    [
        "a@trusted.example@attacker.example",
        "<a@trusted.example",
        "undisclosed-recipients:;",
        "Team: a@x.example, b@x.example;",
        '"a b"@x.example',
        "a@localhost",
        f"{'a' * 260}@x.example",
        "nobody",
    ],
)
def test_an_author_who_cannot_be_read_for_certain_is_nobody(value: str) -> None:
    assert mail(From=value).author.email == ""


def test_a_group_is_no_author() -> None:
    message = mail(From="Team: a@x.example;")
    assert message.author.email == ""
    assert "From is a group, not an address" in message.defects


def test_two_from_headers_are_a_defect() -> None:
    message = parsed("From: a@trusted.example\nFrom: b@evil.example\n\nHi")
    assert SEVERAL_AUTHORS in message.defects


def test_two_addresses_in_from_are_a_defect() -> None:
    assert SEVERAL_AUTHORS in mail(From="a@x.example, b@y.example").defects


def test_an_empty_from_is_a_defect_and_no_error() -> None:
    message = parsed("Subject: x\n\nHi")
    assert message.author == Address("", "")
    assert "there is no readable From address" in message.defects


def test_a_name_that_repeats_the_address_is_no_name() -> None:
    assert address("A@X.example", "a@x.example") == Address("", "a@x.example")


def test_quotes_around_a_name_go_and_one_inside_it_stays() -> None:
    assert address("'Jane Doe'", "j@x.example") == Address("Jane Doe", "j@x.example")
    assert address("O'Neill", "o@x.example") == Address("O'Neill", "o@x.example")


def test_no_more_than_two_hundred_recipients_are_read() -> None:
    found, defects = addresses(", ".join(f"a{n}@x.example" for n in range(300)))
    assert len(found) == 200
    assert "more than 200 addresses" in defects


def test_a_parser_that_fails_makes_an_unreadable_field(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.stages._addresses.get_addresses", fail)
    assert addresses("a@x.example") == ((), ("an address field cannot be read",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jane Doe <Jane@X.example>", Address("Jane Doe", "jane@x.example")),
        ('"Doe, Jane" <jane@x.example>', Address("Doe, Jane", "jane@x.example")),
        ("Jane Doe [mailto:jane@x.example]", Address("Jane Doe", "jane@x.example")),
        ("Jane Doe", Address("Jane Doe", "")),
        ("", None),
    ],
)
def test_a_copied_from_line_gives_name_and_address(text: str, expected: Address | None) -> None:
    assert claimed(text) == expected


# --- headers ---


def test_a_subject_on_several_lines_becomes_one() -> None:
    assert mail(Subject="PO\n 4500012345\n\tfor you").subject == "PO 4500012345 for you"


def test_raw_eight_bit_headers_are_utf8_or_windows_1252() -> None:
    assert parsed("Subject: Bestellung für Sie\n\n").subject == "Bestellung für Sie"
    assert parsed(b"Subject: Bestellung f\xfcr Sie\n\n").subject == "Bestellung für Sie"


def test_an_encoded_word_that_is_none_stays_as_it_is() -> None:
    assert mail(Subject="=?utf-8?b?x?= PO 1").subject == "=?utf-8?b?x?= PO 1"


def test_an_unknown_character_set_does_not_lose_the_word() -> None:
    assert mail(Subject="=?x-unknown?q?PO_4500012345?=").subject == "PO 4500012345"


def test_control_characters_in_a_subject_become_spaces() -> None:
    assert parsed("Subject: PO\x00\x1b\u2028 1\n\n").subject.split() == ["PO", "1"]


@pytest.mark.parametrize("date", ["Mon, 5 Oct 99999 10:00:00 +9999", "yesterday", "1 Jan 1970"])
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    message = mail(Date=date)
    assert message.date is None
    assert any("Date" in defect for defect in message.defects)


def test_a_date_long_after_the_arrival_is_absurd() -> None:
    message = mail(Date="Mon, 1 Jan 2035 10:00:00 +0000")
    assert message.date is None
    assert "the Date is absurd" in message.defects


@pytest.mark.parametrize(
    ("value", "expected"),
    [("<a@b>", "<a@b>"), ("a@b", "<a@b>"), ("x <a@b> y", "<a@b>"), ("  ", "")],
)
def test_a_message_id_has_its_brackets(value: str, expected: str) -> None:
    assert mail(Message_ID=value).message_id == expected


def test_a_second_subject_is_a_defect() -> None:
    message = parsed("Subject: first\nSubject: second\n\n")
    assert message.subject == "first"
    assert "several subject headers; the first is read" in message.defects


def test_a_stray_line_between_headers_is_skipped() -> None:
    message = parsed("From: a@b.example\nthis is no header\nSubject: PO 1\n\nBody")
    assert message.subject == "PO 1"
    assert message.parts[0].payload == b"Body"


def test_a_body_without_an_empty_line_above_it_is_kept() -> None:
    message = parsed("Subject: x\nPO is 4500012345\nand nothing else\nat all\n")
    assert b"PO is 4500012345" in message.parts[0].payload


def test_an_unclosed_header_block_ends_at_the_first_part() -> None:
    source = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n--b\n\nPO 1\n--b--\n"
    assert [p.payload for p in parsed(source).parts] == [b"PO 1"]


def test_a_mbox_line_and_blank_lines_above_the_headers_are_no_matter() -> None:
    message = parsed("\n\nFrom me@x Mon Nov 23 10:00:00 2026\nSubject: x\n\nBody")
    assert message.subject == "x"
    assert message.defects == ("there is no readable From address", "there is no Date")


def test_bare_cr_and_doubled_cr_are_line_ends() -> None:
    for source in (b"Subject: x\rTo: a@b.c\r\rBody", b"Subject: x\r\r\nTo: a@b.c\r\r\n\r\r\nBody"):
        message = parsed(source)
        assert message.subject == "x"
        assert message.parts[0].payload == b"Body"


def test_an_endless_header_block_is_cut() -> None:
    message = parsed("Subject: x\n" + "X-Y: z\n" * 60_000 + "\nBody")
    assert message.subject == "x"
    assert len(message.headers) == 1000
    assert message.parts[0].payload == b"Body"
    assert any("header block is longer" in defect for defect in message.defects)
    assert any("more than 1000 header fields" in defect for defect in message.defects)


# --- total ---


@given(st.binary(max_size=3000))
def test_no_bytes_make_it_raise(source: bytes) -> None:
    assert parsed(source).content_key


@given(st.data())
def test_no_mutation_of_a_mail_makes_it_raise(data: st.DataObject) -> None:
    source = bytearray(ORDER.encode())
    for _ in range(data.draw(st.integers(1, 12))):
        start = data.draw(st.integers(0, len(source)))
        end = start + data.draw(st.integers(0, 40))
        source[start:end] = data.draw(
            st.sampled_from(
                [b"", b"\n", b"\r", b";", b'"', b"=?", b"?=", b"--outer", b"\xff", b"*0*="]
            )
            | st.binary(max_size=12)
        )
    message = parsed(bytes(source))
    assert message == parsed(bytes(source))
    assert "\n" not in message.subject
    assert all("\r" not in value and "\n" not in value for _, value in message.headers)
    assert all("\n" not in part.filename and "/" not in part.filename for part in message.parts)


@given(st.text(max_size=300))
def test_any_text_may_stand_in_from(value: str) -> None:
    message = mail(From=" ".join(value.split()) or "x")
    assert message.author.email == "" or message.author.email.count("@") == 1
