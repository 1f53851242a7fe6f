"""Reads PDF, as laid out on the page.

pdfium gives text in the order in which the producer drew it, which for forms is often labels first
and values later. So the runs of text are put back on the rows on which a person sees them, and each
starts at the character column of its place on the page: a value stands behind its label or below
its heading, and columns are at least two spaces apart.

Not thread-safe (pdfium), and native code that reads hostile files: runs in a confined child.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.domain.message import Part
from bot.readers import Pages, Unreadable

MEDIA_TYPES = frozenset({"application/pdf", "application/x-pdf", "application/acrobat"})
SUFFIXES = frozenset({".pdf"})

MAX_PAGES = 50
MAX_CHARS = 60_000
"""Per page. A page of the smallest legible print holds some 15,000 characters."""

COLUMN_GAP = 1.0
"""A gap wider than the line is high separates columns; justified text stays below it."""

MAX_COLUMN = 200
"""Character columns a line is laid out on; a broad sheet's far columns move closer together."""

RUN = re.compile(r"[^\s\x00]+")
HYPHENS = {0xFFFE: "-", 0x02: "-"}
"""What pdfium puts for a hyphen at the end of a line."""


def looks_like(payload: bytes) -> bool:
    """Recognise the header that every PDF starts with (ISO 32000-2, 7.5.2)."""
    return payload.lstrip(b"\0\t\n\f\r \xef\xbb\xbf").startswith(b"%PDF-")


def read(part: Part) -> Pages:
    """Return the text of the first 50 pages."""
    document = _opened(part.payload)
    try:
        count = len(document)
        texts, scanned = _texts(document, min(count, MAX_PAGES))
    finally:
        document.close()
    if not any(texts):
        raise Unreadable("no text layer")
    return Pages(texts, problem=_missing(count, scanned))


def _opened(payload: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
        raise Unreadable("password-protected" if locked else "corrupt") from error
    if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
        document.init_forms()
    return document


def _texts(document: pdfium.PdfDocument, count: int) -> tuple[tuple[str, ...], list[int]]:
    """Return the text of each page, and the numbers of those that are pictures of text."""
    texts: list[str] = []
    scanned: list[int] = []
    for index in range(count):
        try:
            text = _page_text(document, index)
            if not text and _holds_picture(document, index):
                scanned.append(index + 1)
        except pdfium.PdfiumError as error:
            raise Unreadable("corrupt") from error
        texts.append(text)
    return tuple(texts), scanned


def _missing(count: int, scanned: list[int]) -> str:
    if count > MAX_PAGES:
        return f"only the first {MAX_PAGES} of {count} pages were read"
    return f"no text layer on page {', '.join(map(str, scanned))}" if scanned else ""


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    if document.formenv and page.flatten() == pdfium_c.FLATTEN_SUCCESS:
        # What was typed into a form becomes part of the page once it is loaded again.
        page.close()
        page = document[index]
    textpage = page.get_textpage()
    try:
        return _laid_out(_cells(textpage, page.get_rotation()))
    finally:
        textpage.close()
        page.close()


def _holds_picture(document: pdfium.PdfDocument, index: int) -> bool:
    page = document[index]
    try:
        pictures = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
        return next(iter(pictures), None) is not None
    finally:
        page.close()


@dataclass(slots=True)
class _Cell:
    """Words that stand together. Coordinates in points as the page is seen, y upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.top - self.bottom


def _cells(textpage: pdfium.PdfTextPage, rotation: int) -> list[_Cell]:
    """Return the page's words, joined to cells where they stand close on one line."""
    box = _Boxes(textpage, rotation)
    cells: list[_Cell] = []
    for word in box.words():
        last = cells[-1] if cells else None
        if last and _continues(last, word):
            last.text += f" {word.text}"
            last.right = max(last.right, word.right)
            last.top, last.bottom = max(last.top, word.top), min(last.bottom, word.bottom)
        else:
            cells.append(word)
    return cells


def _continues(cell: _Cell, word: _Cell) -> bool:
    gap = word.left - cell.right
    same_line = abs(word.middle - cell.middle) < min(word.height, cell.height) / 2
    return same_line and -word.height / 2 < gap < COLUMN_GAP * max(word.height, 1)


class _Boxes:
    """Where the words of a page stand."""

    def __init__(self, textpage: pdfium.PdfTextPage, rotation: int) -> None:
        self.textpage = textpage
        self.rotation = rotation
        self.text = str(textpage.get_text_range())[:MAX_CHARS]
        self.one_to_one = len(self.text) == textpage.count_chars()
        self.rect = pdfium_c.FS_RECTF()

    def words(self) -> Iterator[_Cell]:
        for match in RUN.finditer(self.text):
            first, last = self._box(match.start()), self._box(match.end() - 1)
            if first and last:
                lefts, rights = (first[0], last[0]), (first[1], last[1])
                yield _Cell(
                    match[0].translate(HYPHENS),
                    min(lefts),
                    max(rights),
                    min(first[2], last[2]),
                    max(first[3], last[3]),
                )

    def _box(self, at: int) -> tuple[float, float, float, float] | None:
        """Return left, right, bottom, top of the character at a place in the text."""
        if not self.one_to_one:
            at = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.textpage, at)
        rect = self.rect
        if not pdfium_c.FPDFText_GetLooseCharBox(self.textpage, at, ctypes.byref(rect)):
            return None
        return _seen(self.rotation, rect.left, rect.right, rect.bottom, rect.top)


def _seen(
    rotation: int, left: float, right: float, bottom: float, top: float
) -> tuple[float, float, float, float]:
    """Turn a box as the viewer turns the page (clockwise, ISO 32000-2, 7.7.3.3)."""
    if rotation == 90:
        return bottom, top, -right, -left
    if rotation == 180:
        return -right, -left, -top, -bottom
    if rotation == 270:
        return -top, -bottom, left, right
    return left, right, bottom, top


def _laid_out(cells: list[_Cell]) -> str:
    """Return the cells as lines of text, each cell at the column of its place."""
    if not cells:
        return ""
    margin = min(cell.left for cell in cells)
    width = median((c.right - c.left) / max(len(c.text), 1) for c in cells) or 1.0
    broad = max(cell.left for cell in cells) - margin
    width = max(width, broad / MAX_COLUMN)
    return "\n".join(_line(row, margin, width) for row in _rows(cells))


def _rows(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """Yield the cells of each visual row, from the top, and from the left inside it."""
    row: list[_Cell] = []
    for cell in sorted(cells, key=lambda c: -c.middle):
        if row and abs(row[0].middle - cell.middle) >= min(row[0].height, cell.height) / 2:
            yield sorted(row, key=lambda c: c.left)
            row = []
        row.append(cell)
    yield sorted(row, key=lambda c: c.left)


def _line(row: list[_Cell], margin: float, width: float) -> str:
    line = ""
    for cell in row:
        column = int((cell.left - margin) / width)
        line = f"{line}{' ' * max(column - len(line), 2 if line else 0)}{cell.text}"
    return line
