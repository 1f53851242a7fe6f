"""Collects the figures for monitors: from the watch, and from what the journal got since the start.

Counting the journal, rather than in the code that does the work, means that nothing is counted that
was not committed, and nothing twice.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.alerts import Watch
from bot.domain.figures import Figures, Tally
from bot.domain.vitals import troubles
from bot.errors import PobotError
from bot.ports import JournalEntry, Store

OUTGOING = "mail_"
"""What kinds of journal entries about outgoing mails begin with (`bot.store.travel`)."""


@dataclass(slots=True)
class Counting:
    """Counts the entries of the journal, each once, from a moment on."""

    store: Store
    since: datetime
    _last: int = 0
    _settled: Counter[str] = field(default_factory=Counter)
    _outgoing: Counter[tuple[str, str]] = field(default_factory=Counter)
    _entries: Counter[str] = field(default_factory=Counter)

    def count(self) -> None:
        """Count what came since the last time."""
        for entry in self.store.journal(self.since):
            if entry.seq > self._last:
                self._count(entry)
                self._last, self.since = entry.seq, max(self.since, entry.at)

    @property
    def tally(self) -> Tally:
        """Return what was counted so far."""
        return Tally(dict(self._settled), dict(self._outgoing), dict(self._entries))

    def _count(self, entry: JournalEntry) -> None:
        self._entries[entry.kind] += 1
        if entry.kind == "settled":
            self._settled[str(entry.data.get("verdict", ""))] += 1
        elif entry.kind.startswith(OUTGOING):
            state = entry.kind.removeprefix(OUTGOING)
            self._outgoing[state, str(entry.data.get("kind", ""))] += 1


@dataclass(slots=True)
class Collected:
    """Figures whenever a monitor asks, from any thread."""

    watch: Watch
    counting: Counting
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> Figures:
        """Return how things stand; what the store does not say is left out."""
        with self._lock:
            vitals = self.watch.vitals(self.watch.clock.now())
            if vitals.backlog is not None:
                self._count()
            return Figures(
                tally=self.counting.tally,
                backlog=vitals.backlog,
                last_poll=vitals.last_poll,
                up=vitals.up.total_seconds(),
                sending=vitals.sending,
                failures=vitals.failures,
                troubles=tuple(trouble.key for trouble in troubles(vitals)),
                disks=vitals.disks,
            )

    def _count(self) -> None:
        try:
            self.watch.asking.do(self.counting.count)
        except PobotError:
            return  # Counted at the next time: nothing is lost by it.
