"""What the weekly digest tells: counts and sums of the week before, and what waits the longest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date

from bot.app.digest_due import by_age
from bot.app.digest_facts import NEEDS, came
from bot.app.digest_scope import Scope
from bot.app.dunning_letters import totals
from bot.app.open_sums import money_values, waiting_by_client
from bot.app.quoting import quoted
from bot.domain.aging import days_sales_outstanding
from bot.domain.arrears import Overdue, overdue_of
from bot.domain.ledger import InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.money import Money
from bot.ports import JournalEntry, ReviewItem, Store

OLDEST = 5
"""Lines of each list of what waits the longest."""

SENT = {
    "reply": "answers",
    "reminder": "reminders",
    "chaser": "letters that ask for an order",
    "invoice": "invoices",
}
"""Classes of outgoing mail that are counted, as they are called."""

NOT_OUT = frozenset({InvoiceStatus.DRAFT, InvoiceStatus.VOID})

Value = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days from a Monday on, in a time zone."""

    monday: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """Return its first moment."""
        return datetime.combine(self.monday, time(), self.zone)

    @property
    def end(self) -> datetime:
        """Return the first moment after it."""
        return datetime.combine(self.monday + timedelta(days=7), time(), self.zone)

    def has(self, moment: datetime) -> bool:
        """Return whether a moment lies in it."""
        return self.start <= moment < self.end

    def has_day(self, day: date | None) -> bool:
        """Return whether a local day lies in it."""
        return day is not None and self.monday <= day < self.monday + timedelta(days=7)


def week_before(today: date, zone: ZoneInfo) -> Week:
    """Return the week that ended before this one."""
    return Week(today - timedelta(days=today.weekday() + 7), zone)


def week_key(today: date) -> str:
    """Return the name of the week in which a digest goes out: "2026-W48"."""
    year, number, _ = today.isocalendar()
    return f"{year}-W{number:02}"


def week_values(store: Store, today: date, zone: ZoneInfo) -> Value:
    """Return what the template of the weekly digest is given; `today` is the local day."""
    week, snapshot = week_before(today, zone), store.snapshot()
    journal = [entry for entry in store.journal(week.start) if week.has(entry.at)]
    arrived = [m for m in store.messages_since(week.start) if week.has(m.received_at)]
    items = store.review_items(closed=True)
    scope = Scope("", snapshot)
    return {
        "span": _span(week),
        "came": came(arrived),
        "came_count": len(arrived),
        **_orders(journal),
        **_money(week, snapshot),
        "sent": _sent(journal),
        "opened": sum(week.has(item.opened_at) for item in items),
        "closed": sum(bool(item.closed_at and week.has(item.closed_at)) for item in items),
        "open": sum(item.closed_at is None for item in items),
        "ages": by_age(scope, today),
        "dso": days_sales_outstanding(snapshot, today),
        "waiting_totals": money_values(
            totals(m for sums in waiting_by_client(snapshot) for m in sums.sums)
        ),
        "oldest_items": _oldest_items(items, today, zone),
        "oldest_overdue": _oldest_overdue(snapshot, today),
        "oldest_waiting": _oldest_waiting(snapshot, today),
    }


def _span(week: Week) -> str:
    last = week.monday + timedelta(days=6)
    first = format_date(week.monday, "d MMM", locale="en_GB")
    return f"{first} to {format_date(last, 'd MMM y', locale='en_GB')}"


def _orders(journal: Iterable[JournalEntry]) -> Value:
    """Return how many orders were booked and for how much net; what else was done to orders."""
    done = Counter(entry.kind for entry in journal)
    new = [entry.data for entry in journal if entry.kind == "record_order"]
    sums = totals(
        Money(Decimal(str(data["amount"])), str(data.get("currency") or ""))
        for data in new
        if data.get("amount")
    )
    return {
        "orders": len(new),
        "order_sums": money_values(sums),
        "raised": done["raise_order"],
        "ended": done["close_order"],
        "numbered": done["assign_order"],
    }


def _money(week: Week, snapshot: Snapshot) -> Value:
    """Return what was invoiced and what was paid in the week, gross."""
    out = [i for i in snapshot.invoices if i.status not in NOT_OUT and week.has_day(i.issued_on)]
    paid = [p for p in snapshot.payments if week.has_day(p.paid_on)]
    return {
        "invoiced": len(out),
        "invoiced_sums": money_values(
            totals(Money(i.gross, _currency(i.invoice_number, snapshot)) for i in out)
        ),
        "paid": len(paid),
        "paid_sums": money_values(
            totals(Money(p.amount, _currency(p.invoice_number, snapshot)) for p in paid)
        ),
    }


def _currency(number: InvoiceNumber, snapshot: Snapshot) -> str:
    invoice = snapshot.invoice.get(number)
    if invoice is None:
        return ""
    client = snapshot.client_of(invoice)
    return invoice.currency or (client.currency if client else "")


def _sent(journal: Iterable[JournalEntry]) -> tuple[Value, ...]:
    kinds = Counter(str(e.data.get("kind")) for e in journal if e.kind == "mail_accepted")
    return tuple({"what": what, "count": kinds[kind]} for kind, what in SENT.items() if kinds[kind])


def _oldest_items(items: Iterable[ReviewItem], today: date, zone: ZoneInfo) -> tuple[Value, ...]:
    waiting = sorted((i for i in items if i.closed_at is None), key=lambda item: item.opened_at)
    return tuple(
        {
            "number": item.item_id,
            "kind": KINDS.get(item.kind, item.kind),
            "subject": quoted(item.subject),
            "days": (today - item.opened_at.astimezone(zone).date()).days,
        }
        for item in waiting[:OLDEST]
    )


KINDS = {**NEEDS, "to_answer": "to answer", "question": "question out"}


def _oldest_overdue(snapshot: Snapshot, today: date) -> tuple[Value, ...]:
    found = (line for c in snapshot.clients for line in overdue_of(snapshot, c, today))
    oldest = sorted(found, key=lambda line: line.due_on)[:OLDEST]
    return tuple(_overdue(line, snapshot) for line in oldest)


def _overdue(line: Overdue, snapshot: Snapshot) -> Value:
    client = snapshot.client_of(line.invoice)
    return {
        "number": line.invoice.invoice_number,
        "client": quoted(client.name if client else ""),
        "days": line.days_past_due,
        "amount": line.outstanding.amount,
        "currency": line.outstanding.currency,
    }


def _oldest_waiting(snapshot: Snapshot, today: date) -> tuple[Value, ...]:
    """Return the invoices that went out and still wait for their PO number, oldest first."""
    waiting = [
        (invoice.issued_on, invoice)
        for invoice in snapshot.invoices
        if invoice.status is InvoiceStatus.AWAITING_PO and invoice.issued_on
    ]
    return tuple(
        {
            "number": invoice.invoice_number,
            "client": quoted(client.name if (client := snapshot.client_of(invoice)) else ""),
            "days": (today - issued_on).days,
            "amount": invoice.gross,
            "currency": _currency(invoice.invoice_number, snapshot),
        }
        for issued_on, invoice in sorted(waiting, key=lambda pair: pair[0])[:OLDEST]
    )
