"""Reads winmail.dat (TNEF, MS-OXTNEF): the mail's own text and attachments, as Outlook packs them.

The text in it is the mail's own, and the files in it are the mail's own files: nobody who looks at
such a mail in Outlook knows that there is a winmail.dat. A mail attached to it is an attached mail.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.message import Part
from bot.readers import _mapi
from bot.readers._mail import Parts, file_name, folder_of
from bot.readers._mapi import Value
from bot.readers._pages import Pages, Unreadable

MEDIA_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef"})
SUFFIXES = frozenset({".tnef"})

MAX_DEPTH = 3
MAX_PROPERTIES = 10_000
SIGNATURE = b"\x78\x9f\x3e\x22"
START = len(SIGNATURE) + 2

SUBJECT, BODY, PROPERTIES, CODEPAGE = 0x8004, 0x800C, 0x9003, 0x9007
TITLE, DATA, FILE_START, FILE_PROPERTIES = 0x8010, 0x800F, 0x9002, 0x9005
"""Attributes (MS-OXTNEF 2.1.3.1), by the lower half of their identifiers."""

_SAME = {
    SUBJECT: _mapi.SUBJECT, BODY: _mapi.BODY, TITLE: _mapi.SHORT_NAME, DATA: _mapi.DATA,
}  # fmt: skip
"""The properties that say the same; where they are there, they outrank the older attributes."""

_ATTRIBUTE = struct.Struct("<BHHI")
_CHECKSUM = 2
_LEVELS = {1, 2}
"""Of the mail, and of a file in it."""

_IDENTIFIER = 16
"""A file that is an object starts with the identifier of its interface."""

_SIZES = {
    0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8,
    0x48: 16,
}  # fmt: skip
_SEVERAL = 0x1000
_NAMED = 0x8000


def looks_like(payload: bytes) -> bool:
    """Recognise the signature that every TNEF starts with."""
    return payload.startswith(SIGNATURE)


def read(part: Part) -> Pages:
    """Return the mail's text and files as parts.

    Raises:
        Unreadable: "corrupt".
    """
    if not looks_like(part.payload):
        raise Unreadable("corrupt")
    parts = Parts(folder_of(part))
    mail = _mail(part.payload)
    if not mail.properties and not mail.files:
        raise Unreadable("corrupt")
    parts.refused += mail.damage(part.filename)
    _add(parts, mail, "", 1)
    return parts.pages()


@dataclass(slots=True)
class _Mail:
    """Properties of a mail, and of each file in it; `damaged`: it could not be read to its end."""

    properties: dict[int, Value] = field(default_factory=dict)
    files: list[dict[int, Value]] = field(default_factory=list)
    damaged: bool = False

    def encoding(self) -> dict[int, Value]:
        """Return the property that says how texts are encoded."""
        return {_mapi.CODEPAGE: self.properties.get(_mapi.CODEPAGE, 0)}

    def damage(self, name: str) -> list[str]:
        """Return the problem, if there is one, of the mail with that name."""
        return [f"{name}: damaged; the rest was not read"] if self.damaged else []

    def take(self, attribute: int, data: bytes) -> None:
        """Take one attribute; those of a file follow the one that starts it."""
        properties = self.properties
        if attribute == FILE_START:
            self.files.append({})
        elif attribute in {TITLE, DATA, FILE_PROPERTIES}:
            if not self.files:
                self.files.append({})
            properties = self.files[-1]
        if attribute in {PROPERTIES, FILE_PROPERTIES}:
            properties.update(_properties(data))
        elif attribute == CODEPAGE:
            properties[_mapi.CODEPAGE] = int.from_bytes(data[:4], "little")
        elif number := _SAME.get(attribute):
            properties.setdefault(number, data)


def _add(parts: Parts, mail: _Mail, inside: str, depth: int) -> None:
    """Add a mail's text and files."""
    _mapi.add_body(parts, mail.properties, inside)
    for file in mail.files:
        data = file.get(_mapi.DATA, b"")
        inner = data[_IDENTIFIER:] if isinstance(data, bytes) else b""
        if looks_like(inner):
            _add_attached(parts, file, inner, inside, depth)
        else:
            _mapi.add_attachment(parts, mail.encoding() | file, inside)


def _add_attached(
    parts: Parts, file: dict[int, Value], source: bytes, inside: str, depth: int
) -> None:
    """Add an attached mail, which is a TNEF of its own."""
    title = file_name(_mapi.text(file, _mapi.TITLE) or _mapi.text(file, _mapi.LONG_NAME))
    name = parts.named(f"{title or 'mail'}.msg")
    if depth >= MAX_DEPTH:
        parts.refused.append(f"{name}: nested too deep")
        return
    mail = _mail(source)
    parts.refused += mail.damage(name)
    path = parts.mail(name, _mapi.head_of(mail.properties), inside)
    _add(parts.within(name), mail, path, depth + 1)


def _mail(source: bytes) -> _Mail:
    """Return what the attributes say, up to the first that is damaged."""
    mail = _Mail()
    try:
        for attribute, data in _attributes(source):
            mail.take(attribute, data)
    except (ValueError, struct.error):
        mail.damaged = True
    return mail


def _attributes(source: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield identifier and data of each; there is a level before, and a checksum behind."""
    at = START
    while source[at : at + _ATTRIBUTE.size].strip(b"\0\r\n "):
        level, attribute, _, length = _ATTRIBUTE.unpack_from(source, at)
        start = at + _ATTRIBUTE.size
        at = start + length + _CHECKSUM
        if level not in _LEVELS or start + length > len(source):
            raise ValueError("not an attribute")
        yield attribute, source[start : start + length]


def _properties(source: bytes) -> Iterator[tuple[int, Value]]:
    """Yield the properties of an attribute that holds many (MS-OXTNEF 2.1.3.4)."""
    cursor = _Cursor(source)
    for _ in range(min(cursor.number(), MAX_PROPERTIES)):
        kind = cursor.number()
        form, number = kind & 0xFFFF, kind >> 16
        if number >= _NAMED:
            cursor.pass_name()
        values = cursor.values(form)
        if values and number < _NAMED and not form & _SEVERAL:
            yield number, values[0]


class _Cursor:
    """Reads values one after the other, each padded to four octets."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.at = 0

    def number(self) -> int:
        return int.from_bytes(self.octets(4), "little")

    def octets(self, length: int) -> bytes:
        """Return the next octets; raises ValueError where there are not so many."""
        found = self.source[self.at : self.at + length]
        if len(found) < length:
            raise ValueError("cut off")
        self.at += length + -length % 4
        return found

    def pass_name(self) -> None:
        """Pass over the name of a property that has one instead of a number."""
        self.octets(_IDENTIFIER)
        by_number = self.number() == 0
        self.octets(4 if by_number else self.number())

    def values(self, form: int) -> list[Value]:
        """Return the values of a property; nearly all have one."""
        single = form & ~_SEVERAL
        if single in _SIZES:
            size = _SIZES[single]
            count = self.number() if form & _SEVERAL else 1
            return [int.from_bytes(self.octets(size), "little") for _ in range(count)]
        return [_value(single, self.octets(self.number())) for _ in range(self.number())]


def _value(form: int, octets: bytes) -> Value:
    return octets.decode("utf-16-le", "replace") if form == _mapi.TEXT else octets
