"""What pobot needs from the outside world, and nothing more.

Every port has an in-memory twin for unit tests and one contract suite in tests/contracts that
every implementation passes. Implementations raise only the exceptions of `bot.errors`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.message import Location, Part, RawMessage, Reading
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingState
from bot.errors import Problem

# --- time ----------------------------------------------------------------------------------------


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Return this moment, aware, UTC."""
        ...


# --- mail in -------------------------------------------------------------------------------------


class Filing(StrEnum):
    """Which of the folders named in the configuration a handled mail moves to."""

    PROCESSED = "processed"
    REVIEW = "review"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail seen in the mailbox, not fetched yet.

    `size` is RFC822.SIZE in octets; `received_at` is INTERNALDATE, aware, UTC.
    """

    location: Location
    size: int
    received_at: datetime


class Mailbox(Protocol):
    """One folder of one account. Used from one thread; reconnects by itself on the next call."""

    name: str

    def uid_validity(self) -> int:
        """Select the folder afresh and return its UIDVALIDITY.

        Raises:
            Transient: the server is away, or refuses the login.
            Permanent: the folder does not exist.
        """
        ...

    def arrivals(self, after_uid: int) -> tuple[Arrival, ...]:
        """Return the mails with a UID above `after_uid`, in ascending order, without their bytes.

        Does not look at flags: a mail that somebody has read is as new as any other.
        """
        ...

    def fetch(self, arrivals: Sequence[Arrival], size_limit: int) -> Iterator[RawMessage]:
        r"""Yield the mails, in order, leaving `\\Seen` as it is.

        A mail larger than `size_limit` octets comes with its header block only and
        `complete=False`. A mail that vanished meanwhile is left out. A mail of which the server
        gives no bytes or the wrong number of bytes is left out too: it is seen again next poll.
        """
        ...

    def file(self, location: Location, filing: Filing) -> bool:
        """Move a mail to the folder for `filing`; return false if it is no longer there.

        Idempotent; creates the folder if needed; never expunges anything else.
        """
        ...

    def find_sent(self, message_id: str) -> bool:
        """Say whether the Sent folder (or a copy to ourselves) holds this Message-ID."""
        ...

    def close(self) -> None:
        """Log out, quietly; the next call connects again."""
        ...


# --- mail out ------------------------------------------------------------------------------------


class Delivered(StrEnum):
    """How an attempt to hand a mail to our SMTP server ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one attempt. `reply` is the server's last answer, or the error, in one line."""

    outcome: Delivered
    reply: str


class Mailer(Protocol):
    """Our SMTP server."""

    def send(self, mail: Outgoing, commit: "Commit") -> Receipt:
        """Hand over one mail to its one recipient.

        Everything up to, but not including, the final dot is sent first; then `commit` is called,
        which makes the state `committing` durable and may raise to stop; then the dot. Whatever
        goes wrong before `commit` returns is DEFERRED (the server drops an unfinished mail,
        RFC 5321 4.1.1.4); whatever goes wrong after it without a clear answer is IN_DOUBT.

        Raises:
            Transient: the server is away or refuses the login, before anything was sent.
        """
        ...

    def close(self) -> None:
        """Leave the connection that is kept for a batch, quietly."""
        ...


class Commit(Protocol):
    """What the mailer calls between the last line and the final dot."""

    def __call__(self) -> None:
        """Make it durable that the dot is about to be sent."""
        ...


# --- attachments ---------------------------------------------------------------------------------


class Readers(Protocol):
    """Reads attachments, in a confined child process."""

    def read(self, parts: Sequence[Part]) -> tuple[Reading, ...]:
        """Return one reading per part, in order. Never raises for bad content: see `problem`."""
        ...

    @property
    def confinement(self) -> str:
        """Say how the child is confined: "sandboxed", "limited" (rlimits only), or "none"."""
        ...

    def close(self) -> None:
        """End the child."""
        ...


# --- memory --------------------------------------------------------------------------------------


class MessageState(StrEnum):
    """received -> working -> done, shown or ignored; quarantined after three failed attempts."""

    RECEIVED = "received"
    WORKING = "working"
    DONE = "done"
    SHOWN = "shown"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"

    @property
    def terminal(self) -> bool:
        """Return whether the mail has been dealt with."""
        return self not in {MessageState.RECEIVED, MessageState.WORKING}


