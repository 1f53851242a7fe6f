"""Asking the store with a limit of time: a database that hangs must not hang who asks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.errors import StoreBusy

T = TypeVar("T")


@dataclass(slots=True)
class Bounded:
    """Does work in threads that are left behind when they hang, one at a time.

    May be asked from several threads. `seconds` is how long a piece of work may take.
    """

    seconds: float
    _running: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def do(self, work: Callable[[], T]) -> T:
        """Do it and return its result.

        Raises:
            StoreBusy: it takes too long, or what was asked before still hangs.
            Exception: whatever the work raises.
        """
        with self._lock:
            return self._done(work)

    def _done(self, work: Callable[[], T]) -> T:
        if self._running is not None and self._running.is_alive():
            raise StoreBusy("database: it does not answer")
        ended: dict[str, Any] = {}
        self._running = thread = threading.Thread(
            target=_run, args=(work, ended), name="bounded", daemon=True
        )
        thread.start()
        thread.join(self.seconds)
        if thread.is_alive():
            raise StoreBusy(f"database: no answer for {self.seconds:.0f} seconds")
        if "error" in ended:
            raise ended["error"]
        result: T = ended["result"]
        return result


def _run(work: Callable[[], object], ended: dict[str, Any]) -> None:
    try:
        ended["result"] = work()
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
        ended["error"] = error
