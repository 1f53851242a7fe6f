"""An item of the worklist as a person sees it: why it waits, the words, and what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.app.proposals import ASSIGNABLE, Offer, Proposer
from bot.domain.ledger import Snapshot
from bot.domain.proposal import Choice, Proposal, in_words
from bot.ports import JournalEntry, ReviewItem, Store


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a person sees it.

    Attributes:
        item: from the store.
        offer: what approving would do, and the words that it rests on.
        does: the same in words, a line each; empty where it cannot be approved.
        choices: what can be done, as it would be typed.
        notes: what people wrote beside it, oldest first.
        outcome: what became of it; "" while it is open.
        ledger: that it was worked out on.
    """

    item: ReviewItem
    offer: Offer
    does: tuple[str, ...]
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    outcome: str
    ledger: Snapshot

    @property
    def proposal(self) -> Proposal:
        """Return what approving would do."""
        return self.offer.proposal


def show(
    store: Store, proposer: Proposer, number: int, today: date, choice: Choice | None = None
) -> Shown | None:
    """Return an item with what could be done, or None where there is no such item.

    With a choice, the proposal is what assigning the item to it would do.
    """
    item = find(store, number)
    if item is None:
        return None
    ledger = store.snapshot()
    notes, outcome = told(store, item)
    if item.closed_at:
        offer = Offer(Proposal(obstacle=outcome))
    else:
        offer = proposer.offer(item, ledger, today, choice)
    does = tuple(_does(offer, ledger))
    choices = tuple(_choices(item, offer.proposal)) if not item.closed_at else ()
    return Shown(item, offer, does, choices, notes, outcome, ledger)


def find(store: Store, number: int) -> ReviewItem | None:
    """Return an item, open or closed."""
    return next((i for i in store.review_items(closed=True) if i.item_id == number), None)


def told(store: Store, item: ReviewItem) -> tuple[tuple[str, ...], str]:
    """Return the notes beside an item, and what became of it, as the journal tells both."""
    number, since = str(item.item_id), item.opened_at
    entries = [e for e in store.journal(since) if e.subject == number]
    notes = tuple(_note_line(e) for e in entries if e.kind == "review_note")
    if item.closed_at is None:
        return notes, ""
    how = next((e.data for e in entries if e.kind == "review_closed"), {})
    verb = str(how.get("outcome") or "closed")
    reason = f": {how['reason']}" if how.get("reason") else ""
    return notes, f"{verb} by {item.closed_by}, {_day(item.closed_at)}{reason}"


def _does(offer: Offer, ledger: Snapshot) -> Iterator[str]:
    proposal = offer.proposal
    if proposal.obstacle:
        return
    yield from (in_words(change, ledger) for change in proposal.changes)
    yield from (f"send {letter.template} to {letter.to.email}" for letter in proposal.letters)
    if proposal.releases and offer.row:
        yield f"send {offer.row.mail.subject} to {offer.row.mail.recipient}"


def _choices(item: ReviewItem, proposal: Proposal) -> Iterator[str]:
    number = item.item_id
    if proposal.revision:
        yield f"approve {number} {proposal.revision}"
    if item.kind in ASSIGNABLE:
        known = proposal.engagements[:5]
        yield from (f"assign {number} {engagement}" for engagement in known)
        if proposal.obstacle and not known:
            yield f"assign {number} ENG-… PO-NUMBER"
        yield f"not ours {number}"
    yield f"reject {number} REASON"
    yield f"note {number} TEXT"


def _note_line(entry: JournalEntry) -> str:
    return f"{entry.data.get('by')}, {_day(entry.at)}: {entry.data.get('text')}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
