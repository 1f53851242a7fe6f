"""What an order is matched on, and what was found of it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.domain.ledger import ClientId, Engagement, PurchaseOrder, Snapshot
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import canonical
from bot.domain.understanding import Mention, StatedOrder, Understanding
from bot.stages._coverage import needs_order
from bot.stages._references import Named, resolve

_REPLY = re.compile(r"\s*(?:re|aw|sv|vs|antw|rif|ref|odp)(?:\[\d+\])?\s*:", re.IGNORECASE)
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
        chosen: the engagement that a person chose for all orders; () where nobody did.
    """

    snapshot: Snapshot
    clients: tuple[ClientId, ...]
    pool: tuple[Engagement, ...]
    passages: tuple[Passage, ...]
    understanding: Understanding
    today: date
    taken: frozenset[str] = frozenset()
    chosen: tuple[Engagement, ...] = ()

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


def thread(ground: Ground) -> tuple[Found, ...]:
    """Return the work that the thread is about: our subject's token, then our quoted words."""
    understanding = ground.understanding
    token = ground.named(m for m in understanding.mentions if m.token)
    ours = ground.named(m for m in understanding.mentions if m.layer is Layer.QUOTED_OURS)
    found = (
        Found(token.engagements, f"the thread is about {names(token.engagements)}"),
        Found(ours.engagements, f"our quoted mail is about {names(ours.engagements)}"),
    )
    return tuple(one for one in found if one.engagements)


def document_origins(ground: Ground, order: StatedOrder) -> frozenset[str]:
    """Return the attachments that are this order's alone; all of them for a mail's only order."""
    holders: dict[str, set[str]] = {}
    for candidate in ground.understanding.candidates:
        if candidate.accepted and candidate.layer is Layer.ATTACHMENT:
            holders.setdefault(document(candidate.origin), set()).add(canonical(candidate.number))
    if len(ground.understanding.orders) < 2:
        attached = (p for p in ground.passages if p.layer is Layer.ATTACHMENT)
        every = frozenset(document(p.origin) for p in attached)
        return frozenset(holders) or every
    key = canonical(order.po_number)
    return frozenset(name for name, numbers in holders.items() if numbers == {key})


def document(origin: str) -> str:
    return origin.partition("#")[0]


def name(engagement: Engagement) -> str:
    return f"{engagement.title} ({engagement.engagement_id})"


def names(engagements: Iterable[Engagement]) -> str:
    return ", ".join(name(engagement) for engagement in engagements)
