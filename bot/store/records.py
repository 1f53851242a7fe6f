"""What makes a ledger row the same row, and how rows are compared. Pure.

A table is named as in `bot.domain.ledger.Snapshot` and as the file of the ledger folder. Payments
have no key: the same sum may arrive twice on one day, so they are counted.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar, cast

from bot.domain.ledger import (
    ChangeRequest,
    Client,
    Contact,
    Engagement,
    Invoice,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import canonical
from bot.store.lookups import changed

Record = Client | Contact | Engagement | ChangeRequest | PurchaseOrder | Invoice
R = TypeVar("R", bound=Record)
Booked = Mapping[str, str]
"""Columns that pobot booked -> what the ledger folder said of them last, as a cell."""


def _typed(kind: type[R], key: Callable[[R], str]) -> Callable[[Record], str]:
    del kind
    return cast("Callable[[Record], str]", key)


KEYS: Mapping[str, Callable[[Record], str]] = {
    "clients": _typed(Client, lambda row: row.client_id),
    "contacts": _typed(Contact, lambda row: f"{row.client_id}:{row.email.lower()}"),
    "engagements": _typed(Engagement, lambda row: row.engagement_id),
    "change_requests": _typed(ChangeRequest, lambda row: row.change_request_id),
    "purchase_orders": _typed(PurchaseOrder, lambda row: order_key(row.client_id, row.po_number)),
    "invoices": _typed(Invoice, lambda row: row.invoice_number),
}
"""The tables whose rows have a key, parents before children."""

TABLES = (*KEYS, "payments")
"""Every table of the ledger, parents before children."""

ITEMS: Mapping[str, str] = {
    "clients": "client",
    "contacts": "contact",
    "engagements": "engagement",
    "change_requests": "change request",
    "purchase_orders": "purchase order",
    "invoices": "invoice",
    "payments": "payment",
}
"""What one row of a table is called in a sentence."""


def order_key(client_id: str, po_number: str) -> str:
    """Return what a purchase order is recorded once for: the client and the canonical number."""
    return f"{client_id}:{canonical(po_number)}"


def rows_of(ledger: Snapshot, table: str) -> tuple[Record, ...]:
    """Return the rows of a table that has keys."""
    return cast("tuple[Record, ...]", getattr(ledger, table))


def with_row(ledger: Snapshot, table: str, record: Record, before: Record | None) -> Snapshot:
    """Return the ledger with this row in the place of `before`, or at the end where that is None.

    `before` is the very object that the ledger holds: looking for it by its key would cost
    milliseconds in a ledger of ten thousand invoices.
    """
    rows = rows_of(ledger, table)
    if before is None:
        return changed(ledger, table, (*rows, record), record, None)
    news = tuple(record if row is before else row for row in rows)
    return changed(ledger, table, news, record, before)


def cell(value: object) -> str:
    """Return a value as a cell of the ledger folder holds it; equal values give equal cells."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
