"""The doorbell: a hint from the mail server that something came, between two polls.

The inbox is polled whatever it says. So a doorbell that is broken, silent, or rings without end
costs nothing but the seconds until the next poll.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.app.backoff import BackOff
from bot.errors import Permanent, Transient
from bot.ports import Clock, Doorbell

REARM = timedelta(minutes=8)
"""Routers forget silent connections, some after ten minutes; servers log out after thirty
(RFC 2177 3)."""

SELDOM = timedelta(hours=1)
"""What is no doorbell now may become one: a token is granted, a server is replaced."""

PAUSE = 1.0
"""Seconds between two waits, however fast the server answers."""

log = structlog.get_logger()


class DoorbellThread:
    """Listens to one doorbell in a thread of its own, until it is stopped."""

    def __init__(
        self,
        doorbell: Doorbell,
        ring: Callable[[], object],
        clock: Clock,
        pause: Callable[[float], bool] | None = None,
    ) -> None:
        """Prepare.

        Args:
            doorbell: what is listened to.
            ring: called in this thread when something came.
            clock: the time of day, for the waits after failures.
            pause: waits so many seconds, and returns whether to stop.
        """
        self._doorbell, self._ring, self._clock = doorbell, ring, clock
        self._stop = threading.Event()
        self._pause = pause or self._stop.wait
        self._back_off = BackOff()
        name = f"doorbell {doorbell.name}"
        self._thread = threading.Thread(target=self.listen, name=name, daemon=True)

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def stop(self, patience: float = 2.0) -> None:
        """End, within moments: a thread that hangs all the same dies with the process."""
        self._stop.set()
        self._doorbell.close()
        self._thread.join(patience)

    def listen(self) -> None:
        """Wait and ring until told to stop."""
        while not self._stop.is_set():
            try:
                news = self._doorbell.wait(REARM.total_seconds())
            except Permanent as error:
                log.info("no doorbell", mailbox=self._doorbell.name, why=str(error))
                if self._pause(SELDOM.total_seconds()):
                    return
                continue
            except Transient as error:
                if self._failed(error):
                    return
                continue
            self._back_off.worked()
            if news:
                self._ring()
            if self._pause(PAUSE):
                return

    def _failed(self, error: Transient) -> bool:
        """Wait longer after each failure; return whether to stop."""
        if self._stop.is_set():
            return True
        now = self._clock.now()
        self._back_off.failed(now, error)
        until = self._back_off.not_before or now
        log.debug("doorbell lost", mailbox=self._doorbell.name, why=str(error))
        return self._pause((until - now).total_seconds())
