"""Supplementary orders, and the order that they add to. Sums are net, in the order's currency.

A supplementary order pays for change requests, unless the order that it adds to is itself below the
agreed work's value: then it fills that up.
"""

from collections.abc import Iterable
from decimal import Decimal

from bot.domain.ledger import Engagement, PurchaseOrder, Snapshot
from bot.domain.order_accounts import ENDED
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical

NOTHING = Decimal(0)


def is_addition(order: PurchaseOrder) -> bool:
    """Return whether an order is a supplementary one."""
    return order.kind is OrderKind.SUPPLEMENTARY


def cancelled_main(order: PurchaseOrder, snapshot: Snapshot) -> str:
    """Say, as a clause, that the order that an addition adds to was cancelled; "" if it was not.

    Nobody said whether the addition goes with it. One that was replaced lives on in its successor.
    """
    main = snapshot.order(order.client_id, order.parent_po) if is_addition(order) else None
    if main is None or main.status is not OrderStatus.CANCELLED:
        return ""
    return f"PO {order.po_number} adds to {main.po_number}, which is cancelled"


def is_part(order: PurchaseOrder) -> bool:
    """Return whether an order only adds to another or calls off from it."""
    return is_addition(order) or bool(order.parent_po)


def additions_to(
    order: PurchaseOrder, orders: Iterable[PurchaseOrder]
) -> tuple[PurchaseOrder, ...]:
    """Return, of the orders for one work, those whose sums count with an order's.

    None for an addition or a call-off, nor for an order without a sum.
    """
    if is_part(order) or order.amount is None:
        return ()
    own = canonical(order.po_number)
    return tuple(
        other
        for other in orders
        if is_addition(other)
        and other.amount is not None
        and canonical(other.parent_po) in {own, ""}
    )


def sum_for_changes(
    added: Iterable[PurchaseOrder], work: Engagement, snapshot: Snapshot
) -> Decimal:
    """Return what change requests take of the orders: those approved, or that one is just over."""
    sums = {order.amount for order in added}
    return sum(
        (
            request.amount
            for request in snapshot.change_requests
            if request.engagement_id == work.engagement_id
            and request.amount is not None
            and (request.approved_on or request.amount in sums)
        ),
        NOTHING,
    )


def fills_up(addition: PurchaseOrder, work: Engagement, snapshot: Snapshot) -> bool:
    """Return whether an addition pays for agreed work too, which its order falls short of.

    With all that adds to it the order must cover that work and its change requests.
    """
    orders = [
        order
        for order in snapshot.orders_of(work.client_id)
        if work.engagement_id in order.engagement_ids and order.status not in ENDED
    ]
    value = work.value
    if value is None:
        return False
    for order in orders:
        added = additions_to(order, orders)
        amount = order.amount
        if amount is not None and amount < value and addition in added:
            both = amount + sum((each.amount or NOTHING for each in added), NOTHING)
            return both >= value + sum_for_changes(added, work, snapshot)
    return False
