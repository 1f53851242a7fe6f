"""The service manager: tells systemd that pobot is ready, alive, reloading, stopping.

Standards: sd_notify(3), the datagram protocol behind it, and sd_watchdog_enabled(3); no library is
needed for a line of text to a socket. Without systemd (no NOTIFY_SOCKET) every call does nothing.
Fails: never. A manager that does not listen is no reason to stop working.
"""

import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress


class Supervisor:
    """One service manager, or none."""

    def __init__(
        self,
        environ: Mapping[str, str],
        ticking: Callable[[], float] = time.monotonic,
        process: int | None = None,
    ) -> None:
        """Read where it listens.

        Args:
            environ: the environment that it started us with.
            ticking: seconds of CLOCK_MONOTONIC, which it compares with its own.
            process: our process number.
        """
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._ticking = ticking
        self._watchdog = _watchdog(environ, process or os.getpid())

    @property
    def feed_every(self) -> float | None:
        """Return after how many seconds to say that we are alive; None where nobody watches.

        Half of what the manager waits, as sd_watchdog_enabled(3) advises.
        """
        return self._watchdog / 2 if self._watchdog and self._address else None

    def ready(self, status: str) -> None:
        """Say that the start is over, or a reload."""
        self._say(f"READY=1\nSTATUS={_line(status)}")

    def alive(self, status: str) -> None:
        """Say that work goes on."""
        self._say(f"WATCHDOG=1\nSTATUS={_line(status)}")

    def reloading(self) -> None:
        """Say that a reload begins; `ready` ends it."""
        self._say(f"RELOADING=1\nMONOTONIC_USEC={int(self._ticking() * 1_000_000)}")

    def stopping(self) -> None:
        """Say that the end has begun."""
        self._say("STOPPING=1\nSTATUS=stopping after the mail at hand")

    def _say(self, text: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.settimeout(1.0)
            channel.sendto(text.encode(), self._address)


def _watchdog(environ: Mapping[str, str], process: int) -> float:
    """Return after how many seconds the manager gives us up; 0 for never."""
    micros = environ.get("WATCHDOG_USEC", "")
    meant = environ.get("WATCHDOG_PID", "") or str(process)
    return int(micros) / 1_000_000 if micros.isdecimal() and meant == str(process) else 0.0


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
