"""The ledger as a value: for tests, and for whoever has a snapshot already."""

import hashlib

from bot.domain.ledger import Snapshot
from bot.errors import Problem


class MemoryLedger:
    """The port `Ledger` without files."""

    def __init__(
        self, snapshot: Snapshot | None = None, problems: tuple[Problem, ...] = ()
    ) -> None:
        self.snapshot = snapshot
        self.problems = problems

    def load(self) -> tuple[Snapshot, tuple[Problem, ...]]:
        """Return what was put in."""
        return self.snapshot or Snapshot(), self.problems

    def save(self, snapshot: Snapshot) -> None:
        """Keep the snapshot; what was wrong before is no more."""
        self.snapshot, self.problems = snapshot, ()

    def fingerprint(self) -> str:
        """Return a digest of the snapshot; "" where there is none."""
        if self.snapshot is None:
            return ""
        return hashlib.sha256(repr(self.snapshot).encode()).hexdigest()
