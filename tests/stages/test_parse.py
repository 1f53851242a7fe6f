from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Address, Message, Part
from bot.stages._addresses import SEVERAL_AUTHORS, address, addresses, claimed
from bot.stages._charsets import decoded
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


def names(message: Message) -> list[str]:
    return [part.filename for part in message.parts]


def attached(disposition: str, body: str = "x") -> Part:
    (part,) = parsed(f"Content-Disposition: {disposition}\n\n{body}").parts
    return part


def test_a_mail_is_read_header_by_header():
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


def test_the_leaves_of_the_tree_come_in_order_with_their_paths():
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


def test_only_the_headers_of_a_mail_over_the_limit_are_read():
    message = parse(raw("From: a@b.example\nSubject: big\n\n", complete=False))
    assert not message.complete
    assert message.parts == ()
    assert message.subject == "big"
    assert any("only its headers were fetched" in defect for defect in message.defects)


# --- the content key ---


def test_copies_by_alias_have_one_key_whatever_their_trace_headers():
    copy = "Delivered-To: accounts@progressiverobot.com\nReceived: by elsewhere\n" + ORDER
    assert parsed(copy).content_key == parsed(ORDER).content_key


def test_line_ends_and_transfer_encoding_do_not_change_the_key():
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
def test_other_content_under_the_same_message_id_has_another_key(old: str, new: str):
    assert parsed(ORDER.replace(old, new, 1)).content_key != parsed(ORDER).content_key


def test_mails_without_a_message_id_are_told_apart_by_the_rest():
    keys = {mail(body, Message_ID="").content_key for body in ("PO 1", "PO 2", "PO 1")}
    assert len(keys) == 2


def test_a_field_cannot_pass_for_the_one_after_it():
    one = mail(From="a@b.example", Subject="xy", Date="")
    other = mail(From="a@b.example", Subject="x", Date="y")
    assert one.content_key != other.content_key


def test_an_attached_mail_changes_the_key_by_its_text_not_by_its_trace():
    def keyed(trace: str, text: str) -> str:
        return parsed(
            f"Subject: Fwd\nContent-Type: message/rfc822\n\n{trace}Subject: PO\n\n{text}"
        ).content_key

    assert keyed("Received: by x\n", "PO 1") == keyed("", "PO 1")
    assert keyed("", "PO 1") != keyed("", "PO 2")


# --- who wrote it ---


def test_the_address_in_the_brackets_is_the_author_not_the_one_before_them():
    message = mail(From="ap@trusted.example<evil@attacker.example>")
    assert message.author.email == "evil@attacker.example"
    assert "the display name in From contains another address" in message.defects


def test_an_encoded_display_name_cannot_bring_its_own_address():
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
def test_an_author_who_cannot_be_read_for_certain_is_nobody(value: str):
    assert mail(From=value).author.email == ""


def test_a_group_is_no_author():
    message = mail(From="Team: a@x.example;")
    assert message.author.email == ""
    assert "From is a group, not an address" in message.defects


def test_two_from_headers_are_a_defect():
    message = parsed("From: a@trusted.example\nFrom: b@evil.example\n\nHi")
    assert SEVERAL_AUTHORS in message.defects


def test_two_addresses_in_from_are_a_defect():
    assert SEVERAL_AUTHORS in mail(From="a@x.example, b@y.example").defects


def test_an_empty_from_is_a_defect_and_no_error():
    message = parsed("Subject: x\n\nHi")
    assert message.author == Address("", "")
    assert "there is no readable From address" in message.defects


def test_a_name_that_repeats_the_address_is_no_name():
    assert address("A@X.example", "a@x.example") == Address("", "a@x.example")


def test_quotes_around_a_name_go_and_one_inside_it_stays():
    assert address("'Jane Doe'", "j@x.example") == Address("Jane Doe", "j@x.example")
    assert address("O'Neill", "o@x.example") == Address("O'Neill", "o@x.example")


