"""What is measured, each a function of a world that returns figures by name."""

import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.line import Line
from bench.peers import Target
from bench.world import World, settled

STORING = ("floor", "fetch", "pipeline", "mbsync", "imap_tools", "django_mailbox")
"""What is run in turns; django-mailbox on a small mailbox of its own, which it empties."""

RTT = 0.020
"""Seconds of a round trip to a server in the same country."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side.

    Attributes:
        count: mails it had.
        seconds: it took for them.
        cpu: seconds of processor time of its process, its start included.
        rss_mb: the most memory that its process had.
    """

    count: int
    seconds: float
    cpu: float
    rss_mb: float

    @property
    def each(self) -> float:
        """Return microseconds a mail."""
        return self.seconds / max(1, self.count) * 1e6


def run_side(
    world: World, name: str, *, port: int = 0, count: int = 0, wrap: Sequence[str] = ()
) -> Run:
    """Run one side in a process of its own, on a quiet disk.

    Args:
        world: where the mailbox is.
        name: of the side.
        port: of IMAP, 0 for Dovecot itself.
        count: mails to expect, 0 for the whole mailbox.
        wrap: a command that the process is started by.
    """
    folder = world.folder / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    config = world.configure(folder, port=port)
    target = Target(port or world.dovecot.port, count or world.count, str(config))
    settled(world.folder)
    done = subprocess.run(  # noqa: S603 - our own arguments
        [*wrap, sys.executable, "-m", "bench.side", name, json.dumps(asdict(target)), str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def side_by_side(world: World, emptied: World, rounds: int) -> dict[str, list[Run]]:
    """Run every side in turns, so that all of them meet the same machine."""
    runs: dict[str, list[Run]] = {name: [] for name in STORING}
    for _ in range(rounds):
        for name in STORING:
            where = emptied if name == "django_mailbox" else world
            if where is emptied:
                emptied.refill()
            runs[name].append(run_side(where, name))
    return runs


def at_a_distance(world: World, rounds: int) -> dict[str, float]:
    """Fetch, and do everything, over a line of 20 ms; count how often the line is waited for."""
    found: dict[str, float] = {}
    for name in ("fetch", "pipeline"):
        near, far = [], []
        for _ in range(rounds):
            near.append(run_side(world, name).each)
            with Line(world.dovecot.port, RTT) as line:
                far.append(run_side(world, name, port=line.port).each)
                trips = line.round_trips
        found |= {
            f"{name}, 0 ms (us a mail)": statistics.median(near),
            f"{name}, 20 ms (us a mail)": statistics.median(far),
            f"{name}, 20 ms : 0 ms": statistics.median(far) / statistics.median(near),
            f"{name}, round trips": trips,
            f"{name}, round trips allowed (N/50 + 8)": world.count / 50 + 8,
        }
    return found


def syncs(world: World) -> dict[str, float]:
    """Count what the pipeline asks the disk to make durable."""
    if shutil.which("strace") is None:
        return {}
    opening, whole = (_syncs_of(world, name) for name in ("opened", "pipeline"))
    return {
        "fsyncs before the first mail": opening,
        "fsyncs of the whole run": whole,
        "fsyncs for 50 mails (at most 2)": (whole - opening) / world.count * 50,
    }


def _syncs_of(world: World, name: str) -> int:
    log = world.folder / "strace.txt"
    calls = ["strace", "-f", "-c", "-o", str(log), "-e", "trace=fsync,fdatasync"]
    run_side(world, name, wrap=calls)
    rows = re.findall(r"^ *\S+ +\S+ +\S+ +(\d+) .*\bf(?:data)?sync$", log.read_text(), re.MULTILINE)
    return sum(map(int, rows))


def start_up(rounds: int = 15) -> dict[str, float]:
    """Compare `pobot --version` with an interpreter that does nothing."""
    pobot = str(Path(sys.executable).with_name("pobot"))
    commands = {"bare": [sys.executable, "-c", ""], "version": [pobot, "--version"]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above
            times[name].append(time.perf_counter() - began)
    bare, ours = (statistics.median(times[name]) * 1e3 for name in ("bare", "version"))
    return {"bare interpreter (ms)": bare, "pobot --version (ms)": ours, "ratio": ours / bare}
