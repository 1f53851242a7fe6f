"""What stands around a sum in its line and column: the words of a label or heading."""

import re

from bot.stages._grid import Cell, Row, grid, in_column, row_at
from bot.stages._remembered import remembered

LONGEST_LABEL = 80
"""So many characters before a sum in its line can be its label."""

LONGEST_TAIL = 16
"""So many characters after a sum in its line can be its currency."""

FEWEST_HEADINGS = 2
"""A row of headings has so many cells."""

_DIGIT = re.compile(r"[0-9]")
_RATE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?%")


def label_of(text: str, start: int, end: int) -> str:
    """Return the words beside a sum in its line, without those behind another number."""
    left = text[max(0, start - LONGEST_LABEL) : start].rpartition("\n")[2]
    parts = re.split(r"[.;!?]\s|[0-9][0-9.,]{2,}", left)
    right = text[end : end + LONGEST_TAIL].partition("\n")[0]
    return f"{parts[-1]} {re.split(r'[0-9.;,]', right)[0]}"


def column_of(text: str, start: int) -> Cell | None:
    """Return the heading of the table's column in which a sum stands, be it a total far below."""
    rows = grid(text)
    index = row_at(rows, start)
    head = _heads(text)[index] if index else None
    if index is None or head is None:
        return None
    row = rows[index]
    value = next((cell for cell in row if cell.start <= start < cell.end), None)
    if value is None or len(row) < 2:
        return None
    return next((h for h in rows[head] if in_column(rows[head], h, row) is value), None)


def is_negative(text: str, start: int, end: int) -> bool:
    """Say whether a sum is one that is given back: "-£48,000.00", "(£48,000.00) credit"."""
    signed = re.search(r"(?:^|[\s:(])[-\u2212\u2013]$", text[max(0, start - 2) : start]) is not None
    bracketed = text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")"
    return signed or (bracketed and text[end + 1 : end + 12].strip().lower().startswith("credit"))


@remembered
def _heads(text: str) -> tuple[int | None, ...]:
    """Return for each row of a text the index of the row of headings above it, or None."""
    rows = grid(text)
    result: list[int | None] = []
    head: int | None = None
    for index, row in enumerate(rows):
        result.append(head)
        wide = len(rows[head]) if head is not None else FEWEST_HEADINGS
        begins = index > 0 and len(rows[index - 1]) == 1
        if len(row) >= (FEWEST_HEADINGS if begins else wide) and _names_columns(row):
            head = index
        elif len(row) == 1 and not _DIGIT.search(row[0].text):
            head = head if index - (head or 0) < 2 else None
    return tuple(result)


def _names_columns(row: Row) -> bool:
    return not any(c.text.endswith(":") or _DIGIT.search(_RATE.sub("", c.text)) for c in row)