def test_no_more_than_two_hundred_recipients_are_read():
    found, defects = addresses(", ".join(f"a{n}@x.example" for n in range(300)))
    assert len(found) == 200
    assert "more than 200 addresses" in defects


def test_a_parser_that_fails_makes_an_unreadable_field(monkeypatch: pytest.MonkeyPatch):
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
def test_a_copied_from_line_gives_name_and_address(text: str, expected: Address | None):
    assert claimed(text) == expected


# --- headers ---


def test_a_subject_on_several_lines_becomes_one():
    assert mail(Subject="PO\n 4500012345\n\tfor you").subject == "PO 4500012345 for you"


def test_raw_eight_bit_headers_are_utf8_or_windows_1252():
    assert parsed("Subject: Bestellung für Sie\n\n").subject == "Bestellung für Sie"
    assert parsed(b"Subject: Bestellung f\xfcr Sie\n\n").subject == "Bestellung für Sie"


def test_an_encoded_word_that_is_none_stays_as_it_is():
    assert mail(Subject="=?utf-8?b?x?= PO 1").subject == "=?utf-8?b?x?= PO 1"


def test_an_unknown_character_set_does_not_lose_the_word():
    assert mail(Subject="=?x-unknown?q?PO_4500012345?=").subject == "PO 4500012345"


def test_control_characters_in_a_subject_become_spaces():
    assert parsed("Subject: PO\x00\x1b\u2028 1\n\n").subject.split() == ["PO", "1"]


@pytest.mark.parametrize("date", ["Mon, 5 Oct 99999 10:00:00 +9999", "yesterday", "1 Jan 1970"])
def test_a_date_that_cannot_be_is_none(date: str):
    message = mail(Date=date)
    assert message.date is None
    assert any("Date" in defect for defect in message.defects)


def test_a_date_long_after_the_arrival_is_absurd():
    message = mail(Date="Mon, 1 Jan 2035 10:00:00 +0000")
    assert message.date is None
    assert "the Date is absurd" in message.defects


@pytest.mark.parametrize(
    ("value", "expected"),
    [("<a@b>", "<a@b>"), ("a@b", "<a@b>"), ("x <a@b> y", "<a@b>"), ("  ", "")],
)
def test_a_message_id_has_its_brackets(value: str, expected: str):
    assert mail(Message_ID=value).message_id == expected


def test_a_second_subject_is_a_defect():
    message = parsed("Subject: first\nSubject: second\n\n")
    assert message.subject == "first"
    assert "several subject headers; the first is read" in message.defects


def test_a_stray_line_between_headers_is_skipped():
    message = parsed("From: a@b.example\nthis is no header\nSubject: PO 1\n\nBody")
    assert message.subject == "PO 1"
    assert message.parts[0].payload == b"Body"


def test_a_body_without_an_empty_line_above_it_is_kept():
    message = parsed("Subject: x\nPO is 4500012345\nand nothing else\nat all\n")
    assert b"PO is 4500012345" in message.parts[0].payload


def test_an_unclosed_header_block_ends_at_the_first_part():
    source = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n--b\n\nPO 1\n--b--\n"
    assert [p.payload for p in parsed(source).parts] == [b"PO 1"]


def test_a_mbox_line_and_blank_lines_above_the_headers_are_no_matter():
    message = parsed("\n\nFrom me@x Mon Nov 23 10:00:00 2026\nSubject: x\n\nBody")
    assert message.subject == "x"
    assert message.defects == ("there is no readable From address", "there is no Date")


def test_bare_cr_and_doubled_cr_are_line_ends():
    for source in (b"Subject: x\rTo: a@b.c\r\rBody", b"Subject: x\r\r\nTo: a@b.c\r\r\n\r\r\nBody"):
        message = parsed(source)
        assert message.subject == "x"
        assert message.parts[0].payload == b"Body"


def test_an_endless_header_block_is_cut():
    message = parsed("Subject: x\n" + "X-Y: z\n" * 60_000 + "\nBody")
    assert message.subject == "x"
    assert len(message.headers) == 1000
    assert message.parts[0].payload == b"Body"
    assert any("header block is longer" in defect for defect in message.defects)
    assert any("more than 1000 header fields" in defect for defect in message.defects)


