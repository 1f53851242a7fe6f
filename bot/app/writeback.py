"""What pobot knows goes back to the accounting system: whole, and only when it changed.

The port is `bot.ports.Ledger`: `save` writes the ledger as it stands. Writing the same state twice
changes nothing, so a crash between the writing and the note costs one more writing.
"""

from dataclasses import dataclass

import structlog

from bot.app.notes import WRITTEN_BACK
from bot.ports import Ledger, Store

log = structlog.get_logger()


@dataclass(slots=True)
class WriteBack:
    """Writes the ledger to `target` after every change of it."""

    store: Store
    target: Ledger

    def run(self) -> bool:
        """Write the ledger if it moved since it was written last; return whether it was written.

        Raises:
            Permanent: the folder cannot be written.
        """
        snapshot = self.store.snapshot()
        version = f"{self.target.fingerprint()}:{snapshot.version}"
        if self.store.note(WRITTEN_BACK) == version:
            return False
        self.target.save(snapshot)
        self.store.put_note(WRITTEN_BACK, f"{self.target.fingerprint()}:{snapshot.version}")
        log.info("ledger written back", version=snapshot.version)
        return True
