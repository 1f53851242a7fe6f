"""Checking and copying the database."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from bot.errors import Permanent, StoreBusy
from bot.store import journal, ledger, order_book
from bot.store.database import Database

_INVALID = (
    (
        "index {} is not valid: REINDEX it",
        text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"),
    ),
    (
        "constraint {} was never validated",
        text("SELECT conname FROM pg_constraint WHERE NOT convalidated"),
    ),
)


_MAGIC = b"SQLite format 3\0"
"""The first octets of every SQLite file (its file format, section 1.3)."""


def problems(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the database, the journal's chain and the book of orders."""
    rows = ledger.load(connection, ledger.version(connection))
    books = (*journal.problems(connection), *order_book.problems(connection, rows))
    if connection.dialect.name == "sqlite":
        return (*_sqlite(connection), *books)
    found = (
        sentence.format(name) for sentence, query in _INVALID for name in connection.scalars(query)
    )
    return (*found, *books)


def _sqlite(connection: Connection) -> tuple[str, ...]:
    damage = (str(row) for row in connection.scalars(text("PRAGMA integrity_check")))
    orphans = connection.execute(text("PRAGMA foreign_key_check"))
    return (
        *(f"database: {line}" for line in damage if line != "ok"),
        *(f"database: {row[0]} row {row[1]} has no {row[2]}" for row in orphans),
    )


def backup(database: Database, target: Path) -> None:
    """Copy an SQLite database while others work; the target appears whole or not at all.

    Raises:
        Permanent: it is PostgreSQL, or the target cannot be written.
    """
    if not database.is_sqlite:
        raise Permanent("a PostgreSQL database is backed up with its own tool: pg_dump")
    if target.exists() and not _is_earlier_copy(target, database.file):
        raise Permanent(f"{target} is there already, and no earlier copy: it is not overwritten")
    copy_file(database.file, target)


def _is_earlier_copy(target: Path, live: Path) -> bool:
    """Say whether a file is a database, and not the one at work."""
    if not target.is_file() or target.samefile(live):
        return False
    with target.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite file through SQLite's online backup, by way of a temporary file."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(part)) as copy:
            held.backup(copy)
            # One file, without a write-ahead log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        _sync(part)
        part.replace(target)
        _sync(target.parent)
    except sqlite3.OperationalError as error:
        raise StoreBusy(f"database: {error}") from error
    except OSError as error:
        raise Permanent(f"{target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def empty_log(database: Database) -> None:
    """Move SQLite's write-ahead log into the file and empty it, so that it keeps no old pages.

    Somebody who reads at this moment keeps it from being emptied; then a later one empties it.
    """
    if database.is_sqlite:
        with closing(sqlite3.connect(database.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
