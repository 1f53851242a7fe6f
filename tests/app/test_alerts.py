"""The watch: what it tells, by which way, and what it remembers."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.app.alerts import Watch, WatchSettings
from bot.app.bounded import Bounded
from bot.app.notes import ALERTS, LAST_POLL
from bot.app.pulse import Pulse
from bot.domain.alerts import News
from bot.domain.vitals import Backlog, Disk
from bot.edges.memory import MemoryRoute
from bot.errors import LeaseLost, LoginRefused, ServerGone, StoreBusy
from bot.store.memory import MemoryStore
from tests.app.office import TestClock
from tests.store.samples import outgoing

MINUTE = timedelta(minutes=1)


@dataclass
class Scene:
    """A daemon's pulse, a store, and someone on duty; time passes when the test says so."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: TestClock = field(default_factory=TestClock)
    route: MemoryRoute = field(default_factory=MemoryRoute)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.pulse = Pulse(lambda: self.seconds)
        self.watch = self.started()

    def started(self) -> Watch:
        """Return the watch of a process that has just been started."""
        settings = WatchSettings("mail1", MINUTE)
        return Watch(self.pulse, self.store, self.clock, [self.route], settings)

    def passes(self, minutes: int) -> None:
        """Let time pass, looking every minute."""
        for _ in range(minutes):
            self.seconds += 60
            self.clock.at += MINUTE
            self.watch.look()

    @property
    def told(self) -> list[tuple[News, str]]:
        return [(a.news, a.key) for bulletin in self.route.told for a in bulletin.alerts]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_while_all_is_well_nobody_hears_anything(scene: Scene) -> None:
    for _ in range(120):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert scene.told == []
    assert scene.store.note(ALERTS) == ""


def test_an_inbox_that_is_not_read_is_told_within_fifteen_minutes(scene: Scene) -> None:
    scene.pulse.worked("inbox")
    scene.passes(15)
    assert scene.told == [(News.RAISED, "inbox")]
    assert "last read at" in scene.route.told[0].text


def test_a_poll_that_hangs_is_told_though_nothing_fails(scene: Scene) -> None:
    scene.pulse.worked("inbox")
    scene.pulse.beat()
    scene.passes(15)
    assert [key for _, key in scene.told] == ["inbox"]


def test_a_dead_login_is_told_once_and_its_end_too(scene: Scene) -> None:
    scene.pulse.worked("inbox")
    for _ in range(60):
        scene.pulse.failed("inbox", LoginRefused("token expired"), scene.clock.now())
        scene.passes(1)
    scene.pulse.worked("inbox")
    for _ in range(6):
        scene.passes(1)
        scene.pulse.worked("inbox")
    assert scene.told == [(News.RAISED, "login:inbox"), (News.CLEARED, "login:inbox")]


def test_a_lost_lease_is_told_at_the_next_look(scene: Scene) -> None:
    scene.pulse.failed("outbox", LeaseLost("another process works on pobot now"), scene.clock.now())
    scene.passes(1)
    assert scene.told == [(News.RAISED, "lease")]


def test_a_full_disk_is_told_at_the_next_look(scene: Scene) -> None:
    scene.watch.disks = lambda: (Disk("/var/lib/pobot", 1, 2),)
    scene.passes(1)
    assert scene.told == [(News.RAISED, "disk:/var/lib/pobot")]


def test_a_queue_that_stands_is_told(scene: Scene) -> None:
    scene.store.queue((outgoing(),), scene.clock.now())
    for _ in range(15):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert scene.told == [(News.RAISED, "queue")]


def test_a_bug_that_ends_every_tick_is_told_without_its_words(scene: Scene) -> None:
    for _ in range(15):
        scene.pulse.worked("inbox")
        scene.pulse.failed("tick due", ValueError("Our secret plan"), scene.clock.now())
        scene.passes(1)
    assert scene.told == [(News.RAISED, "tick due")]
    assert "ValueError" in scene.route.told[0].text
    assert "secret plan" not in scene.route.told[0].text


class LockedStore(MemoryStore):
    """Its database is locked, for good."""

    def note(self, name: str) -> str:
        raise StoreBusy(f"database: locked ({name})")


