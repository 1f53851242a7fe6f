"""Mails that are files: .eml inside other files, Outlook's .msg, and signed mail."""

import base64
from collections.abc import Mapping

import pytest

from bot.domain.message import Part, Reading
from bot.readers import eml, registry
from tests.readers.containers import Tree, compound, msg, packed_rtf, signed, zipped

PO = b"Purchase order 4500123456"
MAIL = (
    b"From: Anna <anna@client.example>\r\nSubject: =?utf-8?q?PO_f=C3=BCr_you?=\r\n"
    b"Message-ID: <1@client.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nOrder 4500777\r\n"
    b"--b\r\nContent-Type: application/octet-stream\r\n"
    b'Content-Disposition: attachment; filename="../PO.txt"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(PO) + b"\r\n--b--\r\n"
)
SUBJECT, BODY, RTF, HTML, HEADERS = 0x0037, 0x1000, 0x1009, 0x1013, 0x007D
SENDER_NAME, SENDER_SMTP, CODEPAGE = 0x0C1A, 0x5D01, 0x3FDE
NAME, DATA, METHOD, TITLE = 0x3707, 0x3701, 0x3705, 0x3001


def opened(payload: bytes, name: str, declared: str = "application/octet-stream") -> Reading:
    return registry().read(Part("2", declared, name, payload, attachment=True))


def texts(reading: Reading) -> dict[str, str]:
    """Return what was read by name, and a mail's own text by its path."""
    return {
        m.part.filename if m.part.attachment else m.part.path: "".join(m.reading.pages)
        for m in reading.inside
    }


def saved(properties: Mapping[int, object], *attachments: Mapping[int, object]) -> bytes:
    return compound(msg(properties, *attachments))


def first(reading: Reading, media_type: str) -> Part:
    return next(m.part for m in reading.inside if m.part.media_type == media_type)


def test_a_mail_in_an_archive_gives_header_block_text_and_attachments() -> None:
    found = opened(zipped({"fwd.eml": MAIL}), "orders.zip")
    assert found.problem == ""
    head = first(found, "message/rfc822")
    assert b"From: Anna <anna@client.example>\r\n" in head.payload
    assert b"=?utf-8?q?PO_f=C3=BCr_you?=" in head.payload
    body = first(found, "text/plain")
    assert (body.payload.strip(), body.inside) == (b"Order 4500777", head.path)
    assert (body.charset, body.flow, body.attachment) == ("utf-8", "flowed", False)
    assert texts(found)["orders.zip/fwd.eml/PO.txt"] == PO.decode()


def test_a_mail_under_another_type_is_recognised() -> None:
    assert first(opened(MAIL, "message"), "message/rfc822").filename == "message"


@pytest.mark.parametrize(
    "note",
    [
        b"From: Anna\nDate: today\nSubject: PO\n\nOrder 1\n",
        b"Dear all,\nFrom: me\nMessage-ID: <1>\n\n",
        b"Received: yes\n\n",
        b"",
    ],
)
def test_a_note_that_looks_a_bit_like_a_mail_is_none(note: bytes) -> None:
    assert not eml.looks_like(note)


def test_a_mail_in_a_mail_is_a_mail_even_when_it_is_encoded() -> None:
    head = b"From: b@x.example\nSubject: Fwd\nContent-Type: message/rfc822\n"
    encoded = head + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(MAIL)
    for source in (head + b"\n" + MAIL, encoded):
        found = opened(zipped({"fwd.eml": source}), "a.zip")
        mails = [m.part for m in found.inside if m.part.media_type == "message/rfc822"]
        assert [mail.filename for mail in mails] == ["a.zip/fwd.eml", "a.zip/fwd.eml/mail.eml"]
        assert mails[1].inside == mails[0].path
        assert texts(found)["a.zip/fwd.eml/mail.eml/PO.txt"] == PO.decode()


