"""A text as the rows and cells of a form or table: what stands beside a cell, and what below it.

Cells are parted by a tab, a bar or two spaces. A tabbed table keeps its order of columns; a page
that is laid out with spaces keeps the place of each cell on its line.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from bot.stages._remembered import remembered

SLACK = 4
"""So many characters may a cell on a page begin left of its heading: print is not typewritten."""

MOST_CELLS = 60
"""No more cells of a row are looked at: a form has fewer, and a hostile mail may have thousands."""

_DIGIT = re.compile(r"[0-9]")
_RATE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?%")
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


@remembered
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
    index = bisect_right(rows, place, key=lambda row: row[0].start) - 1
    return index if index >= 0 and place < rows[index][-1].end else None


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


def in_column(above: Row, heading: Cell, row: Row) -> Cell | None:
    """Return the cell of a lower row that stands in a heading's column, wherever it is aligned."""
    return under(above, heading, row) or next((c for c in row if _overlap(heading, c)), None)


def heading_over(text: str, start: int) -> Cell | None:
    """Return the heading of the column in which the value at a place of the text stands.

    A row of headings has two cells or more and no digits but those of a rate ("VAT 20%").
    """
    rows = grid(text)
    index = row_at(rows, start)
    if not index:
        return None
    above, row = rows[index - 1], rows[index]
    headings = not any(_DIGIT.search(_RATE.sub("", cell.text)) for cell in above)
    value = next((cell for cell in row if cell.start <= start < cell.end), None)
    if not headings or value is None or min(len(above), len(row)) < 2:
        return None
    return next((cell for cell in above if _same_column(above, cell, row, value)), None)


def alone_under(text: str, heading: Cell) -> bool:
    """Say whether a heading has one value: no line of items, which a total ends."""
    rows = grid(text)
    index = row_at(rows, heading.start)
    if index is None or index + 2 >= len(rows):
        return True
    row, second = rows[index], rows[index + 2]
    return not any(
        _DIGIT.search(cell.text) and _same_column(row, heading, second, cell) for cell in second
    )


def _same_column(above: Row, heading: Cell, row: Row, cell: Cell) -> bool:
    """Say whether a cell stands below a heading: aligned left, or with one above the other."""
    return under(above, heading, row) is cell or _overlap(heading, cell)


def _overlap(heading: Cell, cell: Cell) -> bool:
    """Say whether one of two cells of a page that is laid out with spaces stands over the other."""
    if heading.tabbed or cell.tabbed:
        return False
    heading_ends = heading.place + len(heading.text)
    return cell.place < heading_ends and heading.place < cell.place + len(cell.text)


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
    return tuple(cells[:MOST_CELLS])