def test_it_is_told_when_the_database_is_the_trouble() -> None:
    scene = Scene(store=LockedStore())
    for _ in range(13):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert scene.told == [(News.RAISED, "database")]


class HangingStore(MemoryStore):
    """Its database does not answer until it is let go."""

    free: threading.Event

    def backlog(self, now: object) -> Backlog:
        del now
        self.free.wait(30)
        return Backlog()


@pytest.fixture
def hanging() -> Iterator[HangingStore]:
    store = HangingStore()
    store.free = threading.Event()
    yield store
    store.free.set()


def test_a_database_that_hangs_does_not_hang_the_watch(hanging: HangingStore) -> None:
    scene = Scene(store=hanging)
    scene.watch.asking = Bounded(0.01)
    for _ in range(13):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert scene.told == [(News.RAISED, "database")]
    hanging_threads = [t for t in threading.enumerate() if t.name == "bounded"]
    assert len(hanging_threads) == 1, "one question at a time, however often it looks"


def test_what_was_told_is_not_told_again_after_a_restart(scene: Scene) -> None:
    scene.pulse.worked("inbox")
    scene.passes(15)
    scene.watch = scene.started()
    scene.passes(60)
    assert scene.told == [(News.RAISED, "inbox")]


def test_the_end_of_a_trouble_is_told_though_it_ended_with_a_restart(scene: Scene) -> None:
    scene.pulse.worked("inbox")
    scene.passes(15)
    scene.pulse = Pulse(lambda: scene.seconds)
    scene.watch = scene.started()
    for _ in range(6):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert scene.told[-1] == (News.CLEARED, "inbox")


def test_a_daemon_that_dies_before_it_reads_the_inbox_is_told_of_by_its_successors(
    scene: Scene,
) -> None:
    scene.store.put_note(LAST_POLL, scene.clock.now().isoformat())
    for _ in range(4):
        scene.pulse = Pulse(lambda: scene.seconds)
        scene.watch = scene.started()
        scene.passes(4)
    assert scene.told == [(News.RAISED, "inbox")]


def test_what_no_route_takes_is_told_as_soon_as_one_does(scene: Scene) -> None:
    scene.route.failure = ServerGone("hooks.example.com: TimeoutError")
    scene.passes(20)
    assert scene.told == []
    scene.route.failure = None
    scene.passes(6)
    assert (News.RAISED, "inbox") in scene.told


def test_a_route_that_fails_is_told_of_by_another(scene: Scene) -> None:
    scene.watch.routes = [
        MemoryRoute("webhook", failure=ServerGone("hooks.example.com: answered 500")),
        scene.route,
    ]
    scene.passes(16)
    assert scene.told == [(News.RAISED, "inbox"), (News.RAISED, "route:webhook")]


def test_a_note_of_another_time_does_no_harm(scene: Scene) -> None:
    scene.store.put_note(ALERTS, '{"inbox": ["not ours"]}')
    scene.passes(1)
    assert "inbox" not in scene.watch.known or scene.watch.known["inbox"].told_at is None


def test_a_monitor_elsewhere_hears_every_five_minutes_that_all_is_well(scene: Scene) -> None:
    beats: list[int] = []
    scene.watch.heartbeat = lambda: beats.append(1)
    for _ in range(20):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert len(beats) == 4


def test_a_monitor_elsewhere_hears_nothing_while_trouble_lasts(scene: Scene) -> None:
    beats: list[int] = []
    scene.watch.heartbeat = lambda: beats.append(1)
    scene.route.failure = ServerGone("no alert gets through")
    scene.pulse.worked("inbox")
    scene.passes(12)
    so_far = len(beats)
    scene.passes(30)
    assert len(beats) == so_far
    scene.route.failure = None
    for _ in range(15):
        scene.pulse.worked("inbox")
        scene.passes(1)
    assert len(beats) > so_far


def test_a_heartbeat_that_does_not_get_through_disturbs_nothing(scene: Scene) -> None:
    def away() -> None:
        raise ServerGone("hc.example.com: TimeoutError")

    scene.watch.heartbeat = away
    scene.passes(16)
    assert (News.RAISED, "inbox") in scene.told
