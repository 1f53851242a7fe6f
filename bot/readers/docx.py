"""Reads Word documents (Office Open XML, ECMA-376): paragraphs as lines, table cells by tabs.

The archive's directory is looked at before anything is unpacked, and a document type declaration is
refused, so neither a zip bomb nor an entity bomb gets further than its name.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers._archive import MAGIC, Archive
from bot.readers._pictures import pictures
from bot.readers._wordxml import attribute, lines, parsed

MEDIA_TYPES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
        "application/vnd.ms-word.document.macroenabled.12",
    }
)
SUFFIXES = frozenset({".docx", ".docm", ".dotx"})

MAX_CHARS = 500_000

BODY = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An encrypted Word file is an OLE container (MS-OFFCRYPTO 2.3)."""

_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_COMMENTS = (("word/comments.xml", "comment"),)


def looks_like(payload: bytes) -> bool:
    """Recognise the archive by the names of its first members."""
    return payload.startswith(MAGIC) and b"word/" in payload


def read(part: Part) -> Pages:
    """Return headers, body, footers, notes and comments as one page.

    Where there is no text, the pictures: an order that was scanned into a document.

    Raises:
        Unreadable: "corrupt", "password-protected", "too large when unpacked", or empty.
    """
    if part.payload.startswith(OLE):
        raise Unreadable("password-protected")
    archive = Archive(part.payload)
    body = _body(archive)
    if body not in archive.names:
        raise Unreadable("corrupt")
    text = "\n".join(filter(None, _texts(archive, body)))
    if not text.strip():
        return pictures(archive)
    whole = len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _body(archive: Archive) -> str:
    """Return the name of the main part: nearly always the same, but some producers number it."""
    if BODY in archive.names:
        return BODY
    others = (n for n in archive.names if n.startswith("word/document") and n.endswith(".xml"))
    return next(others, BODY)


def _texts(archive: Archive, body: str) -> Iterator[str]:
    """Yield the text of each part in reading order; a header that comes again, once."""
    yield from dict.fromkeys(_plain(archive, name) for name in _named(archive, "word/header"))
    yield _plain(archive, body)
    yield from dict.fromkeys(_plain(archive, name) for name in _named(archive, "word/footer"))
    for name, tag in (*_NOTES, *_COMMENTS):
        if name in archive.names:
            yield from _each(parsed(archive.read(name)), tag)


def _named(archive: Archive, start: str) -> list[str]:
    return sorted(n for n in archive.names if n.startswith(start) and n.endswith(".xml"))


def _plain(archive: Archive, name: str) -> str:
    return _text(parsed(archive.read(name)))


def _each(root: ET.Element, tag: str) -> Iterator[str]:
    """Yield the text of each note; the lines that set notes apart are notes too, of a type."""
    for note in root.iter(tag):
        if not attribute(note, "type"):
            yield _text(note)


def _text(block: ET.Element) -> str:
    return "\n".join(lines(block))
