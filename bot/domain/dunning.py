"""The dunning procedure at work: who is reminded or chased today, and who is not, and why.

An invoice or an engagement stands on the highest level that it has reached; a client is written to
when at least one of its invoices (or engagements) stands on a level that was not said yet. A letter
covers the levels below too, so that switching on over an old ledger, or coming back after days of
downtime, says the right thing once.

What was said is a set of keys: `remind:<invoice>:<level>`, `chase:<engagement>:<level>`, and
`wrote:<remind|chase>:<client>:<ISO date>` for the day of a letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from bot.domain.arrears import MissingOrder, Overdue, missing_orders, overdue_of, usable_order
from bot.domain.calendar import shifted
from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    EngagementId,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.procedure import Ladder, Level, Procedure, in_days

WRITE_TO = ("finance", "procurement", "project")
"""Roles of the contacts who get these letters: the first that is registered."""

REMIND, CHASE = "remind", "chase"


class Holds(Protocol):
    """What stops letters; the store's `Holds` is one. Addresses are lower case."""

    @property
    def invoices(self) -> Mapping[str, str]:
        """Invoices held until a person has looked, with why (a dispute, a remittance)."""
        ...

    @property
    def promised_orders(self) -> Mapping[str, date | None]:
        """Engagements with a promised order, and the date if one was given."""
        ...

    @property
    def promised_payments(self) -> Mapping[str, date | None]:
        """Invoices with a promised payment, and the date if one was given."""
        ...

    @property
    def bad_addresses(self) -> frozenset[str]:
        """Addresses that bounced for good."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter that is due to one client: a reminder (`overdue`) or a chaser (`missing`).

    Attributes:
        level: the highest among those newly reached.
        covers: keys of all that the letter says and that was not said before.
    """

    client: Client
    recipient: Contact
    level: Level
    covers: tuple[str, ...]
    overdue: tuple[Overdue, ...] = ()
    missing: tuple[MissingOrder, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the numbers of the invoices or engagements that the letter is about."""
        return (*self.condition.unpaid, *self.condition.without_po)

    @property
    def condition(self) -> Condition:
        """Return what must still be true when the letter is sent."""
        return Condition(
            self.client.client_id,
            unpaid=tuple(line.invoice.invoice_number for line in self.overdue),
            without_po=tuple(gap.engagement.engagement_id for gap in self.missing),
        )


@dataclass(frozen=True, slots=True)
class Silence:
    """An invoice or engagement (`subject`, its number) for which no letter goes now, and why.

    `tell`: the account manager who must be told, because the client has nobody to write to.
    `routine`: it is only not time, or time no more; nothing stands in the way.
    """

    client_id: ClientId
    subject: str
    why: str
    tell: str = ""
    routine: bool = False


def due_reminders(
    snapshot: Snapshot, procedure: Procedure, holds: Holds, said: frozenset[str], today: date
) -> tuple[Notice, ...]:
    """Return a notice for each client with an invoice that newly reached a level.

    Args:
        snapshot: the ledger.
        procedure: the ladders.
        holds: what stops letters.
        said: keys already said; empty gives every notice that could be due.
        today: the local day.
    """
    books = _Books(snapshot, procedure, holds, said, today)
    outcomes = (_reminder(books, client) for client in snapshot.clients)
    return tuple(notice for notice, _ in outcomes if notice)


def due_chasers(
    snapshot: Snapshot, procedure: Procedure, holds: Holds, said: frozenset[str], today: date
) -> tuple[Notice, ...]:
    """Return a notice for each client with an engagement that newly reached a chaser level.

    Only clients that require purchase orders are asked. The arguments are those of
    `due_reminders`; a client to whom a reminder goes today is chased another day.
    """
    books = _Books(snapshot, procedure, holds, said, today)
    outcomes = (_chaser(books, client) for client in snapshot.clients)
    return tuple(notice for notice, _ in outcomes if notice)


def silences(
    snapshot: Snapshot, procedure: Procedure, holds: Holds, said: frozenset[str], today: date
) -> tuple[Silence, ...]:
    """Say for which overdue invoices and missing orders no letter is due, and why."""
    books = _Books(snapshot, procedure, holds, said, today)
    found: list[Silence] = []
    for client in snapshot.clients:
        found += (*_reminder(books, client)[1], *_chaser(books, client)[1])
    return tuple(found)


def keys_to_ask(notices: Iterable[Notice], procedure: Procedure, today: date) -> frozenset[str]:
    """Return the keys of which must be known whether they were said, to choose among notices."""
    keys: set[str] = set()
    for notice in notices:
        keys.update(notice.covers)
        for kind in (REMIND, CHASE):
            keys.update(wrote(kind, notice.client.client_id, procedure.gap_days, today))
    return frozenset(keys)


def condition_holds(
    condition: Condition, snapshot: Snapshot, holds: Holds, today: date | None = None
) -> str:
    """Return why a queued letter is no longer true, or "" if it still is.

    Args:
        condition: of the letter.
        snapshot: the ledger now.
        holds: what stops letters now.
        today: the local day, by which promises and the periods of orders are judged; without it
            promises do not count, and an open order is good whatever its period.
    """
    reasons = (
        *(_why_not_owed(snapshot, holds, number, today) for number in condition.unpaid),
        *(_why_not_missing(snapshot, holds, which, today) for which in condition.without_po),
    )
    return next((why for why in reasons if why), "")


def recipient(snapshot: Snapshot, client_id: ClientId, holds: Holds) -> Contact | None:
    """Return who gets a client's letters: finance, else procurement, else project, else nobody."""
    contacts = snapshot.contacts_of(client_id)
    good = [c for c in contacts if c.email and c.email.lower() not in holds.bad_addresses]
    return next((c for role in WRITE_TO for c in good if c.role == role), None)


@dataclass(frozen=True, slots=True)
class _Books:
    snapshot: Snapshot
    procedure: Procedure
    holds: Holds
    said: frozenset[str]
    today: date


_Outcome = tuple[Notice | None, tuple[Silence, ...]]


def _reminder(books: _Books, client: Client) -> _Outcome:
    overdue = overdue_of(books.snapshot, client, books.today)
    stopped = [(line, _why_not_reminded(books, line)) for line in overdue]
    lines = tuple(line for line, why in stopped if not why)
    days: dict[str, int] = {line.invoice.invoice_number: line.days_past_due for line in lines}
    notice, quiet = _letter(books, client, Ladder(REMIND, books.procedure.overdue, days))
    notice = replace(notice, overdue=lines) if notice else None
    held = [Silence(client.client_id, o.invoice.invoice_number, why) for o, why in stopped if why]
    return notice, (*held, *quiet)


def _chaser(books: _Books, client: Client) -> _Outcome:
    missing = missing_orders(books.snapshot, client, books.today)
    stopped = [(gap, _why_not_chased(books, gap)) for gap in missing]
    lines = tuple(gap for gap, silence in stopped if silence is None)
    days: dict[str, int] = {g.engagement.engagement_id: _days_since(books, g) for g in lines}
    notice, quiet = _letter(books, client, Ladder(CHASE, books.procedure.chasers, days))
    notice = replace(notice, missing=lines) if notice else None
    return notice, (*(silence for _, silence in stopped if silence), *quiet)


def _letter(books: _Books, client: Client, ladder: Ladder) -> _Outcome:
    """Return a notice without its lines if something is new on this ladder, and else why none."""
    fresh = [
        level
        for subject in ladder.days
        if (level := ladder.level(subject)) and ladder.keys(subject)[-1] not in books.said
    ]
    if not fresh:
        return None, tuple(
            Silence(
                client.client_id, subject, ladder.outlook(subject), routine=ladder.climbs(subject)
            )
            for subject in ladder.days
        )
    if wait := _wait(books, client, ladder.kind):
        return None, tuple(
            Silence(client.client_id, subject, wait, routine=True) for subject in ladder.days
        )
    to = recipient(books.snapshot, client.client_id, books.holds)
    if to is None:
        return None, tuple(_unreachable(books, client, subject) for subject in ladder.days)
    keys = (key for subject in ladder.days for key in ladder.keys(subject))
    new = (key for key in keys if key not in books.said)
    covers = (*new, *wrote(ladder.kind, client.client_id, 1, books.today))
    return Notice(client, to, max(fresh, key=lambda level: level.days), covers), ()


def _wait(books: _Books, client: Client, kind: str) -> str:
    """Say why a client is not written to again yet, or ""."""
    gap = books.procedure.gap_days
    if books.said.intersection(wrote(kind, client.client_id, gap, books.today)):
        return f"written to less than {in_days(gap)} ago"
    other = CHASE if kind == REMIND else REMIND
    if books.said.intersection(wrote(other, client.client_id, 1, books.today)):
        return "another letter goes to this client today; this one follows on another day"
    return ""


def wrote(kind: str, client_id: ClientId, days: int, today: date) -> tuple[str, ...]:
    """Return the keys of a letter to a client on any of the last days, today included."""
    return tuple(f"wrote:{kind}:{client_id}:{today - timedelta(days=d)}" for d in range(days))


def _unreachable(books: _Books, client: Client, subject: str) -> Silence:
    invoice = books.snapshot.invoice.get(InvoiceNumber(subject))
    engagement_id = invoice.engagement_id if invoice else EngagementId(subject)
    manager = books.snapshot.engagement[engagement_id].account_manager or "the account manager"
    why = f"nobody at {client.name} to write to: {manager} must be told"
    return Silence(client.client_id, subject, why, tell=manager)


def _why_not_reminded(books: _Books, line: Overdue) -> str:
    number = line.invoice.invoice_number
    if line.invoice.status is InvoiceStatus.DISPUTED:
        return "disputed"
    if why := books.holds.invoices.get(number):
        return f"held: {why}"
    if why := _promise(books, "payment", books.holds.promised_payments, number):
        return why
    engagement = books.snapshot.engagement[line.invoice.engagement_id]
    order = usable_order(books.snapshot, engagement, books.today)
    # A change request may need an order of its own; all else that is ordered is our own slip.
    if line.awaits_po and order and not line.invoice.change_request_id:
        return f"order {order.po_number} is on file and not on the invoice: ours to put right"
    return ""


def _why_not_chased(books: _Books, gap: MissingOrder) -> Silence | None:
    client_id, engagement_id = gap.engagement.client_id, gap.engagement.engagement_id
    if why := _promise(books, "order", books.holds.promised_orders, engagement_id):
        return Silence(client_id, engagement_id, why)
    days, levels = _days_since(books, gap), books.procedure.chasers
    if levels and days < levels[0].days and not gap.waiting:
        why = f"the work starts in {in_days(-days)}"
        return Silence(client_id, engagement_id, why, routine=True)
    if levels and days > levels[-1].days and not gap.waiting:
        return Silence(client_id, engagement_id, "no invoice waits for an order", routine=True)
    return None


def _promise(books: _Books, what: str, promises: Mapping[str, date | None], subject: str) -> str:
    """Say that a promise is believed, or "" without one or once its date and grace are over."""
    if subject not in promises:
        return ""
    promised_on = promises[subject]
    if promised_on is None:
        return f"{what} promised, no date given"
    believed_to = shifted(promised_on, books.procedure.grace_days)
    if books.today > believed_to:
        return ""
    return f"{what} promised for {promised_on}, believed until {believed_to}"


def _days_since(books: _Books, gap: MissingOrder) -> int:
    """Return the days since the work starts; without that date since an invoice waits, else 0."""
    issued = [invoice.issued_on for invoice in gap.waiting if invoice.issued_on]
    basis = gap.engagement.starts_on or min(issued, default=books.today)
    return (books.today - basis).days


def _why_not_owed(
    snapshot: Snapshot, holds: Holds, number: InvoiceNumber, today: date | None
) -> str:
    invoice = snapshot.invoice.get(number)
    if invoice is None:
        return f"{number} is not in the ledger any more"
    if invoice.status not in {InvoiceStatus.ISSUED, InvoiceStatus.AWAITING_PO}:
        return f"{number} is {invoice.status.value} now"
    if snapshot.outstanding(invoice) <= 0:
        return f"{number} has been paid"
    if why := holds.invoices.get(number):
        return f"{number} is held: {why}"
    promised_on = holds.promised_payments.get(number)
    if today and promised_on and promised_on >= today:
        return f"payment of {number} is promised for {promised_on}"
    return ""


def _why_not_missing(
    snapshot: Snapshot, holds: Holds, engagement_id: EngagementId, today: date | None
) -> str:
    engagement = snapshot.engagement.get(engagement_id)
    if engagement is None or engagement.status != "active":
        return f"{engagement_id} is not active any more"
    if snapshot.client[engagement.client_id].po_policy is not PoPolicy.REQUIRED:
        return f"the client of {engagement_id} does not require purchase orders"
    if order := usable_order(snapshot, engagement, today):
        return f"order {order.po_number} covers {engagement_id}"
    promised_on = holds.promised_orders.get(engagement_id)
    if today and promised_on and promised_on >= today:
        return f"an order for {engagement_id} is promised for {promised_on}"
    return ""
