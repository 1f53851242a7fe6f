"""What is measured against: a Dovecot with the mailbox, and a configured pobot beside it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.inbox import letters, write_ledger
from tests.servers.dovecot import Dovecot

_CONFIG = """\
database = "sqlite:///{folder}/pobot.db"
ledger = "{ledger}"
send = true

[company]
staff = []

[mailbox]
kind = "imap"
host = "127.0.0.1"
port = {port}
security = "none"
user = "billing"
password = "s3cret"
poll_seconds = 5

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"

[accounts]
digest_to = ["accounts@progressiverobot.com"]

[log]
level = "{level}"
"""


@dataclass(frozen=True, slots=True)
class World:
    """Where a run finds its servers, and its ledger.

    Attributes:
        folder: on a disk, for whatever the sides write.
        dovecot: holds the mailbox, in memory where there is /dev/shm.
        ledger: the folder with its CSV files.
        count: mails in the mailbox.
    """

    folder: Path
    dovecot: Dovecot
    ledger: Path
    count: int

    def configure(
        self, folder: Path, *, port: int = 0, smtp: int = 25, level: str = "error"
    ) -> Path:
        """Write a configuration whose database is new; return its file.

        Args:
            folder: for configuration and database.
            port: of IMAP, 0 for Dovecot itself.
            smtp: port of SMTP.
            level: of the log.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("pobot.db*"):
            path.unlink()
        file = folder / "config.toml"
        text = _CONFIG.format(
            folder=folder.resolve(),
            ledger=self.ledger.resolve(),
            port=port or self.dovecot.port,
            smtp=smtp,
            level=level,
        )
        file.write_text(text, "utf-8")
        return file

    def refill(self) -> None:
        """Put the mailbox back as it was, for whoever emptied it."""
        for part in ("cur", "new"):
            shutil.rmtree(self.dovecot.maildir / part, ignore_errors=True)
        _fill(self.dovecot, self.count)


@contextmanager
def world(folder: Path, count: int, *, filled: bool = True) -> Iterator[World]:
    """Start Dovecot with a mailbox of so many mails, or with an empty one for them."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / "ledger"
    write_ledger(ledger, count)
    with shared_memory() as memory, Dovecot(memory / "dovecot") as dovecot:
        if filled:
            _fill(dovecot, count)
        yield World(folder, dovecot, ledger, count)


@contextmanager
def shared_memory() -> Iterator[Path]:
    """Give a folder in memory for the server's mail, which no disk then disturbs."""
    memory = Path("/dev/shm")  # noqa: S108 - there is no other name for it
    place = Path(tempfile.mkdtemp(prefix="bench-", dir=memory if memory.is_dir() else None))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _fill(dovecot: Dovecot, count: int) -> None:
    for letter in letters(count):
        dovecot.deliver(letter.source, when=letter.received_at.timestamp())


def settled(path: Path) -> None:
    """Wait until what was written before lies on the disk, so that no run pays for another's."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    os.sync()
