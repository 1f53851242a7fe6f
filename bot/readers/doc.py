"""Reads Word documents of 1997 to 2003 (MS-DOC): paragraphs as lines, table cells by tabs.

It is also who opens every other compound file (OLE), whose first bytes look alike: a workbook goes
to its reader, an encrypted file says that it is one. What is named .doc often is none: RTF, HTML
and DOCX are recognised before; text and HTML without a head are read as what they are.
"""

import re
import struct

from bot.domain.message import Part
from bot.readers import Pages, Unreadable, _ole, html, plain, sheets
from bot.readers._piecetable import CELL_BREAK, ROW_END, texts

MEDIA_TYPES = frozenset({"application/msword", "application/vnd.ms-word", "application/x-msword"})
SUFFIXES = frozenset({".doc", ".dot"})

MAX_CHARS = 500_000
ORDER = ("headers", "header boxes", "body", "boxes", "footnotes", "endnotes", "comments")

WORD_97, WORD_6 = 0xA5EC, 0xA5DC
_FIRST_97 = 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200

_INSTRUCTION = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_SIGNS = {
    0x07: "\t", ord(ROW_END): "\n", ord(CELL_BREAK): " ", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n",
    0x0E: "\n", 0x1E: "-", 0x1F: "", 0x28: "(",
} | dict.fromkeys((*range(7), 0x08, 0x13, 0x14, 0x15), "")  # fmt: skip
"""Pictures, references to notes and the marks of fields are no text (2.4.1, 2.8.25)."""


def looks_like(payload: bytes) -> bool:
    """Recognise any compound file; see above."""
    return payload.startswith(_ole.MAGIC)


def read(part: Part) -> Pages:
    """Return headers, body and notes as one page.

    Raises:
        Unreadable: "corrupt", "password-protected", or a compound file of another kind.
    """
    if not part.payload.startswith(_ole.MAGIC):
        return _by_another_name(part)
    compound = _ole.Compound(part.payload)
    if "WordDocument" not in compound.names:
        if any(stream in compound.names for stream in sheets.STREAMS):
            return sheets.read(part)
        raise Unreadable("not a kind of Office file that can be read")
    text = _text(compound)
    if not text.strip():
        raise Unreadable("no text")
    whole = len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _by_another_name(part: Part) -> Pages:
    beginning = part.payload[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning.startswith(b"<"):
        return html.read(part)
    if not beginning or b"\0" in beginning[:1024]:
        raise Unreadable("corrupt")
    return plain.read(part)


def _text(compound: _ole.Compound) -> str:
    document = compound.read("WordDocument")
    try:
        kind, version = struct.unpack_from("<HH", document)
        flags = struct.unpack_from("<H", document, 0x0A)[0]
        if kind not in {WORD_97, WORD_6}:
            raise Unreadable("corrupt")
        if flags & _ENCRYPTED:
            raise Unreadable("password-protected")
        if kind == WORD_6 or version < _FIRST_97:
            return _tidied(_before_97(document))
        found = texts(document, compound.read("1Table" if flags & _TABLE_1 else "0Table"))
    except (struct.error, ValueError, IndexError) as error:
        raise Unreadable("corrupt") from error
    return "\n".join(filter(None, (_tidied(found[name]) for name in ORDER)))


def _before_97(document: bytes) -> str:
    """Return the text of Word 6 and 95, which lies in one run unless it was saved in a hurry."""
    start, end = struct.unpack_from("<II", document, 0x18)
    return document[start:end].decode("cp1252", "replace").replace("\x07\x07", ROW_END)


def _tidied(text: str) -> str:
    """Return the text with Word's marks turned into tabs and line ends."""
    while (fewer := _INSTRUCTION.sub("", text)) != text:
        text = fewer
    text = text.translate(_SIGNS)
    lines = (re.sub(r"[\t ]+$", "", line) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
