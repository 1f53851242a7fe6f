"""The time of day, attachments, and the ledger folder."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ledger import Snapshot
from bot.domain.message import Part, Reading
from bot.errors import Problem


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Return this moment, aware, UTC."""
        ...


class Readers(Protocol):
    """Reads attachments, in a confined child process."""

    def read(self, parts: Sequence[Part]) -> tuple[Reading, ...]:
        """Return one reading per part, in order. Never raises for bad content: see `problem`."""
        ...

    @property
    def confinement(self) -> str:
        """Say how the child is confined: "sandboxed", "limited" (rlimits only), or "none"."""
        ...

    @property
    def pictures(self) -> bool:
        """Say whether pictures of text are read: only with the extra `ocr`."""
        ...

    def close(self) -> None:
        """End the child."""
        ...


class Ledger(Protocol):
    """Where the ledger comes from and goes back to."""

    def load(self) -> tuple[Snapshot, tuple[Problem, ...]]:
        """Return the good rows, and a problem for every bad one, with file, line and column."""
        ...

    def save(self, snapshot: Snapshot) -> None:
        """Write the ledger back, atomically per file."""
        ...

    def fingerprint(self) -> str:
        """Return a value that changes when the files do; "" where there is no ledger."""
        ...
