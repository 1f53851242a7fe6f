"""One thing done to the ledger, ready to be stored. Pure values.

A booking holds the rows as they shall be, the columns that count as booked from then on, what it
holds back, the effect that can happen only once, and the line for the journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ledger import Snapshot
from bot.errors import LedgerMoved, StoreBusy
from bot.ports import Evidence, ReviewDecision, ReviewItem, Settlement
from bot.store.chain import NewEntry
from bot.store.records import Record, with_row


class HoldKind(StrEnum):
    """What a hold stops: letters, or what is asked for when an invoice is paid late."""

    INVOICE = "invoice"
    PROMISED_ORDER = "promised_order"
    PROMISED_PAYMENT = "promised_payment"
    ADDRESS = "address"
    WAIVED_INTEREST = "waived_interest"
    WAIVED_FIXED_SUM = "waived_fixed_sum"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason not to write, or not to charge: an invoice, engagement or address (`subject`)."""

    kind: HoldKind
    subject: str
    why: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """A ledger row as it shall be.

    Attributes:
        before: the row as it was; None for a new one.
        booked: the columns that pobot now answers for; an import no longer overwrites them.
    """

    table: str
    record: Record
    before: Record | None
    booked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """One thing done. `effect` and `key` can happen once; `subject` and `data` are journalled."""

    effect: str
    key: str
    subject: str
    data: Mapping[str, object]
    puts: tuple[Put, ...] = ()
    holds: tuple[Hold, ...] = ()
    lifts: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and because of what a change is made: `key` is the mail's content key, or a person's."""

    key: str
    today: date


def after(ledger: Snapshot, booking: Booking) -> Snapshot:
    """Return the ledger with a booking's rows in place."""
    for put in booking.puts:
        ledger = with_row(ledger, put.table, put.record, put.before)
    return ledger


def entry(booking: Booking, evidence: Evidence) -> NewEntry:
    """Return the journal's line for a booking: what was done, and the evidence for it."""
    why = {
        "cause": evidence.cause,
        "quote": evidence.quote,
        "rule": evidence.rule,
        "reasons": list(evidence.reasons),
    }
    return NewEntry(booking.effect, booking.subject, {**booking.data, **why})


def settled(settlement: Settlement) -> NewEntry:
    """Return the journal's line for the end of a mail; of a traceback, the last line."""
    evidence = settlement.evidence
    data = {
        "state": settlement.state.value,
        "verdict": settlement.verdict,
        "cause": evidence.cause,
        "reasons": list(evidence.reasons),
        "error": settlement.error.strip().rpartition("\n")[2],
    }
    return NewEntry("settled", settlement.message.content_key, data)


def closed(item: ReviewItem, decision: ReviewDecision) -> NewEntry:
    """Return the journal's line for a review item that a person closed."""
    data = {"kind": item.kind, "subject": item.subject, "by": decision.by}
    said = {"outcome": decision.outcome, "reason": decision.reason}
    return NewEntry("review_closed", str(item.item_id), {**data, **said})


def stands(decision: ReviewDecision, ledger: Snapshot) -> None:
    """Raise `StoreBusy` where the ledger is not the one that a person's decision was made on."""
    if decision.ledger_version not in {None, ledger.version}:
        raise StoreBusy("the ledger changed while this was decided; look at it again")


def still_stands(settlement: Settlement, ledger: Snapshot) -> None:
    """Raise `LedgerMoved` where a mail's changes rest on what is not so any more.

    That is all that the ledger holds of the clients concerned, and who else has these numbers.
    """
    basis = settlement.decided_on
    if basis is None or basis.version == ledger.version:
        return
    for change in settlement.changes:
        client_id = getattr(change, "client_id", None)
        number = getattr(change, "po_number", "")
        if client_id is not None and (
            basis.part_of(client_id) != ledger.part_of(client_id)
            or basis.owners_of(number) != ledger.owners_of(number)
        ):
            raise LedgerMoved("the ledger changed while this mail was decided")


def moved_by(decision: ReviewDecision) -> str:
    """Return the evidence for an outgoing mail that a person released or gave up."""
    why = f": {decision.reason}" if decision.reason else ""
    return f"{decision.outcome} by {decision.by}{why}"
