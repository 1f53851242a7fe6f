"""What comes next beside reminders: invoices, letters unasked for, and mails to put away."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from bot.app.digest_scope import Scope
from bot.app.invoicing import passing
from bot.app.quoting import quoted
from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import Outgoing
from bot.ports import JournalEntry

SHOWN_KINDS = frozenset({"mail", "to_answer", "quarantine"})
"""Kinds of review items whose mails were moved to the folder for review."""

Coming = Callable[[date], tuple[Outgoing, ...]]
"""Returns the letters that would be queued on a local day as things stand; queues none."""


def next_day_lines(
    mails: Iterable[Outgoing], snapshot: Snapshot, scope: Scope, today: date, day: date
) -> tuple[str, ...]:
    """Return a line for each invoice that may go out on a coming day and not before, and letter.

    Args:
        mails: the letters that would be queued on that day; only accounts are told of them.
        snapshot: the ledger.
        scope: whose digest it is.
        today: the local day.
        day: the next working day.
    """
    letters = _letters(mails) if scope.is_all else ()
    return (*_invoices(snapshot, scope, today, day), *letters)


def dealt_with(journal: Iterable[JournalEntry]) -> tuple[str, ...]:
    """Return a line for each mail whose item a person closed: it lies in the Review folder still.

    pobot moves a mail once, when it is decided; where a person looks, it is theirs to put away.
    """
    return tuple(
        quoted(f"#{entry.subject} {entry.data.get('subject')}: {_done(entry)}")
        for entry in journal
        if entry.kind == "review_closed" and entry.data.get("kind") in SHOWN_KINDS
    )


def _done(entry: JournalEntry) -> str:
    return f"{entry.data.get('outcome') or 'closed'} by {entry.data.get('by')}"


def _invoices(snapshot: Snapshot, scope: Scope, today: date, day: date) -> Iterator[str]:
    now = {one.invoice.invoice_number for one in at_gate(snapshot, today) if one.passes}
    opening = tuple(
        one
        for one in at_gate(snapshot, day)
        if one.invoice.invoice_number not in now and scope.has_work(one.invoice.engagement_id)
    )
    return (quoted(f"invoice {line}") for line in passing(snapshot, opening))


def _letters(mails: Iterable[Outgoing]) -> tuple[str, ...]:
    return tuple(f"{quoted(mail.recipient)}: {quoted(mail.subject)}" for mail in mails)
