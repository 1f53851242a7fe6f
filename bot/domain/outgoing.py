"""Mail on its way out: what it is, what state it is in, and what must still be true to send it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ledger import ChangeRequestId, ClientId, EngagementId, InvoiceNumber


class OutgoingClass(StrEnum):
    """What sort of mail it is: decides what happens when it is in doubt."""

    REPLY = "reply"
    COPY = "copy"  # of a reply, for another contact whom the client's mail was addressed to
    REMINDER = "reminder"
    CHASER = "chaser"
    INVOICE = "invoice"
    DIGEST = "digest"

    @property
    def may_be_sent_again(self) -> bool:
        """Return whether the same bytes may go twice when it is unknown if they arrived.

        An invoice that comes twice has one number, and is paid once; one that is lost is not paid.
        """
        answers = {OutgoingClass.REPLY, OutgoingClass.COPY}
        return self in answers | {OutgoingClass.DIGEST, OutgoingClass.INVOICE}


class OutgoingState(StrEnum):
    """queued -> claimed -> committing -> accepted, and the side states.

    committing: all but the final dot has been sent, or the dot too: unknown whether accepted.
    deferred: refused for now (4xx); failed: refused for good (5xx), or too old.
    in_doubt: found in committing after a crash, or the connection broke after the dot.
    held: not sent, a person decides. suppressed: what it said was no longer true at the claim.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    COMMITTING = "committing"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    HELD = "held"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must still be true of the ledger when a mail is claimed for sending.

    Attributes:
        client_id: whose mail it is; None for digests and replies, which hold always.
        unpaid: invoices that must still be open, undisputed and not held.
        owed: what must still be owed on each of them, gross: ("PR-2026-0117", "11040.00 GBP").
        charged: what it quotes for late payment, "interest" or "fixed_sum" of an invoice: nobody
            may have waived it since.
        without_po: engagements that must still wait for an order.
        unordered: change requests that must still lack an order.
        gates_open: engagements whose work may still begin.
        gates_shut: engagements whose work must still wait.
        blankets: thresholds that blanket orders must still have passed, by their keys.
        invoices: invoices that the mail brings, each with the PO number on it: still good.
        papers: the same invoices, each with the fingerprint of what its paper states.
        policy_unknown: clients of whom it must still be unknown whether they use orders.
        without_payee: clients that must still lack a registered finance contact.
    """

    client_id: ClientId | None = None
    unpaid: tuple[InvoiceNumber, ...] = ()
    without_po: tuple[EngagementId, ...] = ()
    unordered: tuple[ChangeRequestId, ...] = ()
    gates_open: tuple[EngagementId, ...] = ()
    gates_shut: tuple[EngagementId, ...] = ()
    blankets: tuple[str, ...] = ()
    invoices: tuple[tuple[InvoiceNumber, str], ...] = ()
    papers: tuple[tuple[InvoiceNumber, str], ...] = ()
    policy_unknown: tuple[ClientId, ...] = ()
    without_payee: tuple[ClientId, ...] = ()
    owed: tuple[tuple[InvoiceNumber, str], ...] = ()
    charged: tuple[tuple[InvoiceNumber, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A composed mail, its bytes frozen.

    Attributes:
        idem_key: what it is; unique for all time.
        message_id: its Message-ID, derived from `idem_key` with a secret; unique.
        sender: envelope sender.
        recipient: the one envelope recipient.
        source: the exact bytes, CRLF line ends.
        condition: checked again when it is claimed.
        expires_at: after this it fails rather than arrive late; None for never.
        covers: keys of all that it says ("remind:PR-2026-0117:2"), so that nothing is said twice
            though several things share a mail. Freed again when the mail is suppressed.
    """

    idem_key: str
    message_id: str
    kind: OutgoingClass
    sender: str
    recipient: str
    subject: str
    source: bytes
    condition: Condition = Condition()
    expires_at: datetime | None = None
    covers: tuple[str, ...] = ()


MAY_HAVE_ARRIVED = "it may have arrived"
"""What the evidence of a mail that was ever in doubt ends with, until it is known to be sent."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An outgoing mail as the store holds it."""

    row_id: int
    mail: Outgoing
    state: OutgoingState
    attempts: int
    created_at: datetime
    next_at: datetime
    evidence: str = ""

    @property
    def may_have_arrived(self) -> bool:
        """Return whether an earlier attempt was in doubt: somebody may have this mail."""
        return self.state is OutgoingState.IN_DOUBT or MAY_HAVE_ARRIVED in self.evidence
