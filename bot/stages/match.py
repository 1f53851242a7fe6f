"""Step 7, match: a mail laid against the ledger.

What the sender writes now outranks an answer to our question, which outranks the thread, which
outranks what merely fits (a sum, the only work that is open). Where nothing chooses, the choices
are the result. Everything found comes with its evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.decision import Choice, Match, Placement, Standing
from bot.domain.ledger import (
    Client,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceStatus,
    Snapshot,
)
from bot.domain.message import Layer, Message, Passage
from bot.domain.understanding import Intent, Mention, StatedOrder, Understanding
from bot.stages._coverage import Coverage, Ordered, cover, waiting
from bot.stages._described import described
from bot.stages._ground import Found, Ground, names, thread
from bot.stages._references import NOW, Named, unique
from bot.stages._tiers import STRONG, WEAK, document_mentions, now_mentions

ORDERING = frozenset(
    {
        Intent.PO_NEW,
        Intent.PO_REPLACE,
        Intent.PO_CANCEL,
        Intent.PO_TOPUP,
        Intent.PO_SUPPLEMENT,
        Intent.PO_BLANKET,
        Intent.PO_PROMISED,
        Intent.PO_CORRECTION,
        Intent.PO_UNREADABLE,
        Intent.INVOICE_REJECTED_PO,
    }
)
"""The intents with which an order is at stake: given, promised, missing or cancelled."""

MOST_CHOICES = 9
"""A question with more lines is not answered, it is put off."""

_NO_ORDER = StatedOrder(po_number="")


def match(
    understanding: Understanding,
    standing: Standing,
    message: Message,
    passages: tuple[Passage, ...],
    snapshot: Snapshot,
    today: date,
    only: EngagementId | None = None,
) -> Match:
    """Find the client, the work and the invoices that a mail is about.

    Args:
        understanding: what the mail says.
        standing: whom its sender may speak for.
        message: the mail; its place in a thread is read from the subject's token.
        passages: its text.
        snapshot: the ledger.
        today: decides which orders on file have run out.
        only: the engagement that a person chose for every order, whatever the mail says.
    """
    del message
    if not standing.clients:
        nowhere = tuple(Placement(order.po_number) for order in understanding.orders)
        why = "The sender speaks for no registered client."
        return Match(client=None, placements=nowhere, reasons=(why,))
    pool = tuple(e for client in standing.clients for e in snapshot.engagements_of(client))
    chosen = tuple(e for e in pool if e.engagement_id == only)
    ground = Ground(
        snapshot, standing.clients, chosen or pool, passages, understanding, today, chosen=chosen
    )
    placed = _places(ground)
    at_stake = _at_stake(ground, placed)
    client = _client(ground, at_stake, placed)
    return Match(
        client=client,
        engagements=at_stake,
        invoices=_spoken_of(ground),
        placements=tuple(place.placement for place in placed),
        reasons=unique(reason for place in placed for reason in place.placement.reasons),
        conflicts=unique((*_foreign(ground), *_contradictions(ground, placed))),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    placement: Placement
    found: Found | None


def _places(ground: Ground) -> tuple[_Place, ...]:
    """Place every order; those that say where they go first, the others among what is left."""
    orders = tuple(_with_amount(order, ground) for order in ground.understanding.orders)
    sure = {i: found for i, order in enumerate(orders) if (found := _sure(ground, order))}
    taken = frozenset(str(e.engagement_id) for f in sure.values() for e in f.engagements)
    rest = replace(ground, taken=taken)
    return tuple(
        _place(ground if i in sure else rest, order, sure.get(i)) for i, order in enumerate(orders)
    )


def _sure(ground: Ground, order: StatedOrder) -> Found | None:
    if ground.chosen:
        return Found(ground.chosen, f"a person chose {names(ground.chosen)}")
    return _first(STRONG, ground, order)


def _with_amount(order: StatedOrder, ground: Ground) -> StatedOrder:
    """Give a mail's only order the mail's sum, where none stands beside it."""
    facts = ground.understanding.facts
    if order.amount is not None or len(ground.understanding.orders) != 1:
        return order
    return replace(
        order, amount=facts.amount, net=facts.net, currency=order.currency or facts.currency
    )


def _place(ground: Ground, order: StatedOrder, found: Found | None) -> _Place:
    hit, narrowed = (found, ground) if found else _weaker(ground, order)
    if hit is None:
        choices = _choices(narrowed)
        return _Place(Placement(order.po_number, choices=choices), None)
    named = _all_named(ground, order, hit)
    facts = Ordered(
        amount=order.amount,
        words=order.words or ground.understanding.words,
        intents=frozenset(ground.understanding.intents),
        on_file=ground.on_file(order.po_number),
    )
    coverage = cover(hit.engagements, named, facts, ground.snapshot)
    return _Place(_placement(order, hit, coverage, ground), hit)


def _weaker(ground: Ground, order: StatedOrder) -> tuple[Found | None, Ground]:
    """Ask the thread, then what merely fits among the work the thread is about."""
    for found in thread(ground):
        if len(found.engagements) == 1 or _says_all(ground):
            return found, ground
        ground = replace(ground, pool=found.engagements)
        break
    return _first(WEAK, ground, order), ground


def _first(tiers: Iterable, ground: Ground, order: StatedOrder) -> Found | None:  # type: ignore[type-arg]
    return next((found for tier in tiers if (found := tier(ground, order))), None)


def _says_all(ground: Ground) -> bool:
    words = set(ground.text(Layer.NEW).lower().split())
    return bool(words & {"both", "beide", "beiden", "ambos", "entrambi", "deux", "allebei"})


def _all_named(ground: Ground, order: StatedOrder, found: Found) -> Named:
    """Return everything the sender names of this work, wherever in the mail it stands."""
    given = ground.understanding.answer
    mentions = (
        *order.mentions,
        *now_mentions(ground, order),
        *document_mentions(ground, order),
        *(given.mentions if given else ()),
    )
    named = ground.named(mentions).within(found.engagements)
    spoken = described(ground.text(*NOW), found.engagements, ground.snapshot)
    return Named(
        engagements=found.engagements,
        invoices=named.invoices or found.named.invoices or spoken,
        change_requests=named.change_requests or found.named.change_requests,
        whole=named.whole,
    )


def _placement(order: StatedOrder, found: Found, coverage: Coverage, ground: Ground) -> Placement:
    engagement = found.engagements[0]
    choices = tuple(
        Choice(engagement, (invoice,), _invoice_label(invoice, engagement))
        for invoice in coverage.choices[:MOST_CHOICES]
    )
    client = ground.snapshot.client.get(engagement.client_id)
    return Placement(
        po_number=order.po_number,
        engagements=found.engagements,
        invoices=coverage.invoices,
        further=coverage.further,
        change_requests=tuple(r.change_request_id for r in coverage.change_requests),
        choices=choices,
        expected=coverage.expected,
        currency=engagement.currency or (client.currency if client else ""),
        reasons=(_sentence(found.reason),),
    )


def _choices(ground: Ground) -> tuple[Choice, ...]:
    """Return what the order could be for: what needs one, else all that runs."""
    running = tuple(e for e in ground.pool if e.status == "active")
    open_ = ground.needing() or running
    return tuple(
        Choice(e, waiting(e, ground.snapshot), f"{e.title} ({e.engagement_id})")
        for e in open_[:MOST_CHOICES]
    )


def _at_stake(ground: Ground, placed: tuple[_Place, ...]) -> tuple[Engagement, ...]:
    if placed:
        return unique(e for place in placed for e in place.placement.engagements)
    if not ORDERING & set(ground.understanding.intents):
        return ()
    withdrawn = (
        _NO_ORDER
        if not ground.understanding.withdrawn
        else replace(_NO_ORDER, replaces=ground.understanding.withdrawn)
    )
    found = _first(STRONG, ground, withdrawn) or _weaker(ground, withdrawn)[0]
    return found.engagements if found else ()


def _client(
    ground: Ground, at_stake: tuple[Engagement, ...], placed: tuple[_Place, ...]
) -> Client | None:
    """Return the one client: the only one there is, or whose work is meant."""
    named = ground.named(m for m in ground.understanding.mentions if m.layer in NOW)
    choices = (c.engagement for place in placed for c in place.placement.choices)
    for engagements in (at_stake, named.engagements, tuple(choices)):
        ids = {engagement.client_id for engagement in engagements}
        if len(ids) == 1:
            return ground.snapshot.client.get(ids.pop())
    return ground.snapshot.client.get(ground.clients[0]) if len(ground.clients) == 1 else None


def _spoken_of(ground: Ground) -> tuple[Invoice, ...]:
    """Return the invoices named or described; those we quote ourselves, if none is."""
    mentions = ground.understanding.mentions
    now = ground.named(m for m in mentions if m.layer in {*NOW, Layer.ATTACHMENT}).invoices
    if now:
        return now
    spoken = described(ground.text(*NOW), ground.pool, ground.snapshot, every=True)
    return spoken or ground.named(m for m in mentions if m.layer is Layer.QUOTED_OURS).invoices


def _foreign(ground: Ground) -> tuple[str, ...]:
    """Say which references belong to another client."""
    layers = {*NOW, Layer.ATTACHMENT}
    given = ground.understanding.answer
    mentions: list[Mention] = [m for m in ground.understanding.mentions if m.layer in layers]
    mentions += [m for order in ground.understanding.orders for m in order.mentions]
    mentions += given.mentions if given else ()
    foreign = ground.named(mentions).foreign
    return tuple(f"{number} belongs to another client." for number, _ in foreign)


def _contradictions(ground: Ground, placed: tuple[_Place, ...]) -> tuple[str, ...]:
    """Say where mail and document name different work, or an invoice has another number."""
    sentences: list[str] = []
    for order, place in zip(ground.understanding.orders, placed, strict=True):
        ids = {e.engagement_id for e in place.placement.engagements}
        document = ground.named(document_mentions(ground, order)).engagements
        if document and ids and not ids & {e.engagement_id for e in document}:
            names = ", ".join(e.engagement_id for e in document)
            sentences.append(f"The document is for {names}, the mail for {', '.join(sorted(ids))}.")
    return tuple(sentences)


def _invoice_label(invoice: Invoice, engagement: Engagement) -> str:
    status = "waiting for a PO" if invoice.status is InvoiceStatus.AWAITING_PO else "sent"
    return (
        f"Invoice {invoice.invoice_number}, {invoice.net:,.2f} {invoice.currency} net, "
        f"{engagement.title} ({status})"
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
