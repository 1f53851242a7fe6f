"""How an order is used up: what each invoice drew, how much is left, and when it runs out.

All sums are net, in the order's currency. A forecast is read from the order's own invoices: the
median of the days between them and of their sums, credit notes taken off what they credit.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import floor
from statistics import median, median_low

from bot.domain.ledger import (
    Engagement,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.money import rounded
from bot.domain.order_accounts import account_of, order_number_of
from bot.domain.order_book import NOTHING, Account
from bot.domain.purchase_order import OrderKind, canonical

WAITING = frozenset({InvoiceStatus.DRAFT, InvoiceStatus.AWAITING_PO})

RETAINER = "retainer"

MONTHS = ((range(28, 32), 1), (range(89, 93), 3), (range(181, 185), 6), (range(365, 367), 12))
"""Days between invoices that mean whole months: the same day of the month is then kept."""

HUNDRED = Decimal(100)

LONGEST_FORECAST = 1200
"""Invoices that are looked ahead: a hundred years of monthly ones are no forecast any more."""


class Basis(StrEnum):
    """Where a billing rhythm is known from."""

    INVOICES = "invoices"
    RETAINER = "retainer"


@dataclass(frozen=True, slots=True)
class Draw:
    """A document that drew on an order.

    Attributes:
        document: the invoice or credit note, or the call-off of a blanket order.
        on: its date, or the day on which the call-off came; None where the ledger has none.
        net: what it drew; negative for a credit note.
    """

    document: str
    on: date | None
    net: Decimal


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How an order is billed.

    Attributes:
        every_months: whole months between invoices; 0 where they are not whole months.
        every_days: the median of the days between invoices; 0 where only the month is known.
        amount: the usual invoice, net: the median.
        last_on: the day of the last invoice.
        basis: at least two days of invoices, or one invoice of a retainer, taken as monthly.
    """

    every_months: int
    every_days: int
    amount: Decimal
    last_on: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """What will be invoiced next: an invoice that waits, or as much as usual (`number` is "")."""

    number: str
    net: Decimal
    fits: bool


@dataclass(frozen=True, slots=True)
class BurnDown:
    """An order and how it is used up, on a day.

    Attributes:
        day: on which all of this is so.
        order, account: the order, as on file and as an account.
        works: the engagements that it covers.
        draws: what drew on it, oldest first; they add up to `used`.
        used: net: invoiced, less credits, and called off by orders of their own.
        free: net: authorised less `used`; None where the order states no sum.
        rhythm: how it is billed; None where there is too little to tell.
        runs_out_on: the day of the first invoice that it will not cover in full; None where
            unknown, or not to be foreseen.
        next_invoice: the first that will not fit, else the first; None where nothing is to come.
        days_left: until the last day of its period, 0 on that day; None where open.
    """

    day: date
    order: PurchaseOrder
    account: Account
    works: tuple[Engagement, ...]
    draws: tuple[Draw, ...]
    used: Decimal
    free: Decimal | None
    rhythm: Rhythm | None
    runs_out_on: date | None
    next_invoice: NextInvoice | None
    days_left: int | None

    @property
    def percent(self) -> Decimal | None:
        """Return the percentage that is used, exact; None where the order states no sum."""
        authorised = self.account.authorised
        return self.used * HUNDRED / authorised if authorised else None

    @property
    def whole_percent(self) -> int | None:
        """Return the percentage that is used, rounded down: 99.9 % is not yet all."""
        return None if self.percent is None else floor(self.percent)

    @property
    def last_draw_on(self) -> date | None:
        """Return the day of the last invoice."""
        return max((draw.on for draw in self.draws if draw.on and draw.net > 0), default=None)

    @property
    def runs_out_early(self) -> bool:
        """Return whether it is foreseen to run out within its period."""
        end = self.account.valid_to
        return self.runs_out_on is not None and (end is None or self.runs_out_on <= end)


def is_blanket(order: PurchaseOrder, snapshot: Snapshot) -> bool:
    """Return whether many invoices are to draw on an order over a period."""
    if order.kind is OrderKind.BLANKET:
        return True
    works = (snapshot.engagement.get(which) for which in order.engagement_ids)
    return order.kind is OrderKind.STANDARD and any(w and w.po_scope == "blanket" for w in works)


