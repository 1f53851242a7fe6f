"""Addresses, failures, and what SQLite and PostgreSQL are asked for."""

import os
import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import Permanent, StoreBusy
from bot.ports import Store
from bot.store.database import Database, engine_for, filesystem, parsed
from bot.store.engine import open_store
from bot.store.schema import note
from bot.store.sql import SqlStore
from bot.store.types import UtcDateTime
from tests.store.samples import NOW, arrived, registration


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_one_driver(scheme: str) -> None:
    assert parsed(f"{scheme}://me@host/pobot").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/x", "pobot.db", ""]
)
def test_other_addresses_are_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(Permanent, match=r"sqlite:///relative\.db") as refused:
        open_store(url)

    assert "secret" not in str(refused.value)


def test_a_new_file_is_for_us_alone_and_its_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "pobot.db"

    open_store(f"sqlite:///{file}").close()

    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_a_file_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(Permanent, match="cannot be written"):
        open_store(f"sqlite:///{tmp_path}/file/pobot.db")


def test_sqlite_is_set_up_to_keep_what_it_says_it_keeps(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    database = Database(engine_for(parsed(sqlite_url)))

    with database.reading() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.engine.dispose()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_the_filesystem_is_the_one_of_the_nearest_mount() -> None:
    mounts = [
        "/dev/vda / ext4 rw 0 0",
        "host:/x /mnt/a\\040b nfs4 rw 0 0",
        "none /mnt tmpfs rw 0 0",
        "odd",
    ]

    assert filesystem(Path("/mnt/a b/pobot.db"), mounts) == "nfs4"
    assert filesystem(Path("/mnt/ab/pobot.db"), mounts) == "tmpfs"
    assert filesystem(Path("/home/pobot.db"), mounts) == "ext4"


def test_a_network_filesystem_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.database.filesystem", lambda *_: "nfs4")

    with pytest.raises(Permanent, match="lies on nfs4"):
        open_store(sqlite_url)


def test_a_locked_database_is_busy_after_the_patience_is_spent(
    sqlite_url: str, tmp_path: Path
) -> None:
    store = open_store(sqlite_url, busy_seconds=0.1)
    other = sqlite3.connect(tmp_path / "pobot.db")
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy, match="locked"):
        arrived(store)

    assert store.unsettled(1) == ()
    other.close()
    arrived(store)
    assert len(store.unsettled(1)) == 1
    store.close()


def test_a_full_disk_is_busy_and_nothing_was_written(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    limited(store, pages=90)
    before = arrived(store, 1)

    with pytest.raises(StoreBusy, match="full"):
        store.register([registration(2, source=bytes(500_000))], None, NOW)

    assert store.unsettled(5) == (before,)
    limited(store, pages=1_000_000)
    store.register([registration(2, source=bytes(500_000))], None, NOW)
    assert len(store.unsettled(5)) == 2
    assert store.verify() == ()
    store.close()


def limited(store: SqlStore, pages: int) -> None:
    """Limit the file, as a small disk would, on the one connection that the pool holds."""
    with store._database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_really_full_disk_recovers_when_there_is_room(tmp_path: Path) -> None:
    if os.system(f"mount -t tmpfs -o size=1m pobot {tmp_path} 2>/dev/null"):  # noqa: S605
        pytest.skip("this container may not mount")
    try:
        store = open_store(f"sqlite:///{tmp_path}/pobot.db")
        kept = fill(store)
        assert len(store.unsettled(1000)) == kept
        os.system(f"mount -o remount,size=8m {tmp_path}")  # noqa: S605
        arrived(store, 9999)
        assert len(store.unsettled(1000)) == kept + 1
        assert store.verify() == ()
        store.close()
    finally:
        os.system(f"umount {tmp_path}")  # noqa: S605


def fill(store: Store) -> int:
    """Register mails until the disk is full; return how many were."""
    for uid in range(1, 200):
        try:
            store.register([registration(uid, source=os.urandom(20_000))], None, NOW)
        except StoreBusy:
            return uid - 1
    pytest.fail("the disk never filled")


def test_a_read_only_database_is_busy(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store._database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    with pytest.raises(StoreBusy, match="readonly"):
        store.put_note("a", "b")

    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_removed_or_replaced_is_not_written_to(
    sqlite_url: str, tmp_path: Path, replaced: bool
) -> None:
    store = open_store(sqlite_url)
    file = tmp_path / "pobot.db"
    file.rename(tmp_path / "moved.db")
    if replaced:
        file.touch()

    with pytest.raises(StoreBusy, match="removed or replaced"):
        store.put_note("a", "b")

    store.close()


@pytest.mark.postgres
def test_a_server_that_is_away_is_busy(tmp_path: Path) -> None:
    with pytest.raises(StoreBusy):
        open_store(f"postgresql://me@/pobot?host={tmp_path}")


def test_a_violated_constraint_is_a_bug_and_not_busy(url: str) -> None:
    store = open_store(url)

    with pytest.raises(IntegrityError), store._database.writing() as connection:
        connection.execute(note.insert().values(name="a", value=None))

    store.put_note("a", "b")
    assert store.note("a") == "b"
    store.close()


def test_a_naive_moment_is_refused(url: str) -> None:
    store = open_store(url)
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StatementError, match="naive"):
        store.register([registration()], None, naive)

    assert store.messages_since(NOW) == ()
    store.close()


def test_a_moment_keeps_its_microseconds_and_becomes_utc(url: str) -> None:
    store = open_store(url)
    moment = datetime(2026, 3, 29, 2, 30, 1, 234567, tzinfo=timezone(timedelta(hours=2)))

    store.register([registration()], None, moment)
    store.open_review([], moment)
    (message,) = store.messages_since(moment)

    assert message.received_at == NOW
    assert message.received_at.tzinfo is UTC
    assert store.messages_since(moment + timedelta(microseconds=1)) == ()
    assert UtcDateTime().process_bind_param(moment, store._database.engine.dialect) == moment
    store.close()
