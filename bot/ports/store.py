"""pobot's memory."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.message import Location, RawMessage
from bot.domain.order_book import Entry
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingState
from bot.domain.vitals import Backlog
from bot.errors import Problem
from bot.ports.records import (
    Evidence,
    Holds,
    ImportReport,
    JournalEntry,
    NewReviewItem,
    Registration,
    ReviewDecision,
    ReviewItem,
    Settlement,
    StoredMessage,
)


class Lease(Protocol):
    """The right to poll and write. Released by the kernel when the process dies."""

    epoch: int

    def release(self) -> None:
        """Give it back."""
        ...


class Store(Protocol):
    """pobot's memory. Every method is one transaction, durable when it returns.

    Raises:
        StoreBusy: locked, full, read-only, unreachable: nothing was changed.
        LeaseLost: another process holds the lease now: nothing was changed.
    """

    # the lease
    def acquire_lease(self, name: str, owner: str) -> Lease | None:
        """Return the lease, or None if another living process has it. Writes are fenced by it."""
        ...

    # transactions
    def together(self) -> AbstractContextManager[None]:
        """Make what this thread does inside one transaction: durable at its end, all or nothing.

        What is written inside is read inside. Others wait to write meanwhile, so it is for
        moments. What fails inside and is caught there has changed nothing, as without it.
        """
        ...

    # mail in
    def scanned_to(self, mailbox: str, uid_validity: int) -> int:
        """Return the UID up to which every mail has a row; 0 for a new UIDVALIDITY."""
        ...

    def register(
        self, registrations: Sequence[Registration], scanned_to: Location | None, now: datetime
    ) -> tuple[StoredMessage, ...]:
        """T1: insert messages (once per content key) and locations; advance `scanned_to_uid`.

        Args:
            registrations: mails of one batch.
            scanned_to: the highest UID up to which every mail has a row by now; None leaves it.
            now: written as the time of registration.
        """
        ...

    def unsettled(self, limit: int) -> tuple[StoredMessage, ...]:
        """Return mails that have no terminal state, oldest first."""
        ...

    def stored(self, row_id: int) -> StoredMessage | None:
        """Return the mail of a row, or None if there is none."""
        ...

    def source(self, message: StoredMessage) -> RawMessage:
        """Return the stored bytes. Raises Permanent where they are not kept any more."""
        ...

    def begin(self, message: StoredMessage, now: datetime) -> int:
        """T2: count one more attempt, durable before parsing starts; return the new count."""
        ...

    def begin_all(self, messages: Sequence[StoredMessage], now: datetime) -> tuple[int, ...]:
        """T2 for several mails in one transaction: mark them; return their counts, in order.

        An attempt in company counts for none of them: whose fault its end is, nobody could say.
        """
        ...

    def settle(self, settlement: Settlement, now: datetime) -> bool:
        """T3: changes, journal, outbox rows, review items and the final state, or nothing.

        Returns false, changing nothing, if the mail already has a terminal state.

        Raises:
            LedgerMoved: its changes rest on what is not so any more; the mail is decided again.
        """
        ...

    def unfiled(self, mailbox: str, limit: int) -> tuple[tuple[Location, StoredMessage], ...]:
        """Return the locations of settled mails that are not moved yet."""
        ...

    def filed(self, location: Location, *, gone: bool) -> None:
        """T4: remember that this location was moved (or vanished)."""
        ...

    def find_message(self, rfc_message_id: str) -> StoredMessage | None:
        """Return the newest stored mail with this Message-ID (angle brackets optional)."""
        ...

    def namesakes(self, messages: Sequence[StoredMessage]) -> tuple[StoredMessage, ...]:
        """Return those of the mails that have the Message-ID of an earlier, different mail."""
        ...

    def messages_since(self, since: datetime) -> tuple[StoredMessage, ...]:
        """Return the mails registered since, oldest first."""
        ...

    def mails_from(self, sender: str, since: datetime) -> tuple[StoredMessage, ...]:
        """Return the mails of one From address registered since, oldest first."""
        ...

    def mails_naming(self, words: Sequence[str]) -> tuple[StoredMessage, ...]:
        """Return the mails whose judgement holds one of these texts, either case, oldest first."""
        ...

    def replies_in_thread(self, message_ids: Sequence[str], since: datetime) -> int:
        """Count outgoing replies since that answer or cite any of these Message-IDs."""
        ...

    def outgoing_by_message_id(self, message_id: str) -> OutboxRow | None:
        """Return the outgoing mail that carries this Message-ID."""
        ...

    def written_to(self, recipient: str, since: datetime) -> tuple[OutboxRow, ...]:
        """Return the latest outgoing mails to one address, created since, oldest first."""
        ...

    # the ledger
    def snapshot(self) -> Snapshot:
        """Return the ledger as it stands; cheap when nothing changed."""
        ...

    def import_ledger(
        self,
        ledger: Snapshot,
        rejected: tuple[Problem, ...],
        now: datetime,
        *,
        dry_run: bool = False,
    ) -> ImportReport:
        """Merge a ledger folder, idempotently, in one transaction.

        An empty cell never takes back what pobot booked; a value that differs from a booked one is
        a conflict for review, and what was booked stays.
        """
        ...

    def book(
        self,
        changes: Sequence[Change],
        evidence: Evidence,
        now: datetime,
        *,
        outgoing: Iterable[Outgoing] = (),
        held_because: str = "",
    ) -> int:
        """Make changes that no mail asked for, each effect once, with the mails that go with them.

        All in one transaction; returns how many were new. `evidence.cause` names the occasion.
        """
        ...

    def order_entries(self) -> tuple[Entry, ...]:
        """Return the book of purchase orders, oldest entry first; it agrees with the snapshot."""
        ...

    def holds(self) -> Holds:
        """Return what stops reminders."""
        ...

    # mail out
    def queue(
        self, mails: Iterable[Outgoing], now: datetime, *, held_because: str = "", cause: str = ""
    ) -> int:
        """Queue mails, each idem_key once for all time; return how many were new."""
        ...

    def claim(self, limit: int, now: datetime) -> tuple[OutboxRow, ...]:
        """Claim queued and deferred mails that are due, oldest first."""
        ...

    def advance(
        self,
        row: OutboxRow,
        state: OutgoingState,
        now: datetime,
        *,
        evidence: str = "",
        next_at: datetime | None = None,
    ) -> None:
        """Move an outgoing mail to another state, and note it in the journal where it ends."""
        ...

    def outbox(self, *states: OutgoingState) -> tuple[OutboxRow, ...]:
        """Return the outgoing mails in these states (all, without), oldest first."""
        ...

    def recover_outbox(self, now: datetime, visible_at: datetime | None = None) -> int:
        """Put right what attempts left without an end: committing -> in_doubt, claimed -> queued.

        Args:
            now: written as the time of the change.
            visible_at: the `next_at` of what comes into doubt by this; None keeps it.

        Returns how many mails are in doubt.
        """
        ...

    def has_queued(self, idem_keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that an outgoing mail has as its idem_key or covers.

        What a suppressed mail covers counts as not said.
        """
        ...

    # people
    def open_review(self, items: Iterable[NewReviewItem], now: datetime) -> int:
        """Open review items, each key at most once among the open ones; return how many."""
        ...

    def review_items(self, *, closed: bool = False, kind: str = "") -> tuple[ReviewItem, ...]:
        """Return the open review items, oldest first; with `closed`, all; with `kind`, of it."""
        ...

    def close_review(
        self,
        item_id: int,
        by: str,
        now: datetime,
        *,
        changes: Sequence[Change] = (),
        outgoing: Iterable[Outgoing] = (),
    ) -> bool:
        """Close an open item with what the person decided, all in one transaction.

        The reminders that its mail held may go again: a person has looked. Returns false, changing
        nothing, if the item is not open.
        """
        ...

    def decide_review(self, decision: ReviewDecision, now: datetime) -> bool:
        """Do what a person decided on an open item; returns as `close_review` does.

        Raises:
            StoreBusy: the ledger is of another version than the one it was decided on.
            LeaseLost: an outgoing mail has moved on meanwhile.
        """
        ...

    # notes and upkeep
    def backlog(self, now: datetime) -> Backlog:
        """Return what waits at this moment, counted."""
        ...

    def note(self, name: str) -> str:
        """Return a named note ("last_poll", "last_error:inbox"), or ""."""
        ...

    def put_note(self, name: str, value: str) -> None:
        """Remember a named note."""
        ...

    def journal(self, since: datetime | None = None) -> tuple[JournalEntry, ...]:
        """Return the journal, oldest first."""
        ...

    def verify(self) -> tuple[str, ...]:
        """Check database integrity and the journal's hash chain; return what is wrong."""
        ...

    def drop_raw(self, before: datetime, now: datetime, limit: int) -> int:
        """Drop the bytes of mails dealt with and stored before, at most so many; return how many.

        Mails that an open review item waits on are kept. What was decided and why stays, and the
        hash of the bytes. `source` raises Permanent for such a mail.
        """
        ...

    def backup(self, target: Path) -> None:
        """Write a consistent copy while others work (SQLite); PostgreSQL says to use pg_dump."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...
