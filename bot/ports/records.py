"""What the store holds, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.decision import Change
from bot.domain.ledger import Snapshot
from bot.domain.message import RawMessage
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingState
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
    """A mail as the store holds it.

    `judgement` is the JSON of `explain`, "" before; `size` is in octets, as the server told it.
    """

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
    size: int = 0


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
    "mailbox" (something odd was found where mail is read),
    "outgoing" (a mail in doubt, held or failed), "address" (it bounced), "order" (the ledger speaks
    against an order), "split" (an invoice that only two orders pay for), "terms" (a mail that was
    booked states payment terms that are not those agreed), "long_terms" (more than 60 days),
    "invoice" (it cannot go out), "copy" (one with a late number lies ready), "bounced" (an invoice
    did not arrive).
    `key` says what it is about: "mail:" and a content key, "outgoing:" and an idem_key.
    """

    item_id: int
    kind: str
    subject: str
    reasons: tuple[str, ...]
    opened_at: datetime
    message_id: int | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NewReviewItem:
    """A review item to open. `key` makes it unique among the open ones."""

    kind: str
    key: str
    subject: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """What a person decided on an open review item: all that one transaction commits.

    Attributes:
        item_id: the item, closed by this.
        by: who decided.
        outcome: in a word or two, "approved"; with `reason`, what the person said.
        changes: to the ledger, with the `evidence` that the journal gets for them.
        outgoing: mails that go with it; with `held_because` they are held, not sent.
        moves: outgoing mails that this releases or ends, each with its new state.
        ledger_version: of the ledger that it was decided on; None for any.
    """

    item_id: int
    by: str
    outcome: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    evidence: Evidence | None = None
    outgoing: tuple[Outgoing, ...] = ()
    held_because: str = ""
    moves: tuple[tuple[OutboxRow, OutgoingState], ...] = ()
    ledger_version: int | None = None

    @property
    def grounds(self) -> Evidence:
        """Return what the journal says of its changes."""
        cause = f"review item {self.item_id}, {self.by}"
        return replace(self.evidence, cause=cause) if self.evidence else Evidence(cause)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of one mail: all that T3 commits.

    `decided_on` is the ledger that it was decided on: its changes are refused once that has moved.
    `closes` are the questions that it ends, as if a person had closed them, before `review` opens.
    """

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
    decided_on: Snapshot | None = None
    closes: tuple[ReviewDecision, ...] = ()


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
    """What an import of the ledger folder did, per table.

    Attributes:
        added, changed, unchanged: rows by table.
        rejected: rows that were not taken.
        conflicts: values that differ from what is booked, a sentence each; what was booked stays.
        findings: what in the ledger speaks against its orders since this import, with the figures.
    """

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    rejected: tuple[Problem, ...] = ()
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """What stops reminders: invoices held (with why), promises, addresses that bounced.

    `waived_interest` and `waived_fixed_sums` stop none: what is not charged on invoices, with why.
    `paused` holds invoices that a person paused, each with the day on which reminders go again.
    """

    invoices: Mapping[str, str] = field(default_factory=dict)
    promised_orders: Mapping[str, date | None] = field(default_factory=dict)
    promised_payments: Mapping[str, date | None] = field(default_factory=dict)
    bad_addresses: frozenset[str] = frozenset()
    waived_interest: Mapping[str, str] = field(default_factory=dict)
    waived_fixed_sums: Mapping[str, str] = field(default_factory=dict)
    paused: Mapping[str, date | None] = field(default_factory=dict)

    def on(self, today: date) -> "Holds":
        """Return the holds of a day: an invoice that is paused beyond it counts as held."""
        pauses = {
            number: f"paused until {until}"
            for number, until in self.paused.items()
            if until is None or today < until
        }
        return replace(self, invoices={**pauses, **self.invoices})
