"""What speaks against a mail about an order that is on file already.

A number that comes again is the same order: what the mail says of it must fit what is on file, or
say that it changes.
"""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.decision import Placement
from bot.domain.ledger import PurchaseOrder
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._booking import new_end, new_total, on_file, stated_amount
from bot.stages._call_offs import is_call_off
from bot.stages._case import Asks, Case, Question, Ruling, ask, review

_CLOSED = {OrderStatus.CANCELLED, OrderStatus.SUPERSEDED}
_SPENT = {OrderStatus.EXHAUSTED, OrderStatus.EXPIRED}


def closed_order(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a number that was taken back before, or that is used up and not raised."""
    del placement
    known = on_file(case, order)
    if known is None:
        return None
    raised = Intent.PO_TOPUP in case.intents
    spent = known.status in _SPENT and not raised
    if known.status in _CLOSED or spent:
        return review(f"PO {known.po_number} is on file as {known.status.value}.")
    return _still_over(case, known) if raised else None


def _still_over(case: Case, known: PurchaseOrder) -> Ruling | None:
    """Review an order whose period is over, and stays so although its sum is raised."""
    end = new_end(case, known) or known.valid_to
    expired = known.status is OrderStatus.EXPIRED and not new_end(case, known)
    if not expired and (end is None or end >= case.today):
        return None
    since = f"was valid to {known.valid_to}" if known.valid_to else "is on file as expired"
    return review(f"PO {known.po_number} {since}, and nothing says that it is valid again.")


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


def raised_to_what(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Ask for the new total of an order that was raised for a change request, and says none.

    Nothing asks where the change request's invoice waits: it gets the number, if that has enough.
    """
    known = on_file(case, order)
    if known is None or known.amount is None or Intent.PO_TOPUP not in case.intents:
        return None
    if placement.invoices or not placement.change_requests or new_end(case, known):
        return None
    if stated_amount(case, order)[0] is not None:
        return None
    requests = ", ".join(placement.change_requests)
    return ask(
        Question(Asks.TOTAL, known.po_number, engagements=placement.engagements),
        f"PO {known.po_number} over {known.amount:,.2f} was raised for {requests}, and the mail "
        "does not say to which sum.",
    )


def lowered(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review an order on file that is now for less."""
    del placement
    known = on_file(case, order)
    amount, net = stated_amount(case, order)
    if known is None or known.amount is None or amount is None or net is False or is_call_off(case):
        return None
    if known.kind is OrderKind.BLANKET and Intent.PO_TOPUP not in case.intents:
        return None
    if amount >= known.amount:
        return None
    return review(
        f"PO {known.po_number} is on file with {known.amount:,.2f}, and now for {amount:,.2f}."
    )
