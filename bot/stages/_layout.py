"""Labels and values that a table keeps apart: columns under a heading, and blocks of lines."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.rules import Label
from bot.stages._phrases import Hit
from bot.stages._scan import Scan

_CELL = "\t|"
_WIDE = "   "


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its first and last word, and its words by table cell."""

    first: int
    last: int
    cells: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=32)
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
    heads = {index for index in by_line if not _has_number(found, rows[index])}
    for index, hits in by_line.items():
        if index not in heads:
            continue
        if len(rows[index].cells) > 1:
            yield from _under_cells(found, rows, index, hits, heads)
        elif len(hits) > 1:
            yield from _in_order(found, rows, index, hits)
        else:
            yield from _in_block(found, rows, index, by_line)


def _under_cells(
    found: Scan, rows: tuple[Line, ...], index: int, hits: list[Hit], heads: set[int]
) -> Iterator[tuple[Hit, int]]:
    """Pair each label of a heading with the numbers below it, up to the next heading."""
    cell_of = {i: c for c, members in enumerate(rows[index].cells) for i in members}
    for hit in hits:
        cell = cell_of[hit.first]
        for below in range(index + 1, len(rows)):
            row = rows[below]
            if len(row.cells) < 2 or below in heads:
                break
            if cell < len(row.cells):
                yield from ((hit, i) for i in row.cells[cell] if found.words.numeric[i])


def _in_order(
    found: Scan, rows: tuple[Line, ...], index: int, hits: list[Hit]
) -> Iterator[tuple[Hit, int]]:
    """Pair labels and values that one space parts: "PO No Date Vendor" over "450 1.2.26 77"."""
    if index + 1 >= len(rows):
        return
    row = rows[index + 1]
    values = [i for i in range(row.first, row.last + 1) if found.words.numeric[i]]
    if len(values) == len(hits):
        yield from zip(hits, values, strict=True)
    elif values and isinstance(hits[0].rule, Label) and hits[0].first == rows[index].first:
        yield hits[0], values[0]
    elif values and isinstance(hits[-1].rule, Label) and hits[-1].last == rows[index].last:
        yield hits[-1], values[-1]


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


def _has_number(found: Scan, row: Line) -> bool:
    return any(found.words.numeric[row.first : row.last + 1])


def _line(cells: list[list[int]]) -> Line:
    members = [i for cell in cells for i in cell]
    return Line(members[0], members[-1], tuple(tuple(cell) for cell in cells))


def _is_cell_end(gap: str) -> bool:
    return any(sign in gap for sign in _CELL) or _WIDE in gap


def _skipped(gap: str) -> int:
    """Count the cells that end in a gap: empty ones keep their place."""
    return sum(gap.count(sign) for sign in _CELL) or 1
