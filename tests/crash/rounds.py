"""Random kill -9 rounds: `python -m tests.crash.rounds --rounds 200 --database sqlite`.

Each round puts ten mails into the inbox, starts the daemon, and kills it at a random moment. The
SMTP server breaks off, refuses and loses answers meanwhile. At the end pobot runs to rest, and
every invariant is checked. Exit status 1 if one does not hold.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.engine import open_store
from tests.crash.invariants import broken
from tests.crash.world import World, kill, open_folder, world
from tests.postgres import running

MAILS_A_ROUND = 10
KILL_AFTER = (0.4, 3.0)
"""Seconds from start within which the daemon is killed: from before its first query to idleness."""

RESTS = 10
"""Runs allowed for coming to rest after the last kill."""


def main() -> int:
    """Run the rounds; print a line for each tenth and the result."""
    arguments = _arguments()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    with (
        open_folder() as folder,
        _database(arguments.database, folder) as url,
        world(folder, url, seed, faults=True) as scene,
    ):
        wrong = play(scene, arguments.rounds)
    for line in wrong:
        print(f"BROKEN: {line}")
    print(f"{arguments.rounds} rounds, {len(scene.fed)} mails, {len(wrong)} invariants broken")
    return 1 if wrong else 0


def play(scene: World, rounds: int) -> list[str]:
    """Kill so many times, run to rest, and return which invariants do not hold."""
    scene.set_up(invoices=rounds * MAILS_A_ROUND)
    scene.run_once()
    for number in range(1, rounds + 1):
        scene.feed(MAILS_A_ROUND)
        process = scene.start()
        time.sleep(scene.dice.uniform(*KILL_AFTER))
        kill(process)
        if number % 10 == 0:
            print(f"round {number}: {len(scene.sink.accepted())} mails accepted", flush=True)
    return rest(scene, datetime.now(UTC))


def rest(scene: World, begin: datetime) -> list[str]:
    """Let pobot finish, on an SMTP server without faults, and check.

    Each run plays half an hour after the one before, so that what was put off becomes due.
    """
    scene.sink.plan = lambda _number: None
    wrong: list[str] = []
    for number in range(1, RESTS + 1):
        scene.run_at(begin + number * timedelta(minutes=30))
        store = open_store(scene.database)
        try:
            wrong = broken(scene, store)
        finally:
            store.close()
        if not wrong:
            return []
    return wrong


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'pobot.db'}"
        return
    with running() as cluster:
        if cluster is None:
            raise SystemExit("PostgreSQL's server programs are not installed")
        yield cluster.url()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
