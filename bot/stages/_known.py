"""What speaks against a mail about an order that is on file already.

A number that comes again is the same order: what the mail says of it must fit what is on file, or
say that it changes.
"""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.decision import Placement
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._booking import new_total, on_file
from bot.stages._case import Case, Ruling, review

_CLOSED = {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED}
_SPENT = {OrderStatus.EXHAUSTED, OrderStatus.EXPIRED}


def closed_order(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a number that was taken back before, or that is used up and not raised."""
    del placement
    known = on_file(case, order)
    if known is None:
        return None
    spent = known.status in _SPENT and Intent.PO_TOPUP not in case.intents
    if known.status in _CLOSED or spent:
        return review(f"PO {known.po_number} is on file as {known.status.value}.")
    return None


def other_work(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order on file for other work, unless its sum covers all of it together.

    A blanket order is there to cover more.
    """
    known = on_file(case, order)
    if known is None or known.kind is OrderKind.BLANKET or not known.engagement_ids:
        return None
    added = [
        e.engagement_id
        for e in placement.engagements
        if e.engagement_id not in known.engagement_ids
    ]
    works = [case.snapshot.engagement.get(e) for e in (*known.engagement_ids, *added)]
    values = [work.value if work else None for work in works]
    if not added or _covers(known.amount, values):
        return None
    held = ", ".join(known.engagement_ids)
    return review(f"PO {known.po_number} is on file for {held}, and now for {', '.join(added)}.")


def _covers(amount: Decimal | None, values: Sequence[Decimal | None]) -> bool:
    known = [value for value in values if value is not None]
    return amount is not None and len(known) == len(values) and sum(known) <= amount


def raised_unsaid(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order on file that is now for more, if nothing says that it was raised."""
    del placement
    known = on_file(case, order)
    if known is None or known.amount is None or Intent.PO_TOPUP in case.intents:
        return None
    total = new_total(case, order, known)
    if total is None:
        return None
    return review(
        f"PO {known.po_number} is on file with {known.amount:,.2f}, and now for {total:,.2f}; "
        "nothing says that it was raised."
    )