def test_a_mail_without_a_header_block_is_corrupt() -> None:
    assert opened(zipped({"x.eml": b"\0\1"}), "a.zip").problem == "a.zip/x.eml: corrupt"


def test_a_mail_nested_beyond_reason_is_a_problem() -> None:
    source = MAIL
    for _ in range(15):
        source = b"From: a@b.example\nContent-Type: message/rfc822\n\n" + source
    assert "nested too deep" in opened(zipped({"x.eml": source}), "a.zip").problem


def test_ten_thousand_levels_of_multipart_are_a_problem() -> None:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(10_000)
    )
    assert "nested too deep" in opened(zipped({"x.eml": b"From: a@b\n" + head}), "a.zip").problem


def test_an_outlook_message_gives_what_a_mail_gives() -> None:
    payload = saved(
        {SUBJECT: "PO für you", SENDER_NAME: "Anna", SENDER_SMTP: "a@c.example", BODY: "PO 4500"},
        {NAME: "po.txt", DATA: PO},
        {NAME: "large.txt", DATA: b"Order 77 " * 1_000},
    )
    found = opened(payload, "order.msg")
    head = first(found, "message/rfc822")
    assert head.payload.decode() == 'From: "Anna" <a@c.example>\r\nSubject: PO für you\r\n\r\n'
    assert first(found, "text/plain").payload == b"PO 4500"
    assert texts(found)["order.msg/po.txt"] == PO.decode()
    assert texts(found)["order.msg/large.txt"].startswith("Order 77 Order 77")
    assert found.problem == ""


def test_the_transport_headers_say_who_wrote_an_outlook_message() -> None:
    headers = "Received: x\r\nFrom: =?utf-8?q?J=C3=BCrgen?= <j@c.example>\r\nDate: today\r\n\r\n"
    found = opened(saved({SENDER_SMTP: "old@c.example", HEADERS: headers, BODY: "x"}), "o.msg")
    head = first(found, "message/rfc822").payload
    assert head == b"From: =?utf-8?q?J=C3=BCrgen?= <j@c.example>\r\nDate: today\r\n\r\n"


def test_headers_cannot_be_added_through_a_name() -> None:
    found = opened(saved({SUBJECT: "a\r\nFrom: ceo@c.example", SENDER_NAME: 'x" <y'}), "o.msg")
    head = first(found, "message/rfc822").payload
    assert head.count(b"\r\n") == 3
    assert b"Subject: a From: ceo@c.example\r\n" in head


@pytest.mark.parametrize(
    ("properties", "media_type", "payload"),
    [
        ({HTML: "PO für".encode("cp1252"), CODEPAGE: 1252}, "text/html", b"PO f\xfcr"),
        (
            {
                RTF: packed_rtf(
                    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}"
                    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 PO f\'fcr \u8364?"
                    rb"\htmlrtf\par}\htmlrtf0"
                    rb"{\*\htmltag72 </p>}}"
                )
            },
            "text/html",
            "<p>PO für &#8364;</p>".encode(),
        ),
        ({RTF: packed_rtf(rb"{\rtf1\ansi PO 4500\par next}")}, "text/plain", b"PO 4500\nnext"),
    ],
)
def test_the_text_of_an_outlook_message_comes_in_three_forms(
    properties: Mapping[int, object], media_type: str, payload: bytes
) -> None:
    found = first(opened(saved({SUBJECT: "x", **properties}), "o.msg"), media_type)
    text = found.payload.decode(found.charset)
    assert text == payload.decode("utf-8" if b"&" in payload else "cp1252")


def test_rtf_that_refers_back_is_unpacked() -> None:
    # The example of MS-OXRTFCP 3.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062"
        "7705b06c647d0a800fa0"
    )
    found = opened(saved({SUBJECT: "x", RTF: packed}), "o.msg")
    assert first(found, "text/plain").payload == b"hello world"


