"""What would go out in the days to come, if nothing came in: the real code on a ledger that rests.

The store is looked at and never written: what would be queued is remembered here, so that each
thing is said once, as it would be.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.app.quiet import ReminderSettings
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import Outgoing

if TYPE_CHECKING:
    from bot.ports import NewReviewItem, ReviewDecision, Store

AT = time(10)
"""Wall-clock time at which each day is played in each time zone: inside the sending hours."""


@dataclass(slots=True)
class SetClock:
    """A clock that shows what it was set to."""

    at: datetime

    def now(self) -> datetime:
        """Return the moment it shows, aware."""
        return self.at


@dataclass(frozen=True, slots=True)
class Said:
    """A mail that would be queued, on a local day; `held_because` is "" where it would go."""

    day: date
    mail: Outgoing
    held_because: str


@dataclass(slots=True)
class Rehearsal:
    """A store that remembers what would be written, and writes nothing; else it is `store`.

    A `silent` one does not say how much was queued, so that nobody logs what did not happen.
    """

    store: "Store"
    day: date = date.min
    silent: bool = False
    said: list[Said] = field(default_factory=list)
    _keys: set[str] = field(default_factory=set)
    _notes: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def queue(
        self, mails: Iterable[Outgoing], now: datetime, *, held_because: str = "", cause: str = ""
    ) -> int:
        """Remember mails, each key once."""
        del now, cause
        fresh = [m for m in mails if not self.has_queued((m.idem_key, *m.covers))]
        for mail in fresh:
            self._keys |= {mail.idem_key, *mail.covers}
            self.said.append(Said(self.day, mail, held_because))
        return 0 if self.silent else len(fresh)

    def has_queued(self, idem_keys: Sequence[str]) -> frozenset[str]:
        """Return the keys that were said, here or in truth."""
        here = self._keys.intersection(idem_keys)
        return self.store.has_queued(tuple(idem_keys)) | here

    def open_review(self, items: "Iterable[NewReviewItem]", now: datetime) -> int:
        """Open nothing."""
        del now
        return len(tuple(items))

    def decide_review(self, decision: "ReviewDecision", now: datetime) -> bool:
        """Decide nothing."""
        del decision, now
        return False

    def note(self, name: str) -> str:
        """Return a note, as it would be."""
        return self._notes.get(name) or self.store.note(name)

    def put_note(self, name: str, value: str) -> None:
        """Remember a note."""
        self._notes[name] = value


def play(
    rehearsal: Rehearsal,
    clock: SetClock,
    work: Sequence[Callable[[], object]],
    first: date,
    days: int,
    zones: Sequence[ZoneInfo],
) -> Iterator[Said]:
    """Yield what would be queued on each of so many local days, in order.

    Args:
        rehearsal: the store that `work` writes to.
        clock: the clock that `work` looks at.
        work: what is due on a day, in the order of a round.
        first: the first day.
        days: how many are played.
        zones: the accounts team's, and those of clients: each day is played once in each of them.
    """
    for number in range(days):
        rehearsal.day = first + timedelta(days=number)
        begin = len(rehearsal.said)
        for moment in sorted(datetime.combine(rehearsal.day, AT, zone) for zone in zones):
            clock.at = moment
            for each in work:
                each()
        yield from rehearsal.said[begin:]


def zones_of(snapshot: Snapshot, settings: ReminderSettings) -> tuple[ZoneInfo, ...]:
    """Return the time zones in which somebody is written to, the accounts team's first."""
    theirs = (settings.zone_of(client) for client in snapshot.clients)
    return tuple(dict.fromkeys((settings.timezone, *theirs)))