# --- parts ---


def test_deep_nesting_ends_at_ten_levels():
    source = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)
    )
    message = parsed(source)
    assert "parts are nested deeper than 10; those are not read" in message.defects


def test_mails_inside_mails_end_at_ten_levels():
    message = parsed("Content-Type: message/rfc822\n\n" * 500)
    assert len(message.parts) <= 11
    assert "parts are nested deeper than 10; those are not read" in message.defects


def test_no_more_than_a_hundred_parts_are_read():
    source = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 5000
    message = parsed(source)
    assert len(message.parts) == 100
    assert "more than 100 parts; the rest is not read" in message.defects


def test_a_boundary_that_never_appears_does_not_lose_the_text():
    source = "Content-Type: multipart/mixed; boundary=a\n\n--b\nContent-Type: text/plain\n\nPO 1\n"
    message = parsed(source)
    assert [p.payload.strip() for p in message.parts] == [b"PO 1"]


def test_a_multipart_without_parts_is_text():
    message = parsed("Content-Type: multipart/mixed\n\nPO 4500012345")
    assert message.parts[0].media_type == "text/plain"
    assert message.parts[0].payload == b"PO 4500012345"


def test_a_boundary_may_be_the_beginning_of_another():
    source = (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n"
    )
    assert [p.payload for p in parsed(source).parts] == [b"one", b"two"]


def test_an_attached_mail_gives_its_headers_and_its_own_leaves():
    source = (
        "Subject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: message/rfc822\n\n"
        "From: p@bellandi.it\nSubject: Ordine\nContent-Type: text/plain\n\nODA/1\n--b--\n"
    )
    head, leaf = parsed(source).parts
    assert (head.path, head.media_type, head.filename) == ("1", "message/rfc822", "part-1.eml")
    assert b"From: p@bellandi.it" in head.payload
    assert (leaf.path, leaf.inside, leaf.payload) == ("1.1", "1", b"ODA/1")


def test_an_attached_mail_in_base64_or_by_name_is_read_too():
    encoded = "RnJvbTogYUBiLmMKU3ViamVjdDogUE8KCjQ1MDA="
    for kind in ("message/rfc822", 'application/octet-stream; name="order.eml"'):
        message = parsed(f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{encoded}")
        assert message.parts[-1].payload == b"4500"
        assert message.parts[-1].inside == "1"


def test_the_parts_of_a_digest_are_mails():
    source = "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\ntext\n--b--\n"
    assert [p.media_type for p in parsed(source).parts] == ["message/rfc822", "text/plain"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\Orders\\po.pdf"', "po.pdf"),
        ('attachment; filename="po\u202efdp.exe"', "pofdp.exe"),
        ('attachment; filename="=?utf-8?q?Gr=C3=BC=C3=9Fe=2Epdf?="', "Grüße.pdf"),
        ("attachment; filename*=utf-8''%C3%84.pdf", "Ä.pdf"),
        ('attachment; filename="Bestellung Ü.pdf"', "Bestellung Ü.pdf"),
        ("attachment", "part-1"),
        ('attachment; filename="' + "a" * 300 + '.pdf"', "a" * 116 + ".pdf"),
        ('attachment; filename="' + "a" * 300 + '"', "a" * 120),
    ],
)
def test_a_file_name_is_fit_to_be_shown(disposition: str, name: str):
    assert attached(disposition).filename == name


def test_a_malformed_parameter_does_not_stop_the_mail():
    assert attached("attachment; filename*1*=x; filename*x*=y; filename*=z").payload == b"x"


def test_two_files_of_one_name_are_told_apart():
    part = '--b\nContent-Disposition: attachment; filename="{0}"\n\nx\n'
    source = "Content-Type: multipart/mixed; boundary=b\n\n"
    message = parsed(source + part.format("po.pdf") * 2 + part.format("po") * 2 + "--b--")
    assert names(message) == ["po.pdf", "po (2).pdf", "po", "po (2)"]


