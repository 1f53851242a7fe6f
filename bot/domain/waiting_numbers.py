"""Invoices that wait for a PO number, and carry one: accounts put it there, or their draft had it.

With a date the client has the invoice without the number; without one it never left. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.issuing import order_gone
from bot.domain.ledger import Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.order_accounts import account_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invoice that waits though it carries a number.

    Attributes:
        invoice: as it stands.
        order: the order of that number, None where it is not on file.
        why: why it waits on, a sentence; "" if it need not.
    """

    invoice: Invoice
    order: PurchaseOrder | None
    why: str


def numbered_waiting(snapshot: Snapshot) -> Iterator[Waiting]:
    """Yield the invoices that wait for a number and carry one, with what speaks against it."""
    for invoice in snapshot.invoices:
        if invoice.status is InvoiceStatus.AWAITING_PO and invoice.po_number:
            client = snapshot.client_of(invoice)
            order = snapshot.order(client.client_id, invoice.po_number) if client else None
            yield Waiting(invoice, order, _trouble(invoice, order, snapshot))


def _trouble(invoice: Invoice, order: PurchaseOrder | None, snapshot: Snapshot) -> str:
    """Its own net sum stands on the order already, so nothing more needs to be left there."""
    carries = f"{invoice.invoice_number} waits for a PO number and carries {invoice.po_number}"
    if order is None:
        return f"{carries}, which is not on file for its client."
    if gone := order_gone(invoice, snapshot):
        return f"{gone}."
    client = snapshot.client_of(invoice)
    currency = invoice.currency or (client.currency if client else "")
    if order.currency and order.currency != currency:
        return f"{carries}, which is in {order.currency}: the invoice is in {currency}."
    left = account_of(order, snapshot).remaining
    if left is not None and left < 0:
        return f"{carries}: with its {invoice.net:,.2f} net, {-left:,.2f} more than authorised."
    return ""
