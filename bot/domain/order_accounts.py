"""Every order of the ledger as an account: what it authorises, and what stands on it.

The ledger's rows say how things are; `bot.domain.order_book` keeps how they came to be so. Both
agree after every transaction, because the entries are the difference of two such accounts.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot.domain.ledger import Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.order_book import Account, Entry, OrderKey, moves
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical

T = TypeVar("T")

DRAWN = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.PAID, InvoiceStatus.DISPUTED})
"""An invoice that went out draws on its order; one that waits or is drafted only commits it."""

ENDED = frozenset({OrderStatus.SUPERSEDED, OrderStatus.CANCELLED})


def key_of(order: PurchaseOrder) -> OrderKey:
    """Return the key of an order on file."""
    return OrderKey.of(order.client_id, order.po_number)


def accounts(snapshot: Snapshot, keys: Iterable[OrderKey] | None = None) -> dict[OrderKey, Account]:
    """Return the orders on file as accounts: those of these keys, or all."""
    wanted = None if keys is None else set(keys)
    invoices = _invoices_by_order(snapshot, wanted)
    return {
        key: account(order, invoices.get(key, ()), _call_offs(order, snapshot))
        for order in snapshot.purchase_orders
        if wanted is None or key_of(order) in wanted
        for key in (key_of(order),)
    }


def account_of(order: PurchaseOrder, snapshot: Snapshot) -> Account:
    """Return one order on file as an account."""
    key = key_of(order)
    return accounts(snapshot, (key,))[key]


def account(
    order: PurchaseOrder, invoices: Iterable[Invoice], call_offs: Mapping[str, Decimal]
) -> Account:
    """Return an order as an account, with the invoices and call-offs that stand on it."""
    documents = tuple(invoices)
    return Account(
        authorised=order.amount,
        currency=order.currency,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        drawn={str(i.invoice_number): i.net for i in documents if _is_drawn(i)},
        committed={str(i.invoice_number): i.net for i in documents if not _is_drawn(i)}
        | dict(call_offs),
        ended=order.status if order.status is not OrderStatus.OPEN else None,
        is_known=True,
    )


def order_number_of(invoice: Invoice, snapshot: Snapshot) -> str:
    """Return the number of the order that an invoice stands on; a credit note's is its invoice's.

    "" for none, and for a void invoice.
    """
    if invoice.status is InvoiceStatus.VOID:
        return ""
    if invoice.po_number or not invoice.credits_invoice:
        return invoice.po_number
    credited = snapshot.invoice.get(invoice.credits_invoice)
    return credited.po_number if credited else ""


def touched(before: Snapshot, after: Snapshot) -> frozenset[OrderKey]:
    """Return the orders that two states of the ledger may have in different standing."""
    orders = _differing(before.purchase_orders, after.purchase_orders)
    keys = {key_of(order) for order in orders}
    keys |= {OrderKey.of(order.client_id, order.parent_po) for order in orders if order.parent_po}
    numbers = {
        (str(invoice.invoice_number), str(invoice.credits_invoice or ""))
        for invoice in _differing(before.invoices, after.invoices)
    }
    names = {name for pair in numbers for name in pair if name}
    for snapshot in (before, after):
        for invoice in snapshot.invoices:
            if invoice.invoice_number in names or invoice.credits_invoice in names:
                keys |= _keys_of(invoice, snapshot)
    return frozenset(keys)


def entries(before: Snapshot, after: Snapshot, on: date) -> tuple[Entry, ...]:
    """Return what the book says of the way from one state of the ledger to another."""
    keys = touched(before, after)
    old, new = accounts(before, keys), accounts(after, keys)
    return tuple(
        entry
        for key in sorted(keys)
        if key in new
        for entry in moves(key, old.get(key, Account()), new[key], on)
    )


def _invoices_by_order(
    snapshot: Snapshot, wanted: set[OrderKey] | None
) -> dict[OrderKey, list[Invoice]]:
    found: dict[OrderKey, list[Invoice]] = {}
    clients = None if wanted is None else {key.client_id for key in wanted}
    for invoice in snapshot.invoices:
        engagement = snapshot.engagement.get(invoice.engagement_id)
        if engagement is None or (clients is not None and engagement.client_id not in clients):
            continue
        for key in _keys_of(invoice, snapshot):
            if wanted is None or key in wanted:
                found.setdefault(key, []).append(invoice)
    return found


def _keys_of(invoice: Invoice, snapshot: Snapshot) -> set[OrderKey]:
    number = order_number_of(invoice, snapshot)
    engagement = snapshot.engagement.get(invoice.engagement_id)
    return {OrderKey.of(engagement.client_id, number)} if number and engagement else set()


def _call_offs(order: PurchaseOrder, snapshot: Snapshot) -> dict[str, Decimal]:
    """Return the sums that call-offs of a blanket order take from it, by their numbers."""
    if order.kind is not OrderKind.BLANKET:
        return {}
    own = canonical(order.po_number)
    return {
        canonical(other.po_number): other.amount
        for other in snapshot.orders_of(order.client_id)
        if other.parent_po
        and canonical(other.parent_po) == own
        and other.kind is OrderKind.STANDARD
        and other.amount is not None
        and other.status not in ENDED
    }


def _is_drawn(invoice: Invoice) -> bool:
    return invoice.status in DRAWN


def _differing(before: tuple[T, ...], after: tuple[T, ...]) -> tuple[T, ...]:
    """Return the rows that only one of two states holds. A row that stays is the same object."""
    old, new = set(map(id, before)), set(map(id, after))
    return tuple(one for one in (*before, *after) if (id(one) in old) != (id(one) in new))
