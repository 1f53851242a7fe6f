"""One round of the daemon's work, in the order that keeps clients from getting a wrong mail.

The ledger first (a payment may have come), then the inbox (an answer may have come), then what
goes out. A part of the world that is away stops what depends on it, and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.app.backoff import BackOff
from bot.app.blankets import Blankets
from bot.app.bookkeeping import import_if_changed
from bot.app.digest import Digest
from bot.app.follow_ups import FollowUps
from bot.app.gates import StartGates
from bot.app.intake import Intake
from bot.app.invoicing import Invoicing
from bot.app.issuing import Issuing
from bot.app.missing_contacts import MissingContacts
from bot.app.notes import LAST_ERROR, LAST_POLL
from bot.app.outbox import Outbox
from bot.app.policy_questions import PolicyQuestions
from bot.app.pulse import Pulse
from bot.app.reminders import Reminders
from bot.app.retention import Retention
from bot.app.sent_before import be_careful
from bot.app.top_ups import TopUps
from bot.app.writeback import WriteBack
from bot.errors import BadInput, Permanent, PobotError, Transient
from bot.ports import Clock, Ledger, Store

STANDSTILL = timedelta(minutes=15)
"""A daemon polls far more often than this."""

SMALL_STEP = timedelta(minutes=1)
"""A clock is set back by less than this all the time, and no day depends on it."""

log = structlog.get_logger()


@dataclass(slots=True)
class Round:
    """Everything the daemon does, a method for each of its ticks."""

    store: Store
    ledger: Ledger
    intake: Intake
    gates: StartGates
    invoicing: Invoicing
    issuing: Issuing
    outbox: Outbox
    reminders: Reminders
    top_ups: TopUps
    blankets: Blankets
    policy_questions: PolicyQuestions
    follow_ups: FollowUps
    missing_contacts: MissingContacts
    digest: Digest
    clock: Clock
    write_back: WriteBack | None = None
    retention: Retention | None = None
    stop: Callable[[], bool] = bool
    pulse: Pulse = field(default_factory=Pulse)
    renew: Callable[[], None] = lambda: None
    _back_off: dict[str, BackOff] = field(default_factory=dict)
    _set_back: bool = False

    def start(self) -> None:
        """Recover what a killed process left behind, and be careful after a standstill.

        A database that was last used a while ago may be a backup: what went out after it was made
        must not go again.
        """
        self.outbox.recover()
        last_poll, now = self.store.note(LAST_POLL), self.clock.now()
        if last_poll and now - datetime.fromisoformat(last_poll) > STANDSTILL:
            be_careful(self.store, datetime.fromisoformat(last_poll), now)

    def reload(self) -> bool:
        """Take rules and letters anew; return whether they were taken. Bad ones change nothing."""
        try:
            self.renew()
        except BadInput as error:
            for problem in error.problems:
                log.error("the old rules and letters stay", problem=str(problem))  # noqa: TRY400
            self.pulse.failed("reload", error, self.clock.now())
            return False
        self.pulse.worked("reload")
        log.info("rules and letters taken anew")
        return True

    def poll(self, *, imported: bool = False) -> bool:
        """Read the inbox, release what waited for it, and send; return whether it was read.

        `imported`: whether the ledger folder was read right before this.
        """
        if self.stop():
            return False
        self._try("gates", self.gates.look)
        read = self._try("inbox", self._poll)
        if read:
            # An order that is being withdrawn may wait in an inbox that was not read.
            self._try("invoices", self.invoicing.run)
            self._try("issuing", self.issuing.run)
            self._try("gates", self.gates.run)
        if self.write_back is not None:
            self._try("write-back", self.write_back.run)
        self.send(all_read=imported and read)
        return read

    def send(self, *, all_read: bool = False) -> bool:
        """Send what is due; reminders only straight after ledger folder and inbox were read."""
        return self.stop() or self._try("outbox", lambda: self.outbox.run(all_read=all_read))

    def due(self) -> bool:
        """Remind and report: only on a fresh ledger, and only after the inbox was read."""
        if self.stop():
            return False
        imported = self._try("ledger", self._import)
        read = self.poll(imported=imported)
        ready = imported and read and not self._set_back
        self._set_back = False
        if ready:
            self._try("follow-ups", self.follow_ups.run)
        reminded = ready and self._try("reminders", self.reminders.run)
        if ready:
            self._try("top-ups", self.top_ups.run)
            self._try("blankets", self.blankets.run)
            self._try("policy questions", self.policy_questions.run)
            self._try("missing contacts", self.missing_contacts.run)
        reported = self._try("digest", self.digest.run)
        if self.retention is not None:
            self._try("retention", self.retention.run)
        return self.send(all_read=imported and read) and reminded and reported

    def everything(self) -> bool:
        """Do all that is due now; return whether all of it worked."""
        return self.due()

    def _import(self) -> None:
        import_if_changed(self.ledger, self.store, self.clock)

    def _poll(self) -> None:
        # Without clients every mail would be a stranger's; it waits in the inbox instead.
        if not self.store.snapshot().clients:
            raise Permanent("the ledger holds no client yet, so no mail is judged")
        self.intake.poll()
        now, last_poll = self.clock.now(), self.store.note(LAST_POLL)
        if last_poll and datetime.fromisoformat(last_poll) - now > SMALL_STEP:
            log.warning("the clock was set back: nobody is reminded this time", was=last_poll)
            self._set_back = True
        self.store.put_note(LAST_POLL, now.isoformat())

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        """Do a piece of work; return false, with a longer wait each time, if the world is away."""
        back_off = self._back_off.setdefault(name, BackOff())
        now = self.clock.now()
        self.pulse.beat()
        if self.stop() or back_off.waits(now):
            return False
        try:
            work()
        except PobotError as error:
            back_off.failed(now, error)
            self.pulse.failed(name, error, now)
            self._note_error(name, error)
            return False
        if back_off.failures:
            log.info("works again", part=name, failures=back_off.failures)
        back_off.worked()
        self.pulse.worked(name)
        self._clear_error(name)
        return True

    def _note_error(self, name: str, error: PobotError) -> None:
        log.error("does not work", part=name, error=str(error), kind=type(error).__name__)
        try:
            self.store.put_note(f"{LAST_ERROR}:{name}", f"{self.clock.now().isoformat()} {error}")
        except Transient:
            log.exception("could not note it in the database either")

    def _clear_error(self, name: str) -> None:
        key = f"{LAST_ERROR}:{name}"
        try:
            if self.store.note(key):
                self.store.put_note(key, "")
        except Transient as error:
            log.warning("could not note that it works again", part=name, error=str(error))
