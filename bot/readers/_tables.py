"""Puts the cells of workbooks on pages: a line per row, cells set apart by tabs.

What a workbook hides - sheets, rows - is often what was ordered before, or a list to choose from.
Whoever sends it sees the rest, and means that: so the hidden is counted and not read, unless there
is nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.readers._pages import Pages, Unreadable

MAX_SHEETS = 50
MAX_ROWS = 5_000
"""Per sheet: an order of a hundred lines has a hundred; a price list has thousands."""

MAX_CHARS = 300_000
"""Per sheet; fifty of them still go over the pipe."""

MAX_CELL = 10_000
MAX_SIDE_BY_SIDE = 12

_ORDINARY_NAME = re.compile(
    r"(?:sheet|tabelle|feuil|foglio|hoja|blad|planilha|arkusz|ark|list|taul|лист) ?\d{0,3}",
    re.IGNORECASE,
)
"""What spreadsheets call a sheet that nobody named."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: stands above the cells unless it says nothing.
        rows: whether each is hidden, and its cells.
        hidden: whether the sheet is.
        notes: what is written beside the cells.
    """

    name: str
    rows: Sequence[tuple[bool, list[str]]]
    hidden: bool = False
    notes: Sequence[str] = ()


def pages(sheets: Sequence[Sheet], count: int) -> Pages:
    """Return the pages of a workbook that has that many sheets.

    Raises:
        Unreadable: there is nothing in it.
    """
    seen = [sheet for sheet in sheets if not sheet.hidden]
    texts = [text for text in map(_page, seen) if text]
    unseen = [text for text in map(_page, (sheet for sheet in sheets if sheet.hidden)) if text]
    if not texts:
        texts = [f"(hidden sheet)\n{text}" for text in unseen]
    elif unseen:
        texts[-1] += f"\n\n({_counted(len(unseen), 'hidden sheet')} not read)"
    if not texts:
        raise Unreadable("an empty workbook")
    problem = ""
    if count > len(sheets):
        problem = f"only the first {len(sheets)} of {count} sheets were read"
    elif any(len(sheet.rows) > MAX_ROWS for sheet in seen) or max(map(len, texts)) > MAX_CHARS:
        problem = f"only the first {MAX_ROWS:,} rows of a sheet were read"
    return Pages(tuple(text[:MAX_CHARS] for text in texts), problem=problem)


def _page(sheet: Sheet) -> str:
    """Return a sheet's text, "" where it is empty."""
    rows = sheet.rows[:MAX_ROWS]
    lines = list(_lines(cells for hidden, cells in rows if not hidden))
    unseen = [line for line in _lines(cells for hidden, cells in rows if hidden) if line]
    if not lines:
        lines = ["(hidden rows)", *unseen] if unseen else []
    elif unseen:
        lines += ["", f"({_counted(len(unseen), 'hidden row')} not read)"]
    notes = [note for note in sheet.notes if note]
    lines += ["", *notes] if notes else []
    text = "\n".join(lines).strip("\n")
    named = text and not _ORDINARY_NAME.fullmatch(sheet.name)
    return f"{sheet.name}\n\n{text}" if named else text


def _counted(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"


def cell_text(text: str) -> str:
    """Return a cell's text in one line."""
    return " ".join(text[:MAX_CELL].split())


def _lines(rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield a line per row; of empty rows, one."""
    blank = True
    for row in rows:
        line = "\t".join(row).rstrip("\t")
        if line or not blank:
            yield line
        blank = not line


def side_by_side(cells: Sequence[list[str]]) -> Iterator[str]:
    """Yield the lines of a row whose cells are paragraphs: labels beside values, line by line.

    Cells of many lines are the columns of a layout, and are read one after the other.
    """
    if not any(cells):
        return
    if max(map(len, cells)) > MAX_SIDE_BY_SIDE:
        for cell in cells:
            yield from cell
        return
    for row in zip_longest(*cells, fillvalue=""):
        yield "\t".join(" ".join(cell.split()) for cell in row).rstrip("\t")
