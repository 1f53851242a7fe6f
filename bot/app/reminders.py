"""Mail out that nobody asked for: reminders of overdue invoices, and chasers of missing orders.

Work is "due and not said yet" (`bot.domain.dunning`): a tick only wakes it, so a missed one loses
nothing and a second one doubles nothing. The inbox is read first: nothing is said while a mail is
unsettled, nor to a client whose own mail still waits for one of us.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import structlog

from bot.app.dunning_letters import summary
from bot.app.dunning_mails import DunningMails, Figures
from bot.app.issuing import Printer
from bot.app.pauses import believed
from bot.app.quiet import (
    SWITCHED_OFF,
    UNSETTLED,
    ReminderSettings,
    outside_hours,
    paused,
)
from bot.app.slips import show_slips
from bot.app.statements import Statements
from bot.app.unallocated import with_unallocated
from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.dunning import (
    Notice,
    Silence,
    due_chasers,
    due_reminders,
    keys_to_ask,
    silences,
)
from bot.domain.ledger import ClientId, Snapshot
from bot.domain.outgoing import Outgoing
from bot.ports import Clock, Holds, NewReviewItem, Store
from bot.stages.compose import Templates

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due on a local day, and what is not, and why."""

    day: date
    notices: tuple[Notice, ...]
    silences: tuple[Silence, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A letter as it would be sent: why it is due, and why it is held ("" if it is not)."""

    mail: Outgoing
    why: str
    held_because: str


@dataclass(slots=True)
class Reminders:
    """The dunning procedure, run against the store."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: ReminderSettings
    figures: Figures | None = None
    printer: Printer | None = None

    def run(self) -> int:
        """Queue every letter that is due now; return how many were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same due.
        """
        now = self.clock.now()
        if why := self.stopped(now):
            log.debug("no reminders now", why=why)
            return 0
        due = self._due_now(now)
        self._show_held(due, now)
        show_slips(self.store, local_day(now, self.settings.timezone), now)
        queued = sum(
            self.store.queue(
                [letter.mail for letter in letters],
                now,
                held_because=why,
                cause=f"dunning procedure {self.settings.procedure.name}",
            )
            for why, letters in groupby(due, key=lambda letter: letter.held_because)
        )
        crashpoint("after-reminders")
        queued += self._state(now)
        if queued:
            log.info("reminders queued", count=queued)
        return queued

    def _state(self, now: datetime) -> int:
        """Queue the statements of account that are due now; return how many were new."""
        if not self.settings.statements:
            return 0
        statements = Statements(self.store, self.templates, self.company, self.settings)
        mails = statements.due(self.store.snapshot(), self._believed(), now)
        why, cause = self.settings.held_because, "a statement of account every month"
        return self.store.queue(mails, now, held_because=why, cause=cause)

    def stopped(self, now: datetime) -> str:
        """Return why no letter may be queued at this moment, or ""."""
        if not self.settings.enabled:
            return SWITCHED_OFF
        if not self._open(now):
            return outside_hours(self.settings, now) or "no client works at this hour"
        return UNSETTLED if self.store.unsettled(1) else ""

    def due(self, today: date) -> tuple[Due, ...]:
        """Return every letter that is due on a local day, written; nothing is queued.

        A letter that cannot be written is left out and shown to a person.
        """
        return self._letters({today: self.plan(today).notices})

    def plan(self, today: date) -> Plan:
        """Say who would be written to on a local day as things stand, and who would not."""
        if not self.settings.enabled:
            return Plan(today, (), ())
        snapshot, procedure = self.store.snapshot(), self.settings.procedure
        holds = self._believed()
        going, spared, said = self._chosen(snapshot, holds, today)
        quiet = silences(snapshot, procedure, holds, said, today)
        return Plan(today, going, (*quiet, *spared))

    def preview(self, today: date) -> Iterator[str]:
        """Yield lines of text: who gets what on a local day, and who does not, and why."""
        plan = self.plan(today)
        now = self.clock.now()
        yield f"Reminders for {today:%a %d %b %Y}, procedure {self.settings.procedure.name}"
        if not self.settings.enabled:
            yield f"None: {SWITCHED_OFF}"
            return
        if self.settings.held_because:
            yield f"Held, not sent: {self.settings.held_because}"
        if today == local_day(now, self.settings.timezone) and (why := self.stopped(now)):
            yield f"Not at this moment: {why}"
        yield f"Letters: {len(plan.notices) or 'none'}"
        for notice in plan.notices:
            yield f"  {summary(notice)}"
        yield f"No letter: {len(plan.silences) or 'none'}"
        names = {c.client_id: c.name for c in self.store.snapshot().clients}
        for silence in plan.silences:
            yield f"  {names[silence.client_id]}, {silence.subject}: {silence.why}"

    def _open(self, now: datetime) -> dict[date, frozenset[ClientId]]:
        """Return the clients that may be written to at this moment, by the date where they are."""
        days = {
            client.client_id: self.settings.day_of(client, now)
            for client in self.store.snapshot().clients
            if not self.settings.closed(client, now)
        }
        return {day: frozenset(c for c, its in days.items() if its == day) for day in days.values()}

    def _due_now(self, now: datetime) -> tuple[Due, ...]:
        snapshot, holds = self.store.snapshot(), self._believed()
        chosen = {
            day: self._chosen(snapshot, holds, day, clients)[0]
            for day, clients in self._open(now).items()
        }
        return self._letters(chosen)

    def _letters(self, chosen: Mapping[date, tuple[Notice, ...]]) -> tuple[Due, ...]:
        too_many = sum(map(len, chosen.values())) > self.settings.most_at_once
        return tuple(
            due
            for day, notices in chosen.items()
            for due in self._written(notices, day, too_many=too_many)
        )

    def _chosen(
        self,
        snapshot: Snapshot,
        holds: Holds,
        today: date,
        only: frozenset[ClientId] | None = None,
    ) -> tuple[tuple[Notice, ...], tuple[Silence, ...], frozenset[str]]:
        """Return the notices that go on a local day, why others do not, and what was said."""
        procedure, nothing = self.settings.procedure, frozenset[str]()
        possible = (
            *due_reminders(snapshot, procedure, holds, nothing, today, only),
            *due_chasers(snapshot, procedure, holds, nothing, today, only),
        )
        if not possible:
            return (), (), nothing
        said = self._said(keys_to_ask(possible, procedure, today))
        reminders = due_reminders(snapshot, procedure, holds, said, today, only)
        chasers = due_chasers(snapshot, procedure, holds, said, today, only)
        if not (reminders or chasers):
            return (), (), said
        pauses = paused(self.store, self.settings, snapshot, today, self.clock.now())
        return *_going(reminders, chasers, pauses), said

    def _believed(self) -> Holds:
        holds = believed(self.store, self.settings.procedure, self.clock.now())
        return with_unallocated(self.store, self.store.snapshot(), holds)

    def _written(
        self, notices: tuple[Notice, ...], today: date, *, too_many: bool
    ) -> Iterator[Due]:
        snapshot, holds, now = self.store.snapshot(), self._believed(), self.clock.now()
        for notice in notices:
            held = self._held_because(notice, too_many=too_many)
            try:
                mails = self.mails.to_client(notice, snapshot, holds, today, now, held=bool(held))
                notes = tuple(self.mails.to_staff(notice, today, now, held))
            except Exception as error:  # a bug costs one letter, not all of them
                log.exception("a reminder could not be written", client=notice.client.client_id)
                self._show_failed(notice, error)
                continue
            yield from (Due(mail, summary(notice), held) for mail in mails)
            why = self.settings.held_because
            yield from (Due(note, summary(notice), why) for note in notes)

    @property
    def mails(self) -> DunningMails:
        """Return what writes the letters."""
        return DunningMails(
            self.templates,
            self.company,
            self.settings,
            self.figures,
            self.printer,
            self.store.has_queued,
        )

    def _held_because(self, notice: Notice, *, too_many: bool) -> str:
        if self.settings.held_because:
            return self.settings.held_because
        if notice.level.needs_approval:
            return f"level {notice.level.name!r}: a person releases it"
        if too_many:
            return f"more than {self.settings.most_at_once} letters at once: a person releases them"
        return ""

    def _said(self, keys: frozenset[str]) -> frozenset[str]:
        """Return those of the keys that were said in this mode, shadow or live."""
        found = self.store.has_queued([f"{self.settings.prefix}{key}" for key in sorted(keys)])
        return frozenset(key.removeprefix(self.settings.prefix) for key in found)

    def _show_held(self, due: tuple[Due, ...], now: datetime) -> None:
        """Show what a person must release, before it is queued: a crash between leaves no gap."""
        if self.settings.held_because:
            return
        items = [
            NewReviewItem(
                "outgoing",
                f"outgoing:{letter.mail.idem_key}",
                f"to {letter.mail.recipient}: {letter.mail.subject}",
                (letter.held_because, letter.why),
            )
            for letter in due
            if letter.held_because
        ]
        self.store.open_review(items, now)

    def _show_failed(self, notice: Notice, error: Exception) -> None:
        subject = f"to {notice.recipient.email}: a letter could not be written"
        key = f"unwritten:{notice.client.client_id}:{notice.level.name}"
        item = NewReviewItem("outgoing", key, subject, (repr(error), summary(notice)))
        self.store.open_review((item,), self.clock.now())


def _going(
    reminders: tuple[Notice, ...], chasers: tuple[Notice, ...], pauses: Mapping[ClientId, str]
) -> tuple[tuple[Notice, ...], tuple[Silence, ...]]:
    """Return the notices that go, and for the others why not: one letter a client and day."""
    going: list[Notice] = []
    spared: list[Silence] = []
    reasons = dict(pauses)
    for notice in (*reminders, *chasers):
        client_id = notice.client.client_id
        if why := reasons.get(client_id):
            routine = client_id not in pauses
            spared += (Silence(client_id, s, why, routine=routine) for s in notice.subjects)
            continue
        reasons[client_id] = "a reminder goes on this day, this letter on another"
        going.append(notice)
    return tuple(going), tuple(spared)
