"""What the store holds, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.decision import Change
from bot.domain.message import RawMessage
from bot.domain.outgoing import Outgoing
from bot.errors import Problem


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
    "outgoing" (a mail in doubt, held or failed), "address" (it bounced), "order" (the ledger speaks
    against an order), "split" (an invoice that only two orders pay for).
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
