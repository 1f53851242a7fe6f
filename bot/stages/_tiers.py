"""The ways to find out which work an order is for, strongest first.

Each tier is a function from the ground (mail and ledger) and one order to what it found, or
None. `STRONG` tiers are what the sender says now; `WEAK` ones only choose among what is left.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.domain.ledger import ClientId, Engagement, PurchaseOrder, Snapshot
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import canonical
from bot.domain.understanding import Mention, StatedOrder, Understanding
from bot.stages._coverage import needs_order, waiting
from bot.stages._references import NOW, Named, resolve, unique
from bot.stages._titles import akin_to, named_in

_REPLY = re.compile(r"\s*(?:re|aw|sv|vs|antw|rif|ref|odp)(?:\[\d+\])?\s*:", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s|\n")
_TOKEN = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Ground:
    """What an order is matched on.

    Attributes:
        snapshot: the ledger.
        clients: whom the sender may speak for.
        pool: the engagements it can be for.
        taken: ids of engagements that other orders of the same mail are for.
        passages: the mail's text.
        understanding: what the mail says.
        today: decides which orders on file have run out.
    """

    snapshot: Snapshot
    clients: tuple[ClientId, ...]
    pool: tuple[Engagement, ...]
    passages: tuple[Passage, ...]
    understanding: Understanding
    today: date
    taken: frozenset[str] = frozenset()

    def named(self, mentions: Iterable[Mention]) -> Named:
        """Look references up."""
        return resolve(mentions, self.clients, self.snapshot)

    def text(self, *layers: Layer) -> str:
        """Return the text of these layers, tokens in square brackets left out."""
        return _TOKEN.sub(" ", "\n".join(p.text for p in self.passages if p.layer in layers))

    @property
    def in_thread(self) -> bool:
        """Return whether the subject is that of an earlier mail, kept by a reply."""
        subjects = (p.text for p in self.passages if p.layer is Layer.SUBJECT)
        return any(_REPLY.match(subject) for subject in subjects)

    def on_file(self, po_number: str) -> PurchaseOrder | None:
        """Return the clients' order with this number."""
        orders = (self.snapshot.order(client, po_number) for client in self.clients)
        return next((order for order in orders if order), None) if po_number else None

    def needing(self) -> tuple[Engagement, ...]:
        """Return the engagements that an order is missing for."""
        return tuple(
            e
            for e in self.pool
            if e.engagement_id not in self.taken and needs_order(e, self.snapshot, self.today)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a tier found: engagements, what is named of them, and the evidence in words."""

    engagements: tuple[Engagement, ...]
    reason: str
    named: Named = field(default_factory=Named)


Tier = Callable[[Ground, StatedOrder], Found | None]


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
    return found or _by_title(ground, " ".join(given.choices), "in the answer to our question")


def replaced_order(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work of the order that this one replaces."""
    olds = order.replaces or _all_withdrawn(ground)
    return _of_orders(ground, olds, "replaces")


def same_number(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work that this number is on file for."""
    return _of_orders(ground, (order.po_number,), "is on file as")


def own_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title is spoken of beside the order."""
    return _by_title(ground, order.words, "said together with the order")


def new_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title the sender writes in the new text, not of another order."""
    text = _without_others(ground.text(Layer.NEW, Layer.FORWARDED), ground, order)
    found = _by_title(ground, text, "in the mail", nearby=False)
    return None if found and _has_its_order(ground, found) else found


def subject_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title stands in the subject."""
    del order
    return _by_title(ground, ground.text(Layer.SUBJECT), "in the subject", nearby=False)


def document_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title stands in the order's document."""
    origins = document_origins(ground, order)
    text = "\n".join(p.text for p in ground.passages if _document(p.origin) in origins)
    return _by_title(ground, text, "in the attachment", nearby=False)


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
            reason = f"{order.amount:,.2f} is just the sum agreed or waiting for {_name(hits[0])}"
            return Found(hits, reason, _exactly(hits[0], order.amount, ground.snapshot))
        if hits:
            return None
    return None


def only_one_open(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the only work that is open and needs a PO, among that of which the mail speaks."""
    if ground.named(_now(ground)).missing:
        return None
    for needing in (ground.needing(), _akin(ground, order)):
        if len(needing) == 1:
            why = f"{_name(needing[0])} is the only work that is open and needs a PO"
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


def thread(ground: Ground) -> tuple[Found, ...]:
    """Return the work that the thread is about: our subject's token, then our quoted words."""
    understanding = ground.understanding
    token = ground.named(m for m in understanding.mentions if m.token)
    ours = ground.named(m for m in understanding.mentions if m.layer is Layer.QUOTED_OURS)
    found = (
        Found(token.engagements, f"the thread is about {_names(token.engagements)}"),
        Found(ours.engagements, f"our quoted mail is about {_names(ours.engagements)}"),
    )
    return tuple(one for one in found if one.engagements)


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
        if m.layer is Layer.ATTACHMENT and _document(m.origin) in origins
    )


def document_origins(ground: Ground, order: StatedOrder) -> frozenset[str]:
    """Return the attachments that are this order's alone; all of them for a mail's only order."""
    holders: dict[str, set[str]] = {}
    for candidate in ground.understanding.candidates:
        if candidate.accepted and candidate.layer is Layer.ATTACHMENT:
            holders.setdefault(_document(candidate.origin), set()).add(canonical(candidate.number))
    if len(ground.understanding.orders) < 2:
        attached = (p for p in ground.passages if p.layer is Layer.ATTACHMENT)
        every = frozenset(_document(p.origin) for p in attached)
        return frozenset(holders) or every
    key = canonical(order.po_number)
    return frozenset(name for name, numbers in holders.items() if numbers == {key})


def _by_reference(ground: Ground, mentions: Iterable[Mention], where: str) -> Found | None:
    named = ground.named(mentions)
    if not named.engagements:
        return None
    return Found(
        named.engagements,
        f"{', '.join(named.numbers)} ({where}) is {_names(named.engagements)}",
        named,
    )


def _by_title(ground: Ground, text: str, where: str, *, nearby: bool = True) -> Found | None:
    """Return the work that one title, of an engagement or a change request, points to."""
    keys = named_in(text, _titles(ground), nearby=nearby)
    hits = unique(e for key in keys for e in ground.pool if e.engagement_id == key.split("/")[0])
    if len(hits) != 1:
        return None
    requests = tuple(
        r
        for r in ground.snapshot.change_requests
        if f"{r.engagement_id}/{r.change_request_id}" in keys
    )
    only_requests = Named(change_requests=requests) if len(requests) == len(keys) else Named()
    return Found(hits, f"the words {where} are those of {_name(hits[0])}", only_requests)


def _without_others(text: str, ground: Ground, order: StatedOrder) -> str:
    """Return a text without the sentences that speak of another order on file."""
    key = canonical(order.po_number)
    others = {
        c.number
        for c in ground.understanding.candidates
        if not c.accepted and canonical(c.number) != key and ground.on_file(c.number)
    }
    if not others:
        return text
    sentences = _SENTENCE.split(text)
    return " . ".join(s for s in sentences if not any(number in s for number in others))


def _has_its_order(ground: Ground, found: Found) -> bool:
    """Say whether only work with an order was found, while our question was about other work."""
    asked = next((one.engagements for one in thread(ground)), ())
    needing = {e.engagement_id for e in ground.needing()}
    return any(e.engagement_id in needing for e in asked) and not any(
        e.engagement_id in needing for e in found.engagements
    )


def _titles(ground: Ground) -> Mapping[str, str]:
    titles: dict[str, str] = {str(e.engagement_id): e.title for e in ground.pool}
    ids = set(titles)
    for request in ground.snapshot.change_requests:
        if request.engagement_id in ids:
            titles[f"{request.engagement_id}/{request.change_request_id}"] = request.title
    return titles


def _of_orders(ground: Ground, numbers: Iterable[str], how: str) -> Found | None:
    known = [order for number in numbers if (order := ground.on_file(number))]
    ids = {key for order in known for key in order.engagement_ids}
    hits = tuple(e for e in ground.pool if e.engagement_id in ids)
    if not hits:
        return None
    numbers = ", ".join(order.po_number for order in known)
    return Found(hits, f"the order {how} {numbers}, which is for {_names(hits)}")


def _akin(ground: Ground, order: StatedOrder) -> tuple[Engagement, ...]:
    """Return the open work of the kind that the mail speaks of ("the retainer")."""
    text = f"{order.words} {ground.text(*NOW)}"
    keys = akin_to(text, {str(e.engagement_id): e.title for e in ground.pool})
    return tuple(e for e in ground.needing() if e.engagement_id in keys)


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


def _document(origin: str) -> str:
    return origin.partition("#")[0]


def _name(engagement: Engagement) -> str:
    return f"{engagement.title} ({engagement.engagement_id})"


def _names(engagements: Iterable[Engagement]) -> str:
    return ", ".join(_name(engagement) for engagement in engagements)
