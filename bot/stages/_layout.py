"""Labels and values that a table keeps apart: columns under a heading, and blocks of lines."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.rules import Label
from bot.stages._grid import Cell, Row, grid, in_column, row_at
from bot.stages._phrases import Hit
from bot.stages._remembered import remembered
from bot.stages._scan import Scan

FEWEST_CELLS = 2
"""A row of a table has so many cells; a line that has one is a sentence, or goes on with a row."""

MOST_WRAPPED = 2
"""So many lines of one cell may stand between two rows: the words of a cell that is too narrow."""

MOST_HEADINGS = 20
"""So many labels of one row are looked at: no table has more, and a hostile mail may."""

HEADINGS_SHARE = 3
"""In a line of headings at least one word of so many belongs to a label."""

_FIELD = re.compile(r"(?:nummer|number|numero|numer|nr|cislo)$")
"""Ends the name of a field: a row in which it stands is no row of values alone."""

_CELL = "\t|"
_WIDE = "   "


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its first and last word, and its words by table cell."""

    first: int
    last: int
    cells: tuple[tuple[int, ...], ...]


@remembered
def lines(found: Scan) -> tuple[Line, ...]:
    """Return the lines that hold words."""
    words = found.words
    result: list[Line] = []
    cells: list[list[int]] = []
    for i in range(len(words)):
        gap = words.before(i) if i else "\n"
        if gap == " ":
            cells[-1].append(i)
            continue
        if i and "\n" in gap:
            result.append(_line(cells))
            cells = []
            gap = gap[gap.rindex("\n") + 1 :]
        if not cells or _is_cell_end(gap):
            cells += [[] for _ in range(max(1, _skipped(gap) if cells else 1))]
        cells[-1].append(i)
    if cells:
        result.append(_line(cells))
    return tuple(result)


def columns(found: Scan, rows: tuple[Line, ...]) -> Iterator[tuple[Hit, int]]:
    """Yield each label that heads a column, or a block of lines, with the words it is about."""
    by_line: dict[int, list[Hit]] = {}
    firsts = [row.first for row in rows]
    for hit in found.labels:
        by_line.setdefault(bisect_right(firsts, hit.first) - 1, []).append(hit)
    for index, hits in by_line.items():
        if _has_number(found, range(rows[index].first, rows[index].last + 1)):
            continue
        if len(rows[index].cells) > 1:
            yield from _under_cells(found, found.words.starts[rows[index].first], hits)
        elif len(hits) > 1:
            yield from _in_order(found, rows, index, hits)
        else:
            yield from _in_block(found, rows, index, by_line)


def _under_cells(found: Scan, start: int, hits: list[Hit]) -> Iterator[tuple[Hit, int]]:
    """Pair each label of a row of headings with the numbers below it, down to the next headings."""
    table = grid(found.words.text)
    index = row_at(table, start)
    if index is None:
        return
    for hit in hits[:MOST_HEADINGS]:
        place = found.words.starts[hit.first]
        cell = next((c for c in table[index] if c.start <= place < c.end), None)
        if cell is None or _is_of_items(found, hit):
            continue
        named: list[int] = []
        forms: set[str] = set()
        for row in _rows_below(found, table, index):
            value = in_column(table[index], cell, row)
            for i in _values(found, value) if value is not None else ():
                if value is not None and _is_named(found, row, value):
                    named.append(i)
                else:
                    forms.add(_form(found, i))
                    yield hit, i
        # What looks like the column's other numbers is one, whatever its row is called: "Mobile".
        yield from ((hit, i) for i in named if _form(found, i) in forms)


def _rows_below(found: Scan, table: tuple[Row, ...], index: int) -> Iterator[Row]:
    """Yield the rows of a table under its headings; the second line of a row's words ends none.

    A page may have a value alone below its heading, with nothing below the others.
    """
    wrapped = 0
    for row in table[index + 1 :]:
        members = _words_of(found, row[0].start, row[-1].end)
        if len(row) < FEWEST_CELLS:
            wrapped += 1
            numbered = any(found.words.numeric[i] for i in members)
            if numbered and not row[0].tabbed and found.words.numeric[members[0]]:
                yield row
            if numbered or wrapped > MOST_WRAPPED:
                return
            continue
        wrapped = 0
        if _is_heading_row(found, members):
            return
        yield row


def _is_heading_row(found: Scan, members: range) -> bool:
    labelled = any(i in found.label_at for i in members)
    return labelled and not _has_number(found, members)