def test_a_message_attached_to_an_outlook_message_is_an_attached_mail() -> None:
    inner = msg({SUBJECT: "Inner", BODY: "PO 4500"}, {NAME: "po.txt", DATA: PO}, embedded=True)
    payload = saved({SUBJECT: "Outer", BODY: "see"}, {DATA: inner, METHOD: 5, TITLE: "Inner"})
    found = opened(payload, "o.msg")
    mails = [m.part for m in found.inside if m.part.media_type == "message/rfc822"]
    assert [mail.filename for mail in mails] == ["o.msg", "o.msg/Inner.msg"]
    assert mails[1].inside == mails[0].path
    assert texts(found)["o.msg/Inner.msg/po.txt"] == PO.decode()


def test_messages_nested_too_deep_are_a_problem() -> None:
    inner: dict[str, bytes | Tree] = msg({SUBJECT: "x", BODY: "x"}, embedded=True)
    for _ in range(4):
        inner = msg({SUBJECT: "x"}, {DATA: inner, METHOD: 5, TITLE: "in"}, embedded=True)
    payload = saved({SUBJECT: "x"}, {DATA: inner, METHOD: 5, TITLE: "in"})
    assert opened(payload, "o.msg").problem == "o.msg/in.msg/in.msg/in.msg: nested too deep"


def test_a_link_instead_of_a_file_is_a_problem() -> None:
    payload = saved({SUBJECT: "x", BODY: "x"}, {NAME: "po.pdf", METHOD: 7})
    assert opened(payload, "o.msg").problem == "o.msg/po.pdf: a link, not a file"


def test_what_outlook_pastes_as_an_object_is_a_problem() -> None:
    payload = saved({SUBJECT: "x", BODY: "x"}, {METHOD: 6, DATA: {"Package": b"x"}})
    assert "an embedded object, not a file" in opened(payload, "o.msg").problem


@pytest.mark.parametrize("cut", [100, 600, 1_500])
def test_a_message_that_is_cut_off_says_so(cut: int) -> None:
    payload = saved({SUBJECT: "x", BODY: "y" * 5_000})[:cut]
    assert opened(payload, "o.msg").problem


@pytest.mark.parametrize("whole", [True, False])
def test_a_signed_mail_gives_the_mail_that_was_signed(whole: bool) -> None:
    source = MAIL.partition(b"MIME-Version: 1.0\r\n")[2]
    found = opened(signed(source, whole=whole), "smime.p7m", "application/pkcs7-mime")
    assert found.problem == ""
    body = first(found, "text/plain")
    assert (body.payload.strip(), body.inside, body.attachment) == (b"Order 4500777", "", False)
    assert texts(found)["PO.txt"] == PO.decode()


def test_a_saved_mail_with_a_signature_beside_it_gives_the_mail() -> None:
    entity = (
        b"Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\n\r\nPO 4500\r\n--s\r\n"
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n"
    )
    payload = saved({SUBJECT: "x"}, {NAME: "smime.p7m", DATA: entity, 0x370E: "multipart/signed"})
    found = opened(payload, "o.msg")
    body = first(found, "text/plain")
    assert (body.payload, body.inside) == (b"PO 4500", first(found, "message/rfc822").path)
    assert found.problem == ""


def test_a_signed_file_gives_the_file() -> None:
    found = opened(signed(b"<note>PO 4500</note>"), "order.xml.p7m")
    assert texts(found) == {"order.xml": "note\nPO 4500"}


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (signed(PO).replace(bytes.fromhex("010702"), bytes.fromhex("010703")), "encrypted"),
        (signed(PO)[:40], "corrupt"),
        (b"", "corrupt"),
        (b"\x30\x80" * 5_000, "corrupt"),
        (b"\x30\x80" * 15, "corrupt"),
        (signed(PO).replace(b"\xa0", b"\xa1"), "a signature without what it signs"),
    ],
)
def test_what_cannot_be_taken_out_of_a_signature_says_why(payload: bytes, problem: str) -> None:
    part = Part("2", "application/pkcs7-mime", "smime.p7m", payload)
    assert registry().read(part).problem == problem
