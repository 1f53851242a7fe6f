"""Review items as JSON objects, and as lines for a terminal."""

from collections.abc import Iterator

from bot.app.report import change_json
from bot.app.review_items import Shown
from bot.ports import ReviewItem

Json = dict[str, object]


def item_json(item: ReviewItem) -> Json:
    """Return what `pobot review list --json` prints for one item."""
    return {
        "item": item.item_id,
        "kind": item.kind,
        "subject": item.subject,
        "reasons": list(item.reasons),
        "opened_at": item.opened_at.isoformat(),
        "closed_at": item.closed_at.isoformat() if item.closed_at else None,
        "closed_by": item.closed_by,
    }


def shown_json(shown: Shown) -> Json:
    """Return what `pobot review show --json` prints."""
    proposal = shown.proposal
    return {
        **item_json(shown.item),
        "outcome": shown.outcome,
        "quotes": list(shown.offer.quotes),
        "revision": proposal.revision,
        "does": list(shown.does),
        "changes": [change_json(change) for change in proposal.changes],
        "letters": [{"template": x.template, "to": x.to.email} for x in proposal.letters],
        "leaves": list(proposal.leaves),
        "obstacle": proposal.obstacle,
        "choices": list(shown.choices),
        "notes": list(shown.notes),
    }


def shown_lines(shown: Shown) -> Iterator[str]:
    """Yield an item for a terminal; the words are strangers', and not made safe yet."""
    item, proposal = shown.item, shown.proposal
    state = shown.outcome or f"open since {item.opened_at:%Y-%m-%d %H:%M}"
    yield f"{item.item_id}: {item.kind}, {state}"
    yield item.subject
    yield from (f"- {reason}" for reason in item.reasons)
    yield from (f"> {quote}" for quote in shown.offer.quotes)
    yield from (f"note: {note}" for note in shown.notes)
    if shown.outcome:
        return
    if proposal.obstacle:
        yield f"cannot be approved: {proposal.obstacle}"
    else:
        yield f"approving it ({proposal.revision}) would:"
        yield from (f"  {line}" for line in shown.does)
    yield from (f"  {line}" for line in proposal.leaves)
    yield "you can:"
    yield from (f"  {choice}" for choice in shown.choices)
