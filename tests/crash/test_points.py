"""Every crash point, hit for the first, second and third time, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from bot.crash import EXIT_STATUS, POINTS
from tests.crash.rounds import rest
from tests.crash.world import World, open_folder, world
from tests.postgres import programs, running

HITS = (1, 2, 3)
MAILS = 4
"""More than the most hits asked for, so that every point that a mail passes is reached."""

ONCE_A_RUN = {
    "before-T1",
    "after-T1",
    "before-together",
    "after-together",
    "after-import",
    "after-release",
    "after-issue",
    "after-gates",
    "after-reminders",
    "after-top-ups",
    "after-digest",
}
"""Points that a run passes once: their later hits are reached by later runs."""

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A working morning in a week without holidays; runs follow each other minute by minute."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest) -> Iterator[World]:
    with ExitStack() as stack:
        folder = stack.enter_context(open_folder())
        url = f"sqlite:///{folder / 'pobot.db'}"
        if request.param == "postgres":
            if programs() is None:
                pytest.skip("PostgreSQL's server programs are not installed")
            cluster = stack.enter_context(running())
            assert cluster is not None
            url = cluster.url()
        yield stack.enter_context(world(folder, url, seed=1, faults=False))


@pytest.mark.dovecot
@pytest.mark.timeout(600)
def test_a_process_killed_at_any_point_loses_and_doubles_nothing(scene: World) -> None:
    scene.set_up(invoices=len(POINTS) * len(HITS) * MAILS)
    missed = []
    scene.now = MONDAY
    for point in POINTS:
        for hit in HITS:
            # A digest is due once a day, everything else at any time.
            scene.now += timedelta(days=1) if point == "after-digest" else timedelta(minutes=1)
            scene.change_ledger()
            scene.feed(MAILS)
            crash = f"{point}:{1 if point in ONCE_A_RUN else hit}"
            status = scene.run_at(scene.now, crash)
            if status != EXIT_STATUS:
                missed.append(f"{crash} ended with {status}")
        # A mail that the process dies over three times is set aside: no more than that in a row.
        scene.now += timedelta(minutes=1)
        scene.run_at(scene.now)
    assert rest(scene, scene.now) == []
    assert missed == []
