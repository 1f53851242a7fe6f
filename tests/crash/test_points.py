"""Every crash point, hit for the first, second and third time, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.crash import EXIT_STATUS, POINTS
from tests.crash.rounds import rest
from tests.crash.world import World, world
from tests.postgres import running

HITS = (1, 2, 3)
MAILS = 4
"""More than the most hits asked for, so that every point that a mail passes is reached."""

ONCE_A_RUN = {"before-T1", "after-T1", "after-import", "after-reminders", "after-digest"}
"""Points that a run passes once: their later hits are reached by later runs."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        tmp_path.chmod(0o755)
        url = f"sqlite:///{tmp_path / 'pobot.db'}"
        if request.param == "postgres":
            url = stack.enter_context(running()).url()
        yield stack.enter_context(world(tmp_path, url, seed=1, faults=False))


@pytest.mark.dovecot
@pytest.mark.timeout(600)
def test_a_process_killed_at_any_point_loses_and_doubles_nothing(scene: World) -> None:
    scene.set_up(invoices=len(POINTS) * len(HITS) * MAILS)
    missed = []
    for point in POINTS:
        for hit in HITS:
            scene.feed(MAILS)
            crash = f"{point}:{1 if point in ONCE_A_RUN else hit}"
            if scene.run_once(crash) != EXIT_STATUS:
                missed.append(crash)
    assert rest(scene) == []
    assert missed == []
