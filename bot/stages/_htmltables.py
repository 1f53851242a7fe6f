"""Whether the plain text of a mail lost a table that its HTML has.

Outlook writes each cell of a table on a line of its own: what stood beside what is then lost.
"""

import re
from html import unescape

FEWEST_CELLS = 3
"""Two cells side by side may be a logo and an address; data has three columns, as a rule."""

FEWEST_ROWS = 2
MOST_ROWS = 500
LONGEST_CELL = 120
"""A longer cell is layout and no value."""

_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_ROW_END = re.compile(r"</tr|</table|<table", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def loses_table(plain: str, html: str) -> bool:
    """Say whether no line of a text holds the cells of a row that the HTML shows side by side.

    Args:
        plain: the plain text of a mail.
        html: the source of its HTML, which says the same.
    """
    rows = _rows(html)
    lengths = [len(row) for row in rows]
    tables = [row for row in rows if lengths.count(len(row)) >= FEWEST_ROWS]
    numbered = [row for row in tables if any(c.isdigit() for cell in row for c in cell)]
    if not numbered:
        return False
    lines = [" ".join(line.split()) for line in plain.split("\n")]
    first = [cell for cell in numbered[0] if cell]
    return not any(all(cell in line for cell in first) for line in lines)


def _rows(html: str) -> list[list[str]]:
    """Return the texts of the cells of each row that looks like data."""
    rows = []
    for piece in _ROW.split(html)[1 : MOST_ROWS + 1]:
        cells = [_text(cell) for cell in _CELL.split(_ROW_END.split(piece)[0])[1:]]
        filled = [cell for cell in cells if cell]
        if len(filled) >= FEWEST_CELLS and max(map(len, filled)) <= LONGEST_CELL:
            rows.append(cells)
    return rows


def _text(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())
