"""Figures for monitors: each entry of the journal is counted once, from the start on."""

from datetime import timedelta

from bot.app.alerts import Watch, WatchSettings
from bot.app.figures import Collected, Counting
from bot.app.pulse import Pulse
from bot.domain.outgoing import OutgoingState
from bot.errors import ServerGone, StoreBusy
from bot.ports import Evidence, MessageState, Settlement
from bot.store.memory import MemoryStore
from tests.app.office import TestClock
from tests.builders import NOW
from tests.store.samples import arrived, outgoing

LATER = NOW + timedelta(minutes=1)


def settle(store: MemoryStore, uid: int, verdict: str) -> None:
    message = arrived(store, uid)
    done = Settlement(message, MessageState.DONE, verdict, "{}", evidence=Evidence("a mail"))
    store.settle(done, LATER)


def collected(store: MemoryStore) -> Collected:
    clock = TestClock()
    watch = Watch(Pulse(), store, clock, (), WatchSettings("mail1", timedelta(minutes=1)))
    return Collected(watch, Counting(store, clock.now()))


def test_what_happens_is_counted_once_however_often_somebody_asks() -> None:
    store = MemoryStore()
    figures = collected(store)
    settle(store, 1, "apply")
    assert figures().tally.settled == {"apply": 1}
    settle(store, 2, "apply")
    settle(store, 3, "review")
    store.queue((outgoing(),), LATER)
    (row,) = store.claim(1, LATER)
    store.advance(row, OutgoingState.ACCEPTED, LATER)
    for _ in range(3):
        tally = figures().tally
    assert tally.settled == {"apply": 2, "review": 1}
    assert tally.outgoing["accepted", row.mail.kind.value] == 1
    assert tally.entries["settled"] == 3


def test_what_happened_before_the_start_is_not_counted() -> None:
    store = MemoryStore()
    settle(store, 1, "apply")
    counting = Counting(store, LATER + timedelta(seconds=1))
    counting.count()
    assert counting.tally.settled == {}


class LockedStore(MemoryStore):
    """Its database is locked."""

    def note(self, name: str) -> str:
        raise StoreBusy(f"database: locked ({name})")


def test_without_the_database_the_rest_is_told() -> None:
    figures = collected(LockedStore())
    figures.watch.pulse.failed("inbox", ServerGone("away"), NOW)
    found = figures()
    assert found.backlog is None
    assert [failure.part for failure in found.failures] == ["inbox"]
    assert found.troubles == ("database", "inbox")
