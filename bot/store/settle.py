"""What changes the ledger, each in the caller's one transaction.

The end of one mail (T3), what a person decided, and an import of the ledger folder. `today` is the
accounts team's day: the book of orders is kept by it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import Outgoing
from bot.errors import Problem
from bot.ports import Evidence, ReviewDecision, ReviewItem, Settlement
from bot.store import inbox, journal, ledger, order_book, outbox, review
from bot.store.booking import (
    Occasion,
    after,
    closed,
    entry,
    moved_by,
    settled,
    stands,
    still_stands,
)
from bot.store.chain import NewEntry
from bot.store.changes import bookings
from bot.store.contradictions import contradictions
from bot.store.lookups import renumbered
from bot.store.merge import Merged, merged, taken


def settle(
    connection: Connection, settlement: Settlement, before: Snapshot, now: datetime, today: date
) -> Snapshot | None:
    """Commit a mail's end; return the ledger after it, or None if the mail has a final state.

    Raises:
        LedgerMoved: the mail must be decided again, on the ledger as it is now.
    """
    mail = settlement.message
    end: dict[str, Any] = {
        "state": settlement.state,
        "verdict": settlement.verdict,
        "judgement": settlement.judgement,
        "last_error": settlement.error,
    }
    if not inbox.finish(connection, mail, end):
        return None
    still_stands(settlement, before)
    occasion = Occasion(mail.content_key, today)
    ledger_after, done = apply(
        connection, settlement.changes, settlement.evidence, occasion, before, now, mail.row_id
    )
    queued = outbox.queue(
        connection, settlement.outgoing, now, settlement.held_because, settlement.evidence.cause
    )
    ended = _ended(connection, settlement, now)
    review.open_items(connection, settlement.review, now, mail.row_id)
    _show_contradictions(connection, before, ledger_after, now)
    journal.append(connection, [*done, *queued, settled(settlement), *ended], now)
    return ledger_after


def _show_contradictions(
    connection: Connection, before: Snapshot, after: Snapshot, now: datetime
) -> None:
    found = review.never_seen(connection, contradictions(before, after))
    review.open_items(connection, found, now)


def _ended(connection: Connection, settlement: Settlement, now: datetime) -> list[NewEntry]:
    """Close the questions that a mail ends; return the journal's lines for those still open."""
    return [
        closed(item, decision)
        for decision in settlement.closes
        if (item := review.close(connection, decision.item_id, decision.by, now))
    ]


def apply(
    connection: Connection,
    changes: Iterable[Change],
    evidence: Evidence,
    occasion: Occasion,
    before: Snapshot,
    now: datetime,
    message_id: int | None,
) -> tuple[Snapshot, list[NewEntry]]:
    """Apply changes in order, each effect once.

    Returns the ledger after them, and the journal's lines: the caller appends them.
    """
    current = before
    entries: list[NewEntry] = []
    for change in changes:
        for booking in bookings(change, current, occasion):
            if not ledger.happen(connection, booking, message_id, now):
                continue
            ledger.book(connection, booking, message_id, now)
            current = after(current, booking)
            entries.append(entry(booking, evidence))
    if current is not before:
        order_book.record(connection, before, current, occasion.today)
        current = renumbered(current, ledger.bump(connection))
    return current, entries


def book(
    connection: Connection,
    changes: Iterable[Change],
    evidence: Evidence,
    outgoing: tuple[Iterable[Outgoing], str],
    before: Snapshot,
    now: datetime,
    today: date,
) -> tuple[Snapshot, int]:
    """Write changes that no mail asked for; return the ledger after them, and how many were new.

    `outgoing` holds the mails that go with them, and why they are held.
    """
    mails, held_because = outgoing
    occasion = Occasion(evidence.cause, today)
    after_all, done = apply(connection, changes, evidence, occasion, before, now, None)
    queued = outbox.queue(connection, mails, now, held_because, evidence.cause)
    journal.append(connection, [*done, *queued], now)
    return after_all, len(done)


def laid_over(
    connection: Connection, before: Snapshot, folder: Snapshot, rejected: tuple[Problem, ...]
) -> Merged:
    """Return what an import of the folder would do."""
    unsent = outbox.unsent(connection)
    return merged(before, ledger.books(connection), folder, rejected, unsent)


def take(
    connection: Connection, news: Merged, before: Snapshot, now: datetime, today: date
) -> Snapshot:
    """Write an import; return the ledger after it."""
    ledger.write(connection, news)
    fresh = review.never_seen(connection, news.review)
    review.open_items(connection, fresh, now)
    if news.is_new or fresh:
        journal.append(connection, [taken(news)], now)
    if not news.is_new:
        return before
    order_book.record(connection, before, news.ledger, today)
    return replace(news.ledger, version=ledger.bump(connection))


def decide(
    connection: Connection,
    item: ReviewItem,
    decision: ReviewDecision,
    before: Snapshot,
    now: datetime,
    today: date,
) -> Snapshot:
    """Write what a person decided on a review item; return the ledger after it."""
    stands(decision, before)
    grounds, occasion = decision.grounds, Occasion(f"review:{item.item_id}", today)
    after_all, done = apply(
        connection, decision.changes, grounds, occasion, before, now, item.message_id
    )
    held = decision.held_because
    queued = outbox.queue(connection, decision.outgoing, now, held, grounds.cause)
    for row, state in decision.moves:
        outbox.advance(connection, row, state, now, moved_by(decision), now)
    _show_contradictions(connection, before, after_all, now)
    journal.append(connection, [*done, *queued, closed(item, decision)], now)
    return after_all
