"""Reads text/csv: a line per row, cells separated by tabs."""

import csv
from itertools import islice

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers.plain import MAX_BYTES, decoded

MEDIA_TYPES = frozenset({"text/csv", "application/csv", "text/x-csv", "text/tab-separated-values"})
SUFFIXES = frozenset({".csv", ".tsv"})

MAX_ROWS = 20_000
DELIMITERS = ",;\t|"


def looks_like(_payload: bytes) -> bool:
    """Return false: no first bytes say that a file is a table."""
    return False


def read(part: Part) -> Pages:
    """Return all rows as one page."""
    text = decoded(part.payload[:MAX_BYTES], part.charset)
    try:
        table = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
        rows = list(islice(table, MAX_ROWS + 1))
    except csv.Error as error:
        raise Unreadable("corrupt") from error
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows[:MAX_ROWS])
    whole = len(rows) <= MAX_ROWS and len(part.payload) <= MAX_BYTES
    return Pages(("\n".join(lines),), problem="" if whole else "only the first rows were read")


def _delimiter(text: str) -> str:
    """Return the delimiter that the first line holds most of; a comma where it holds none."""
    first = text.split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
