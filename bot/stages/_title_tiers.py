"""The ways to find out which work an order is for by the words of the work's title."""

import re
from collections.abc import Mapping

from bot.domain.ledger import Engagement
from bot.domain.message import Layer
from bot.domain.purchase_order import canonical
from bot.domain.understanding import StatedOrder
from bot.stages._apart import without_apart
from bot.stages._ground import Found, Ground, document, document_origins, name, thread
from bot.stages._references import NOW, Named, unique
from bot.stages._titles import akin_to, named_in

_SENTENCE = re.compile(r"(?<=[.!?;])\s|\n")


def own_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title is spoken of beside the order."""
    return by_title(ground, without_apart(order.words), "said together with the order")


def new_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title the sender writes in the new text, not of another order."""
    text = _without_others(ground.text(Layer.NEW, Layer.FORWARDED), ground, order)
    found = by_title(ground, without_apart(text), "in the mail", nearby=False)
    return None if found and _has_its_order(ground, found) else found


def subject_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title stands in the subject."""
    del order
    return by_title(ground, ground.text(Layer.SUBJECT), "in the subject", nearby=False)


def document_title(ground: Ground, order: StatedOrder) -> Found | None:
    """Take the work whose title stands in the order's document."""
    origins = document_origins(ground, order)
    text = "\n".join(p.text for p in ground.passages if document(p.origin) in origins)
    return by_title(ground, text, "in the attachment", nearby=False)


def by_title(ground: Ground, text: str, where: str, *, nearby: bool = True) -> Found | None:
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
    return Found(hits, f"the words {where} are those of {name(hits[0])}", only_requests)


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


def akin(ground: Ground, order: StatedOrder) -> tuple[Engagement, ...]:
    """Return the open work of the kind that the mail speaks of ("the retainer")."""
    text = f"{order.words} {ground.text(*NOW)}"
    keys = akin_to(text, {str(e.engagement_id): e.title for e in ground.pool})
    return tuple(e for e in ground.needing() if e.engagement_id in keys)
