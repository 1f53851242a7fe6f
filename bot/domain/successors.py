"""Orders that have ended, and the drafts that still carry their numbers.

What was printed on an invoice that went out never changes. A draft never left: once its order has
ended, the order that follows may take it over.
"""

from datetime import date

from bot.domain.ledger import Invoice, InvoiceStatus, PurchaseOrder
from bot.domain.purchase_order import OrderStatus

ENDED = frozenset({OrderStatus.CANCELLED, OrderStatus.SUPERSEDED, OrderStatus.EXPIRED})


def has_ended(order: PurchaseOrder, day: date) -> bool:
    """Return whether an order was taken back, or its period is over before a day."""
    return order.status in ENDED or (order.valid_to is not None and order.valid_to < day)


def gives_way(invoice: Invoice, order: PurchaseOrder | None, today: date) -> bool:
    """Return whether an invoice may get another number than the one it carries.

    Args:
        invoice: with a number on it.
        order: the order of that number; None where none is on file.
        today: the day that a draft without a date of its own is of.
    """
    is_draft = invoice.status is InvoiceStatus.DRAFT
    return is_draft and order is not None and has_ended(order, invoice.issued_on or today)
