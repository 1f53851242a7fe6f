"""One round of the daemon's work, in the order that keeps clients from getting a wrong mail.

The ledger first (a payment may have come), then the inbox (an answer may have come), then what
goes out. A part of the world that is away stops what depends on it, and nothing else.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.app.blankets import Blankets
from bot.app.bookkeeping import import_if_changed
from bot.app.digest import Digest
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
from bot.app.top_ups import TopUps
from bot.app.writeback import WriteBack
from bot.errors import LoginRefused, Permanent, PobotError, Transient
from bot.ports import Clock, Ledger, Store

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
LOGIN_WAIT = timedelta(minutes=10)
"""A refused login is tried again slowly, so that the account is not locked."""

log = structlog.get_logger()


@dataclass(slots=True)
class BackOff:
    """Doubles the wait after each failure, with jitter, so that a server is never hammered."""

    failures: int = 0
    not_before: datetime | None = None

    def failed(self, now: datetime, error: Exception) -> None:
        """Note a failure."""
        self.failures += 1
        wait = min(FIRST_WAIT * 2 ** min(self.failures, 16), LONGEST_WAIT)
        if isinstance(error, LoginRefused):
            wait = LOGIN_WAIT
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
        self.not_before = now + wait * jitter

    def worked(self) -> None:
        """Note a success."""
        self.failures, self.not_before = 0, None

    def waits(self, now: datetime) -> bool:
        """Return whether it is too early to try again."""
        return self.not_before is not None and now < self.not_before


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
    missing_contacts: MissingContacts
    digest: Digest
    clock: Clock
    write_back: WriteBack | None = None
    stop: Callable[[], bool] = bool
    pulse: Pulse = field(default_factory=Pulse)
    _back_off: dict[str, BackOff] = field(default_factory=dict)

    def start(self) -> None:
        """Recover what a killed process left behind."""
        self.outbox.recover()

    def poll(self) -> bool:
        """Read the inbox, release what waited for it, and send; return whether it was read."""
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
        self.send()
        return read

    def send(self) -> bool:
        """Send what is due."""
        return self.stop() or self._try("outbox", self.outbox.run)

    def due(self) -> bool:
        """Remind and report: only on a fresh ledger, and only after the inbox was read."""
        if self.stop():
            return False
        imported = self._try("ledger", self._import)
        read = self.poll()
        reminded = imported and read and self._try("reminders", self.reminders.run)
        if imported and read:
            self._try("top-ups", self.top_ups.run)
            self._try("blankets", self.blankets.run)
            self._try("policy questions", self.policy_questions.run)
            self._try("missing contacts", self.missing_contacts.run)
        reported = self._try("digest", self.digest.run)
        return self.send() and reminded and reported

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
        self.store.put_note(LAST_POLL, self.clock.now().isoformat())

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
