"""The store in a database, its part for notes and upkeep; see `bot.ports.Store`."""

from datetime import datetime
from pathlib import Path

from bot.domain.vitals import Backlog
from bot.ports import JournalEntry
from bot.store import backlog, journal, retention, review, upkeep
from bot.store.database import Database


class SqlUpkeep:
    """What is noted, counted, checked, copied and dropped."""

    _database: Database

    def backlog(self, now: datetime) -> Backlog:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return backlog.backlog(connection, now)

    def note(self, name: str) -> str:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return review.read_note(connection, name)

    def put_note(self, name: str, value: str) -> None:
        """See `bot.ports.Store`."""
        with self._database.writing() as connection:
            review.write_note(connection, name, value)

    def journal(self, since: datetime | None = None) -> tuple[JournalEntry, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return journal.entries(connection, since)

    def verify(self) -> tuple[str, ...]:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            return upkeep.problems(connection)

    def drop_raw(self, before: datetime, now: datetime, limit: int) -> int:
        """See `bot.ports.Store`."""
        with self._database.reading() as connection:
            rows = retention.droppable(connection, before, limit)
        if rows:
            with self._database.writing() as connection:
                retention.drop(connection, rows, before, now)
        return len(rows)

    def forget(self, address: str, pseudonym: str, by: str, now: datetime) -> retention.Forgotten:
        """Take a person's address and words out of everything but ledger and journal.

        Raises:
            Permanent: something with this address is not finished yet; nothing was changed.
        """
        with self._database.writing() as connection:
            forgotten = retention.forget(connection, address.lower(), pseudonym, by, now)
        upkeep.empty_log(self._database)
        return forgotten

    def backup(self, target: Path) -> None:
        """See `bot.ports.Store`."""
        upkeep.backup(self._database, target)
