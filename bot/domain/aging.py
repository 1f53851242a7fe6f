"""Receivables by age: what clients owe, how long past its due date, and how fast they pay. Pure.

All sums are gross, less payments and credit notes, each currency apart. Disputed invoices, and
those that went out without the client's PO number, are owed like any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.arrears import SENT
from bot.domain.ledger import Client, Invoice, InvoiceStatus, Snapshot

BUCKETS = ("not due", "1-30", "31-60", "61-90", "over 90")
"""Ages in days past the due date."""

_LAST_DAYS = (0, 30, 60, 90)

DSO_DAYS = 90
"""Days of billing that days sales outstanding are measured against."""

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Aged:
    """What one client owes in one currency.

    Attributes:
        client: None for all clients together.
        sums: gross, one for each of BUCKETS.
    """

    client: Client | None
    currency: str
    sums: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """Return all that is owed."""
        return sum(self.sums, NOTHING)

    @property
    def overdue(self) -> Decimal:
        """Return what is past its due date."""
        return sum(self.sums[1:], NOTHING)


def aged(snapshot: Snapshot, today: date) -> tuple[Aged, ...]:
    """Return what each client owes, per currency, the longest and largest overdue first."""
    rows: dict[tuple[Client, str], list[Decimal]] = {}
    for invoice in snapshot.invoices:
        client, age = snapshot.client_of(invoice), _age(snapshot, invoice, today)
        owed = snapshot.outstanding(invoice)
        if client is None or age is None or owed <= 0:
            continue
        currency = invoice.currency or client.currency
        sums = rows.setdefault((client, currency), [NOTHING] * len(BUCKETS))
        sums[_bucket(age)] += owed
    found = [Aged(client, currency, tuple(sums)) for (client, currency), sums in rows.items()]
    return tuple(sorted(found, key=lambda row: [-amount for amount in reversed(row.sums)]))


def together(rows: Iterable[Aged]) -> tuple[Aged, ...]:
    """Return the rows of all clients added up, one for each currency, by its code."""
    added: dict[str, tuple[Decimal, ...]] = {}
    for row in rows:
        known = added.get(row.currency, (NOTHING,) * len(BUCKETS))
        added[row.currency] = tuple(a + b for a, b in zip(known, row.sums, strict=True))
    return tuple(Aged(None, currency, sums) for currency, sums in sorted(added.items()))


def days_sales_outstanding(snapshot: Snapshot, today: date) -> Mapping[str, Decimal]:
    """Return, per currency, for how many days of billing clients owe, to one decimal.

    What is owed, over what was billed gross in the last DSO_DAYS days (credit notes deducted),
    times these days. A currency in which nothing was billed then is left out.
    """
    since = today - timedelta(days=DSO_DAYS)
    billed: dict[str, Decimal] = {}
    for invoice in snapshot.invoices:
        client = snapshot.client_of(invoice)
        if client is None or invoice.issued_on is None or not since < invoice.issued_on <= today:
            continue
        if invoice.status not in {InvoiceStatus.VOID, InvoiceStatus.DRAFT}:
            currency = invoice.currency or client.currency
            billed[currency] = billed.get(currency, NOTHING) + invoice.gross
    owed = {row.currency: row.total for row in together(aged(snapshot, today))}
    tenth = Decimal("0.1")
    return {
        currency: (owed.get(currency, NOTHING) * DSO_DAYS / sum_).quantize(tenth, ROUND_HALF_UP)
        for currency, sum_ in sorted(billed.items())
        if sum_ > 0
    }


def _age(snapshot: Snapshot, invoice: Invoice, today: date) -> int | None:
    """Return the days past due of an invoice that is out and unpaid, 0 or less while not due."""
    due_on = snapshot.due_on(invoice)
    if invoice.status not in SENT or invoice.issued_on is None or due_on is None:
        return None
    return (today - due_on).days if invoice.issued_on <= today else None


def _bucket(age: int) -> int:
    return next((n for n, last in enumerate(_LAST_DAYS) if age <= last), len(_LAST_DAYS))
