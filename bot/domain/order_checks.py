"""What in a ledger speaks against its own orders, with the figures: for a person, never adjusted.

Sums are net, in the order's currency.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from bot.domain.credits import credit_trouble
from bot.domain.ledger import Engagement, Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.order_accounts import (
    ENDED,
    accounts,
    blanket_of,
    currency_of,
    differ,
    differing,
    is_call_off,
    key_of,
    standing,
    touched,
)
from bot.domain.order_book import Account, OrderKey
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.supplements import is_part

NOTHING = Decimal(0)

UNPAID = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.DISPUTED})
"""Of invoices that the client has, those that it has still to pay."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. `key` names it and its figures, so that the same one is shown once."""

    key: str
    subject: str
    reason: str


def findings(before: Snapshot, after: Snapshot) -> tuple[Finding, ...]:
    """Return what is wrong with the orders that changed from one state of the ledger to another."""
    keys = touched(before, after)
    book, on_them = accounts(after, keys), standing(after, keys)
    orders = [order for order in after.purchase_orders if key_of(order) in book]
    found = (
        finding
        for order in orders
        for finding in (
            *_overdrawn(order, book[key_of(order)]),
            *_other_currencies(order, on_them.get(key_of(order), ()), after),
            *_call_off(order, after),
            *_ended_with_invoices(order, on_them.get(key_of(order), ())),
            *_below_its_works(order, after),
            *_overlaps(order, after),
        )
    )
    # An overlap is both orders' finding.
    return tuple(dict.fromkeys((*found, *_credits(before, after))))


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
    order: PurchaseOrder, invoices: Iterable[Invoice], snapshot: Snapshot
) -> Iterator[Finding]:
    currency = currency_of(order, snapshot)
    for invoice in invoices:
        if differ(invoice.currency, currency):
            yield Finding(
                f"currency:{_name(key_of(order))}:{invoice.invoice_number}:{invoice.currency}",
                f"{invoice.invoice_number} and PO {order.po_number} differ in currency",
                f"{invoice.invoice_number} is in {invoice.currency}, PO {order.po_number} is in "
                f"{currency}.",
            )


def _call_off(order: PurchaseOrder, snapshot: Snapshot) -> Iterator[Finding]:
    """A call-off in another currency takes nothing of its blanket order, and pays for nothing."""
    blanket = blanket_of(order, snapshot)
    if blanket is None or order.status in ENDED:
        return
    own, its = currency_of(order, snapshot), currency_of(blanket, snapshot)
    if differ(own, its):
        yield Finding(
            f"call_off:{_name(key_of(order))}:{own}:{its}",
            f"PO {order.po_number} and PO {blanket.po_number} differ in currency",
            f"PO {order.po_number} is a call-off in {own}, its blanket order PO "
            f"{blanket.po_number} is in {its}.",
        )


def _ended_with_invoices(order: PurchaseOrder, invoices: Iterable[Invoice]) -> Iterator[Finding]:
    """An order that was cancelled or replaced and whose number unpaid invoices carry."""
    if order.status not in ENDED:
        return
    unpaid = [i for i in invoices if i.status in UNPAID and i.net > 0]
    if unpaid:
        names = ", ".join(sorted(str(invoice.invoice_number) for invoice in unpaid))
        yield Finding(
            f"ended:{_name(key_of(order))}:{order.status}:{names}",
            f"PO {order.po_number} is {order.status}, with invoices on it",
            f"PO {order.po_number} is {order.status}, and it is on {names}: issued, and not paid.",
        )


def _below_its_works(order: PurchaseOrder, snapshot: Snapshot) -> Iterator[Finding]:
    """One order for several works that are together worth more than the orders for them."""
    works = [snapshot.engagement.get(name) for name in order.engagement_ids]
    values = {w.engagement_id: w.value for w in works if w and w.value is not None and _is_open(w)}
    if len(values) < 2 or order.status in ENDED or order.amount is None or is_part(order):
        return
    others = [
        other
        for other in snapshot.orders_of(order.client_id)
        if other != order and _pays(other) and values.keys() & set(other.engagement_ids)
    ]
    sums = [other.amount for other in (order, *others)]
    total, has = sum(values.values(), NOTHING), sum((each or NOTHING for each in sums), NOTHING)
    if None in sums or has >= total:
        return
    each = ", ".join(f"{name} {value:,.2f}" for name, value in values.items())
    yield Finding(
        f"works:{_name(key_of(order))}:{order.amount}:{total}",
        f"PO {order.po_number} is below the work that it is for",
        f"PO {order.po_number} is over {order.amount:,.2f}, and the work that it is for is worth "
        f"{total:,.2f}: {each}.",
    )


def _is_open(work: Engagement) -> bool:
    """Return whether one order is to cover a work as a whole, and it goes on."""
    return work.status != "closed" and work.po_scope in {"", "engagement"}


def _pays(order: PurchaseOrder) -> bool:
    """Return whether an order has money of its own; a call-off has its blanket order's."""
    return order.status not in ENDED and not is_call_off(order)


def _credits(before: Snapshot, after: Snapshot) -> Iterator[Finding]:
    """Credit notes that give nothing back, or not all that they say."""
    changed = {invoice.invoice_number for invoice in differing(before.invoices, after.invoices)}
    for note in after.invoices:
        is_new = note.invoice_number in changed or note.credits_invoice in changed
        if not is_new or note.status is InvoiceStatus.VOID:
            continue
        if why := credit_trouble(note, after):
            yield Finding(
                f"credit:{note.invoice_number}:{why}",
                f"{note.invoice_number} gives back less than it says",
                f"{why} It gives back to an order only what its invoice drew on it.",
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
