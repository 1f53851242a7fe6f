"""Tables on a page: which column a number stands in, and what its row says of it.

A table is a row of headings and the rows below. A list of orders has a row for each, and what
stands in another row (a sum, a supplier, a status) is said of another order.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.domain.rules import AmountCue, AmountKind, Rules
from bot.stages._amounts import only_currency
from bot.stages._figures import parsed
from bot.stages._grid import Cell, Row, grid, in_column, row_at
from bot.stages._normal import fold
from bot.stages._page_currency import page_currency
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._totals import Total

FEWEST_HEADINGS, MOST_HEADINGS = 2, 30
FEWEST_IN_LIST = 2
"""A table lists orders where so many rows have a value in the column of the number."""

MOST_ROWS = 2_000
"""So many rows of one table are looked at: a list of all suppliers' orders has hundreds."""

MOST_WRAPPED = 2
"""So many lines of one cell may stand between two rows: the words of a cell that is too narrow."""

_RATE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?%")
_DIGIT = re.compile(r"[0-9]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W\d_]+")
_SUM = re.compile(r"[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]{1,8}(?:[.,][0-9]{1,2})?")
_CODE = re.compile(r"\b(?:GBP|EUR|USD|CHF|DKK|SEK|NOK|PLN|CZK|HUF|RON|BRL|MXN|AUD|CAD|JPY)\b")


@dataclass(frozen=True, slots=True)
class Table:
    """A row of headings and the rows under it."""

    head: Row
    rows: tuple[Row, ...]

    def cell(self, heading: Cell, row: Row) -> Cell | None:
        """Return the cell of a row under a heading, or None."""
        return in_column(self.head, heading, row)


@dataclass(frozen=True, slots=True)
class Place:
    """A number's place in a table: its heading, its row, and where the row's lines end."""

    table: Table
    heading: Cell
    row: Row
    end: int

    @property
    def listed(self) -> bool:
        """Return whether the column has several numbers of one form: each row is an order."""
        own = self.table.cell(self.heading, self.row)
        alike = 0
        for row in self.table.rows if own else ():
            cell = self.table.cell(self.heading, row)
            alike += cell is not None and own is not None and _alike(cell.text, own.text)
            if alike >= FEWEST_IN_LIST:
                return True
        return False

    def cell(self, words: frozenset[str], not_words: frozenset[str] = frozenset()) -> str:
        """Return what the row says under the heading that has one of some words; "" for nothing."""
        for heading in self.table.head:
            said = _folded(heading.text)
            if not words.isdisjoint(said) and not_words.isdisjoint(said):
                cell = self.table.cell(heading, self.row)
                return cell.text if cell else ""
        return ""


def place_of(text: str, position: int) -> Place | None:
    """Return where in a table the value at a place of a text stands; None where in none."""
    rows = grid(text)
    index = row_at(rows, position)
    found = _by_row(text).get(index) if index is not None else None
    if index is None or found is None:
        return None
    table, end, headings = found
    value = next((c for c in rows[index] if c.start <= position < c.end), None)
    heading = headings.get(value.start) if value else None
    return Place(table, heading, rows[index], end) if heading else None


def row_total(found: Scan, place: Place) -> Total | None:
    """Return the sum that a row states for its order: that of its column of sums, the net one."""
    columns = [(kind, h) for h in place.table.head if (kind := _sum_kind(found, h))]
    for wanted in (AmountKind.NET, AmountKind.TOTAL, AmountKind.GROSS):
        for heading in (h for kind, h in reversed(columns) if kind is wanted):
            cell = place.table.cell(heading, place.row)
            amount = _amount(cell.text) if cell else None
            if cell is not None and amount is not None:
                net = {AmountKind.NET: True, AmountKind.GROSS: False}.get(wanted)
                currency = _currency(cell.text, heading.text, place, found)
                return Total(amount, currency, net, labelled=True)
    return None