@pytest.mark.parametrize(
    ("header", "attachment"),
    [
        ("Content-Type: text/plain", False),
        ("Content-Type: text/plain; name=notes.txt", True),
        ("Content-Type: text/html\nContent-Disposition: attachment", True),
        ("Content-Type: application/pdf", True),
        ("Content-Type: text/calendar; name=meeting.ics", False),
        ("Content-Type: message/delivery-status", False),
        ("Content-Type: text/csv", True),
    ],
)
def test_text_is_the_mails_own_unless_it_is_named_or_attached(header: str, attachment: bool):
    assert parsed(f"{header}\n\nx").parts[0].attachment is attachment


@pytest.mark.parametrize(
    ("declared", "media_type"),
    [
        ("text", "text/plain"),
        ('application/pdf name="x.pdf"', "application/pdf"),
        ('"application/pdf"', "application/pdf"),
        ("TEXT/HTML; charset=x", "text/html"),
        ("", "text/plain"),
    ],
)
def test_a_media_type_is_read_leniently(declared: str, media_type: str):
    assert parsed(f"Content-Type: {declared}\n\nx").parts[0].media_type == media_type


def test_damaged_base64_gives_what_can_be_read():
    message = parsed("Content-Transfer-Encoding: base64\n\nUE8gNDUwMDAxMjM0N!T")
    assert message.parts[0].payload.startswith(b"PO 450001234")
    assert any("base64" in defect for defect in message.defects)


def test_uuencoded_text_is_read_and_its_damaged_lines_are_left_out():
    source = (
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#0V%T\n#\xff\xff\xff\n`\nend\nxx"
    )
    assert parsed(source).parts[0].payload == b"Cat"
    assert parsed(source.replace(b"\nend\nxx", b"")).parts[0].payload == b"Cat"


def test_how_lines_flow_is_kept():
    kinds = ("format=flowed", "format=flowed; delsp=yes", "charset=utf-8")
    flows = [parsed(f"Content-Type: text/plain; {kind}\n\nx").parts[0].flow for kind in kinds]
    assert flows == ["flowed", "delsp", ""]


def test_a_text_over_the_limit_is_a_defect():
    assert any("its end is cut" in defect for defect in mail("x" * 300_000).defects)


# --- character sets ---


@pytest.mark.parametrize(
    ("payload", "charset", "text"),
    [
        ("Grüße €".encode("cp1252"), "iso-8859-1", "Grüße €"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode(), "", "Grüße"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("zamówienie".encode("iso-8859-2"), "iso-8859-2", "zamówienie"),
        (b"\xef\xbb\xbfPO", "utf-8", "PO"),
        (b"P\x00O", "utf-8", "PO"),
        (b"PO 1", "rot13", "PO 1"),
        (b"PO 1", "punycode", "PO 1"),
        (b"PO 1", "a\0b", "PO 1"),
        (b"PO 1", "undefined", "PO 1"),
    ],
)
def test_text_is_decoded_whatever_is_declared(payload: bytes, charset: str, text: str):
    assert decoded(payload, charset) == text


def test_undeclared_text_is_guessed_from_its_bytes():
    russian = "Добрый день, наш номер заказа на поставку следующий, спасибо".encode("koi8-r")
    assert "номер заказа" in decoded(russian)


@given(st.binary(max_size=2000))
def test_any_bytes_are_text(payload: bytes):
    assert "\0" not in decoded(payload)


# --- total ---


@given(st.binary(max_size=3000))
def test_no_bytes_make_it_raise(source: bytes):
    assert parsed(source).content_key


@given(st.data())
def test_no_mutation_of_a_mail_makes_it_raise(data: st.DataObject):
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
def test_any_text_may_stand_in_from(value: str):
    message = mail(From=" ".join(value.split()) or "x")
    assert message.author.email == "" or message.author.email.count("@") == 1
