"""Blanket orders in the digest: a table in words, the same figures as rows, and a chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.app.quoting import quoted
from bot.domain.blanket_warnings import watched_blankets
from bot.domain.burn_bars import BurnBar, bar_of, size_of
from bot.domain.burn_down import BurnDown
from bot.domain.ledger import PurchaseOrder, Snapshot

MOST = 12
"""Orders in the table and the chart, the fullest first; `pobot orders` has them all."""

COLUMNS = ("used", "authorised", "invoiced", "waiting", "left", "ends", "runs_out")

ALT = "Blanket orders, percent used: "

Value = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BlanketFacts:
    """What the digest says of blanket orders. Sums net, each row in its order's currency.

    Attributes:
        rows: an order each, the fullest first.
        more: how many others there are.
        bars: the same orders for a chart.
    """

    rows: tuple[Value, ...]
    more: int
    bars: tuple[BurnBar, ...]

    @property
    def alt(self) -> str:
        """Return the figures of the chart in words."""
        return ALT + "; ".join(
            f"{row['name']}: {row['used']}, {row['left']} left" for row in self.rows
        )

    def values(self) -> Value:
        """Return what the template is given."""
        return {
            "blankets": self.rows,
            "blanket_table": self.table,
            "blankets_more": self.more,
            "chart_alt": self.alt,
            "chart_size": size_of(len(self.bars)),
        }

    @property
    def table(self) -> tuple[str, ...]:
        """Return lines of text: the names of the figures, then two lines an order."""
        if not self.rows:
            return ()
        cells = [[str(row[column]) for column in COLUMNS] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(COLUMNS, *cells, strict=True)]
        lines = [_aligned([name.replace("_", " ") for name in COLUMNS], widths)]
        for row, figures in zip(self.rows, cells, strict=True):
            lines += (str(row["name"]), _aligned(figures, widths))
        return tuple(lines)


def blanket_facts(
    snapshot: Snapshot, today: date, told_of: Callable[[PurchaseOrder], bool] = bool
) -> BlanketFacts:
    """Return the blanket orders in force on a day, as the digest shows them: those told of."""
    burns = sorted(
        (burn for burn in watched_blankets(snapshot, today) if told_of(burn.order)),
        key=lambda burn: -(burn.percent or Decimal(-1)),
    )
    shown = burns[:MOST]
    rows = tuple(_row(burn, snapshot) for burn in shown)
    bars = tuple(
        bar_of(burn, str(row["name"]), f"{row['used']}, {row['left']} left")
        for burn, row in zip(shown, rows, strict=True)
    )
    return BlanketFacts(rows, len(burns) - len(shown), bars)


def _row(burn: BurnDown, snapshot: Snapshot) -> Value:
    client = snapshot.client.get(burn.order.client_id)
    name = quoted(client.name if client else str(burn.order.client_id), 40)
    currency = burn.account.currency or (client.currency if client else "")
    waits = None if burn.free is None else burn.free - (burn.account.remaining or Decimal(0))
    return {
        "name": f"{name}, PO {quoted(burn.order.po_number, 40)} ({currency or 'no currency'})",
        "used": "-" if burn.whole_percent is None else f"{burn.whole_percent} %",
        "authorised": _figure(burn.account.authorised),
        "invoiced": _figure(burn.used),
        "waiting": _figure(burn.account.reserved if waits is None else waits),
        "left": _figure(burn.account.remaining),
        "ends": str(burn.account.valid_to or "-"),
        "runs_out": str(burn.runs_out_on if burn.runs_out_early else "-"),
    }


def _figure(amount: Decimal | None) -> str:
    return "-" if amount is None else f"{amount:,.2f}"


def _aligned(cells: "tuple[str, ...] | list[str]", widths: list[int]) -> str:
    return "  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
