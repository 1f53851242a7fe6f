"""What in a ledger speaks against its own orders, with the figures: for a person, never adjusted.

Sums are net, in the order's currency.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bot.domain.ledger import PurchaseOrder, Snapshot
from bot.domain.order_accounts import accounts, key_of, touched
from bot.domain.order_book import Account, OrderKey
from bot.domain.purchase_order import OrderKind, OrderStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. `key` names it and its figures, so that the same one is shown once."""

    key: str
    subject: str
    reason: str


def findings(before: Snapshot, after: Snapshot) -> tuple[Finding, ...]:
    """Return what is wrong with the orders that changed from one state of the ledger to another."""
    keys = touched(before, after)
    if not keys:
        return ()
    book = accounts(after, keys)
    orders = [order for order in after.purchase_orders if key_of(order) in book]
    found = (
        finding
        for order in orders
        for finding in (
            *_overdrawn(order, book[key_of(order)]),
            *_other_currencies(order, book[key_of(order)], after),
            *_overlaps(order, after),
        )
    )
    return tuple(dict.fromkeys(found))  # an overlap is both orders' finding


def cannot_fall(order: PurchaseOrder, account: Account, to: PurchaseOrder) -> str:
    """Say why an order cannot be lowered to what a newer row says, or ""."""
    used = account.invoiced + account.reserved
    if to.amount is None or order.amount is None or to.amount >= order.amount:
        return ""
    if to.amount >= used:
        return ""
    return (
        f"PO {order.po_number} cannot fall from {order.amount:,.2f} to {to.amount:,.2f}: "
        f"{used:,.2f} stand on it"
    )


def _overdrawn(order: PurchaseOrder, account: Account) -> Iterator[Finding]:
    if account.authorised is None or not account.is_overdrawn:
        return
    used = account.invoiced + account.reserved
    documents = ", ".join(sorted({*account.drawn, *account.committed}))
    yield Finding(
        f"overdrawn:{_name(key_of(order))}:{used}:{account.authorised}",
        f"PO {order.po_number} is overdrawn",
        f"PO {order.po_number} authorises {account.authorised:,.2f}, and {used:,.2f} stand on it: "
        f"{documents}.",
    )


def _other_currencies(
    order: PurchaseOrder, account: Account, snapshot: Snapshot
) -> Iterator[Finding]:
    numbers = {*account.drawn, *account.committed}
    for invoice in snapshot.invoices:
        other = invoice.currency and order.currency and invoice.currency != order.currency
        if invoice.invoice_number in numbers and other:
            yield Finding(
                f"currency:{_name(key_of(order))}:{invoice.invoice_number}:{invoice.currency}",
                f"{invoice.invoice_number} and PO {order.po_number} differ in currency",
                f"{invoice.invoice_number} is in {invoice.currency}, PO {order.po_number} is in "
                f"{order.currency}.",
            )


def _overlaps(order: PurchaseOrder, snapshot: Snapshot) -> Iterator[Finding]:
    """Two blanket orders for one work in one period: nothing says which to draw on."""
    same = [o for o in snapshot.orders_of(order.client_id) if _is_running_blanket(o)]
    for one, other in combinations(same, 2):
        works = set(one.engagement_ids) & set(other.engagement_ids)
        if works and order in {one, other} and _share_a_day(one, other):
            pair = sorted((one.po_number, other.po_number))
            yield Finding(
                f"overlap:{order.client_id}:{':'.join(pair)}",
                f"PO {pair[0]} and PO {pair[1]} overlap",
                f"PO {pair[0]} and PO {pair[1]} are both blanket orders for "
                f"{', '.join(sorted(works))} in the same period.",
            )


def _is_running_blanket(order: PurchaseOrder) -> bool:
    return order.kind is OrderKind.BLANKET and order.status is OrderStatus.OPEN


def _share_a_day(one: PurchaseOrder, other: PurchaseOrder) -> bool:
    starts = max(one.valid_from or date.min, other.valid_from or date.min)
    ends = min(one.valid_to or date.max, other.valid_to or date.max)
    return starts <= ends


def _name(key: OrderKey) -> str:
    return f"{key.client_id}:{key.number}"
