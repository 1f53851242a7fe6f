"""Many processes on one PostgreSQL: `python -m tests.crash.fleet --mails 2000`.

Pollers and workers run side by side, and one of them is killed (kill -9) at random again and again,
and replaced. Mail arrives all the while, and the SMTP server breaks off, refuses and loses answers.
At the end everything comes to rest, and every invariant is checked. Exit status 1 if one does not
hold. Prints the throughput as well; without kills (`--calm`) it is what docs/scaling.md reports.
"""

import argparse
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.ports import Store
from bot.store.engine import open_store
from tests.crash.rounds import rest
from tests.crash.world import World, kill, open_folder, world
from tests.postgres import running

KILL_EVERY = (4.0, 12.0)
"""Seconds between two kills."""

AT_ONCE = 20
"""Mails that arrive together, when no more than these wait."""

PATIENCE = 900.0
"""Seconds within which everything must be decided."""


@dataclass
class Fleet:
    """The processes, each a poller ("run") or a worker ("worker")."""

    scene: World
    roles: list[str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0

    def start(self) -> None:
        """Start all."""
        self.processes = [self._start(role) for role in self.roles]

    def kill_one(self) -> None:
        """Kill a random one, and start another in its place."""
        place = self.scene.dice.randrange(len(self.roles))
        kill(self.processes[place])
        self.processes[place] = self._start(self.roles[place])
        self.killed += 1

    def stop(self) -> list[int]:
        """Ask all to end (SIGTERM); return their exit statuses."""
        for process in self.processes:
            process.terminate()
        return [process.wait(60) for process in self.processes]

    def _start(self, role: str) -> subprocess.Popen[bytes]:
        return self.scene.pobot(role)


@dataclass(frozen=True)
class Run:
    """How it went: seconds from the first mail's arrival to the last decision."""

    seconds: float
    killed: int
    statuses: list[int]
    wrong: list[str]


def play(scene: World, mails: int, pollers: int, workers: int, *, calm: bool) -> Run:
    """Let mails arrive while processes die, wait for rest, and check."""
    scene.set_up(invoices=mails + 1)
    scene.config.write_text("workers = true\n" + scene.config.read_text("utf-8"), "utf-8")
    scene.run_once()
    fleet = Fleet(scene, [*["run"] * pollers, *["worker"] * workers])
    if calm:
        scene.feed(mails)
    store = open_store(scene.database)
    try:
        fleet.start()
        seconds = _until_decided(fleet, store, mails, calm=calm)
        statuses = fleet.stop()
    finally:
        store.close()
        for process in fleet.processes:
            process.kill()
    return Run(seconds, fleet.killed, statuses, rest(scene, datetime.now(UTC)))


def _until_decided(fleet: Fleet, store: Store, mails: int, *, calm: bool) -> float:
    """Feed, kill, and wait; return the seconds from the first decision to the last."""
    scene, begin, first = fleet.scene, time.monotonic(), 0.0
    next_kill = begin + scene.dice.uniform(*KILL_EVERY)
    while time.monotonic() - begin < PATIENCE:
        fed = len(scene.fed) + scene.copies
        stored, waiting = len(store.messages_since(scene.beginning)), len(store.unsettled(mails))
        if fed < mails and len(scene.fed) - stored + waiting <= AT_ONCE:
            scene.feed(min(AT_ONCE, mails - fed))
        if not calm and (fed < mails or not fleet.killed) and time.monotonic() > next_kill:
            fleet.kill_one()
            next_kill = time.monotonic() + scene.dice.uniform(*KILL_EVERY)
        if not first and stored > waiting:
            first = time.monotonic()
        done = fed >= mails and stored == len(scene.fed) and not waiting
        if done and (calm or fleet.killed):
            return time.monotonic() - (first or begin)
        time.sleep(0.2)
    raise SystemExit(f"{waiting} of {stored} mails are not decided after {PATIENCE} s")


def main() -> int:
    """Run it; print the figures and what is broken."""
    arguments = _arguments()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    with open_folder() as folder, running() as cluster:
        if cluster is None:
            raise SystemExit("PostgreSQL's server programs are not installed")
        with world(folder, cluster.url(), seed, faults=not arguments.calm) as scene:
            run = play(
                scene, arguments.mails, arguments.pollers, arguments.workers, calm=arguments.calm
            )
    for line in run.wrong:
        print(f"BROKEN: {line}")
    print(
        f"{len(scene.fed)} mails and {scene.copies} copies, {arguments.pollers} pollers, "
        f"{arguments.workers} workers, {run.killed} killed, "
        f"{len(scene.fed) / run.seconds:.1f} mails a second, {len(run.wrong)} invariants broken"
    )
    return 1 if run.wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--pollers", type=int, default=3)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--calm", action="store_true", help="kill nothing; all mail is there")
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
