"""Change requests that no order pays for yet: what a client is asked to add to its order.

A change request that raises the scope needs an updated order, or a supplementary one for the
additional amount. All sums are net, in the currency of the work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.arrears import usable_order
from bot.domain.ledger import (
    ChangeRequest,
    Client,
    Engagement,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.purchase_order import OrderStatus

FRESH_DAYS = 30
"""An approval is spoken of for so many days; an older one is accounts' to raise."""

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class TopUp:
    """An approved change request that the client's order does not pay for.

    Attributes:
        order: the order of the work, which is to be raised or supplemented.
        new_total: what the order would be raised to; None where it states no sum.
    """

    client: Client
    engagement: Engagement
    request: ChangeRequest
    order: PurchaseOrder
    new_total: Decimal | None


def top_ups(snapshot: Snapshot, today: date) -> tuple[TopUp, ...]:
    """Return the change requests, approved of late, that clients who need POs are to be asked for.

    Only on active work that has a usable order: without one the order itself is what is missing.
    """
    oldest = today - timedelta(days=FRESH_DAYS)
    return tuple(
        top_up
        for engagement in snapshot.engagements
        for top_up in _of_work(engagement, snapshot, today)
        if top_up.request.approved_on and oldest <= top_up.request.approved_on <= today
    )


def not_wanted(condition: Condition, snapshot: Snapshot, today: date) -> str:
    """Return why a queued request for a top-up is no longer due, or "" if it still is."""
    for which in condition.unordered:
        request = snapshot.change_request.get(which)
        engagement = snapshot.engagement.get(request.engagement_id) if request else None
        if engagement is None or request not in {
            top_up.request for top_up in _of_work(engagement, snapshot, today)
        }:
            return f"an order pays for {which} now"
    return ""


def _of_work(engagement: Engagement, snapshot: Snapshot, today: date) -> Iterable[TopUp]:
    client = snapshot.client.get(engagement.client_id)
    order = usable_order(snapshot, engagement, today)
    if client is None or client.po_policy is not PoPolicy.REQUIRED or order is None:
        return ()
    if engagement.status != "active" or engagement.po_scope == "invoice":
        return ()
    open_ = _without_number(engagement, snapshot, today)
    return tuple(
        TopUp(client, engagement, request, order, _new_total(order, request)) for request in open_
    )


def _without_number(
    engagement: Engagement, snapshot: Snapshot, today: date
) -> tuple[ChangeRequest, ...]:
    """Return the approved change requests for which the orders have no money, oldest first."""
    left = _money_for_changes(engagement, snapshot)
    found: list[ChangeRequest] = []
    approved = (r for r in snapshot.change_requests if r.engagement_id == engagement.engagement_id)
    for request in sorted(approved, key=_age):
        if request.amount is None or request.amount <= 0:
            continue
        if request.approved_on is None or request.approved_on > today:
            continue
        if left is not None and request.amount <= left:
            left -= request.amount
        elif not _is_numbered(request, snapshot):
            found.append(request)
    return tuple(found)


def _age(request: ChangeRequest) -> tuple[date, str]:
    return request.approved_on or date.max, request.change_request_id


def _is_numbered(request: ChangeRequest, snapshot: Snapshot) -> bool:
    return any(
        invoice.po_number
        for invoice in snapshot.invoices_of(request.engagement_id)
        if invoice.change_request_id == request.change_request_id
    )


def _money_for_changes(engagement: Engagement, snapshot: Snapshot) -> Decimal | None:
    """Return what the orders authorise beyond the agreed work; None where nothing says."""
    orders = [
        order
        for order in snapshot.orders_of(engagement.client_id)
        if engagement.engagement_id in order.engagement_ids
        and order.status in {OrderStatus.OPEN, OrderStatus.EXHAUSTED}
    ]
    sums = [order.amount for order in orders if order.amount is not None]
    if len(sums) < len(orders) or engagement.value is None:
        return None
    return max(sum(sums, NOTHING) - engagement.value, NOTHING)


def _new_total(order: PurchaseOrder, request: ChangeRequest) -> Decimal | None:
    if order.amount is None or request.amount is None:
        return None
    return order.amount + request.amount
