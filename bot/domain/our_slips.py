"""Invoices of ours that went out without the PO number that the client had given. Pure.

The client is not at fault then: the mail that puts it right says so, and from when the invoice is
due, and interest runs, is a person's decision.
"""

from dataclasses import dataclass
from datetime import date

from bot.domain.arrears import SENT, usable_order
from bot.domain.ledger import Client, Invoice, PoPolicy, PurchaseOrder, Snapshot


@dataclass(frozen=True, slots=True)
class Slip:
    """A sent invoice without a number, and the order that is on file for its work.

    `ours`: whether the order is known to have come before the invoice went out.
    """

    client: Client
    invoice: Invoice
    order: PurchaseOrder
    ours: bool


def was_given(snapshot: Snapshot, invoice: Invoice) -> bool:
    """Return whether the order whose number is on an invoice had come before it went out."""
    client = snapshot.client_of(invoice)
    order = snapshot.order(client.client_id, invoice.po_number) if client else None
    return order is not None and _came_first(order, invoice)


def slips(snapshot: Snapshot, today: date) -> tuple[Slip, ...]:
    """Return the unpaid invoices that lack a number that is on file, in ledger order.

    A change request may need an order of its own, and is left out; so are clients without POs.
    """
    found = (_slip(snapshot, invoice, today) for invoice in snapshot.invoices)
    return tuple(slip for slip in found if slip)


def _slip(snapshot: Snapshot, invoice: Invoice, today: date) -> Slip | None:
    open_ = invoice.status in SENT and invoice.issued_on and not invoice.po_number
    if not open_ or invoice.change_request_id or invoice.credits_invoice:
        return None
    client, work = snapshot.client_of(invoice), snapshot.engagement.get(invoice.engagement_id)
    if client is None or work is None or client.po_policy is not PoPolicy.REQUIRED:
        return None
    order = usable_order(snapshot, work, today)
    if order is None or snapshot.outstanding(invoice) <= 0:
        return None
    return Slip(client, invoice, order, _came_first(order, invoice))


def _came_first(order: PurchaseOrder, invoice: Invoice) -> bool:
    came, went = order.received_on, invoice.issued_on
    # On the same day the invoice may well have left first.
    return came is not None and went is not None and came < went
