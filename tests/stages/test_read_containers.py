"""What is inside archives, saved mails and winmail.dat, as passages of the mail."""

import base64

import pytest

from bot.domain.message import Layer, Member, Message, Part, Passage, Reading
from bot.readers import InlineReaders
from bot.stages.parse import parse
from bot.stages.read import to_read
from tests.raw_mails import attached, passages, raw
from tests.readers.containers import compound, locked, msg, packed_rtf, signed, tnef, zipped

OURS, FORWARDED, NEW = Layer.QUOTED_OURS, Layer.FORWARDED, Layer.NEW
INNER = (
    b"From: Paola <p@bellandi.it>\r\nSubject: Ordine\r\nMessage-ID: <1@bellandi.it>\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\nODA/1\r\n\r\n"
    b"On Monday, A <a@progressiverobot.com> wrote:\r\n> Which PO?\r\n"
)
BODY, SUBJECT, NAME, DATA, SENDER, HTML = 0x1000, 0x0037, 0x3707, 0x3701, 0x5D01, 0x1013


def with_file(name: str, payload: bytes, media_type: str = "application/octet-stream") -> Message:
    header = (
        f"Content-Type: {media_type}\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="{name}"'
    )
    return attached(header, base64.encodebytes(payload).decode())


def only(payload: bytes, media_type: str, name: str) -> Message:
    """Return a mail that is nothing but one file."""
    head = (
        f"From: g.thorpe@northmoor.gov.uk\r\nSubject: PO\r\nContent-Type: {media_type};"
        f' name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return parse(raw(head.encode() + base64.encodebytes(payload)))


def found(message: Message) -> list[Passage]:
    """Return the passages behind the text "See attached"."""
    readings = InlineReaders().read(to_read(message))
    return [p for p in passages(message, readings) if p.text != "See attached"]


def problem(message: Message) -> str:
    return "; ".join(filter(None, (r.problem for r in InlineReaders().read(to_read(message)))))


@pytest.mark.parametrize(
    "media_type", ["application/zip", "application/octet-stream", "application/x-zip-compressed"]
)
def test_a_file_in_an_archive_is_an_attachment(media_type: str) -> None:
    payload = zipped({"PO.txt": b"PO 4500", "b/c.html": b"<p>PO 4501</p>"})
    assert [
        (p.origin, p.text, p.layer) for p in found(with_file("o.zip", payload, media_type))
    ] == [
        ("attachment:o.zip/PO.txt#1", "PO 4500", Layer.ATTACHMENT),
        ("attachment:o.zip/b/c.html#1", "PO 4501", Layer.ATTACHMENT),
    ]


def test_a_locked_file_in_an_archive_is_named() -> None:
    payload = locked(zipped({"scan.pdf": b"%PDF-", "PO.txt": b"PO 4500"}), "scan.pdf")
    assert problem(with_file("orders.zip", payload)) == "orders.zip/scan.pdf: password-protected"


WORDS = INNER.partition(b"\r\n\r\n")[2].decode()
SAVED = msg({SUBJECT: "Ordine", SENDER: "p@bellandi.it", BODY: WORDS})


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (with_file("fwd.zip", zipped({"m.eml": INNER})), "fwd.zip/m.eml"),
        (with_file("m.msg", compound(SAVED), "application/vnd.ms-outlook"), "m.msg"),
        (with_file("m.msg", compound(SAVED)), "m.msg"),
        (with_file("m.eml", INNER, "application/octet-stream"), "m.eml"),
        (with_file("message", INNER, "application/octet-stream"), "message"),
        (with_file("m.eml", INNER, "message/rfc822"), "m.eml"),
    ],
)
def test_a_mail_that_is_a_file_is_a_forward(message: Message, name: str) -> None:
    first, second = found(message)
    assert (first.origin, first.layer) == (f"attachment:{name}#1", FORWARDED)
    assert first.text == "Subject: Ordine\n\nODA/1"
    assert first.author is not None
    assert first.author.email == "p@bellandi.it"
    assert (second.origin, second.layer) == ("quote", OURS)
    assert problem(message) == ""


