"""One round of work at a given moment: `python -m tests.crash.once CONFIG MOMENT`.

The daemon itself knows only the real time; what depends on the day is tested on a day of choice.
"""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.daemon import run_once
from bot.wiring import opened_round, read_config


@dataclass(frozen=True, slots=True)
class MomentClock:
    """A clock that stands still."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def main() -> int:
    """Run, and return the exit status."""
    config, moment = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    with opened_round(read_config(config), clock=MomentClock(moment)) as work:
        return run_once(work.store, work)


if __name__ == "__main__":
    sys.exit(main())
