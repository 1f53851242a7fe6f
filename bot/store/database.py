"""One database: its connections, its two kinds of transaction, and how it fails.

SQLite (3.35 or later, one file on a local disk): WAL, synchronous=FULL, foreign keys on, ten
seconds of patience for another writer. Writes start with BEGIN IMMEDIATE: Python's own default
reads first and upgrades later, which loses updates without an error.
PostgreSQL (12 or later, psycopg 3): writes take one advisory lock, so that both databases have one
writer at a time and the journal one order; reads see one moment (REPEATABLE READ).

Fails with `StoreBusy` when the database is locked, full, read-only or unreachable: the transaction
was rolled back. Fails with `LeaseLost` when this store's lease has passed to another process.
A violated constraint is a bug of ours and passes unchanged.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, update
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import LeaseLost, Permanent, StoreBusy
from bot.store import schema

BUSY_SECONDS = 10.0
"""How long to wait for another writer. Ours takes milliseconds; somebody else's may take more."""

CHECKPOINT_PAGES = 8_000
"""Pages (32 MB) of log before they are moved into the database: each time costs three syncs."""

_BUGS = (IntegrityError, ProgrammingError, DataError)
"""What the database refuses because we asked for something wrong."""

_REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "beegfs"}
    | {"fuse.sshfs", "fuse.glusterfs"}
)
"""Filesystems whose locks or syncs cannot be trusted with an SQLite file (sqlite.org/howtocorrupt,
section 2.1)."""


def parsed(url: str) -> URL:
    """Return the database address, with the driver that we use.

    Raises:
        Permanent: it is neither an SQLite file nor a PostgreSQL database.
    """
    forms = "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/name"
    try:
        address = make_url(url)
    except ArgumentError:
        raise Permanent(f"the database address must be one of {forms}") from None
    if address.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername in {"sqlite", "sqlite+pysqlite"} and address.database not in {
        None,
        "",
        ":memory:",
    }:
        return address.set(drivername="sqlite")
    shown = address.render_as_string(hide_password=True)
    raise Permanent(f"{shown} cannot be used: the database address must be one of {forms}")


def engine_for(address: URL, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return the connections to a database; an SQLite file is created, readable by us alone.

    Raises:
        Permanent: the file lies on a network filesystem, or the PostgreSQL driver is missing.
    """
    if address.drivername == "sqlite":
        return _sqlite(address, busy_seconds)
    try:
        return create_engine(
            address,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 10,
                "application_name": "pobot",
                "options": f"-c lock_timeout={int(busy_seconds * 1000)} -c timezone=UTC",
            },
        )
    except ModuleNotFoundError:
        raise Permanent("PostgreSQL needs the driver: pip install 'pobot[postgres]'") from None


class Database:
    """The two kinds of transaction, fenced by the leases that this process holds."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.epochs: dict[str, int] = {}
        self._shared = threading.local()
        self._inode = _inode(self.file) if self.is_sqlite else 0
        self._writes = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._reads = (
            engine.execution_options(begin="BEGIN")
            if self.is_sqlite
            else engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    @property
    def is_sqlite(self) -> bool:
        """Return whether this is an SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path:
        """Return the SQLite file."""
        return Path(str(self.engine.url.database))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let everything that this thread does inside share one transaction, committed at the end.

        Each `writing` inside is a savepoint of it: what fails there alone is undone alone.
        """
        with self.writing() as connection:
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        if (shared := self._joined()) is not None:
            with translated():
                yield shared
            return
        with translated(), self._reads.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that alone may write, and commit at the end.

        Raises:
            LeaseLost: another process has taken over a lease of this store.
            StoreBusy: also where the SQLite file was removed or replaced: SQLite would go on
                writing to a file that nobody can open any more.
        """
        if (shared := self._joined()) is not None:
            with translated(), shared.begin_nested():
                yield shared
            return
        if self.is_sqlite and _inode(self.file) != self._inode:
            raise StoreBusy(f"{self.file} was removed or replaced: restart pobot")
        with translated(), self._writes.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(advisory_key("writer"))))
            self._fence(connection)
            yield connection

    def _joined(self) -> Connection | None:
        """Return the connection of this thread's `together`, if it is inside of one."""
        return getattr(self._shared, "connection", None)

    def _fence(self, connection: Connection) -> None:
        for name, epoch in tuple(self.epochs.items()):
            beat = connection.execute(
                update(schema.lease)
                .where(schema.lease.c.name == name, schema.lease.c.epoch == epoch)
                .values(beat=datetime.now(UTC))
            )
            if beat.rowcount != 1:
                raise LeaseLost(f"another process works on {name} now; this one stops writing")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's failures into ours, in one line and without any values."""
    try:
        yield
    except _BUGS:
        raise
    except DBAPIError as error:
        if _is_broken(error.orig):
            raise Permanent(f"database: {_first_line(error.orig)}: restore a backup") from error
        raise StoreBusy(f"database: {_first_line(error.orig)}") from error
    except PoolTimeout as error:
        raise StoreBusy("database: every connection is in use") from error


def _is_broken(error: BaseException | None) -> bool:
    """Say whether an SQLite file is not one, or damaged: waiting does not mend it."""
    codes = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) in codes


def advisory_key(name: str) -> int:
    """Return the number under which PostgreSQL knows one of our locks: 64 bits, signed."""
    digest = hashlib.sha256(f"pobot:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _sqlite(address: URL, busy_seconds: float) -> Engine:
    path = Path(str(address.database))
    _refuse_remote(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise Permanent(f"{path} cannot be written: {error.strerror}") from error
    engine = create_engine(address, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", _settings)
    event.listen(engine, "begin", _begin)
    return engine


def _inode(path: Path) -> int:
    """Return what tells a file from another of the same name; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _settings(connection: sqlite3.Connection, record: Any) -> None:
    """Set up a new connection. `isolation_level` None: the driver begins nothing by itself."""
    del record
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _begin(connection: Connection) -> None:
    """Begin as the engine's options say.

    The driver's `rollback()` looks first whether SQLite has a transaction left. After a disk
    filled up it has none, and a ROLLBACK sent by hand would mask that error with its own.
    """
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))


def _refuse_remote(path: Path) -> None:
    """Refuse a network filesystem, as far as /proc/mounts tells."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    kind = filesystem(path.resolve(), lines)
    if kind in _REMOTE:
        raise Permanent(
            f"{path} lies on {kind}: an SQLite database needs a local disk, "
            "for its locks and syncs to hold. Move it, or use PostgreSQL."
        )


def filesystem(path: Path, mounts: list[str]) -> str:
    """Return the type of the filesystem that holds a path, from the lines of /proc/mounts."""
    found = ("", "")
    for line in mounts:
        _, mount, kind, *_ = [*line.split(" "), "", "", ""]
        point = mount.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        if point and path.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]
