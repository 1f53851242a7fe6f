"""Reads Word documents (Office Open XML, ECMA-376): paragraphs as lines, table cells by tabs.

The archive's directory is looked at before anything is unpacked, and a document type declaration is
refused, so neither a zip bomb nor an entity bomb gets further than its name.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers._archive import Archive

MEDIA_TYPES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-word.document.macroenabled.12",
    }
)
SUFFIXES = frozenset({".docx", ".docm"})

MAX_UNPACKED = 20_000_000
MAX_DEPTH = 100
MAX_CHARS = 500_000

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An encrypted Word file is an OLE container (MS-OFFCRYPTO 2.3)."""


def looks_like(payload: bytes) -> bool:
    """Recognise the archive by the names of its first members."""
    return payload.startswith(b"PK\x03\x04") and b"word/" in payload


def read(part: Part) -> Pages:
    """Return header, body and footer as one page."""
    if part.payload.startswith(OLE):
        raise Unreadable("password-protected")
    archive = Archive(part.payload, unpacked=MAX_UNPACKED)
    texts = [_text(archive.read(name)) for name in _members(archive)]
    text = "\n".join(filter(None, texts))
    whole = len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _members(archive: Archive) -> list[str]:
    """Return the members that hold text, in reading order."""
    names = archive.names
    if BODY not in names:
        raise Unreadable("corrupt")
    headers = sorted(n for n in names if n.startswith("word/header") and n.endswith(".xml"))
    footers = sorted(n for n in names if n.startswith("word/footer") and n.endswith(".xml"))
    return [*headers, BODY, *footers]


def _text(source: bytes) -> str:
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source or source[:2] in {b"\xfe\xff", b"\xff\xfe"}:
        raise Unreadable("corrupt")
    try:
        root = ET.fromstring(source)  # noqa: S314 - no DOCTYPE is left that could declare an entity
    except ET.ParseError as error:
        raise Unreadable("corrupt") from error
    body = root.find(f"{WORD}body")
    return "\n".join(_lines(root if body is None else body, 0))


def _lines(block: ET.Element, depth: int) -> Iterator[str]:
    """Yield the lines of a block's paragraphs and tables, in document order."""
    if depth > MAX_DEPTH:
        return
    for child in block:
        if child.tag == f"{WORD}p":
            yield from _paragraph(child).split("\n")
        elif child.tag == f"{WORD}tbl":
            for row in child.iter(f"{WORD}tr"):
                cells = (" ".join(_lines(cell, depth + 1)) for cell in row.iter(f"{WORD}tc"))
                yield "\t".join(" ".join(cell.split()) for cell in cells)
        else:
            yield from _lines(child, depth + 1)


def _paragraph(paragraph: ET.Element) -> str:
    pieces: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{WORD}t":
            pieces.append(node.text or "")
        elif node.tag == f"{WORD}tab":
            pieces.append("\t")
        elif node.tag in {f"{WORD}br", f"{WORD}cr"}:
            pieces.append("\n")
        elif node.tag == f"{WORD}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces).rstrip()
