"""The dunning procedure at work: who is reminded or chased today, and who is not, and why.

An invoice or an engagement stands on the highest level that it has reached; a client is written to
when at least one of its invoices (or engagements) stands on a level that was not said yet. A letter
covers the levels below too, so that switching on over an old ledger, or coming back after days of
downtime, says the right thing once.

What was said is a set of keys: `remind:<invoice>:<level>`, `chase:<engagement>:<level>`, and
`wrote:<remind|chase>:<client>:<ISO date>` for the day of a letter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.domain.arrears import MissingOrder, Overdue, missing_orders, overdue_of
from bot.domain.dunning_conditions import stated
from bot.domain.dunning_reasons import (
    Holds,
    covered_by_credit,
    promise,
    why_not_chased,
    why_not_reminded,
)
from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    InvoiceNumber,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.procedure import WRITE_TO, Ladder, Level, Procedure, in_days

REMIND, CHASE = "remind", "chase"


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter that is due to one client: a reminder (`overdue`) or a chaser (`missing`).

    Attributes:
        level: the highest among those newly reached.
        covers: keys of all that the letter says and that was not said before.
        copies_to: other contacts of the client who get the same letter.
        works: that it is about, each once.
        broken: the invoices whose payment was promised and did not come, with the day promised.
    """

    client: Client
    recipient: Contact
    level: Level
    covers: tuple[str, ...]
    overdue: tuple[Overdue, ...] = ()
    missing: tuple[MissingOrder, ...] = ()
    copies_to: tuple[Contact, ...] = ()
    works: tuple[Engagement, ...] = ()
    broken: Mapping[str, date] = field(default_factory=dict)

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
            owed=tuple((o.invoice.invoice_number, stated(o.outstanding)) for o in self.overdue),
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
    snapshot: Snapshot,
    procedure: Procedure,
    holds: Holds,
    said: frozenset[str],
    today: date,
    only: Collection[ClientId] | None = None,
) -> tuple[Notice, ...]:
    """Return a notice for each client with an invoice that newly reached a level.

    Args:
        snapshot: the ledger.
        procedure: the ladders.
        holds: what stops letters.
        said: keys already said; empty gives every notice that could be due.
        today: the local day.
        only: the clients that are looked at; None for all.
    """
    books = _Books(snapshot, procedure, holds, said, today)
    outcomes = (_reminder(books, client) for client in _clients(snapshot, only))
    return tuple(notice for notice, _ in outcomes if notice)


def due_chasers(
    snapshot: Snapshot,
    procedure: Procedure,
    holds: Holds,
    said: frozenset[str],
    today: date,
    only: Collection[ClientId] | None = None,
) -> tuple[Notice, ...]:
    """Return a notice for each client with an engagement that newly reached a chaser level.

    Only clients that require purchase orders are asked. The arguments are those of
    `due_reminders`; a client to whom a reminder goes today is chased another day.
    """
    books = _Books(snapshot, procedure, holds, said, today)
    outcomes = (_chaser(books, client) for client in _clients(snapshot, only))
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
            keys.update(wrote(kind, notice.client.client_id, procedure.longest_gap, today))
    return frozenset(keys)


def recipient(
    snapshot: Snapshot, client_id: ClientId, holds: Holds, roles: Iterable[str] = WRITE_TO
) -> Contact | None:
    """Return who gets a client's letters: the first registered contact of the roles, in order."""
    good = _reachable(snapshot, client_id, holds)
    return next((c for role in roles for c in good if c.role == role), None)


@dataclass(frozen=True, slots=True)
class _Books:
    snapshot: Snapshot
    procedure: Procedure
    holds: Holds
    said: frozenset[str]
    today: date

    def procedure_of(self, line: Overdue | MissingOrder) -> Procedure:
        """Return what applies: agreed for the invoice, else the work, else the client, else all."""
        if isinstance(line, MissingOrder):
            work = line.engagement
            return self.procedure.of(work.engagement_id, work.client_id)
        work = self.snapshot.engagement[line.invoice.engagement_id]
        return self.procedure.of(line.invoice.invoice_number, work.engagement_id, work.client_id)


def _clients(snapshot: Snapshot, only: Collection[ClientId] | None) -> tuple[Client, ...]:
    return tuple(c for c in snapshot.clients if only is None or c.client_id in only)


_Outcome = tuple[Notice | None, tuple[Silence, ...]]


