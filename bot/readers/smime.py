"""Reads opaque-signed S/MIME (RFC 8551 3.5.2): the signed mail, or the signed file.

What is signed stands in a CMS structure (RFC 5652) in BER. It is taken out; the signature is not
checked, so it says no more than the same text without one. What is encrypted stays closed.
"""

from bot.domain.message import Part
from bot.readers._entity import add_entity, entity_of
from bot.readers._mail import Parts, file_name, folder_of
from bot.readers._pages import Pages, Unreadable

MEDIA_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SUFFIXES = frozenset({".p7m"})

OCTETS, OCTETS_IN_PIECES, SEQUENCE, CONTENT = 0x04, 0x24, 0x30, 0xA0
INDEFINITE = 0x80
SIGNED = bytes.fromhex("2a864886f70d010702")
ENCRYPTED = {bytes.fromhex(f"2a864886f70d0107{last}") for last in ("03", "06")} | {
    bytes.fromhex("2a864886f70d0109100117")
}
"""1.2.840.113549.1.7.2; enveloped and encrypted data; authenticated enveloped data."""

MAX_DEPTH = 20
Value = tuple[int, bytes]
"""A tag, and the content."""


def looks_like(payload: bytes) -> bool:
    """Recognise a CMS structure that holds signed data."""
    return payload[:1] == b"\x30" and SIGNED in payload[:24]


def read(part: Part) -> Pages:
    """Return what was signed: the parts of a mail, or a file without its .p7m.

    Raises:
        Unreadable: "encrypted", "corrupt", or a signature without what it signs.
    """
    content = _content(part.payload)
    parts = Parts(folder_of(part))
    name = file_name(part.filename)
    stem = name[:-4] if name.lower().endswith(".p7m") else name
    entity = entity_of(content)
    if "." in stem or "content-type" not in entity:
        parts.file(stem, content, "")
    else:
        add_entity(parts, entity, "")
    return parts.pages()


def _content(payload: bytes) -> bytes:
    """Return what was signed. Outlook keeps a mail with a signature beside it under this name."""
    if payload[:8].lower() == b"content-":
        return payload
    try:
        return _signed(payload)
    except (LookupError, ValueError) as error:
        raise Unreadable("corrupt") from error


def _signed(source: bytes) -> bytes:
    """Return the encapsulated content of signed data (RFC 5652 5.1)."""
    content_info = _values(_first(SEQUENCE, source))
    kind = content_info[0][1]
    if kind in ENCRYPTED:
        raise Unreadable("encrypted")
    if kind != SIGNED:
        raise ValueError("not signed data")
    signed_data = _first(SEQUENCE, content_info[1][1])
    held = [value for tag, value in _values(_first(SEQUENCE, signed_data)) if tag == CONTENT]
    if not held:
        raise Unreadable("a signature without what it signs")
    return _joined(held[0])


def _joined(source: bytes) -> bytes:
    """Return the octets of an octet string, which may come in pieces."""
    return b"".join(
        _joined(value) if tag == OCTETS_IN_PIECES else value
        for tag, value in _values(source)
        if tag in {OCTETS, OCTETS_IN_PIECES}
    )


def _first(tag: int, source: bytes) -> bytes:
    return dict(reversed(_values(source)))[tag]


def _values(source: bytes) -> list[Value]:
    """Return the values that stand in a row, up to the end or an end mark (X.690 8.1.5)."""
    values: list[Value] = []
    at = 0
    while at < len(source) and source[at]:
        start, end, after = _bounds(source, at, 0)
        values.append((source[at], source[start:end]))
        at = after
    return values


def _bounds(source: bytes, at: int, depth: int) -> tuple[int, int, int]:
    """Return where the content of a value starts and ends, and where the next value starts."""
    if depth > MAX_DEPTH or source[at] & 0x1F == 0x1F:
        raise ValueError("not a structure we know")
    length, start = source[at + 1], at + 2
    if length == INDEFINITE:
        end = start
        while source[end] or source[end + 1]:
            end = _bounds(source, end, depth + 1)[2]
        return start, end, end + 2
    if length > INDEFINITE:
        start += length - INDEFINITE
        length = int.from_bytes(source[at + 2 : start])
    if start + length > len(source):
        raise ValueError("cut off")
    return start, start + length, start + length
