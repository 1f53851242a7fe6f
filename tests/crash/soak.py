"""A long run under arriving mail: `python -m tests.crash.soak --minutes 30`.

The daemon runs against Dovecot and an SMTP server; every few seconds a mail arrives. At the end it
gets SIGTERM in the middle of work, must end with status 0, and every invariant is checked.
"""

import argparse
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.crash.rounds import rest
from tests.crash.world import World, open_folder, world

EVERY = 2.0
"""Seconds between deliveries."""


def main() -> int:
    """Run, print what happened, return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with open_folder() as folder:
        database = f"sqlite:///{folder / 'pobot.db'}"
        with world(folder, database, arguments.seed, faults=True) as scene:
            wrong = soak(scene, arguments.minutes * 60)
            accepted = len(scene.sink.accepted())
    for line in wrong:
        print(f"BROKEN: {line}")
    print(f"{len(scene.fed)} mails in, {accepted} mails out, {len(wrong)} invariants broken")
    return 1 if wrong else 0


def soak(scene: World, seconds: float) -> list[str]:
    """Deliver for so long, stop the daemon in the middle of its work, and check."""
    scene.set_up(invoices=int(seconds / EVERY) + 100)
    daemon = scene.start()
    end = time.monotonic() + seconds
    memory = [_resident_kb(daemon.pid)]
    while time.monotonic() < end:
        scene.feed(1)
        time.sleep(EVERY)
        if daemon.poll() is not None:
            return [f"the daemon ended by itself with status {daemon.returncode}"]
        memory.append(_resident_kb(daemon.pid))
    scene.feed(40)
    time.sleep(1.5)
    daemon.send_signal(signal.SIGTERM)
    status = daemon.wait(timeout=60)
    print(f"SIGTERM: status {status}; memory {memory[len(memory) // 4]} kB to {memory[-1]} kB")
    return ([] if status == 0 else [f"SIGTERM ended with status {status}"]) + rest(
        scene, datetime.now(UTC)
    )


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