def is_ledger(table: Table, rules: Rules) -> bool:
    """Say whether a table lists invoices as they are booked and paid, and so gives no order."""
    said = [_folded(heading.text) for heading in table.head]
    words = frozenset(word for cell in said for word in cell)
    invoices = rules.word_list("invoice_fields")
    booked = rules.word_list("ledger_fields")
    return not invoices.isdisjoint(words) and not booked.isdisjoint(words)


@remembered
def _by_row(text: str) -> dict[int, tuple[Table, int, dict[int, Cell]]]:
    """Return, by index of a row, its table, where its lines end, and the heading over each cell."""
    rows = grid(text)
    result: dict[int, tuple[Table, int, dict[int, Cell]]] = {}
    index = 0
    while index < len(rows):
        members = _members(rows, index) if _is_head(rows[index]) else []
        if members:
            table = Table(rows[index], tuple(rows[i] for i in members))
            for i, following in pairwise((*members, members[-1] + 1)):
                end = rows[following - 1][-1].end
                result[i] = (table, end, _headings(table, rows[i]))
            index = members[-1]
        index += 1
    return result


def _headings(table: Table, row: Row) -> dict[int, Cell]:
    """Return the heading over each cell of a row, by where the cell starts."""
    over = ((table.cell(heading, row), heading) for heading in table.head)
    return {cell.start: heading for cell, heading in reversed(list(over)) if cell}


def _members(rows: tuple[Row, ...], head: int) -> list[int]:
    """Return the indices of the rows of a table, between which words may go on in a line."""
    members: list[int] = []
    wrapped = 0
    for index in range(head + 1, min(len(rows), head + 1 + MOST_ROWS)):
        if len(rows[index]) < FEWEST_HEADINGS:
            wrapped += 1
            if wrapped > MOST_WRAPPED:
                break
            continue
        if _is_head(rows[index]) and len(rows[index]) >= len(rows[head]) - 1:
            break
        wrapped = 0
        members.append(index)
    return members


def _is_head(row: Row) -> bool:
    if not FEWEST_HEADINGS <= len(row) <= MOST_HEADINGS:
        return False
    named = all(not _DIGIT.search(_RATE.sub("", cell.text)) for cell in row)
    return named and not any(cell.text.endswith(":") for cell in row)


def _sum_kind(found: Scan, heading: Cell) -> AmountKind | None:
    """Return what a heading says of the sums under it; the last cue that it holds."""
    starts, ends = found.words.starts, found.words.ends
    kinds = [
        hit.rule.kind
        for hit in found.amounts
        if isinstance(hit.rule, AmountCue)
        and heading.start <= starts[hit.first]
        and ends[hit.last] <= heading.end
    ]
    for kind in (AmountKind.NET, AmountKind.GROSS, AmountKind.TOTAL, AmountKind.NEW_TOTAL):
        if kind in kinds:
            return AmountKind.TOTAL if kind is AmountKind.NEW_TOTAL else kind
    return None


def _amount(text: str) -> Decimal | None:
    """Return the one sum in a cell that holds little else."""
    found = _SUM.findall(text)
    return parsed(found[0], "") if len(found) == 1 else None


def _currency(cell: str, heading: str, place: Place, found: Scan) -> str:
    """Return the currency of a sum: beside it, in its heading, in its row, or the page's."""
    for text in (cell, heading, *(c.text for c in place.row)):
        if named := only_currency(text) or _coded(text):
            return named
    return page_currency(found)


def _coded(text: str) -> str:
    codes = set(_CODE.findall(text))
    return codes.pop() if len(codes) == 1 else ""


def _alike(one: str, other: str) -> bool:
    """Say whether two numbers are of one series: counted on, they grow by a digit at most."""
    return _form(one) == _form(other) and abs(len(one) - len(other)) <= 1


def _form(text: str) -> str:
    """Return how a number is written: its digits' runs as one each."""
    return re.sub(r"[0-9]+", "9", text.upper())


def _folded(text: str) -> list[str]:
    """Return the words of a heading, also of a technical name: "SupplierInvoice"."""
    return [fold(word) for word in _LETTERS.findall(_CAMEL.sub(" ", text))]
