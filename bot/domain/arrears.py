"""Arrears: invoices past their due date, and work that lacks the client's purchase order."""

from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import shifted
from bot.domain.ledger import (
    Client,
    Engagement,
    Invoice,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.money import Money
from bot.domain.purchase_order import OrderStatus

SENT = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.AWAITING_PO, InvoiceStatus.DISPUTED})
"""Statuses of invoices that the client has, if they carry a date, and has not paid."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """An invoice past its due date. A missing PO does not move that date.

    Attributes:
        days_past_due: whole days since `due_on`, 1 or more; less for one that is not due yet.
        outstanding: gross, less payments and credit notes.
        awaits_po: whether the client needs a PO number on it and none is there.
    """

    invoice: Invoice
    due_on: date
    days_past_due: int
    outstanding: Money
    awaits_po: bool


@dataclass(frozen=True, slots=True)
class MissingOrder:
    """An active engagement without a usable order, and its invoices that wait for one."""

    engagement: Engagement
    waiting: tuple[Invoice, ...]


def overdue_of(
    snapshot: Snapshot, client: Client, today: date, since: int = 1
) -> tuple[Overdue, ...]:
    """Return a client's unpaid invoices past their due date, oldest due first, disputed ones too.

    Draft, void and paid invoices, credit notes and invoices that payments cover are left out.
    `since` is the least of days past due that counts: below 1, what falls due soon is there too.
    """
    latest = shifted(today, -since)
    found = (
        _overdue(snapshot, client, invoice, today, latest)
        for engagement in snapshot.engagements_of(client.client_id)
        for invoice in snapshot.invoices_of(engagement.engagement_id)
    )
    lines = (line for line in found if line)
    return tuple(sorted(lines, key=lambda line: (line.due_on, line.invoice.invoice_number)))


def missing_orders(snapshot: Snapshot, client: Client, today: date) -> tuple[MissingOrder, ...]:
    """Return a client's active engagements without a usable order.

    Empty for a client that does not require purchase orders.
    """
    if client.po_policy is not PoPolicy.REQUIRED:
        return ()
    return tuple(
        MissingOrder(engagement, waiting_for_po(snapshot, engagement))
        for engagement in snapshot.engagements_of(client.client_id)
        if engagement.status == "active" and not usable_order(snapshot, engagement, today)
    )


def waiting_for_po(snapshot: Snapshot, engagement: Engagement) -> tuple[Invoice, ...]:
    """Return the invoices of an engagement that wait for a PO number."""
    invoices = snapshot.invoices_of(engagement.engagement_id)
    return tuple(i for i in invoices if i.status is InvoiceStatus.AWAITING_PO and not i.po_number)


def usable_order(
    snapshot: Snapshot, engagement: Engagement, today: date | None
) -> PurchaseOrder | None:
    """Return an open order for this engagement whose period is not over, if there is one.

    Without `today` an open order is good whatever its period.
    """
    for order in snapshot.orders_of(engagement.client_id):
        over = today is not None and order.valid_to is not None and order.valid_to < today
        named = engagement.engagement_id in order.engagement_ids
        if named and order.status is OrderStatus.OPEN and not over:
            return order
    return None


def _overdue(
    snapshot: Snapshot, client: Client, invoice: Invoice, today: date, latest: date
) -> Overdue | None:
    due_on = snapshot.due_on(invoice)
    if invoice.status not in SENT or invoice.issued_on is None or due_on is None:
        return None
    if due_on > latest or (owed := snapshot.outstanding(invoice)) <= 0:
        return None
    currency = invoice.currency or client.currency
    days = (today - due_on).days
    return Overdue(invoice, due_on, days, Money(owed, currency), _awaits_po(client, invoice))


def _awaits_po(client: Client, invoice: Invoice) -> bool:
    """Return whether a PO is to be asked for: never of a client that does not use them."""
    if client.po_policy is PoPolicy.NOT_USED:
        return False
    waits = invoice.status is InvoiceStatus.AWAITING_PO or client.po_policy is PoPolicy.REQUIRED
    return waits and not invoice.po_number
