"""Reads mails that Outlook saved as files (.msg, MS-OXMSG): like an attached mail.

A message is a storage of an OLE file. Each property is a stream whose name says number and type;
numbers and times stand together in one stream. Attachments are storages in it, and a mail that is
attached is a storage in that.
"""

import struct
from collections import defaultdict

from bot.domain.message import Part
from bot.readers import _mapi
from bot.readers._kinds import OUTLOOK
from bot.readers._mail import Parts, file_name
from bot.readers._mapi import Properties, Value
from bot.readers._ole import Compound
from bot.readers._pages import Pages, Unreadable

MEDIA_TYPES = frozenset(
    {OUTLOOK, "application/msoutlook", "application/x-msg", "application/vnd.ms-outlook.msg"}
)
SUFFIXES = frozenset({".msg", ".oft"})

MAX_DEPTH = 3
NUMBERS = "__properties_version1.0"
STREAM = "__substg1.0_"
ATTACHMENT = "__attach_version1.0_#"
OBJECT = f"{STREAM}3701000D"

_HEADERS = {"message": 32, "embedded": 24, "attachment": 8}
"""Octets before the numbers begin (MS-OXMSG 2.4.1)."""

_ENTRY = struct.Struct("<HHIq")


def looks_like(_payload: bytes) -> bool:
    """Return false: the registry looks for a message's streams, which stand anywhere."""
    return False


def read(part: Part) -> Pages:
    """Return the mail's header block, its text and its attachments as parts.

    Raises:
        Unreadable: "corrupt".
    """
    file = _File(part.payload)
    if not file.streams[""]:
        raise Unreadable("corrupt")
    parts = Parts(part.filename)
    _add_mail(parts, file, "", part.filename, "", 1)
    return parts.pages()


class _File:
    """A message file: names of streams by storage, "" for the file's own."""

    def __init__(self, payload: bytes) -> None:
        self.compound = Compound(payload)
        self.streams: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.compound.names):
            storage, _, stream = name.rpartition("/")
            self.streams[storage].append(stream)

    def properties(self, storage: str, kind: str) -> Properties:
        """Return a storage's properties.

        Args:
            storage: where.
            kind: "message", "embedded" or "attachment".
        """
        found: dict[int, Value] = {}
        if NUMBERS in self.streams[storage]:
            found |= _numbers(self._read(storage, NUMBERS)[_HEADERS[kind] :])
        for stream in self.streams[storage]:
            if stream.startswith(STREAM) and len(stream) == len(STREAM) + 8:
                number, form = _named(stream)
                if form in {_mapi.TEXT, _mapi.TEXT_IN_BYTES, _mapi.BINARY}:
                    value = self._read(storage, stream)
                    is_text = form == _mapi.TEXT
                    found[number] = value.decode("utf-16-le", "replace") if is_text else value
        return found

    def attachments(self, storage: str) -> list[str]:
        """Return the storages of a message's attachments, in order."""
        start = f"{storage}/{ATTACHMENT}" if storage else ATTACHMENT
        depth = start.count("/")
        return sorted(s for s in self.streams if s.startswith(start) and s.count("/") == depth)

    def _read(self, storage: str, stream: str) -> bytes:
        return self.compound.read(f"{storage}/{stream}" if storage else stream)


def _add_mail(parts: Parts, file: _File, storage: str, name: str, inside: str, depth: int) -> None:
    """Add a message, and what is attached to it."""
    properties = file.properties(storage, "embedded" if storage else "message")
    path = parts.mail(name, _mapi.head_of(properties), inside)
    within = parts.within(name)
    _mapi.add_body(within, properties, path)
    for attachment in file.attachments(storage):
        _add_attachment(within, file, attachment, path, depth)


def _add_attachment(parts: Parts, file: _File, storage: str, inside: str, depth: int) -> None:
    properties = file.properties(storage, "attachment")
    mail = f"{storage}/{OBJECT}"
    if NUMBERS not in file.streams.get(mail, ()):
        if _mapi.DATA not in properties and any(s.startswith(mail) for s in file.streams):
            parts.refused.append(f"{parts.named('')}: an embedded object, not a file")
            return
        _mapi.add_attachment(parts, properties, inside)
        return
    title = file_name(_mapi.text(properties, _mapi.TITLE)) or "mail"
    name = parts.named(f"{title}.msg")
    if depth >= MAX_DEPTH:
        parts.refused.append(f"{name}: nested too deep")
    else:
        _add_mail(parts, file, mail, name, inside, depth + 1)


def _named(stream: str) -> tuple[int, int]:
    """Return the number and the type that a stream's name says."""
    try:
        return int(stream[-8:-4], 16), int(stream[-4:], 16)
    except ValueError as error:
        raise Unreadable("corrupt") from error


def _numbers(source: bytes) -> dict[int, Value]:
    """Return the properties of fixed size (MS-OXMSG 2.4.2)."""
    whole = source[: len(source) // _ENTRY.size * _ENTRY.size]
    found: dict[int, Value] = {}
    for form, number, _, value in _ENTRY.iter_unpack(whole):
        if form in {_mapi.INTEGER, _mapi.LONG, _mapi.TRUTH}:
            found[number] = value & 0xFFFF_FFFF
        elif form == _mapi.TIME:
            found[number] = value
    return found
