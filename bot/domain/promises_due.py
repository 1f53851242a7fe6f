"""Promises whose day has come: what clients said they would send or pay, and did not yet. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.ledger import Client, Engagement, EngagementId, Invoice, InvoiceStatus, Snapshot
from bot.domain.purchase_order import OrderStatus

SETTLED = frozenset({InvoiceStatus.PAID, InvoiceStatus.VOID})


@dataclass(frozen=True, slots=True)
class DuePromise:
    """A promise that is not kept yet.

    Attributes:
        client: who promised.
        work: what it is about.
        on: the day that was named.
        invoice: the invoice to be paid; None where an order is promised.
    """

    client: Client
    work: Engagement
    on: date
    invoice: Invoice | None = None


def due_promises(
    snapshot: Snapshot,
    orders: Mapping[str, date | None],
    payments: Mapping[str, date | None],
    until: date,
) -> tuple[DuePromise, ...]:
    """Return the promises of up to a day that are not kept yet, the oldest first.

    Args:
        snapshot: the ledger.
        orders: engagements with a promised order, and the day if one was given.
        payments: invoices with a promised payment, likewise.
        until: the last day that counts; promises without a day never do.
    """
    found = (*_orders(snapshot, orders), *_payments(snapshot, payments))
    return tuple(sorted((p for p in found if p.on <= until), key=lambda promise: promise.on))


def _orders(snapshot: Snapshot, promised: Mapping[str, date | None]) -> Iterator[DuePromise]:
    ordered = {
        which
        for order in snapshot.purchase_orders
        if order.status is OrderStatus.OPEN
        for which in order.engagement_ids
    }
    for which, on in promised.items():
        work = snapshot.engagement.get(EngagementId(which))
        client = snapshot.client.get(work.client_id) if work else None
        if work and client and on and which not in ordered:
            yield DuePromise(client, work, on)


def _payments(snapshot: Snapshot, promised: Mapping[str, date | None]) -> Iterator[DuePromise]:
    for invoice in snapshot.invoices:
        on = promised.get(invoice.invoice_number)
        work, client = snapshot.engagement.get(invoice.engagement_id), snapshot.client_of(invoice)
        if on is None or work is None or client is None or invoice.status in SETTLED:
            continue
        if snapshot.outstanding(invoice) > Decimal(0):
            yield DuePromise(client, work, on, invoice)
