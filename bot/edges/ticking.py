"""A thread that does one small thing again and again, and ends when told to."""

import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger()


class Ticking:
    """Does `work` at once and then every so many seconds, until it is closed.

    A bug in the work is logged by its kind and costs that one time; the thread goes on.
    """

    def __init__(self, name: str, work: Callable[[], object], seconds: float) -> None:
        self._name, self._work, self._seconds = name, work, seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        """End, after the work at hand; leave it behind where that takes longer."""
        self._ended.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._work()
            except Exception as error:  # noqa: BLE001 - whoever watches must not die of a bug
                log.error("a tick failed", tick=self._name, kind=type(error).__name__)  # noqa: TRY400
            self._ended.wait(self._seconds)
