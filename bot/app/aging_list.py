"""Receivables by age, printed: a line for each client and currency, and a bar for each age."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.domain.aging import BUCKETS, DSO_DAYS, Aged, aged, days_sales_outstanding, together
from bot.domain.ledger import Snapshot

WIDTH = 40
"""Characters of the longest bar."""


def as_json(snapshot: Snapshot, today: date) -> Iterator[Mapping[str, object]]:
    """Yield an object for each client and currency, then one for each currency in all."""
    rows, dso = aged(snapshot, today), days_sales_outstanding(snapshot, today)
    for row in (*rows, *together(rows)):
        sums = {name: f"{amount:.2f}" for name, amount in zip(BUCKETS, row.sums, strict=True)}
        found: dict[str, object] = {
            "client_id": row.client.client_id if row.client else None,
            "currency": row.currency,
            "buckets": sums,
            "overdue": f"{row.overdue:.2f}",
            "total": f"{row.total:.2f}",
        }
        if row.client is None:
            found["dso_days"] = str(dso[row.currency]) if row.currency in dso else None
        yield found


def printed(snapshot: Snapshot, today: date, encoding: str = "utf-8") -> Iterator[str]:
    """Yield the list for a terminal. `encoding` is the terminal's: without blocks, it gets #."""
    rows = aged(snapshot, today)
    if not rows:
        yield "Nobody owes anything."
        return
    dso, block = days_sales_outstanding(snapshot, today), _block(encoding)
    yield f"Owed on {today}, gross, by days past due"
    for total in together(rows):
        yield ""
        yield from _table(total, [row for row in rows if row.currency == total.currency])
        yield ""
        yield from _bars(total, block)
        if total.currency in dso:
            yield f"  {dso[total.currency]} days sales outstanding, over {DSO_DAYS} days of billing"


def _table(total: Aged, rows: Iterable[Aged]) -> Iterator[str]:
    yield f"{total.currency:<28}" + "".join(f"{name:>13}" for name in (*BUCKETS, "total"))
    for row in (*rows, total):
        name = row.client.name if row.client else "all"
        sums = "".join(f"{amount:>13,.2f}" for amount in (*row.sums, row.total))
        yield f"{_cut(name, 28):<28}{sums}"


def _bars(total: Aged, block: str) -> Iterator[str]:
    largest = max(total.sums)
    for name, amount in zip(BUCKETS, total.sums, strict=True):
        share = amount / total.total * 100
        bar = block * int(amount / largest * WIDTH) if largest else ""
        yield f"  {name:>8}  {bar:<{WIDTH}} {share:>5.1f} %"


def _block(encoding: str) -> str:
    try:
        "█".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "#"
    return "█"


def _cut(name: str, longest: int) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) < longest else f"{plain[: longest - 2]}…"