def _form(found: Scan, i: int) -> str:
    return re.sub(r"[0-9]", "9", found.words.folded[i])


def _values(found: Scan, cell: Cell) -> Iterator[int]:
    """Yield the numbers of a cell that no words in it name: under "Order", "Version: 2" is none."""
    for i in _words_of(found, cell.start, cell.end):
        if i in found.label_at:
            return
        if found.words.numeric[i]:
            yield i


def _is_named(found: Scan, row: Row, cell: Cell) -> bool:
    """Say whether the cell before a value ends with a label, and holds no value itself.

    A form's row has its own label on its left.
    """
    before = next((c for c in reversed(row) if c.end <= cell.start), None)
    if before is None:
        return False
    members = _words_of(found, before.start, before.end)
    named = bool(members) and members[-1] in found.label_at
    return named and not any(found.words.numeric[i] for i in members)


def _is_of_items(found: Scan, hit: Hit) -> bool:
    """Say whether a heading counts the lines of an order: "Pos." is no plural of "PO"."""
    words = found.words
    return hit.first == hit.last and words.word(hit.first) in {"Pos", "POS", "pos"}


def _words_of(found: Scan, start: int, end: int) -> range:
    starts = found.words.starts
    return range(bisect_left(starts, start), bisect_left(starts, end))


def _in_order(
    found: Scan, rows: tuple[Line, ...], index: int, hits: list[Hit]
) -> Iterator[tuple[Hit, int]]:
    """Pair labels and values that one space parts: "PO No Date Vendor" over "450 1.2.26 77".

    Below a title stands a row of a form instead, with a label of its own.
    """
    if index + 1 >= len(rows) or not _is_headings(rows[index], hits):
        return
    row = rows[index + 1]
    members = range(row.first, row.last + 1)
    if any(i in found.label_at or _FIELD.search(found.words.folded[i]) for i in members):
        return
    values = [i for i in range(row.first, row.last + 1) if found.words.numeric[i]]
    if len(values) == len(hits):
        yield from zip(hits, values, strict=True)
    elif values and isinstance(hits[0].rule, Label) and hits[0].first == rows[index].first:
        yield hits[0], values[0]
    elif values and isinstance(hits[-1].rule, Label) and hits[-1].last == rows[index].last:
        yield hits[-1], values[-1]


def _is_headings(row: Line, hits: list[Hit]) -> bool:
    """Say whether a line is made of labels, and is no sentence that speaks of two things."""
    labelled = sum(hit.last - hit.first + 1 for hit in hits)
    return labelled * HEADINGS_SHARE >= row.last - row.first + 1


def _in_block(
    found: Scan, rows: tuple[Line, ...], index: int, by_line: dict[int, list[Hit]]
) -> Iterator[tuple[Hit, int]]:
    """Pair a block of label lines with the block of value lines after it."""
    if not _is_label_line(rows, by_line, index):
        return
    first = last = index
    while first and _is_label_line(rows, by_line, first - 1):
        first -= 1
    while last + 1 < len(rows) and _is_label_line(rows, by_line, last + 1):
        last += 1
    place = last + 1 + index - first
    if first == last or place >= len(rows) or last + 1 + last - first >= len(rows):
        return
    value = rows[place]
    if value.first == value.last and found.words.numeric[value.first]:
        yield by_line[index][0], value.first


def _is_label_line(rows: tuple[Line, ...], by_line: dict[int, list[Hit]], index: int) -> bool:
    hits = by_line.get(index, [])
    return (
        len(hits) == 1 and hits[0].first == rows[index].first and hits[0].last == rows[index].last
    )


def _has_number(found: Scan, members: range) -> bool:
    """Say whether words hold a number other than a rate of tax: headings may have "VAT 20 %"."""
    words = found.words
    return any(words.numeric[i] and words.after(i).lstrip()[:1] != "%" for i in members)


def _line(cells: list[list[int]]) -> Line:
    members = [i for cell in cells for i in cell]
    return Line(members[0], members[-1], tuple(tuple(cell) for cell in cells))


def _is_cell_end(gap: str) -> bool:
    return any(sign in gap for sign in _CELL) or _WIDE in gap


def _skipped(gap: str) -> int:
    """Count the cells that end in a gap: empty ones keep their place."""
    return sum(gap.count(sign) for sign in _CELL) or 1
