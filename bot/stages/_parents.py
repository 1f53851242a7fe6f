"""What speaks against an order because of the one that it belongs to: a blanket or a main order."""

from bot.domain.call_offs import closed_blanket, left_for
from bot.domain.decision import Placement
from bot.domain.order_accounts import ENDED, accounts, blanket_of, key_of
from bot.domain.understanding import Intent, StatedOrder
from bot.stages._additions import known_mains, named_mains
from bot.stages._booking import new_total, on_file
from bot.stages._call_offs import beyond_blanket
from bot.stages._case import Case, Ruling, review


def beyond_parent(case: Case, order: StatedOrder, placement: Placement) -> Ruling | None:
    """Review a call-off beyond its blanket order, and an addition to an order that cannot be."""
    return (
        beyond_blanket(case, order, placement)
        or _raised_beyond_blanket(case, order)
        or _adds_to_none(case, order)
    )


def _raised_beyond_blanket(case: Case, order: StatedOrder) -> Ruling | None:
    """Review a call-off on file that is raised beyond what its blanket order has left for it."""
    known = on_file(case, order)
    blanket = blanket_of(known, case.snapshot) if known else None
    total = new_total(case, order, known) if known else None
    if known is None or blanket is None or total is None:
        return None
    if why := closed_blanket(known, case.snapshot):
        return review(f"{why}.")
    book = accounts(case.snapshot, (key_of(known), key_of(blanket)))
    left = left_for(known, case.snapshot, book)
    if left is None or total <= left:
        return None
    return review(
        f"PO {known.po_number} is a call-off of {blanket.po_number}, which has {left:,.2f} left "
        f"for it, and is now for {total:,.2f}."
    )


def _adds_to_none(case: Case, order: StatedOrder) -> Ruling | None:
    """Review an addition that names a main order which is not on file, or was taken back."""
    named = named_mains(case, order)
    if Intent.PO_SUPPLEMENT not in case.intents or not named or on_file(case, order):
        return None
    adds = f"PO {order.po_number} adds to"
    mains = known_mains(case, order)
    if len(mains) > 1:
        return review(f"{adds} several orders: {', '.join(mains)}.")
    if not mains:
        return review(f"{adds} {', '.join(named)}, and no such order is on file.")
    main = case.snapshot.order(case.client.client_id, mains[0]) if case.client else None
    if main is not None and main.status in ENDED:
        return review(f"{adds} {main.po_number}, which is {main.status.value}.")
    return None