def burn_down(order: PurchaseOrder, snapshot: Snapshot, today: date) -> BurnDown:
    """Say how an order is used up, and when it will be."""
    account = account_of(order, snapshot)
    draws = _draws(order, account, snapshot)
    used = sum((draw.net for draw in draws), NOTHING)
    free = None if account.authorised is None else account.authorised - used
    works = _works(order, draws, snapshot)
    rhythm = _rhythm(draws, works, snapshot)
    waiting = _waiting(order, account, works, snapshot)
    return BurnDown(
        day=today,
        order=order,
        account=account,
        works=works,
        draws=draws,
        used=used,
        free=free,
        rhythm=rhythm,
        runs_out_on=_runs_out_on(free, rhythm, [i.net for i in waiting], today),
        next_invoice=_next(free, rhythm, waiting),
        days_left=None if account.valid_to is None else (account.valid_to - today).days,
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _draws(order: PurchaseOrder, account: Account, snapshot: Snapshot) -> tuple[Draw, ...]:
    """Return what drew on an order. A call-off draws at once: its sum is for nothing else."""
    found = [
        Draw(name, _day_of(name, order, snapshot), net)
        for name, net in (*account.drawn.items(), *account.committed.items())
        if name in account.drawn or _invoice(name, snapshot) is None
    ]
    return tuple(sorted(found, key=lambda draw: (draw.on or date.min, draw.document)))


def _day_of(document: str, order: PurchaseOrder, snapshot: Snapshot) -> date | None:
    if invoice := _invoice(document, snapshot):
        return invoice.issued_on
    call_off = snapshot.order(order.client_id, document)
    return call_off.received_on if call_off else None


def _invoice(document: str, snapshot: Snapshot) -> Invoice | None:
    return snapshot.invoice.get(InvoiceNumber(document))


def _works(
    order: PurchaseOrder, draws: tuple[Draw, ...], snapshot: Snapshot
) -> tuple[Engagement, ...]:
    """Return the engagements that an order names; where it names none, those of its invoices."""
    invoices = (_invoice(draw.document, snapshot) for draw in draws)
    names = order.engagement_ids or tuple(i.engagement_id for i in invoices if i)
    found = (snapshot.engagement.get(name) for name in dict.fromkeys(names))
    return tuple(work for work in found if work)


def _rhythm(
    draws: tuple[Draw, ...], works: tuple[Engagement, ...], snapshot: Snapshot
) -> Rhythm | None:
    billed = _billed(draws, snapshot)
    if not billed:
        return None
    days = sorted(billed)
    amount = rounded(median(billed.values()))
    if len(days) > 1:
        # The lower of two middle ones: a warning comes rather early than late.
        gap = median_low([(b - a).days for a, b in pairwise(days)])
        months = next((m for span, m in MONTHS if gap in span), 0)
        return Rhythm(months, gap, amount, days[-1], Basis.INVOICES)
    if any(work.kind == RETAINER for work in works):
        return Rhythm(1, 0, amount, days[-1], Basis.RETAINER)
    return None


def _billed(draws: tuple[Draw, ...], snapshot: Snapshot) -> dict[date, Decimal]:
    """Return what was billed on each day, less what was credited of it."""
    credited: dict[str, Decimal] = {}
    for draw in draws:
        invoice = _invoice(draw.document, snapshot)
        if invoice and invoice.credits_invoice:
            name = str(invoice.credits_invoice)
            credited[name] = credited.get(name, NOTHING) + draw.net
    billed: dict[date, Decimal] = {}
    for draw in draws:
        net = draw.net + credited.get(draw.document, NOTHING)
        if draw.on and draw.net > 0 and net > 0:
            billed[draw.on] = billed.get(draw.on, NOTHING) + net
    return billed


def _waiting(
    order: PurchaseOrder, account: Account, works: tuple[Engagement, ...], snapshot: Snapshot
) -> tuple[Invoice, ...]:
    """Return the invoices that wait for this order, those with a date first."""
    own = canonical(order.po_number)
    found = [
        invoice
        for work in works
        for invoice in snapshot.invoices_of(work.engagement_id)
        if invoice.status in WAITING
        and invoice.net > 0
        and canonical(order_number_of(invoice, snapshot)) in {"", own}
        and (invoice.currency or account.currency) == account.currency
    ]
    return tuple(sorted(found, key=lambda i: (i.issued_on or date.max, i.invoice_number)))


def _next(
    free: Decimal | None, rhythm: Rhythm | None, waiting: tuple[Invoice, ...]
) -> NextInvoice | None:
    invoices = [(str(i.invoice_number), i.net) for i in waiting]
    if not invoices and rhythm:
        invoices = [("", rhythm.amount)]
    left = free
    for number, net in invoices:
        if left is not None and net > left:
            return NextInvoice(number, net, fits=False)
        left = None if left is None else left - net
    return NextInvoice(*invoices[0], fits=True) if invoices else None


def _runs_out_on(
    free: Decimal | None, rhythm: Rhythm | None, waiting: list[Decimal], today: date
) -> date | None:
    if free is None or rhythm is None:
        return None
    left = free
    for number, day in enumerate(_invoice_days(rhythm, today)):
        left -= waiting[number] if number < len(waiting) else rhythm.amount
        if left < 0:
            return day
    return None


def _invoice_days(rhythm: Rhythm, today: date) -> Iterator[date]:
    """Yield the days on which invoices are to be expected; one that is late comes today."""
    first = _later(rhythm.last_on, rhythm, 1)
    start, past = (rhythm.last_on, 1) if first >= today else (today, 0)
    for step in range(past, past + LONGEST_FORECAST):
        yield _later(start, rhythm, step)


def _later(day: date, rhythm: Rhythm, steps: int) -> date:
    if rhythm.every_months:
        return months_after(day, rhythm.every_months * steps)
    return day + timedelta(days=rhythm.every_days * steps)
