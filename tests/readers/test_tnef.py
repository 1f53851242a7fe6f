"""winmail.dat: the text and the files that Outlook packs into one file."""

import struct

import pytest

from bot.domain.message import Part, Reading
from bot.readers import registry
from tests.readers.containers import packed_rtf, tnef

PO = b"Purchase order 4500123456"
SUBJECT, BODY, RTF, HTML, CODEPAGE = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
NAME, DATA, MIME_TYPE, TITLE = 0x3707, 0x3701, 0x370E, 0x3001
OBJECT = bytes(16)


def opened(payload: bytes, name: str = "winmail.dat", declared: str = "x/y") -> Reading:
    return registry().read(Part("2", declared, name, payload, attachment=True))


def files(reading: Reading) -> dict[str, str]:
    return {m.part.filename: "".join(m.reading.pages) for m in reading.inside if m.part.attachment}


def bodies(reading: Reading) -> list[tuple[str, bytes, str]]:
    return [
        (m.part.media_type, m.part.payload, m.part.inside)
        for m in reading.inside
        if not m.part.attachment
    ]


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("winmail.dat", "application/ms-tnef"),
        ("winmail.dat", "application/octet-stream"),
        ("part-1", "application/vnd.ms-tnef"),
        ("ATT0001.dat", "text/plain"),
    ],
)
def test_text_and_files_are_the_mails_own(name: str, declared: str) -> None:
    payload = tnef({BODY: "PO 4500"}, {NAME: "po.txt", DATA: PO}, {NAME: "po.txt", DATA: b"two"})
    found = opened(payload, name, declared)
    assert bodies(found) == [("text/plain", b"PO 4500", "")]
    assert files(found) == {"po.txt": PO.decode(), "po (2).txt": "two"}
    assert found.problem == ""


def test_the_text_may_be_rtf_or_html() -> None:
    rtf = packed_rtf(rb"{\rtf1\ansi PO 4500\par}")
    assert bodies(opened(tnef({RTF: rtf}))) == [("text/plain", b"PO 4500", "")]
    html = tnef({HTML: b"<p>PO 4500</p>", CODEPAGE: 65001, BODY: "PO 4500"})
    assert [kind for kind, _, _ in bodies(opened(html))] == ["text/plain", "text/html"]


def test_damaged_rtf_is_a_problem_and_hides_nothing_else() -> None:
    found = opened(tnef({RTF: b"x" * 40}, {NAME: "po.txt", DATA: PO}))
    assert found.problem == "the text: corrupt"
    assert files(found) == {"po.txt": PO.decode()}


def test_the_older_attributes_are_read_too() -> None:
    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BLL", level, number, len(data)) + data + b"\0\0"

    payload = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069007, struct.pack("<2L", 1250, 0))
    payload += attribute(1, 0x0002800C, "PO ź 4500\0".encode("cp1250"))
    payload += attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x0006800F, PO)
    payload += attribute(2, 0x00018010, b"PO.TXT\0")
    found = opened(payload)
    assert bodies(found) == [("text/plain", "PO ź 4500".encode(), "")]
    assert files(found) == {"PO.TXT": PO.decode()}


def test_a_mail_attached_to_it_is_an_attached_mail() -> None:
    inner = tnef({SUBJECT: "Order", 0x0C1A: "Anna", 0x5D01: "a@c.example", BODY: "PO 4500"})
    found = opened(tnef({BODY: "see"}, {TITLE: "Order", DATA: OBJECT + inner}))
    mail = next(m.part for m in found.inside if m.part.media_type == "message/rfc822")
    assert mail.filename == "Order.msg"
    assert mail.payload == b'From: "Anna" <a@c.example>\r\nSubject: Order\r\n\r\n'
    assert bodies(found)[1] == ("text/plain", b"PO 4500", mail.path)


def test_mails_nested_too_deep_are_a_problem() -> None:
    payload = tnef({BODY: "x"})
    for _ in range(4):
        payload = tnef({BODY: "x"}, {TITLE: "in", DATA: OBJECT + payload})
    assert opened(payload).problem == "in.msg/in.msg/in.msg: nested too deep"


def test_a_file_inside_one_goes_to_its_own_reader() -> None:
    payload = tnef({BODY: "x"}, {NAME: "a.html", MIME_TYPE: "text/html", DATA: b"<p>PO 4500</p>"})
    assert files(opened(payload)) == {"a.html": "PO 4500"}


@pytest.mark.parametrize("tail", [b"\0\0\0", b"\r\n", b""])
def test_padding_at_the_end_is_no_damage(tail: bytes) -> None:
    assert opened(tnef({BODY: "x"}) + tail).problem == ""


def test_what_is_damaged_at_its_end_says_so_and_gives_the_rest() -> None:
    found = opened(tnef({BODY: "PO 4500"}, {NAME: "po.txt", DATA: PO})[:-20])
    assert found.problem == "winmail.dat: damaged; the rest was not read"
    assert bodies(found) == [("text/plain", b"PO 4500", "")]


@pytest.mark.parametrize("payload", [b"\x78\x9f\x3e\x22\x01\x00", b"\x78\x9f\x3e\x22" + b"x" * 99])
def test_what_holds_nothing_is_corrupt(payload: bytes) -> None:
    assert opened(payload) == Reading("2", problem="corrupt")


def test_text_without_the_signature_is_corrupt() -> None:
    assert opened(b"hello", declared="application/ms-tnef").problem == "corrupt"
