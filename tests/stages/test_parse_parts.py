import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Message, Part
from bot.stages._charsets import decoded
from tests.raw_mails import mail, parsed


def names(message: Message) -> list[str]:
    return [part.filename for part in message.parts]


def attached(disposition: str, body: str = "x") -> Part:
    (part,) = parsed(f"Content-Disposition: {disposition}\n\n{body}").parts
    return part


# --- parts ---


def test_deep_nesting_ends_at_ten_levels() -> None:
    source = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)
    )
    message = parsed(source)
    assert "parts are nested deeper than 10; those are not read" in message.defects


def test_mails_inside_mails_end_at_ten_levels() -> None:
    message = parsed("Content-Type: message/rfc822\n\n" * 500)
    assert len(message.parts) <= 11
    assert "parts are nested deeper than 10; those are not read" in message.defects


def test_no_more_than_a_hundred_parts_are_read() -> None:
    source = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 5000
    message = parsed(source)
    assert len(message.parts) == 100
    assert "more than 100 parts; the rest is not read" in message.defects


def test_a_boundary_that_never_appears_does_not_lose_the_text() -> None:
    source = "Content-Type: multipart/mixed; boundary=a\n\n--b\nContent-Type: text/plain\n\nPO 1\n"
    message = parsed(source)
    assert [p.payload.strip() for p in message.parts] == [b"PO 1"]


def test_a_multipart_without_parts_is_text() -> None:
    message = parsed("Content-Type: multipart/mixed\n\nPO 4500012345")
    assert message.parts[0].media_type == "text/plain"
    assert message.parts[0].payload == b"PO 4500012345"


def test_a_boundary_may_be_the_beginning_of_another() -> None:
    source = (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n"
        "--b\n\ntwo\n--b--\n"
    )
    assert [p.payload for p in parsed(source).parts] == [b"one", b"two"]


def test_an_attached_mail_gives_its_headers_and_its_own_leaves() -> None:
    source = (
        "Subject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: message/rfc822\n\n"
        "From: p@bellandi.it\nSubject: Ordine\nContent-Type: text/plain\n\nODA/1\n--b--\n"
    )
    head, leaf = parsed(source).parts
    assert (head.path, head.media_type, head.filename) == ("1", "message/rfc822", "part-1.eml")
    assert b"From: p@bellandi.it" in head.payload
    assert (leaf.path, leaf.inside, leaf.payload) == ("1.1", "1", b"ODA/1")


def test_an_attached_mail_in_base64_or_by_name_is_read_too() -> None:
    encoded = "RnJvbTogYUBiLmMKU3ViamVjdDogUE8KCjQ1MDA="
    for kind in ("message/rfc822", 'application/octet-stream; name="order.eml"'):
        message = parsed(f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{encoded}")
        assert message.parts[-1].payload == b"4500"
        assert message.parts[-1].inside == "1"


def test_the_parts_of_a_digest_are_mails() -> None:
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
def test_a_file_name_is_fit_to_be_shown(disposition: str, name: str) -> None:
    assert attached(disposition).filename == name


def test_a_malformed_parameter_does_not_stop_the_mail() -> None:
    assert attached("attachment; filename*1*=x; filename*x*=y; filename*=z").payload == b"x"


def test_two_files_of_one_name_are_told_apart() -> None:
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
def test_text_is_the_mails_own_unless_it_is_named_or_attached(
    header: str, attachment: bool
) -> None:
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
def test_a_media_type_is_read_leniently(declared: str, media_type: str) -> None:
    assert parsed(f"Content-Type: {declared}\n\nx").parts[0].media_type == media_type


def test_damaged_base64_gives_what_can_be_read() -> None:
    message = parsed("Content-Transfer-Encoding: base64\n\nUE8gNDUwMDAxMjM0N!T")
    assert message.parts[0].payload.startswith(b"PO 450001234")
    assert any("base64" in defect for defect in message.defects)


def test_uuencoded_text_is_read_and_its_damaged_lines_are_left_out() -> None:
    source = (
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#0V%T\n#\xff\xff\xff\n`\nend\nxx"
    )
    assert parsed(source).parts[0].payload == b"Cat"
    assert parsed(source.replace(b"\nend\nxx", b"")).parts[0].payload == b"Cat"


def test_how_lines_flow_is_kept() -> None:
    kinds = ("format=flowed", "format=flowed; delsp=yes", "charset=utf-8")
    flows = [parsed(f"Content-Type: text/plain; {kind}\n\nx").parts[0].flow for kind in kinds]
    assert flows == ["flowed", "delsp", ""]


def test_a_text_over_the_limit_is_a_defect() -> None:
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
def test_text_is_decoded_whatever_is_declared(payload: bytes, charset: str, text: str) -> None:
    assert decoded(payload, charset) == text


def test_undeclared_text_is_guessed_from_its_bytes() -> None:
    russian = "Добрый день, наш номер заказа на поставку следующий, спасибо".encode("koi8-r")
    assert "номер заказа" in decoded(russian)


@given(st.binary(max_size=2000))
def test_any_bytes_are_text(payload: bytes) -> None:
    assert "\0" not in decoded(payload)
