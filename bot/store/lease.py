"""The right to poll and write, which the kernel gives back when its holder dies.

SQLite: flock on `<database>.lock` for the life of the process. PostgreSQL: a session advisory lock
on a connection of its own. Both with an epoch row in the database: every write checks it, so that
a process that was stopped, and overtaken, cannot write when it wakes.
"""

import fcntl
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, func, select

from bot.errors import StoreBusy
from bot.store.database import Database, advisory_key, translated
from bot.store.dialects import insert
from bot.store.schema import lease

SESSION_LINGERS = 5.0
"""Seconds: PostgreSQL notices that a killed client is gone only after a moment (10 ms measured)."""

FILE_LINGERS = 0.5
"""Seconds: a child that was just forked closes its copy of the lock file when it first runs."""

_held: set[int] = set()
"""Descriptors that hold a lock. A forked child closes its copies: it would keep the lock of a dead
parent. (psycopg leaves a connection alone in any process but the one that made it.)"""


def _close_in_child() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_in_child)


class FileLock:
    """An flock on a file beside the database. The file itself stays, its lock does not."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        _held.add(descriptor)

    @classmethod
    def take(cls, path: Path) -> "FileLock | None":
        """Return the lock, or None if another living process has it."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreBusy(f"{path} cannot be opened: {error.strerror}") from error
        if not _tried(lambda: _locked(descriptor), FILE_LINGERS):
            os.close(descriptor)
            return None
        return cls(descriptor)

    def release(self) -> None:
        """Give it back."""
        if self._descriptor in _held:
            _held.remove(self._descriptor)
            os.close(self._descriptor)


class SessionLock:
    """An advisory lock of PostgreSQL, held by a connection that does nothing else."""

    def __init__(self, connection: Connection, descriptor: int) -> None:
        self._connection, self._descriptor = connection, descriptor
        _held.add(descriptor)

    @classmethod
    def take(cls, database: Database, name: str) -> "SessionLock | None":
        """Return the lock, or None if another living process has it."""
        alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        connection = alone.connect()
        descriptor: int = cast("Any", connection.connection.driver_connection).fileno()
        # Out of the pool: it is never handed to anybody else, and closing it ends the session.
        connection.detach()
        locked = False
        try:
            trial = select(func.pg_try_advisory_lock(advisory_key(name)))
            locked = _tried(lambda: bool(connection.scalar(trial)), SESSION_LINGERS)
        finally:
            if not locked:
                connection.close()
        return cls(connection, descriptor) if locked else None

    def release(self) -> None:
        """Give it back, by closing the connection."""
        _held.discard(self._descriptor)
        self._connection.close()


def _tried(trial: Callable[[], bool], seconds: float) -> bool:
    """Try for a lock until what a killed holder leaves behind must be gone."""
    until = time.monotonic() + seconds
    while not trial():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class SqlLease:
    """See `bot.ports.Lease`."""

    def __init__(
        self, database: Database, name: str, epoch: int, lock: FileLock | SessionLock
    ) -> None:
        self.epoch = epoch
        self._database, self._name, self._lock = database, name, lock

    def release(self) -> None:
        """See `bot.ports.Lease`."""
        if self._database.epochs.get(self._name) == self.epoch:
            del self._database.epochs[self._name]
        self._lock.release()


def acquire(database: Database, name: str, owner: str) -> SqlLease | None:
    """Take the lock, then the next epoch; None if another living process works on `name`."""
    with translated():
        lock = _lock(database, name)
    if lock is None:
        return None
    database.epochs.pop(name, None)
    try:
        with database.writing() as connection:
            epoch = _next_epoch(connection, name, owner)
    except BaseException:
        lock.release()
        raise
    database.epochs[name] = epoch
    return SqlLease(database, name, epoch, lock)


def _lock(database: Database, name: str) -> FileLock | SessionLock | None:
    if database.is_sqlite:
        return FileLock.take(database.file.with_name(f"{database.file.name}.lock"))
    return SessionLock.take(database, f"lease:{name}")


def _next_epoch(connection: Connection, name: str, owner: str) -> int:
    now = datetime.now(UTC)
    put = insert(connection, lease).values(name=name, owner=owner, epoch=1, beat=now)
    taken = put.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "epoch": lease.c.epoch + 1, "beat": now},
    ).returning(lease.c.epoch)
    return int(connection.execute(taken).scalar_one())
