"""Our own numbers in a mail, looked up in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    Snapshot,
)
from bot.domain.message import Layer
from bot.domain.understanding import Mention, MentionKind

T = TypeVar("T")

NOW = (Layer.SUBJECT, Layer.NEW, Layer.FORWARDED)
"""The layers that hold what the sender (or whom a colleague forwards) writes now."""


@dataclass(frozen=True, slots=True)
class Named:
    """What references point to.

    Attributes:
        engagements: of the clients asked for, in the order they are named.
        invoices: likewise.
        change_requests: likewise.
        whole: engagements named by their quote or Statement of Work: all of their value is meant.
        numbers: the references that were found, as printed.
        foreign: (reference, client) that belong to somebody else.
        missing: references that are in nobody's ledger.
    """

    engagements: tuple[Engagement, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    change_requests: tuple[ChangeRequest, ...] = ()
    whole: tuple[Engagement, ...] = ()
    numbers: tuple[str, ...] = ()
    foreign: tuple[tuple[str, ClientId], ...] = ()
    missing: tuple[str, ...] = ()

    def within(self, engagements: tuple[Engagement, ...]) -> "Named":
        """Return only what belongs to these engagements."""
        ids = {engagement.engagement_id for engagement in engagements}
        return Named(
            engagements=tuple(e for e in self.engagements if e.engagement_id in ids),
            invoices=tuple(i for i in self.invoices if i.engagement_id in ids),
            change_requests=tuple(c for c in self.change_requests if c.engagement_id in ids),
            whole=tuple(e for e in self.whole if e.engagement_id in ids),
        )


@dataclass(frozen=True, slots=True)
class _Hit:
    engagement: Engagement
    invoice: Invoice | None = None
    change_request: ChangeRequest | None = None
    whole: bool = False


def resolve(
    mentions: Iterable[Mention], clients: tuple[ClientId, ...], snapshot: Snapshot
) -> Named:
    """Look references up, first with these clients, then with everybody else's."""
    hits: list[_Hit] = []
    numbers: list[str] = []
    foreign: list[tuple[str, ClientId]] = []
    missing: list[str] = []
    for mention in mentions:
        hit = _look_up(mention, clients, snapshot)
        if hit is None:
            missing.append(mention.number)
        elif hit.engagement.client_id in clients:
            hits.append(hit)
            numbers.append(mention.number)
        else:
            foreign.append((mention.number, hit.engagement.client_id))
    return Named(
        engagements=unique(hit.engagement for hit in hits),
        invoices=unique(hit.invoice for hit in hits if hit.invoice),
        change_requests=unique(hit.change_request for hit in hits if hit.change_request),
        whole=unique(hit.engagement for hit in hits if hit.whole),
        numbers=unique(numbers),
        foreign=unique(foreign),
        missing=unique(missing),
    )


def unique(values: Iterable[T]) -> tuple[T, ...]:
    """Return the values once each, in order of first appearance."""
    return tuple(dict.fromkeys(values))


def _look_up(mention: Mention, clients: tuple[ClientId, ...], snapshot: Snapshot) -> _Hit | None:
    number = mention.number.upper()
    match mention.kind:
        case MentionKind.INVOICE:
            return _invoice(number, snapshot)
        case MentionKind.CHANGE_REQUEST:
            return _change_request(number, snapshot)
        case MentionKind.ENGAGEMENT:
            engagement = snapshot.engagement.get(EngagementId(number))
            return _Hit(engagement) if engagement else None
        case MentionKind.QUOTE | MentionKind.SOW:
            return _agreement(mention.kind, number, clients, snapshot)


def _invoice(number: str, snapshot: Snapshot) -> _Hit | None:
    invoice = snapshot.invoice.get(InvoiceNumber(number))
    engagement = snapshot.engagement.get(invoice.engagement_id) if invoice else None
    return _Hit(engagement, invoice=invoice) if engagement else None


def _change_request(number: str, snapshot: Snapshot) -> _Hit | None:
    request = snapshot.change_request.get(ChangeRequestId(number))
    engagement = snapshot.engagement.get(request.engagement_id) if request else None
    return _Hit(engagement, change_request=request) if engagement else None


def _agreement(
    kind: MentionKind, number: str, clients: tuple[ClientId, ...], snapshot: Snapshot
) -> _Hit | None:
    theirs = (e for client in clients for e in snapshot.engagements_of(client))
    for engagement in (*theirs, *snapshot.engagements):
        reference = engagement.quote_ref if kind is MentionKind.QUOTE else engagement.sow_ref
        if reference.upper() == number:
            return _Hit(engagement, whole=True)
    return None
