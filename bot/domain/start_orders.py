"""Whether a client's orders let the agreed work begin. Sums are net, in the order's currency.

One order does that covers the work, or one together with the supplementary orders that add to it.
An invoice needs one order all the same (`bot.domain.invoice_gate`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.call_offs import closed_blanket, left_for
from bot.domain.ledger import Engagement, PurchaseOrder, Snapshot
from bot.domain.money import Money
from bot.domain.order_accounts import ENDED, blanket_of, key_of
from bot.domain.order_book import Account, OrderKey
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical
from bot.domain.supplements import additions_to, cancelled_main, is_part, sum_for_changes

NOTHING = Decimal(0)


def orders_for(work: Engagement, snapshot: Snapshot) -> tuple[PurchaseOrder, ...]:
    """Return the orders that name the work: whole ones before additions, the earliest first."""
    found = (
        order
        for order in snapshot.orders_of(work.client_id)
        if work.engagement_id in order.engagement_ids
    )
    return tuple(
        sorted(found, key=lambda o: (is_part(o), o.received_on or date.max, canonical(o.po_number)))
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """Orders on which the work may begin, or not.

    Attributes:
        orders: one, or one with the supplementary orders that count with it, which follow.
        why_not: a clause; "" where the work may begin on them.
    """

    orders: tuple[PurchaseOrder, ...]
    why_not: str


def grounds(
    work: Engagement, snapshot: Snapshot, book: Mapping[OrderKey, Account], today: date
) -> tuple[Ground, ...]:
    """Judge the orders that name the work: whole ones before additions, the earliest first.

    Args:
        work: the engagement.
        snapshot: the ledger, for what else draws on the orders.
        book: the orders as accounts.
        today: the local day.
    """
    offered = orders_for(work, snapshot)
    unusable = {
        order: _not_open(order, book[key_of(order)], work, snapshot)
        or _not_valid(order, day_of_start(work, today))
        or _other_currency(order, work, snapshot)
        for order in offered
    }
    usable = tuple(order for order in offered if not unusable[order])
    found: list[Ground] = []
    for order in offered:
        if order in {added for ground in found for added in ground.orders[1:]}:
            continue
        why = (
            unusable[order]
            or _too_small(order, book[key_of(order)], work, snapshot)
            or _beyond_blanket(order, work, snapshot, book)
        )
        added = additions_to(order, usable) if why and order in usable else ()
        if added:
            why = _too_small_together((order, *added), book, work, snapshot)
        found.append(Ground((order, *added), why))
    return tuple(found)


def day_of_start(work: Engagement, today: date) -> date:
    """Return the day on which an order must be valid: that of the start, or today once it began."""
    return max(today, work.starts_on or today)


def currency_of(work: Engagement, snapshot: Snapshot) -> str:
    """Return the currency of an engagement's value: its own, else its client's."""
    client = snapshot.client.get(work.client_id)
    return work.currency or (client.currency if client else "")


def _not_open(order: PurchaseOrder, account: Account, work: Engagement, snapshot: Snapshot) -> str:
    """An order that this very work used up let it begin; one that other work used up did not."""
    name = f"PO {order.po_number}"
    if order.status in ENDED:
        return f"{name} is {order.status.value}"
    if order.status is OrderStatus.EXPIRED:
        return f"{name} has expired"
    if why := closed_blanket(order, snapshot) or cancelled_main(order, snapshot):
        return why
    whole = account.authorised is not None and account.invoiced >= account.authorised
    is_used_up = order.status is OrderStatus.EXHAUSTED or whole
    if is_used_up and not account.drawn.keys() & _own_documents(work, snapshot):
        return f"{name} is used up"
    return ""


def _not_valid(order: PurchaseOrder, day: date) -> str:
    if order.valid_to is not None and order.valid_to < day:
        return f"PO {order.po_number} is valid only to {order.valid_to}"
    if order.valid_from is not None and order.valid_from > day:
        return f"PO {order.po_number} is valid only from {order.valid_from}"
    return ""


def _other_currency(order: PurchaseOrder, work: Engagement, snapshot: Snapshot) -> str:
    wanted = currency_of(work, snapshot)
    if not order.currency or not wanted or order.currency == wanted:
        return ""
    return f"PO {order.po_number} is in {order.currency}, the work is in {wanted}"


def _too_small(order: PurchaseOrder, account: Account, work: Engagement, snapshot: Snapshot) -> str:
    """Compare with the agreed value. Where each invoice has its own order, none covers it all."""
    name, part = f"PO {order.po_number}", is_part(order)
    kind = "an addition" if order.kind is OrderKind.SUPPLEMENTARY else "a call-off"
    if work.po_scope == "invoice" and not part:
        return ""
    if work.value is None or order.amount is None:
        return f"{name} is only {kind}, and nothing says that it covers the work" if part else ""
    currency = currency_of(work, snapshot) or order.currency
    value, left = Money(work.value, currency), order.amount - _taken(account, work, snapshot)
    if left >= work.value:
        return ""
    if part:
        return f"{name} is only {kind} over {Money(order.amount, currency)} to work of {value}"
    if left < order.amount:
        return f"PO {order.po_number} has {Money(left, currency)} for it, the work is worth {value}"
    return f"{name} is over {Money(left, currency)}, the work is worth {value}"


def _beyond_blanket(
    order: PurchaseOrder, work: Engagement, snapshot: Snapshot, book: Mapping[OrderKey, Account]
) -> str:
    """A call-off is worth no more than its blanket order has left for it, and for this work."""
    blanket, left = blanket_of(order, snapshot), left_for(order, snapshot, book)
    if blanket is None or left is None or work.value is None:
        return ""
    its, own = book[key_of(blanket)], snapshot.invoices_of(work.engagement_id)
    standing = {**its.committed, **its.drawn}
    left += sum((standing.get(str(i.invoice_number), NOTHING) for i in own), NOTHING)
    if left >= work.value:
        return ""
    currency = currency_of(work, snapshot) or order.currency
    return (
        f"PO {order.po_number} is a call-off of {blanket.po_number}, which has "
        f"{Money(left, currency)} left for it, the work is worth {Money(work.value, currency)}"
    )


def _too_small_together(
    orders: tuple[PurchaseOrder, ...],
    book: Mapping[OrderKey, Account],
    work: Engagement,
    snapshot: Snapshot,
) -> str:
    """Compare what several orders have with the agreed value and the changes they pay for."""
    value = work.value or NOTHING
    left = sum(
        ((o.amount or NOTHING) - _taken(book[key_of(o)], work, snapshot) for o in orders), NOTHING
    )
    changes = sum_for_changes(orders[1:], work, snapshot)
    if left >= value + changes:
        return ""
    currency = currency_of(work, snapshot) or orders[0].currency
    names = " and ".join(f"PO {order.po_number}" for order in orders)
    more = f", its change requests {Money(changes, currency)} more" if changes else ""
    return (
        f"{names} together have {Money(left, currency)} for it, "
        f"the work is worth {Money(value, currency)}{more}"
    )


def _taken(account: Account, work: Engagement, snapshot: Snapshot) -> Decimal:
    """Return what other work's invoices and call-offs take of an order, net."""
    own = _own_documents(work, snapshot)
    standing = {**account.committed, **account.drawn}
    return sum((sum_ for document, sum_ in standing.items() if document not in own), NOTHING)


def _own_documents(work: Engagement, snapshot: Snapshot) -> frozenset[str]:
    """Return what the book calls the work's own invoices and call-offs."""
    invoices = (str(i.invoice_number) for i in snapshot.invoices_of(work.engagement_id))
    orders = (canonical(order.po_number) for order in orders_for(work, snapshot))
    return frozenset((*invoices, *orders))
