"""Reads text/csv: a line per row, cells separated by tabs."""

import csv
from io import StringIO
from itertools import islice
from typing import Literal

from bot.domain.message import Part
from bot.readers._pages import Pages, Unreadable
from bot.readers.plain import MAX_BYTES, decoded

MEDIA_TYPES = frozenset({"text/csv", "application/csv", "text/x-csv", "text/tab-separated-values"})
SUFFIXES = frozenset({".csv", ".tsv"})

MAX_ROWS = 20_000
DELIMITERS = ";\t|,"
"""A comma last: where another one is in as many lines, commas stand inside amounts."""

SAMPLE_LINES = 20
MAX_LINES_IN_CELL = 30
"""A cell of more lines is what follows a quotation mark that never ends: 3" pipe."""

ANNOUNCED = "sep="
"""How Excel says which delimiter a file has, in its first line."""

csv.field_size_limit(MAX_BYTES)
"""The limit of the library is half a page of text; what is read of a file at all is bounded."""


def looks_like(_payload: bytes) -> bool:
    """Return false: no first bytes say that a file is a table."""
    return False


def read(part: Part) -> Pages:
    """Return all rows as one page."""
    text = decoded(part.payload[:MAX_BYTES], part.charset)
    delimiter, text = _delimiter(text)
    rows = _rows(text, delimiter)
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows[:MAX_ROWS])
    whole = len(rows) <= MAX_ROWS and len(part.payload) <= MAX_BYTES
    return Pages(("\n".join(lines),), problem="" if whole else "only the first rows were read")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows; without regard to quotation marks where those cannot be meant."""
    try:
        rows = _parsed(text, delimiter, csv.QUOTE_MINIMAL)
        if any(cell.count("\n") > MAX_LINES_IN_CELL for row in rows for cell in row):
            rows = _parsed(text, delimiter, csv.QUOTE_NONE)
    except csv.Error as error:
        raise Unreadable("corrupt") from error
    return rows


def _parsed(text: str, delimiter: str, quoting: Literal[0, 3]) -> list[list[str]]:
    # With its own line ends only: str.splitlines would also break at those inside cells.
    table = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    return list(islice(table, MAX_ROWS + 1))


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter, and the text that it delimits."""
    first, _, rest = text.partition("\n")
    announced = first.strip().removeprefix(ANNOUNCED)
    if first.startswith(ANNOUNCED) and len(announced) == 1:
        return announced, rest
    lines = text[:100_000].split("\n")[:SAMPLE_LINES]
    in_lines = {delimiter: sum(delimiter in line for line in lines) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=in_lines.__getitem__)
    return (best if in_lines[best] else ","), text
