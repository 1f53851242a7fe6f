"""One side, in a process of its own: `python -m bench.side NAME TARGET FOLDER`, all as JSON."""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path

from bench.peers import Target

SIDES = {
    "floor": "peers",
    "mbsync": "peers",
    "imap_tools": "peers",
    "django_mailbox": "peers",
    "fetch": "ours",
    "pipeline": "ours",
    "filed": "ours",
    "opened": "ours",
}
"""Each side's module: none pays for what another imports."""


def main() -> None:
    """Run the side that the arguments name, and print what it took."""
    name, target, folder = sys.argv[1:]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    run = getattr(import_module(f"bench.{SIDES[name]}"), name)
    count, seconds = run(Target(**json.loads(target)), place)
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text("ascii", "replace")
    most = next(row for row in status.splitlines() if row.startswith("VmHWM"))
    found = {
        "count": count,
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "rss_mb": int(most.split()[1]) / 1024,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
