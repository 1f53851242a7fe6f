"""Named points at which a test may kill the process, as a power cut would.

`crashpoint("after-T3")` does nothing unless the environment variable `POBOT_CRASH` names that
point and the count of the hit that dies: `POBOT_CRASH=after-T3:2` ends the process, without any
clean-up, the second time that it comes by. The names are listed in `POINTS`; the crash suite kills
at each of them.
"""

import os

POINTS = (
    "before-T1",
    "after-T1",
    "after-T2",
    "before-T3",
    "after-T3",
    "before-together",
    "after-together",
    "before-move",
    "after-move",
    "after-T4",
    "after-claim",
    "before-data",
    "before-dot",
    "after-committing",
    "after-dot",
    "after-250",
    "after-accepted",
    "after-import",
    "after-release",
    "after-issue",
    "after-gates",
    "after-reminders",
    "after-top-ups",
    "after-digest",
)
"""Every crash point in the code; a test checks that each is passed at least once."""

EXIT_STATUS = 137
"""What a shell reports of a process that was killed with SIGKILL: 128 + 9."""

_hits: dict[str, int] = {}


def crashpoint(name: str) -> None:
    """End the process here if a test asked for it; otherwise do nothing."""
    wanted = os.environ.get("POBOT_CRASH")
    if not wanted:
        return
    point, _, count = wanted.partition(":")
    if point == name:
        _hits[name] = _hits.get(name, 0) + 1
        if _hits[name] == int(count or 1):
            os._exit(EXIT_STATUS)
