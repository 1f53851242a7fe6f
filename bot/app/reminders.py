"""Mail out that nobody asked for: reminders of overdue invoices, and chasers of missing orders.

Work is "due and not said yet" (`bot.domain.dunning`): a tick only wakes it, so a missed one loses
nothing and a second one doubles nothing. The inbox is read first: nothing is said while a mail is
unsettled, nor to a client whose own mail still waits for one of us.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

import structlog

from bot.app.dunning_letters import letter_for, summary
from bot.app.pauses import believed
from bot.app.quiet import SWITCHED_OFF, ReminderSettings, paused, stopped
from bot.crash import crashpoint
from bot.domain.calendar import end_of_day, local_day, next_working_day
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
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.ports import Clock, NewReviewItem, Store
from bot.stages.compose import Templates, compose

WORKING_DAYS = 3
"""A letter leaves on its day or one of the two working days after it, or not at all."""

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

    def run(self) -> int:
        """Queue every letter that is due now; return how many were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same due.
        """
        now = self.clock.now()
        if why := self.stopped(now):
            log.debug("no reminders now", why=why)
            return 0
        due = self.due(local_day(now, self.settings.timezone))
        self._show_held(due, now)
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
        if queued:
            log.info("reminders queued", count=queued)
        return queued

    def stopped(self, now: datetime) -> str:
        """Return why no letter may be queued at this moment, or ""."""
        return stopped(self.store, self.settings, now)

    def due(self, today: date) -> tuple[Due, ...]:
        """Return every letter that is due on a local day, written; nothing is queued.

        A letter that cannot be written is left out and shown to a person.
        """
        notices = self.plan(today).notices
        too_many = len(notices) > self.settings.most_at_once
        return tuple(self._written(notices, today, too_many=too_many))

    def plan(self, today: date) -> Plan:
        """Say who would be written to on a local day as things stand, and who would not."""
        if not self.settings.enabled:
            return Plan(today, (), ())
        snapshot, procedure = self.store.snapshot(), self.settings.procedure
        holds = believed(self.store, procedure, self.clock.now())
        nothing: frozenset[str] = frozenset()
        possible = (
            *due_reminders(snapshot, procedure, holds, nothing, today),
            *due_chasers(snapshot, procedure, holds, nothing, today),
        )
        said = self._said(keys_to_ask(possible, procedure, today))
        reminders = due_reminders(snapshot, procedure, holds, said, today)
        chasers = due_chasers(snapshot, procedure, holds, said, today)
        pauses = paused(self.store, self.settings, snapshot, today, self.clock.now())
        going, spared = _going(reminders, chasers, pauses)
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

    def _written(
        self, notices: tuple[Notice, ...], today: date, *, too_many: bool
    ) -> Iterator[Due]:
        snapshot = self.store.snapshot()
        for notice in notices:
            try:
                mail = self._compose(notice, snapshot, today)
            except Exception as error:  # a bug costs one letter, not all of them
                log.exception("a reminder could not be written", client=notice.client.client_id)
                self._show_failed(notice, error)
                continue
            yield Due(mail, summary(notice), self._held_because(notice, too_many=too_many))

    def _compose(self, notice: Notice, snapshot: Snapshot, today: date) -> Outgoing:
        kind = OutgoingClass.REMINDER if notice.overdue else OutgoingClass.CHASER
        mail = compose(
            letter_for(notice, snapshot, today, self.settings.prefix),
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            kind,
            condition=notice.condition,
            expires_at=self._expires_at(today),
        )
        return replace(mail, covers=tuple(f"{self.settings.prefix}{key}" for key in notice.covers))

    def _expires_at(self, today: date) -> datetime:
        last = today
        for _ in range(WORKING_DAYS - 1):
            last = next_working_day(last, self.settings.holidays(self.settings.country, last))
        return end_of_day(last, self.settings.timezone)

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
    paused: list[Silence] = []
    reasons = dict(pauses)
    for notice in (*reminders, *chasers):
        client_id = notice.client.client_id
        if why := reasons.get(client_id):
            routine = client_id not in pauses
            paused += (Silence(client_id, s, why, routine=routine) for s in notice.subjects)
            continue
        reasons[client_id] = "a reminder goes on this day, this letter on another"
        going.append(notice)
    return tuple(going), tuple(paused)