def _reminder(books: _Books, client: Client) -> _Outcome:
    lines = overdue_of(books.snapshot, client, books.today, books.procedure.first_day)
    covered = covered_by_credit(books.snapshot, client, lines) if lines else {}
    stopped = [(line, _why_not_reminded(books, line, covered)) for line in lines]
    held = [Silence(client.client_id, o.invoice.invoice_number, why) for o, why in stopped if why]
    free = tuple(line for line, why in stopped if not why)
    ladder = _overdue_ladder(books, free)
    # What is not due yet is spoken of only where a level before the due date was reached.
    free = tuple(o for o in free if o.days_past_due > 0 or ladder.level(o.invoice.invoice_number))
    notice, quiet = _letter(books, client, _overdue_ladder(books, free))
    if notice:
        works = dict.fromkeys(books.snapshot.engagement[o.invoice.engagement_id] for o in free)
        notice = replace(notice, overdue=free, works=tuple(works), broken=_broken(books, free))
    return notice, (*held, *quiet)


def _overdue_ladder(books: _Books, lines: tuple[Overdue, ...]) -> Ladder:
    levels: dict[str, tuple[Level, ...]] = {
        line.invoice.invoice_number: books.procedure_of(line).overdue_levels(
            line.due_on, books.holds.promised_payments.get(line.invoice.invoice_number)
        )
        for line in lines
    }
    days: dict[str, int] = {line.invoice.invoice_number: line.days_past_due for line in lines}
    return Ladder(REMIND, levels, days)


def _broken(books: _Books, lines: tuple[Overdue, ...]) -> dict[str, date]:
    """Return the promises for these invoices that were not kept, where the procedure minds."""
    promised = {o.invoice.invoice_number: books.procedure_of(o) for o in lines}
    days = books.holds.promised_payments
    return {
        number: on
        for number, procedure in promised.items()
        if procedure.broken and (on := days.get(number))
    }


def _chaser(books: _Books, client: Client) -> _Outcome:
    missing = missing_orders(books.snapshot, client, books.today)
    stopped = [(gap, _why_not_chased(books, gap)) for gap in missing]
    lines = tuple(gap for gap, silence in stopped if silence is None)
    days: dict[str, int] = {g.engagement.engagement_id: _days_since(books, g) for g in lines}
    levels: dict[str, tuple[Level, ...]] = {
        gap.engagement.engagement_id: books.procedure_of(gap).chasers for gap in lines
    }
    notice, quiet = _letter(books, client, Ladder(CHASE, levels, days))
    if notice:
        notice = replace(notice, missing=lines, works=tuple(gap.engagement for gap in lines))
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
    level = max(fresh, key=lambda each: (each.needs_approval, each.days))
    to = recipient(books.snapshot, client.client_id, books.holds, level.recipients)
    if to is None:
        return None, tuple(_unreachable(books, client, subject) for subject in ladder.days)
    keys = (key for subject in ladder.days for key in ladder.keys(subject))
    new = (key for key in keys if key not in books.said)
    covers = (*new, *wrote(ladder.kind, client.client_id, 1, books.today))
    return Notice(client, to, level, covers, copies_to=_copies(books, client, level, to)), ()


def _copies(books: _Books, client: Client, level: Level, to: Contact) -> tuple[Contact, ...]:
    """Return the first registered contact of each role that gets a copy, each address once."""
    found = {to.email.lower(): to}
    for role in level.copy_to:
        copied = recipient(books.snapshot, client.client_id, books.holds, (role,))
        if copied:
            found.setdefault(copied.email.lower(), copied)
    return tuple(contact for contact in found.values() if contact is not to)


def _reachable(snapshot: Snapshot, client_id: ClientId, holds: Holds) -> tuple[Contact, ...]:
    contacts = snapshot.contacts_of(client_id)
    return tuple(c for c in contacts if c.email and c.email.lower() not in holds.bad_addresses)


def _wait(books: _Books, client: Client, kind: str) -> str:
    """Say why a client is not written to again yet, or ""."""
    gap = books.procedure.of(client.client_id).gap_days
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


def _why_not_reminded(books: _Books, line: Overdue, covered: Mapping[str, str]) -> str:
    procedure = books.procedure_of(line)
    return why_not_reminded(
        books.snapshot, line, procedure, books.holds, books.today
    ) or covered.get(line.invoice.invoice_number, "")


def _why_not_chased(books: _Books, gap: MissingOrder) -> Silence | None:
    client_id, engagement_id = gap.engagement.client_id, gap.engagement.engagement_id
    procedure, promised = books.procedure_of(gap), books.holds.promised_orders
    if why := promise("order", promised, engagement_id, procedure, books.today):
        return Silence(client_id, engagement_id, why)
    if not procedure.chasers:
        return Silence(client_id, engagement_id, f"no chasers: procedure {procedure.name!r}")
    if why := why_not_chased(gap, _days_since(books, gap), procedure.chasers):
        return Silence(client_id, engagement_id, why, routine=True)
    return None


def _days_since(books: _Books, gap: MissingOrder) -> int:
    """Return the days since the work starts; without that date since an invoice waits, else 0."""
    issued = [invoice.issued_on for invoice in gap.waiting if invoice.issued_on]
    basis = gap.engagement.starts_on or min(issued, default=books.today)
    return (books.today - basis).days
