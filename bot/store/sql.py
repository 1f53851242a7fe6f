"""The store in a database. Every method is one transaction; see `bot.ports.Store`.

What is done inside the transactions stands in the modules beside this one. Crash points stand just
before a COMMIT, and just after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from functools import partial

from sqlalchemy import Connection

from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.message import Location, RawMessage
from bot.domain.order_book import Entry
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingState
from bot.errors import Problem
from bot.ports import (
    Evidence,
    Holds,
    ImportReport,
    NewReviewItem,
    Registration,
    ReviewDecision,
    ReviewItem,
    Settlement,
    StoredMessage,
)
from bot.store import inbox, journal, lease, order_book, outbox, review, settle
from bot.store import ledger as tables
from bot.store.database import Database
from bot.store.sql_upkeep import SqlUpkeep


class SqlStore(SqlUpkeep):
    """Keeps everything in SQLite or PostgreSQL. May be used from several threads."""

    def __init__(self, database: Database, timezone: tzinfo = UTC) -> None:
        self._database = database
        self._day = partial(local_day, zone=timezone)
        self._cached: Snapshot | None = None
        self._leases: list[lease.SqlLease] = []

    # the lease
    def acquire_lease(self, name: str, owner: str) -> lease.SqlLease | None:
        """See `bot.ports.Store`. One lock serves all names of an SQLite file."""
        taken = lease.acquire(self._database, name, owner)
        if taken is not None:
            self._leases.append(taken)
        return taken

    # transactions
    @contextmanager
    def together(self) -> Iterator[None]:
        """See `bot.ports.Store`."""
        try:
            with self._database.together():
                yield
                crashpoint("before-together")
        except BaseException:
            self._cached = None  # It may hold what was rolled back.
            raise
        crashpoint("after-together")

    # mail in
    def scanned_to(self, mailbox: str, uid_validity: int) -> int:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.scanned_to(connection, mailbox, uid_validity)

    def register(
        self, registrations: Sequence[Registration], scanned_to: Location | None, now: datetime
    ) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            messages = inbox.register(connection, registrations, now)
            if scanned_to is not None:
                inbox.scan(connection, scanned_to)
            crashpoint("before-T1")
        crashpoint("after-T1")
        return messages

    def unsettled(self, limit: int) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.unsettled(connection, limit)

    def stored(self, row_id: int) -> StoredMessage | None:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.stored(connection, row_id)

    def source(self, message: StoredMessage) -> RawMessage:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.source(connection, message)

    def begin(self, message: StoredMessage, now: datetime) -> int:
        """See `bot.ports.Store`."""
        del now
        return self._begun((message,), counted=True)[0]

    def begin_all(self, messages: Sequence[StoredMessage], now: datetime) -> tuple[int, ...]:
        """See `bot.ports.Store`."""
        del now
        return self._begun(messages, counted=False)

    def _begun(self, messages: Sequence[StoredMessage], *, counted: bool) -> tuple[int, ...]:
        with self._database.writing() as connection:
            attempts = inbox.begin(connection, messages, counted=counted)
        for _ in messages:
            crashpoint("after-T2")
        return attempts

    def settle(self, settlement: Settlement, now: datetime) -> bool:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            before = self._current(connection)
            after = settle.settle(connection, settlement, before, now, self._day(now))
            crashpoint("before-T3")
        crashpoint("after-T3")
        self._cached = after or before
        return after is not None

    def unfiled(self, mailbox: str, limit: int) -> tuple[tuple[Location, StoredMessage], ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.unfiled(connection, mailbox, limit)

    def filed(self, location: Location, *, gone: bool) -> None:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            inbox.filed(connection, location, gone=gone)
        crashpoint("after-T4")

    def find_message(self, rfc_message_id: str) -> StoredMessage | None:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.find(connection, rfc_message_id)

    def namesakes(self, messages: Sequence[StoredMessage]) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.namesakes(connection, messages)

    def messages_since(self, since: datetime) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.since(connection, since)

    def mails_from(self, sender: str, since: datetime) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.mails_from(connection, sender, since)

    def mails_naming(self, words: Sequence[str]) -> tuple[StoredMessage, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return inbox.naming(connection, words)

    def replies_in_thread(self, message_ids: Sequence[str], since: datetime) -> int:
        """See `bot.ports.Store`. Mails that failed or were suppressed do not count."""
        with self._database.reading() as connection:
            return outbox.replies(connection, message_ids, since)

    def outgoing_by_message_id(self, message_id: str) -> OutboxRow | None:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return outbox.by_message_id(connection, message_id)

    def written_to(self, recipient: str, since: datetime) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return outbox.written_to(connection, recipient, since)

    # the ledger
    def snapshot(self) -> Snapshot:
        """See `bot.ports.Store`. Reads the ledger only when its version has moved."""
        with self._database.reading() as connection:
            self._cached = snapshot = self._current(connection)
        return snapshot

    def _current(self, connection: Connection) -> Snapshot:
        number, cached = tables.version(connection), self._cached
        if cached is not None and cached.version == number:
            return cached
        return tables.load(connection, number)

    def import_ledger(
        self,
        ledger: Snapshot,
        rejected: tuple[Problem, ...],
        now: datetime,
        *,
        dry_run: bool = False,
    ) -> ImportReport:
        """See `bot.ports.Store`. A conflict that a person closed is reported, not opened again."""
        if dry_run:
            with self._database.reading() as connection:
                return settle.laid_over(
                    connection, self._current(connection), ledger, rejected
                ).report
        with self._database.writing() as connection:
            before = self._current(connection)
            news = settle.laid_over(connection, before, ledger, rejected)
            after = settle.take(connection, news, before, now, self._day(now))
        crashpoint("after-import")
        self._cached = after
        return news.report

    def book(
        self,
        changes: Sequence[Change],
        evidence: Evidence,
        now: datetime,
        *,
        outgoing: Iterable[Outgoing] = (),
        held_because: str = "",
    ) -> int:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            before = self._current(connection)
            mails = (outgoing, held_because)
            after, done = settle.book(
                connection, changes, evidence, mails, before, now, self._day(now)
            )
        self._cached = after
        return done

    def order_entries(self) -> tuple[Entry, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return order_book.load(connection)

    def holds(self) -> Holds:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return tables.holds(connection)

    # mail out
    def queue(
        self, mails: Iterable[Outgoing], now: datetime, *, held_because: str = "", cause: str = ""
    ) -> int:
        """See `bot.ports.Store`. A mail that covers what was said already is not queued."""
        with self._database.writing() as connection:
            queued = outbox.queue(connection, mails, now, held_because, cause)
            journal.append(connection, queued, now)
        return len(queued)

    def claim(self, limit: int, now: datetime) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            claimed = outbox.claim(connection, limit, now)
        crashpoint("after-claim")
        return claimed

    def advance(
        self,
        row: OutboxRow,
        state: OutgoingState,
        now: datetime,
        *,
        evidence: str = "",
        next_at: datetime | None = None,
    ) -> None:
        """See `bot.ports.Store`; `LeaseLost` where somebody else has moved the mail on."""
        with self._database.writing() as connection:
            outbox.advance(connection, row, state, now, evidence, next_at)
        if state is OutgoingState.COMMITTING:
            crashpoint("after-committing")
        if state is OutgoingState.ACCEPTED:
            crashpoint("after-accepted")

    def outbox(self, *states: OutgoingState) -> tuple[OutboxRow, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return outbox.rows(connection, states)

    def recover_outbox(self, now: datetime, visible_at: datetime | None = None) -> int:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            return outbox.recover(connection, now, visible_at)

    def has_queued(self, idem_keys: Sequence[str]) -> frozenset[str]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return outbox.queued(connection, idem_keys)

    # people
    def open_review(self, items: Iterable[NewReviewItem], now: datetime) -> int:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            return review.open_items(connection, items, now)

    def review_items(self, *, closed: bool = False, kind: str = "") -> tuple[ReviewItem, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return review.items(connection, closed=closed, kind=kind)

    def close_review(
        self,
        item_id: int,
        by: str,
        now: datetime,
        *,
        changes: Sequence[Change] = (),
        outgoing: Iterable[Outgoing] = (),
    ) -> bool:
        """See `bot.ports.Store`."""
        decision = ReviewDecision(item_id, by, changes=tuple(changes), outgoing=tuple(outgoing))
        return self.decide_review(decision, now)

    def decide_review(self, decision: ReviewDecision, now: datetime) -> bool:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            item = review.close(connection, decision.item_id, decision.by, now)
            if item is None:
                return False
            before = self._current(connection)
            after = settle.decide(connection, item, decision, before, now, self._day(now))
        self._cached = after
        return True

    def close(self) -> None:
        """See `bot.ports.Store`. Gives its leases back, too."""
        for held in self._leases:
            held.release()
        self._database.engine.dispose()
