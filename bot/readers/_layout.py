"""Puts runs of text back on the rows on which a person sees them.

Each run starts at the character column of its place on the page: a value stands behind its label or
below its heading, and columns are at least two spaces apart. For readers of pages: PDF, pictures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

MAX_COLUMN = 200
"""Character columns a line is laid out on; a broad sheet's far columns move closer together."""


@dataclass(slots=True)
class Cell:
    """Words that stand together. Coordinates as the page is seen, y upwards."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        """Return the height at which its middle stands."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Return how high its line is."""
        return self.top - self.bottom


def laid_out(cells: Sequence[Cell]) -> str:
    """Return the cells as lines of text, each cell at the column of its place."""
    if not cells:
        return ""
    margin = min(cell.left for cell in cells)
    width = median((c.right - c.left) / max(len(c.text), 1) for c in cells) or 1.0
    broad = max(cell.left for cell in cells) - margin
    width = max(width, broad / MAX_COLUMN)
    return "\n".join(_line(row, margin, width) for row in _rows(cells))


def _rows(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells of each visual row, from the top, and from the left inside it."""
    row: list[Cell] = []
    for cell in sorted(cells, key=lambda c: -c.middle):
        if row and abs(row[0].middle - cell.middle) >= min(row[0].height, cell.height) / 2:
            yield sorted(row, key=lambda c: c.left)
            row = []
        row.append(cell)
    yield sorted(row, key=lambda c: c.left)


def _line(row: list[Cell], margin: float, width: float) -> str:
    line = ""
    for cell in row:
        column = int((cell.left - margin) / width)
        line = f"{line}{' ' * max(column - len(line), 2 if line else 0)}{cell.text}"
    return line
