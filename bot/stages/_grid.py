"""A text as the rows and cells of a form or table: what stands beside a cell, and what below it.

Cells are parted by a tab, a bar or two spaces. A tabbed table keeps its order of columns; a page
that is laid out with spaces keeps the place of each cell on its line.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SLACK = 4
"""So many characters may a cell on a page begin left of its heading: print is not typewritten."""

_BREAK = re.compile(r"\t|\||  +")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something.

    Attributes:
        text: what it holds.
        start: its place in the text.
        end: the place after it.
        place: where it stands in its row: its ordinal in a tabbed row, else its first character.
        tabbed: whether tabs or bars part its row.
    """

    text: str
    start: int
    end: int
    place: int
    tabbed: bool


Row = tuple[Cell, ...]


@lru_cache(maxsize=32)
def grid(text: str) -> tuple[Row, ...]:
    """Return the rows of a text that hold anything, each with its cells."""
    rows: list[Row] = []
    start = 0
    for line in text.split("\n"):
        row = _cells(line, start)
        if row:
            rows.append(row)
        start += len(line) + 1
    return tuple(rows)


def row_at(rows: tuple[Row, ...], place: int) -> int | None:
    """Return the index of the row that holds a place in the text, or None."""
    for index, row in enumerate(rows):
        if place < row[-1].end:
            return index if row[0].start <= place else None
    return None


def under(row: Row, cell: Cell, below: Row) -> Cell | None:
    """Return the cell of a row below that stands in a cell's column, or None.

    Args:
        row: the row of the cell.
        cell: a heading.
        below: the row to look in.
    """
    if cell.tabbed or below[0].tabbed:
        same = (other for other in below if other.place == cell.place)
        return next(same, None) if cell.tabbed == below[0].tabbed or len(row) == 1 else None
    following = next((other.place for other in row if other.place > cell.place), None)
    ends = following - SLACK if following is not None else None
    for other in below:
        if other.place >= cell.place - SLACK and (ends is None or other.place < ends):
            return other
    return None


def _cells(line: str, start: int) -> Row:
    tabbed = "\t" in line or "|" in line
    cells: list[Cell] = []
    begin = ordinal = 0
    for end, following in (*(m.span() for m in _BREAK.finditer(line)), (len(line), len(line))):
        text = line[begin:end]
        if text.strip():
            first = begin + len(text) - len(text.lstrip())
            place = ordinal if tabbed else first
            last = first + len(text.strip())
            cells.append(Cell(text.strip(), start + first, start + last, place, tabbed))
        ordinal += line[end:following] in {"\t", "|"}
        begin = following
    return tuple(cells)
