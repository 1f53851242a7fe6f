"""The watchdog is fed while work goes on, and only then; what ticks does not die of a bug."""

import threading
from datetime import timedelta

import pytest

from bot.app.pulse import Pulse
from bot.edges.ticking import Ticking
from bot.errors import ServerGone
from bot.wiring.duty import STILL, Duty
from tests.builders import NOW


class Supervisor:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def alive(self, status: str) -> None:
        self.heard.append(status)


class Scene:
    """A daemon's pulse on a clock that the test moves, and its watchdog."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pulse = Pulse(lambda: self.seconds)
        self.supervisor = Supervisor()
        self.duty = Duty(self.supervisor, self.pulse)  # type: ignore[arg-type]

    def passes(self, time: timedelta) -> None:
        self.seconds += time.total_seconds()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_daemon_that_ticks_is_alive(scene: Scene) -> None:
    for _ in range(100):
        scene.passes(timedelta(minutes=5))
        scene.pulse.beat()
        assert scene.duty.feed()
    assert scene.supervisor.heard == ["working"] * 100


def test_a_daemon_whose_work_stands_is_given_up(scene: Scene) -> None:
    scene.pulse.beat()
    scene.passes(STILL - timedelta(seconds=1))
    assert scene.duty.feed()
    scene.passes(timedelta(seconds=1))
    assert not scene.duty.feed()
    assert scene.supervisor.heard == ["working"]


def test_a_long_piece_of_work_that_moves_from_mail_to_mail_is_alive(scene: Scene) -> None:
    moves = scene.pulse.moves("inbox", bool)
    for _ in range(100):
        scene.passes(timedelta(minutes=5))
        assert moves() is False
        assert scene.duty.feed()


def test_a_daemon_that_fails_is_alive_and_says_what_fails(scene: Scene) -> None:
    for _ in range(10):
        scene.passes(timedelta(minutes=5))
        scene.pulse.failed("inbox", ServerGone("away"), NOW)
        assert scene.duty.feed()
    assert scene.supervisor.heard[-1] == "does not work: inbox"


def test_a_bug_costs_one_tick_and_no_more() -> None:
    done = threading.Event()
    ticks = []

    def work() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise ValueError("a bug")
        done.set()

    ticking = Ticking("test", work, 0.001)
    assert done.wait(5)
    ticking.close()
    count = len(ticks)
    assert done.wait(0.05)
    assert len(ticks) == count