def test_our_own_mail_as_a_file_is_our_own_words() -> None:
    ours = compound(msg({SUBJECT: "PO?", SENDER: "a@progressiverobot.com", BODY: "Which PO?"}))
    assert [p.layer for p in found(with_file("m.msg", ours))] == [OURS]


def test_files_of_a_saved_mail_are_attachments() -> None:
    payload = compound(msg({SUBJECT: "x", BODY: "see"}, {NAME: "PO.txt", DATA: b"PO 4500"}))
    last = found(with_file("m.msg", payload))[-1]
    assert (last.origin, last.text) == ("attachment:m.msg/PO.txt#1", "PO 4500")


@pytest.mark.parametrize("name", ["winmail.dat", "part1.bin", "ATT00001.dat"])
@pytest.mark.parametrize("media_type", ["application/ms-tnef", "application/octet-stream"])
def test_the_text_in_winmail_dat_is_the_mails_own(media_type: str, name: str) -> None:
    rtf = packed_rtf(rb"{\rtf1\ansi Our PO is 4500012345\par}")
    payload = tnef({0x1009: rtf}, {NAME: "PO.txt", DATA: b"PO 4500"})
    body, file = found(only(payload, media_type, name))
    assert (body.origin, body.text, body.layer) == ("body", "Our PO is 4500012345", NEW)
    assert (file.origin, file.layer) == ("attachment:PO.txt#1", Layer.ATTACHMENT)


def test_the_text_in_winmail_dat_is_no_second_copy() -> None:
    payload = tnef({BODY: "See attached"}, {NAME: "PO.txt", DATA: b"PO 4500"})
    message = with_file("winmail.dat", payload, "application/ms-tnef")
    assert [p.origin for p in found(message)] == ["attachment:PO.txt#1"]


def test_a_text_in_winmail_dat_that_says_more_is_read_too() -> None:
    message = with_file("winmail.dat", tnef({HTML: b"<p>See attached. PO 4500012345</p>"}))
    assert "4500012345" in found(message)[0].text


def test_the_text_in_winmail_dat_in_an_archive_is_not_the_mails_own() -> None:
    message = with_file("o.zip", zipped({"winmail.dat": tnef({BODY: "PO 4500012345"})}))
    (passage,) = found(message)
    assert (passage.origin, passage.layer) == ("attachment:o.zip/winmail.dat#1", Layer.ATTACHMENT)


def test_winmail_dat_in_an_attached_mail_is_that_mails_text() -> None:
    payload = base64.encodebytes(tnef({BODY: "ODA/1"})).decode()
    inner = "From: p@bellandi.it\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: "
    (passage,) = found(attached("Content-Type: message/rfc822", f"{inner}base64\n\n{payload}"))
    assert (passage.layer, passage.text) == (FORWARDED, "ODA/1")


@pytest.mark.parametrize("whole", [True, False])
def test_the_text_of_a_signed_mail_is_the_mails_own(whole: bool) -> None:
    entity = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nOur PO is 4500012345\r\n'
        b'--b\r\nContent-Type: text/csv; name="a.csv"\r\n'
        b"Content-Disposition: attachment\r\n\r\nPO,1\r\n--b--\r\n"
    )
    body, file = found(only(signed(entity, whole=whole), "application/pkcs7-mime", "smime.p7m"))
    assert (body.origin, body.text, body.layer) == ("body", "Our PO is 4500012345", NEW)
    assert file.origin == "attachment:a.csv#1"


def test_only_what_may_hold_the_mails_text_can_speak_for_it() -> None:
    message = with_file("po.pdf", b"%PDF-1.4", "application/pdf")
    forged = Part("2/1", "text/plain", "", b"Our PO is 666", inside="")
    readings = [Reading("2", inside=(Member(forged, Reading("2/1", ("Our PO is 666",))),))]
    assert [p.text for p in passages(message, readings)] == ["See attached"]


def test_an_attached_mail_may_be_encoded() -> None:
    header = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64"
    message = attached(header, base64.encodebytes(INNER).decode())
    assert found(message)[0].layer is FORWARDED
