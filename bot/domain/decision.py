"""What pobot decides to do about a mail, and why.

Everything that a mail can lead to is a value here; applying it is the store's work, in one
transaction. Each change knows the journal entry it becomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    PoPolicy,
)
from bot.domain.message import Address
from bot.domain.purchase_order import OrderKind
from bot.domain.staff_changes import StaffChange


class Kind(StrEnum):
    """What sort of sender a mail comes from, as far as answering goes."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST = "list"
    PORTAL = "portal"
    NO_REPLY = "no_reply"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    OWN = "own"


class Authentication(StrEnum):
    """What our own mail host found about the From domain (RFC 8601, DMARC alignment)."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Screening:
    """Whether a mail may be answered, and who really wrote it.

    Attributes:
        kind: the sort of sender.
        automatic: the reason why it must not be answered; None for a person's mail.
        authentication: the verdict of our own mail host on the From domain.
        author: who wrote it: From, or whom a list or group that rewrites From names.
        reply_to: where the sender wants answers; only ever used inside the same client.
        reasons: evidence for all of this, a sentence each.
    """

    kind: Kind
    automatic: str | None
    authentication: Authentication
    author: Address
    reply_to: Address | None = None
    reasons: tuple[str, ...] = ()


class Trust(StrEnum):
    """How far a sender is believed. Only CONTACT, DOMAIN and STAFF are ever answered."""

    CONTACT = "contact"
    DOMAIN = "domain"
    STAFF = "staff"
    PORTAL = "portal"
    UNKNOWN = "unknown"
    LOOKALIKE = "lookalike"
    FORGED = "forged"

    @property
    def answerable(self) -> bool:
        """Return whether a person of this standing gets answers."""
        return self in {Trust.CONTACT, Trust.DOMAIN, Trust.STAFF}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the sender is to us.

    Attributes:
        trust: how far they are believed.
        clients: the registered clients they may speak for; usually one, none for strangers. For
            staff and portals: whoever the forwarded mail or the notice speaks for.
        contact: the registered contact, where the address is one.
        carrier: our own colleague who forwards a client's mail, where one does; they get the reply.
        reasons: evidence, a sentence each.
    """

    trust: Trust
    clients: tuple[ClientId, ...] = ()
    contact: Contact | None = None
    carrier: Address | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a numbered question: something the order could be for."""

    engagement: Engagement
    invoices: tuple[Invoice, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one stated order belongs.

    Attributes:
        po_number: as printed.
        engagements: what it is for; empty while unclear.
        invoices: those that get the number because of this mail.
        further: named ones that get it as well and did not wait for it as those do: drafts of work
            with an order per invoice; disputed ones, once a person agrees.
        change_requests: ids of the change requests that it pays for.
        choices: where it could go, when nothing chooses between them.
        expected: net sum that the order must cover, from what it names; None where unknown.
        currency: of `expected`.
        reasons: evidence, a sentence each.
    """

    po_number: str
    engagements: tuple[Engagement, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    further: tuple[Invoice, ...] = ()
    change_requests: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    expected: Decimal | None = None
    currency: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A mail laid against the ledger.

    Attributes:
        client: whom it is about; None where no single client is.
        engagements: those at stake, whether or not an order is given.
        invoices: invoices that the sender names or describes.
        placements: one per stated order, in their order.
        reasons: evidence, a sentence each.
        conflicts: what in the ledger speaks against the mail, a sentence each.
    """

    client: Client | None
    engagements: tuple[Engagement, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    placements: tuple[Placement, ...] = ()
    reasons: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What becomes of a mail."""

    APPLY = "apply"
    CLARIFY = "clarify"
    REVIEW = "review"
    NONE = "none"


class Reply(StrEnum):
    """Which answer its sender gets."""

    CONFIRMATION = "confirmation"
    CLARIFICATION = "clarification"
    ACKNOWLEDGEMENT = "acknowledgement"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """Enter a purchase order. `amount` is net. Recorded once per client and canonical number."""

    client_id: ClientId
    po_number: str
    order_kind: OrderKind
    engagement_ids: tuple[EngagementId, ...]
    amount: Decimal | None = None
    currency: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    parent_po: str = ""


@dataclass(frozen=True, slots=True)
class AssignOrder:
    """Put a PO number on an invoice that waits for one."""

    client_id: ClientId
    po_number: str
    invoice_number: InvoiceNumber


@dataclass(frozen=True, slots=True)
class RaiseOrder:
    """Raise the sum of an order already known (top-up), extend its period, or add work to it.

    `amount` is the new net total, `valid_to` the new last day; None leaves either as it is.
    """

    client_id: ClientId
    po_number: str
    amount: Decimal | None
    revision: str = ""
    engagement_ids: tuple[EngagementId, ...] = ()
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """Stop using an order. `status` is "superseded" or "cancelled"."""

    client_id: ClientId
    po_number: str
    status: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class SetPoPolicy:
    """Note whether a client uses POs: the one setting that a mail may change."""

    client_id: ClientId
    policy: PoPolicy


@dataclass(frozen=True, slots=True)
class NotePromise:
    """Remember a promised order (or, with invoices, a promised payment) so that chasing waits."""

    client_id: ClientId
    subject: str
    promised_on: date | None
    engagement_ids: tuple[EngagementId, ...] = ()
    invoice_numbers: tuple[InvoiceNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldReminders:
    """Send no reminder for these invoices until a person has looked. `why`: dispute, remittance."""

    client_id: ClientId
    invoice_numbers: tuple[InvoiceNumber, ...]
    why: str


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """Send a draft out: from now on it is issued, under this date.

    `instead_of` is the key of the mail that it was to go with before, and that never left.
    """

    invoice_number: InvoiceNumber
    issued_on: date
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class MarkAddress:
    """An address of ours to write to bounced for good: write to it no more, tell accounts."""

    email: str
    why: str


Change = (
    RecordOrder
    | AssignOrder
    | RaiseOrder
    | CloseOrder
    | SetPoPolicy
    | NotePromise
    | HoldReminders
    | IssueInvoice
    | MarkAddress
    | StaffChange
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that stands in a letter's page, which calls it `cid:` and its `content_id`."""

    content_id: str
    file_name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `media_type` is as RFC 2046 names it: application/pdf."""

    file_name: str
    media_type: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to write: which template, to whom, with which values.

    Attributes:
        template: name without language and suffix, such as "po_recorded".
        to: the only recipient.
        copied: others who get a copy as a mail of their own; Cc names them.
        named_with: others who get the same letter as a mail of their own; To names them too.
        language: ISO 639-1 wish; English where no such template exists.
        values: what the template needs: client text is data, and is escaped when rendered.
        idem_key: says what this letter is; a second letter with the same key is never sent.
        pictures: what the page shows.
        attachments: files that go with it, in this order.
        client_id: of the client it concerns, which may have a template of its own; "" for none.
    """

    template: str
    to: Address
    language: str
    idem_key: str
    values: Mapping[str, object] = field(default_factory=dict)
    named_with: tuple[Address, ...] = ()
    copied: tuple[Address, ...] = ()
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from one mail. Committed whole, or not at all.

    Attributes:
        verdict: what becomes of the mail.
        reply: which answer its sender gets.
        changes: to the ledger; only an `apply` books orders, other verdicts may hold reminders.
        letters: to be composed and queued.
        reasons: sentences with the evidence, most important first.
        to_answer: whether a person still owes the sender an answer (the digest's list).
        shown: what a person sees although the mail is booked, a sentence each.
    """

    verdict: Verdict
    reply: Reply
    changes: tuple[Change, ...] = ()
    letters: tuple[Letter, ...] = ()
    reasons: tuple[str, ...] = ()
    to_answer: bool = False
    shown: tuple[str, ...] = ()
