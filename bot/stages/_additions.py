"""Mails that add to an order: which order they name as the one that is added to."""

from bot.domain.message import Layer
from bot.domain.purchase_order import canonical
from bot.domain.understanding import StatedOrder
from bot.stages._case import Case
from bot.stages._roles import ADDS_TO

_OLD = frozenset({Layer.QUOTED_THEIRS, Layer.QUOTED_OURS})


def named_mains(case: Case, order: StatedOrder) -> tuple[str, ...]:
    """Return the numbers, as printed, of the orders that a mail's addition is said to add to."""
    own = canonical(order.po_number)
    named = {
        canonical(c.number): c.number
        for c in case.understanding.candidates
        if ADDS_TO in c.rule.split("; ") and c.layer not in _OLD and canonical(c.number) != own
    }
    return tuple(named.values())


def known_mains(case: Case, order: StatedOrder) -> tuple[str, ...]:
    """Return those of them that are on file, as the ledger prints them, or given by this mail."""
    given = {canonical(other.po_number): other.po_number for other, _ in case.placed}
    found: list[str] = []
    for number in named_mains(case, order):
        known = case.snapshot.order(case.client.client_id, number) if case.client else None
        if known is not None:
            found.append(known.po_number)
        elif canonical(number) in given:
            found.append(given[canonical(number)])
    return tuple(found)
