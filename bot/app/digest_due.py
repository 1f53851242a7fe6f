"""What the digest says of days that come: promises, orders that run out, receivables by age."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from bot.app.digest_scope import Scope
from bot.app.quoting import quoted
from bot.domain.aging import BUCKETS, Aged, aged, together
from bot.domain.ledger import Snapshot
from bot.domain.promises_due import DuePromise, due_promises
from bot.domain.running_out import RunningOut, running_out
from bot.ports import Holds

Value = Mapping[str, object]

HUNDRED = Decimal(100)


def promises(scope: Scope, holds: Holds, today: date, until: date) -> tuple[Value, ...]:
    """Return a row for each promise of up to a day that is not kept yet, the oldest first."""
    found = due_promises(scope.ledger, holds.promised_orders, holds.promised_payments, until)
    return tuple(_promise(promise, scope.ledger, today) for promise in found)


def ending(scope: Scope, today: date) -> tuple[Value, ...]:
    """Return a row for each order that runs out, the most urgent first."""
    found = running_out(scope.snapshot, today)
    return tuple(_order(one, scope.snapshot) for one in found if scope.has_order(one.order))


def by_age(scope: Scope, today: date) -> tuple[Value, ...]:
    """Return what is past due by age: a table for each currency, gross, with shares for bars."""
    rows = together(aged(scope.ledger, today))
    return tuple(_ages(row) for row in rows if row.overdue > 0)


def _promise(promise: DuePromise, ledger: Snapshot, today: date) -> Value:
    what, amount, currency = "a PO", None, ""
    if promise.invoice:
        what = f"payment of {promise.invoice.invoice_number}"
        amount = ledger.outstanding(promise.invoice)
        currency = promise.invoice.currency or promise.client.currency
    return {
        "client": quoted(promise.client.name),
        "what": what,
        "work": f"{quoted(promise.work.title)} ({promise.work.engagement_id})",
        "on": format_date(promise.on, "EEE d MMM", locale="en_GB"),
        "when": _when(promise.on, today),
        "broken": promise.on < today,
        "amount": amount,
        "currency": currency,
    }


def _when(on: date, today: date) -> str:
    days = (on - today).days
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} ago, and not kept"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _order(one: RunningOut, snapshot: Snapshot) -> Value:
    client = snapshot.client.get(one.order.client_id)
    works = (snapshot.engagement.get(which) for which in one.order.engagement_ids)
    return {
        "client": quoted(client.name if client else str(one.order.client_id)),
        "po_number": quoted(one.order.po_number, 60),
        "works": tuple(f"{quoted(w.title)} ({w.engagement_id})" for w in works if w),
        "why": one.why,
    }


def _ages(row: Aged) -> Value:
    largest = max(row.sums[1:])
    return {
        "currency": row.currency,
        "overdue": row.overdue,
        "not_due": row.sums[0],
        "ages": tuple(_bucket(name, sum_, largest) for name, sum_ in _overdue(row)),
    }


def _overdue(row: Aged) -> Iterator[tuple[str, Decimal]]:
    """Yield the ages past due, the oldest first."""
    yield from reversed(tuple(zip(BUCKETS[1:], row.sums[1:], strict=True)))


def _bucket(name: str, amount: Decimal, largest: Decimal) -> Value:
    width = int(amount * HUNDRED / largest) if largest else 0
    return {"name": name, "amount": amount, "width": max(width, 1) if amount else 0}
