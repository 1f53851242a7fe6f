"""Reads OpenDocument files (ISO/IEC 26300): texts (ODT) and workbooks (ODS), and drawn pages.

A workbook's cells come as they are shown, zeros and currency included, with two exceptions: dates
in ISO form, and numbers whose shown form sets thousands apart, which come as plain digits. Deleted
words of tracked changes and hidden text are not there.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers._archive import MAGIC, Archive
from bot.readers._formats import plain
from bot.readers._pictures import pictures
from bot.readers._tables import MAX_ROWS, MAX_SHEETS, Sheet, cell_text, pages, side_by_side
from bot.readers.orders.tree import parsed

_TYPE = "application/vnd.oasis.opendocument."
MEDIA_TYPES = frozenset(
    f"{_TYPE}{kind}"
    for kind in ("text", "text-template", "spreadsheet", "spreadsheet-template", "presentation")
)
SUFFIXES = frozenset({".odt", ".ott", ".ods", ".ots", ".odp"})

CONTENT = "content.xml"
STYLES = "styles.xml"
MANIFEST = "META-INF/manifest.xml"
MAX_CHARS = 500_000
MAX_COLUMNS = 1_000
MAX_SPACES = 100

_LEFT_OUT = frozenset(
    re.findall(
        r"\S+",
        "tracked-changes hidden-text hidden-paragraph variable-decls sequence-decls forms "
        "index-source object binary-data text-input scripts automatic-styles "
        "annotation-end settings script",
    )
)
_PARAGRAPHS = frozenset({"p", "h"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_GROUPED = re.compile(r"\d[.,'’ \u00a0\u202f]\d{3}(?!\d)")


def looks_like(payload: bytes) -> bool:
    """Recognise the first member, which is not compressed so that it can be seen here."""
    return payload.startswith(MAGIC) and payload[30:73] == b"mimetype" + _TYPE.encode()


def read(part: Part) -> Pages:
    """Return a text as one page, or each sheet of a workbook as one.

    Raises:
        Unreadable: "corrupt", "password-protected", "too large".
    """
    archive = Archive(part.payload)
    _check_encryption(archive)
    root = parsed(archive.read(CONTENT))
    body = root.find("body")
    if body is None:
        raise Unreadable("corrupt")
    book = body.find("spreadsheet")
    if book is not None:
        return _workbook(book, _hidden_styles(root))
    header, footer = _margins(archive)
    text = "\n".join([*header, *_lines(body), *footer])
    if not text.strip():
        return pictures(archive)
    whole = len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _check_encryption(archive: Archive) -> None:
    if MANIFEST in archive.names and b"encryption-data" in archive.read(MANIFEST):
        raise Unreadable("password-protected")


def _margins(archive: Archive) -> tuple[list[str], list[str]]:
    """Return the lines of the page headers and footers, each once."""
    if STYLES not in archive.names:
        return [], []
    root = parsed(archive.read(STYLES))
    header = [line for head in root.iter("header") for line in _lines(head)]
    footer = [line for foot in root.iter("footer") for line in _lines(foot)]
    return list(dict.fromkeys(header)), list(dict.fromkeys(footer))


def _lines(block: ET.Element) -> Iterator[str]:
    """Yield the lines of a block's paragraphs and tables, in document order."""
    for child in block:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag in _PARAGRAPHS:
            yield from _text(child).rstrip().split("\n")
        elif child.tag == "table-row":
            yield from side_by_side([list(_lines(cell)) for cell in child if cell.tag in _CELLS])
        else:
            yield from _lines(child)


def _text(node: ET.Element) -> str:
    """Return a paragraph's text; what is anchored in it (a text frame, a note) on lines below."""
    inline: list[str] = []
    below: list[str] = []
    _gather(node, inline, below)
    return "\n".join(filter(None, ["".join(inline), *below]))


def _gather(node: ET.Element, inline: list[str], below: list[str]) -> None:
    inline.append(_collapsed(node.text))
    for child in node:
        if child.tag == "s":
            count = child.get("c", "1")
            inline.append(" " * min(int(count) if count.isdecimal() else 1, MAX_SPACES))
        elif child.tag == "tab":
            inline.append("\t")
        elif child.tag == "line-break":
            inline.append("\n")
        elif child.tag in {"frame", "custom-shape", "note-body", "annotation", "text-box"}:
            below.extend(_lines(child))
        elif child.tag not in _LEFT_OUT and child.tag != "note-citation":
            _gather(child, inline, below)
        inline.append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    """Return text with its white space as one space each (ODF 1.3 part 3, 6.1.2)."""
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""


def _hidden_styles(root: ET.Element) -> frozenset[str]:
    """Return the names of the table styles that are not displayed."""
    return frozenset(
        style.get("name", "")
        for style in root.iter("style")
        if any(found.get("display") == "false" for found in style.iter("table-properties"))
    )


def _workbook(book: ET.Element, hidden_styles: frozenset[str]) -> Pages:
    tables = list(book.iter("table"))
    sheets = [
        Sheet(
            table.get("name", ""),
            list(_rows(table)),
            table.get("style-name", "") in hidden_styles,
            list(_notes(table)),
        )
        for table in tables[:MAX_SHEETS]
    ]
    return pages(sheets, len(tables))


def _rows(sheet: ET.Element) -> Iterator[tuple[bool, list[str]]]:
    """Yield each row: whether it is hidden, and its cells. A row that repeats comes once."""
    for count, row in enumerate(sheet.iter("table-row")):
        if count > MAX_ROWS:
            return
        cells: list[str] = []
        for cell in row:
            if cell.tag in _CELLS and len(cells) < MAX_COLUMNS:
                repeated = cell.get("number-columns-repeated", "1")
                times = int(repeated) if repeated.isdecimal() and len(repeated) < 6 else 1
                text = _cell(cell)
                cells += [text] * min(times, MAX_COLUMNS - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        yield row.get("visibility") in {"collapse", "filter"}, cells


def _cell(cell: ET.Element) -> str:
    text = cell_text(" ".join(_text(p) for p in cell if p.tag in _PARAGRAPHS))
    kind = cell.get("value-type", "")
    if kind == "date":
        return cell.get("date-value", text).replace("T", " ").removesuffix(" 00:00:00")
    if kind in {"float", "currency"} and (not text or _GROUPED.search(text) or "E+" in text):
        return _number(cell.get("value", ""), text)
    return text


def _number(value: str, text: str) -> str:
    """Return a number in plain digits, with the currency that its shown form has."""
    try:
        digits = plain(float(value))
    except ValueError:
        return text
    sign = "".join(re.findall(r"[^\W\d_]+|[$£€¥]", text))
    return " ".join(filter(None, ("" if "E+" in text else sign, digits)))


def _notes(sheet: ET.Element) -> Iterator[str]:
    for note in (*sheet.iter("annotation"), *sheet.iter("text-box")):
        yield cell_text(" ".join(_lines(note)))
