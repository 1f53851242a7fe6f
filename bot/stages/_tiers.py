"""The ways to find out which work an order is for, strongest first.

Each tier is a function from the ground (mail and ledger) and one order to what it found, or
None. `STRONG` tiers are what the sender says now; `WEAK` ones only choose among what is left.
"""

from collections.abc import Iterable
from decimal import Decimal

from bot.domain.ledger import Engagement, Snapshot
from bot.domain.message import Layer
from bot.domain.purchase_order import canonical
from bot.domain.understanding import Mention, StatedOrder
from bot.stages._coverage import waiting
from bot.stages._ground import Found, Ground, Tier, document, document_origins, name, names
from bot.stages._references import NOW, Named
from bot.stages._title_tiers import (
    akin,
    by_title,
    document_title,
    new_title,
    own_title,
    subject_title,
)


def own_references(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the references in the order's own sentence or row."""
    return _by_reference(ground, order.mentions, "said together with the order")


def mail_references(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the references elsewhere in the mail: its new text, and a subject of its own."""
    kept = ground.in_thread
    written = (m for m in now_mentions(ground, order) if not (kept and m.layer is Layer.SUBJECT))
    return _by_reference(ground, written, "named in the mail")


def subject_references(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the references in a subject that a reply only kept."""
    kept = (m for m in now_mentions(ground, order) if m.layer is Layer.SUBJECT)
    return _by_reference(ground, kept, "named in the subject")


def document_references(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the references in the document that holds the order."""
    return _by_reference(ground, document_mentions(ground, order), "named in the attachment")


def answer(ground: Ground, order: StatedOrder) -> Found | None:
    """Take what the chosen lines of our own question say."""
    given = ground.understanding.answer
    if given is None or _of_another(given.po_number, order):
        return None
    found = _by_reference(ground, given.mentions, "the answer to our question")
    return found or by_title(ground, " ".join(given.choices), "in the answer to our question")


def replaced_order(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work of the order that this one replaces."""
    olds = order.replaces or _all_withdrawn(ground)
    return _of_orders(ground, olds, "replaces")


def same_number(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work that this number is on file for."""
    return _of_orders(ground, (order.po_number,), "is on file as")


def same_amount(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose value, change request or waiting invoice is just that sum.

    Not where the sender names something else, though nobody knows it.
    """
    if order.amount is None or ground.named(_now(ground)).missing:
        return None
    open_, rest = ground.needing(), ground.pool
    for engagements in (open_, rest):
        hits = tuple(e for e in engagements if order.amount in _sums(e, ground.snapshot))
        if len(hits) == 1:
            reason = f"{order.amount:,.2f} is just the sum agreed or waiting for {name(hits[0])}"
            return Found(hits, reason, _exactly(hits[0], order.amount, ground.snapshot))
        if hits:
            return None
    return None


def only_one_open(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the only work that is open and needs a PO, among that of which the mail speaks."""
    if ground.named(_now(ground)).missing:
        return None
    for needing in (ground.needing(), akin(ground, order)):
        if len(needing) == 1:
            why = f"{name(needing[0])} is the only work that is open and needs a PO"
            return Found(needing, why)
    return None


STRONG: tuple[Tier, ...] = (
    own_references,
    mail_references,
    document_references,
    answer,
    replaced_order,
    own_title,
    new_title,
    same_number,
    subject_references,
)
WEAK: tuple[Tier, ...] = (subject_title, document_title, same_amount, only_one_open)


def now_mentions(ground: Ground, order: StatedOrder) -> tuple[Mention, ...]:
    """Return the references of the mail that no other order claims as its own."""
    claimed = {
        (m.kind, m.number)
        for other in ground.understanding.orders
        if other is not order
        for m in other.mentions
    }
    return tuple(m for m in _now(ground) if (m.kind, m.number) not in claimed)


def document_mentions(ground: Ground, order: StatedOrder) -> tuple[Mention, ...]:
    """Return the references in the documents that hold this order."""
    origins = document_origins(ground, order)
    return tuple(
        m
        for m in ground.understanding.mentions
        if m.layer is Layer.ATTACHMENT and document(m.origin) in origins
    )


def _by_reference(ground: Ground, mentions: Iterable[Mention], where: str) -> Found | None:
    named = ground.named(mentions)
    if not named.engagements:
        return None
    return Found(
        named.engagements,
        f"{', '.join(named.numbers)} ({where}) is {names(named.engagements)}",
        named,
    )


def _of_orders(ground: Ground, numbers: Iterable[str], how: str) -> Found | None:
    known = [order for number in numbers if (order := ground.on_file(number))]
    ids = {key for order in known for key in order.engagement_ids}
    hits = tuple(e for e in ground.pool if e.engagement_id in ids)
    if not hits:
        return None
    numbers = ", ".join(order.po_number for order in known)
    return Found(hits, f"the order {how} {numbers}, which is for {names(hits)}")


def _sums(engagement: Engagement, snapshot: Snapshot) -> frozenset[Decimal | None]:
    open_ = waiting(engagement, snapshot)
    requests = (
        r.amount for r in snapshot.change_requests if r.engagement_id == engagement.engagement_id
    )
    total = sum((i.net for i in open_), Decimal(0)) if open_ else None
    sums = {engagement.value, total, *requests, *(i.net for i in open_), *(i.gross for i in open_)}
    return frozenset(sums - {None})


def _exactly(engagement: Engagement, amount: Decimal, snapshot: Snapshot) -> Named:
    """Return the invoice or change request of that sum, unless the whole work has it."""
    open_ = waiting(engagement, snapshot)
    if amount in {engagement.value, sum((i.net for i in open_), Decimal(0))}:
        return Named()
    invoices = tuple(i for i in open_ if amount in {i.net, i.gross})
    if len(invoices) == 1:
        return Named(invoices=invoices)
    requests = tuple(
        r
        for r in snapshot.change_requests
        if r.engagement_id == engagement.engagement_id and r.amount == amount
    )
    return Named(change_requests=requests) if len(requests) == 1 else Named()


def _now(ground: Ground) -> tuple[Mention, ...]:
    return tuple(m for m in ground.understanding.mentions if m.layer in NOW and not m.token)


def _all_withdrawn(ground: Ground) -> tuple[str, ...]:
    single = len(ground.understanding.orders) == 1
    return ground.understanding.withdrawn if single else ()


def _of_another(po_number: str, order: StatedOrder) -> bool:
    return bool(po_number and order.po_number) and canonical(po_number) != canonical(
        order.po_number
    )
