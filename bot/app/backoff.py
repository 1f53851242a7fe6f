"""How long to leave a part of the world in peace after it failed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import LoginRefused, PartlyRead, PobotError, ServerBusy, TokenRefused, WorkersBehind

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)

LOGIN_WAIT = timedelta(minutes=10)
"""A refused login is tried again slowly, so that the account is not locked."""

BUSY_WAIT = timedelta(minutes=15)
"""A server that says that we ask too much is asked again after this (RFC 5530 3, LIMIT)."""

JITTER = 0.2
"""Share by which a wait is longer or shorter by chance: many clients must not return at once."""

_WAITS: tuple[tuple[type[PobotError], timedelta], ...] = (
    (LoginRefused, LOGIN_WAIT),
    (TokenRefused, LOGIN_WAIT),
    (ServerBusy, BUSY_WAIT),
    (PartlyRead, timedelta(0)),  # what failed waits by itself
    (WorkersBehind, FIRST_WAIT),
)

_FURTHEST = BUSY_WAIT * (1 + JITTER)


@dataclass(slots=True)
class BackOff:
    """Doubles the wait after each failure, with jitter, so that a server is never hammered."""

    failures: int = 0
    not_before: datetime | None = None
    error: PobotError | None = None

    def failed(self, now: datetime, error: PobotError) -> None:
        """Note a failure."""
        self.failures += 1
        self.error = error
        wait = min(FIRST_WAIT * 2 ** min(self.failures, 16), LONGEST_WAIT)
        for kind, own in _WAITS:
            if isinstance(error, kind):
                wait = own
        jitter = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing
        self.not_before = now + wait * jitter

    def worked(self) -> None:
        """Note a success."""
        self.failures, self.not_before, self.error = 0, None, None

    def waits(self, now: datetime) -> bool:
        """Return whether it is too early to try again.

        A moment further away than any wait is no wait of ours: the clock was set back since.
        """
        return self.not_before is not None and now < self.not_before <= now + _FURTHEST
