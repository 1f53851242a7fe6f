"""The way of an outgoing mail: which state may follow which, and what is noted of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32

from bot.domain.invoice_keys import brings_first
from bot.domain.ledger import InvoiceNumber
from bot.domain.outgoing import MAY_HAVE_ARRIVED, Condition, Outgoing, OutgoingState
from bot.store.chain import NewEntry
from bot.store.text import message_ids

FOUND_COMMITTING = "found in committing at start: the final dot may have been sent"
"""The evidence for a mail in doubt after a crash."""

_NOTED = frozenset(
    {
        OutgoingState.ACCEPTED,
        OutgoingState.FAILED,
        OutgoingState.SUPPRESSED,
        OutgoingState.IN_DOUBT,
        OutgoingState.HELD,
    }
)
"""Where a mail's way ends, or stops until a person has looked."""

_FINAL = frozenset({OutgoingState.ACCEPTED, OutgoingState.SUPPRESSED})


_NOT_LEFT = frozenset(
    {
        OutgoingState.QUEUED,
        OutgoingState.CLAIMED,
        OutgoingState.DEFERRED,
        OutgoingState.HELD,
        OutgoingState.SUPPRESSED,
    }
)
"""Nobody has such a mail. One that failed may have been sent by a person some other way."""


@dataclass(frozen=True, slots=True)
class InvoiceMail:
    """What is held of a mail with invoices that tells whether the client has them."""

    idem_key: str
    state: OutgoingState
    condition: Condition
    evidence: str


def unsent(mails: Iterable[InvoiceMail]) -> frozenset[InvoiceNumber]:
    """Return the invoices that mails were to bring first, and of which none has left.

    A mail that was ever in doubt may have arrived. A copy with a late number that waits says
    nothing: the client has had the invoice itself before.
    """
    waits: set[InvoiceNumber] = set()
    left: set[InvoiceNumber] = set()
    for mail in mails:
        numbers = {number for number, _ in mail.condition.invoices}
        if mail.state not in _NOT_LEFT or MAY_HAVE_ARRIVED in mail.evidence:
            left |= numbers
        else:
            waits |= {number for number in numbers if brings_first(mail.idem_key, number)}
    return frozenset(waits - left)


def evidence_after(held: OutgoingState, was: str, state: OutgoingState, said: str) -> str:
    """Return the evidence of a mail that became `state`: what is said, else what was.

    A doubt stays with a mail, whatever becomes of it, until it is known to be accepted.
    """
    doubtful = OutgoingState.IN_DOUBT in {held, state} or MAY_HAVE_ARRIVED in was
    news = said or was
    if state is OutgoingState.ACCEPTED or not doubtful or MAY_HAVE_ARRIVED in news:
        return news
    return f"{news}; {MAY_HAVE_ARRIVED}" if news else MAY_HAVE_ARRIVED


def is_noted(state: OutgoingState) -> bool:
    """Return whether reaching this state is worth a line in the journal."""
    return state in _NOTED


def may_follow(held: OutgoingState, state: OutgoingState) -> bool:
    """Return whether a mail in state `held` may become `state`.

    Only a claimed mail may get its final dot. What was accepted stays accepted, and what was
    suppressed stays so, since what it covered may be said by another mail. Everything else is
    allowed: a person may resend a failed mail or give up a held one.
    """
    if held in _FINAL:
        return state is held
    return state is not OutgoingState.COMMITTING or held is OutgoingState.CLAIMED


def entry(mail: Outgoing, state: OutgoingState, evidence: str = "", cause: str = "") -> NewEntry:
    """Return the journal's line for a mail that reached this state."""
    data = {
        "kind": mail.kind.value,
        "recipient": mail.recipient,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "evidence": evidence,
        "cause": cause,
    }
    return NewEntry(f"mail_{state.value}", mail.idem_key, data)


def answered(source: bytes) -> tuple[str, ...]:
    """Return the Message-IDs that a composed mail answers or cites, without brackets."""
    headers = BytesHeaderParser(policy=compat32).parsebytes(source)
    names = [
        name
        for header in ("In-Reply-To", "References")
        for value in headers.get_all(header, [])
        for name in message_ids(str(value))
    ]
    return tuple(dict.fromkeys(names))
