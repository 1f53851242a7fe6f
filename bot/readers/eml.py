"""Reads mails that are files (RFC 5322): in an archive, or attached under another type.

A mail attached as message/rfc822, or as a file named .eml, never comes here: `bot.stages.parse`
takes it apart with the mail that holds it.
"""

import re

from bot.domain.message import Part
from bot.readers._entity import add_mail, entity_of
from bot.readers._mail import Parts
from bot.readers._pages import Pages, Unreadable

MEDIA_TYPES = frozenset({"message/rfc822", "message/global"})
SUFFIXES = frozenset({".eml"})

_FIELD = re.compile(rb"[!-9;-~]{1,100}:[ \t]?[^\r\n]*")
_TELLING = {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to"}
_COMMON = {b"from", b"date", b"subject", b"to"}


def looks_like(payload: bytes) -> bool:
    """Recognise a header block that a mail program wrote, which notes and letters do not have."""
    names: set[bytes] = set()
    for number, line in enumerate(payload.removeprefix(b"\xef\xbb\xbf").splitlines()[:-1]):
        if not line:
            break
        if _FIELD.fullmatch(line):
            names.add(line.partition(b":")[0].lower())
        elif not (number and line[:1] in b" \t"):
            return False
    return bool(names & _TELLING) and len(names & _COMMON) >= 2


def read(part: Part) -> Pages:
    """Return the mail's header block, its text and its attachments as parts."""
    mail = entity_of(part.payload)
    if not mail.keys():
        raise Unreadable("corrupt")
    parts = Parts(part.filename)
    add_mail(parts, part.filename, mail)
    return parts.pages()
