"""Numbers that were read on pictures: which are refused, and which stand nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.domain.message import Passage
from bot.domain.pictures import is_doubtful, tokens
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.understanding import Facts, StatedOrder

DIFFER = "two readings of the picture differ"
"""Why a number that OCR read is refused."""


def undoubted(candidate: Candidate, passage: Passage) -> Candidate:
    """Refuse a number that two readings of its picture have differently."""
    if not candidate.accepted or not is_doubtful(passage, candidate.start, candidate.end):
        return candidate
    return replace(candidate, accepted=False, reason=DIFFER, role=Role.MENTIONED)


def on_pictures(
    orders: Sequence[StatedOrder], candidates: Iterable[Candidate], passages: Sequence[Passage]
) -> tuple[StatedOrder, ...]:
    """Say of each order whether its number was read on pictures, and stands nowhere else."""
    pictures = {p.origin for p in passages if p.pictured}
    if not pictures:
        return tuple(orders)
    elsewhere = {canonical(c.number) for c in candidates if c.origin not in pictures}
    elsewhere |= {canonical(t) for p in passages if not p.pictured for t in tokens(p.text)}
    return tuple(
        replace(order, pictured=canonical(order.po_number) not in elsewhere) for order in orders
    )


def without_doubtful(facts: Facts, passages: Sequence[Passage]) -> Facts:
    """Leave out a sum that two readings of its picture have differently."""
    if facts.amount is None or not is_doubtful_sum(facts.amount, passages):
        return facts
    return replace(facts, amount=None, net=None)


def is_doubtful_sum(amount: Decimal, passages: Sequence[Passage]) -> bool:
    """Say whether a sum was read on a picture, differently each time, and stands nowhere else."""
    printed = {_digits(f"{amount:.2f}"), _digits(f"{amount.normalize():f}")}
    doubted = any(_digits(t) in printed for p in passages for t in p.doubtful)
    return doubted and not any(
        _digits(token) in printed for p in passages if not p.pictured for token in tokens(p.text)
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
