"""Forms that print a caption below its value, or to the right of it, as forms that print it first.

Many forms stand a small caption under the box it names ("500121907" over "Rekvisitionsnummer").
All that is read of a page takes a value to follow its name, so such boxes are turned round once,
before anything is read. Which way round a form is, is told by where its stack of boxes begins and
ends: with a value on top and a caption at the bottom, captions stand below.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.stages._grid import Cell, Row, grid, in_column
from bot.stages._normal import fold

LONGEST_CAPTION = 40
MOST_WORDS = 4
"""A caption or a boxed value has no more words: what has is a sentence or an address."""

SHORT = 4
"""Letters beside the digits of a value are a unit, a month or the prefix of a series."""

MOST_BOXES = 40
"""So many boxes of one column are looked at; no form has more."""

MOST_ROWS = 400
"""So many rows of a page are looked at: a form has fewer, and a sheet of thousands is none."""

PAIR = 2

_FIELD = re.compile(
    r"(?:\b(?:no|nr|num|number|numero|numer|cislo|szam|numar|nro|αριθμος)|"
    r"(?:nummer|numero|szama?))\.?$|^(?:no|nr|n|number|numero|numer|cislo|numar)\b",
)
"""What a caption begins or ends with that names a number, in folded letters."""

_ARROW = re.compile(r"^([^\n◀◄←⇐]{1,60}?)[ \t]*[◀◄←⇐][ \t]*([^\n◀◄←⇐\d]{2,60})$", re.MULTILINE)
"""A line whose caption points back at its value: "BS 2026/1187 ◀ Bestellnummer"."""

Box = tuple[int, Cell]
"""A cell and the index of its row."""


def captions_first(page: str) -> str:
    """Return a page of a document with each caption before its value, or above it."""
    page = _ARROW.sub(lambda m: f"{m[2].strip()}: {m[1].strip()}", page)
    page = _swapped(page, _backwards(grid(page)[:MOST_ROWS]))
    return _swapped(page, _upside_down(grid(page)[:MOST_ROWS]))


def _upside_down(rows: tuple[Row, ...]) -> list[tuple[Cell, Cell]]:
    """Return the values that stand over their captions, each with its caption."""
    stacks = [stack for stack in _stacks(rows) if _is_turned(rows, stack)]
    named = {i for stack in stacks if _names_a_number(stack) for i, _ in stack}
    return [
        (value, caption)
        for stack in stacks
        if stack[0][0] in named
        for (_, value), (_, caption) in zip(stack[::2], stack[1::2], strict=True)
    ]


def _stacks(rows: tuple[Row, ...]) -> Iterator[list[Box]]:
    """Yield the columns of boxes: from a value on top down to what stands under the last value."""
    taken: set[int] = set()
    for index, row in enumerate(rows):
        for cell in row:
            if cell.start in taken or not _is_value(cell.text):
                continue
            stack = _stack(rows, index, cell)
            taken.update(box.start for _, box in stack)
            last = max(at for at, (_, box) in enumerate(stack) if _is_value(box.text))
            yield stack[: last + PAIR]


def _stack(rows: tuple[Row, ...], index: int, cell: Cell) -> list[Box]:
    """Return the boxes from a value downwards, as long as the rows have as many cells."""
    stack = [(index, cell)]
    for lower in range(index + 1, min(len(rows), index + MOST_BOXES)):
        above, row = rows[lower - 1], rows[lower]
        below = in_column(above, stack[-1][1], row) if len(row) == len(above) else None
        if below is None or not (_is_value(below.text) or _is_caption(below.text)):
            break
        stack.append((lower, below))
    return stack


def _is_turned(rows: tuple[Row, ...], stack: list[Box]) -> bool:
    """Say whether values and captions alternate, with no caption above and one at the end."""
    if len(stack) % PAIR or _is_value(stack[-1][1].text) or _has_caption_above(rows, stack[0]):
        return False
    captions = stack[1::PAIR]
    if any(_is_value(box.text) or _has_value_beside(rows[i], box) for i, box in captions):
        return False
    return len(rows[stack[0][0]]) > 1 or all(_is_field(box.text) for _, box in captions)


def _has_caption_above(rows: tuple[Row, ...], top: Box) -> bool:
    """Say whether a row of as many cells stands above a value, with a caption over it."""
    index, value = top
    above = rows[index - 1] if index else ()
    if len(above) != len(rows[index]):
        return False
    over = (cell for cell in above if in_column(above, cell, rows[index]) == value)
    return any(_is_caption(cell.text) and (len(above) > 1 or _is_field(cell.text)) for cell in over)


def _has_value_beside(row: Row, box: Cell) -> bool:
    """Say whether a caption's own value stands on its right, as in a form of two columns."""
    beside = next((cell for cell in row if cell.start > box.start), None)
    return beside is not None and _is_value(beside.text)


def _names_a_number(stack: list[Box]) -> bool:
    return any(_is_field(box.text) for _, box in stack[1::PAIR])


def _backwards(rows: tuple[Row, ...]) -> list[tuple[Cell, Cell]]:
    """Return the values of lines that all stand left of their captions, each with its caption."""
    turned: dict[int, tuple[Cell, Cell]] = {}
    for one, other in pairwise(rows):
        if not (_reads_backwards(one) and _reads_backwards(other)):
            continue
        if _is_field(one[1].text) or _is_field(other[1].text):
            turned |= {row[0].start: (row[0], row[1]) for row in (one, other)}
    return list(turned.values())


def _reads_backwards(row: Row) -> bool:
    return len(row) == PAIR and _is_value(row[0].text) and _is_caption(row[1].text)


def _is_value(text: str) -> bool:
    """Say whether a box holds a number, a date or a sum, and little else."""
    words = text.split()
    short = all(any(c.isdigit() for c in word) or len(word) <= SHORT for word in words)
    digits = any(c.isdigit() for c in text)
    return digits and short and len(words) <= MOST_WORDS and ":" not in text


def _is_caption(text: str) -> bool:
    """Say whether a box may hold a caption: a few words, no digit, no colon."""
    few = len(text) <= LONGEST_CAPTION and len(text.split()) <= MOST_WORDS
    return few and not any(c.isdigit() or c == ":" for c in text) and any(map(str.isalpha, text))


def _is_field(text: str) -> bool:
    return _is_caption(text) and bool(_FIELD.search(fold(text)))


def _swapped(page: str, pairs: list[tuple[Cell, Cell]]) -> str:
    """Return a page with the texts of pairs of cells exchanged; columns keep their places."""
    edits = [edit for one, other in pairs for edit in ((one, other.text), (other, one.text))]
    parts: list[str] = []
    at = 0
    for cell, text in sorted(edits, key=lambda edit: edit[0].start):
        pad = "" if cell.tabbed else " " * (cell.end - cell.start - len(text))
        parts += [page[at : cell.start], text, pad]
        at = _after(page, cell, len(text))
    return "".join((*parts, page[at:]))


def _after(page: str, cell: Cell, width: int) -> int:
    """Return where a page goes on after a cell is replaced: a longer text takes up the spaces."""
    end = cell.end
    while not cell.tabbed and end - cell.start < width and page[end : end + 4] == "    ":
        end += 1
    return end
