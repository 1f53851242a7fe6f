"""All the folders that are read, each for itself: one that is away keeps nobody else waiting."""

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.app.backoff import BackOff
from bot.app.inbox import Inbox
from bot.errors import LeaseLost, PartlyRead, Permanent, PobotError, StoreBusy, Transient
from bot.ports import Clock

log = structlog.get_logger()


@dataclass(slots=True)
class Inboxes:
    """The folders in the order of the configuration."""

    each: tuple[Inbox, ...]
    clock: Clock
    _back_off: dict[str, BackOff] = field(default_factory=dict)
    _failures: dict[str, PobotError] = field(default_factory=dict)

    def fetch(self) -> int:
        """T1 in every folder; return how many mails were fetched. Failures are kept for `check`.

        Raises:
            StoreBusy, LeaseLost: nothing can be stored, from whatever folder.
        """
        self._failures.clear()  # of a poll that was broken off before it told of them
        return self._all(Inbox.fetch)

    def file(self) -> int:
        """T4 in every folder that could be read; return how many mails were moved."""
        return self._all(Inbox.file)

    def check(self) -> None:
        """Say what failed since the last time.

        Raises:
            PartlyRead: some folders could not be read, others could.
            Transient, Permanent: none could be read.
        """
        failures, self._failures = self._failures, {}
        if not failures:
            return
        if len(failures) < len(self.each):
            raise PartlyRead("; ".join(str(error) for error in failures.values()))
        raise next(iter(failures.values()))

    def close(self) -> None:
        """Leave the servers."""
        for inbox in self.each:
            inbox.close()

    def _all(self, work: Callable[[Inbox], int]) -> int:
        return sum(self._one(inbox, work) for inbox in self.each)

    def _one(self, inbox: Inbox, work: Callable[[Inbox], int]) -> int:
        """Do one step in one folder, unless it failed a moment ago."""
        name, now = inbox.mailbox.name, self.clock.now()
        back_off = self._back_off.setdefault(name, BackOff())
        if name in self._failures:
            return 0
        alone = len(self.each) == 1  # then the round itself waits
        if back_off.waits(now) and not alone:
            self._failures[name] = back_off.error or Transient(name)
            return 0
        try:
            count = work(inbox)
        except (StoreBusy, LeaseLost):
            raise
        except (Transient, Permanent) as error:
            back_off.failed(now, error)
            self._failures[name] = error
            log.warning("folder not read", mailbox=name, error=str(error))
            return 0
        back_off.worked()
        return count