@dataclass(frozen=True, slots=True)
class Registration:
    """A fetched mail, ready to be stored: its bytes and the key of its content."""

    raw: RawMessage
    content_key: str
    rfc_message_id: str
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A mail as the store holds it. `judgement` is the JSON of `explain`, "" before."""

    row_id: int
    content_key: str
    rfc_message_id: str
    sender: str
    subject: str
    received_at: datetime
    complete: bool
    state: MessageState
    attempts: int
    last_error: str
    verdict: str
    judgement: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a change was made: which mail (or import, or person), which words, which rule."""

    cause: str
    quote: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something that waits for a person.

    `kind`: "mail" (a verdict of review), "question" (a clarification is out), "to_answer" (an
    acknowledged mail), "quarantine", "conflict" (an import differs from what is booked),
    "outgoing" (a mail in doubt, held or failed), "address" (it bounced).
    """

    item_id: int
    kind: str
    subject: str
    reasons: tuple[str, ...]
    opened_at: datetime
    message_id: int | None = None
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class NewReviewItem:
    """A review item to open. `key` makes it unique among the open ones."""

    kind: str
    key: str
    subject: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of one mail: all that T3 commits."""

    message: StoredMessage
    state: MessageState
    verdict: str
    judgement: str
    changes: tuple[Change, ...] = ()
    evidence: Evidence = Evidence(cause="")
    outgoing: tuple[Outgoing, ...] = ()
    held_because: str = ""
    review: tuple[NewReviewItem, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the append-only, hash-chained journal. `data` is JSON-safe."""

    seq: int
    at: datetime
    kind: str
    subject: str
    data: Mapping[str, object]
    digest: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of the ledger folder did, per table."""

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    rejected: tuple[Problem, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """What stops reminders: invoices held (with why), promises, addresses that bounced."""

    invoices: Mapping[str, str] = field(default_factory=dict)
    promised_orders: Mapping[str, date | None] = field(default_factory=dict)
    promised_payments: Mapping[str, date | None] = field(default_factory=dict)
    bad_addresses: frozenset[str] = frozenset()


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

    def source(self, message: StoredMessage) -> RawMessage:
        """Return the stored bytes."""
        ...

    def begin(self, message: StoredMessage, now: datetime) -> int:
        """T2: count one more attempt, durable before parsing starts; return the new count."""
        ...

    def settle(self, settlement: Settlement, now: datetime) -> bool:
        """T3: changes, journal, outbox rows, review items and the final state, or nothing.

        Returns false, changing nothing, if the mail already has a terminal state.
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

    def messages_since(self, since: datetime) -> tuple[StoredMessage, ...]:
        """Return the mails registered since, oldest first."""
        ...

    def replies_in_thread(self, message_ids: Sequence[str], since: datetime) -> int:
        """Count outgoing replies since that answer or cite any of these Message-IDs."""
        ...

    def outgoing_by_message_id(self, message_id: str) -> OutboxRow | None:
        """Return the outgoing mail that carries this Message-ID."""
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

    def recover_outbox(self, now: datetime) -> int:
        """At start: committing -> in_doubt, claimed -> queued. Return how many are in doubt."""
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

    def review_items(self, *, closed: bool = False) -> tuple[ReviewItem, ...]:
        """Return the open review items, oldest first; with `closed`, all of them."""
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

    # notes and upkeep
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

    def backup(self, target: Path) -> None:
        """Write a consistent copy while others work (SQLite); PostgreSQL says to use pg_dump."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


# --- the ledger folder ---------------------------------------------------------------------------


class Ledger(Protocol):
    """Where the ledger comes from and goes back to."""

    def load(self) -> tuple[Snapshot, tuple[Problem, ...]]:
        """Return the good rows, and a problem for every bad one, with file, line and column."""
        ...

    def save(self, snapshot: Snapshot) -> None:
        """Write the ledger back, atomically per file."""
        ...

    def fingerprint(self) -> str:
        """Return a value that changes when the files do; "" where there is no ledger."""
        ...
