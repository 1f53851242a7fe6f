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
    """Ask for the new total of an order that was raised, be it for a change request.

    Nothing asks where the change request's invoice waits: it gets the number, if that has enough.
    """
    if why := total_unsaid(case, order):
        step = order.step
        if step and step.falls:
            return review(why)
        if not placement.invoices and (step or placement.change_requests):
            requests = ", ".join(placement.change_requests)
            return ask(
                Question(Asks.TOTAL, order.po_number, engagements=placement.engagements),
                f"{why} It is for {requests}." if requests else why,
            )
    return None


def total_unsaid(case: Case, order: StatedOrder) -> str:
    """Say that an order on file changes its sum, and not to which one; "" where that is said."""
    known = on_file(case, order)
    if known is None or Intent.PO_TOPUP not in case.intents or new_end(case, known):
        return ""
    step = order.step
    if stated_amount(case, order)[0] is not None or not (step or known.amount is not None):
        return ""
    size = f" by {step.by:,.2f}" if step and step.by is not None else ""
    size = size or (f" by {step.share}" if step and step.share else "")
    had = f" over {known.amount:,.2f}" if known.amount is not None else ""
    what = "lowered" if step and step.falls else "raised"
    return f"PO {known.po_number}{had} was {what}{size}, and the mail does not say to which sum."


def without_total(case: Case, order: StatedOrder, placement: Placement) -> str:
    """Say why nobody can book a change of the sum: what is added or taken off is no total."""
    if order.step is None or placement.invoices or placement.further:
        return ""
    why = total_unsaid(case, order)
    return f"{why} Put the new total into the ledger folder." if why else ""


def adds_up_not(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a raised order whose sums do not fit: those of the mail, or the one on file.

    A mail that says again what is on file already fits.
    """
    del placement
    known, step = on_file(case, order), order.step
    amount, net = stated_amount(case, order)
    if known is None or known.amount is None or step is None or amount is None or net is False:
        return None
    if amount == known.amount:
        return None
    if step.before is not None and step.before != known.amount:
        return review(
            f"PO {known.po_number} is on file with {known.amount:,.2f}; the mail changes it from "
            f"{step.before:,.2f} to {amount:,.2f}."
        )
    by = -step.by if step.by is not None and step.falls else step.by
    if by is None or known.amount + by == amount:
        return None
    return review(
        f"PO {known.po_number} is on file with {known.amount:,.2f}; {by:+,.2f} do not make it "
        f"the {amount:,.2f} that the mail states."
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
