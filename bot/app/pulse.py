"""The daemon's pulse: what moves, what fails and since when, in memory.

Kept apart from the store, so that it can be told when the store is what fails. Ages are measured
with a clock that nobody sets; the time of day is only written down.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.domain.vitals import INBOX, Failure, FailureKind
from bot.errors import LeaseLost, LoginRefused, PobotError, StoreBusy, TokenRefused


class Pulse:
    """Written by the thread that works, read by those that watch it."""

    def __init__(self, ticking: Callable[[], float] = time.monotonic) -> None:
        """Begin to count.

        Args:
            ticking: seconds of a clock that only goes forward.
        """
        self._ticking = ticking
        self._lock = threading.Lock()
        self._started = self._beaten = ticking()
        self._moved: dict[str, float] = {}
        self._polled: float | None = None
        self._failures: dict[str, Failure] = {}

    def beat(self) -> None:
        """Note that the worker is there: it begins or ends a piece of work."""
        with self._lock:
            self._beaten = self._ticking()

    def moves(self, part: str, stop: Callable[[], bool]) -> Callable[[], bool]:
        """Return `stop`, which a part asks after every mail, so that each time it has moved."""

        def asked() -> bool:
            with self._lock:
                self._moved[part] = self._beaten = self._ticking()
            return stop()

        return asked

    def worked(self, part: str) -> None:
        """Note that a part did its work."""
        with self._lock:
            self._failures.pop(part, None)
            self._beaten = self._ticking()
            if part == INBOX:
                self._polled = self._beaten

    def failed(self, part: str, error: BaseException, now: datetime) -> None:
        """Note that a part fails; what it began to fail with keeps its time."""
        what = str(error) if isinstance(error, PobotError) else f"a bug: {type(error).__name__}"
        with self._lock:
            before = self._failures.get(part)
            since = before.since if before else now
            self._failures[part] = Failure(part, _kind(error), _line(what), since)
            self._beaten = self._ticking()

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Return the parts that fail, by name."""
        with self._lock:
            return tuple(failure for _, failure in sorted(self._failures.items()))

    @property
    def moved(self) -> Mapping[str, timedelta]:
        """Return how long ago each part last finished with a mail."""
        with self._lock:
            return {part: self._age(at) for part, at in self._moved.items()}

    @property
    def up(self) -> timedelta:
        """Return how long the daemon runs."""
        return self._age(self._started)

    @property
    def polled(self) -> timedelta | None:
        """Return how long ago the inbox was last read; None where it was not, by this process."""
        with self._lock:
            return None if self._polled is None else self._age(self._polled)

    @property
    def stillness(self) -> timedelta:
        """Return for how long nothing at all has moved."""
        with self._lock:
            return self._age(self._beaten)

    def _age(self, moment: float) -> timedelta:
        return timedelta(seconds=max(0.0, self._ticking() - moment))


def _kind(error: BaseException) -> FailureKind:
    kinds = (
        (LeaseLost, FailureKind.LEASE),
        (LoginRefused, FailureKind.LOGIN),
        (TokenRefused, FailureKind.LOGIN),
        (StoreBusy, FailureKind.STORE),
    )
    return next((kind for cls, kind in kinds if isinstance(error, cls)), FailureKind.OTHER)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
