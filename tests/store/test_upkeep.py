"""Damage is found, and a copy is a whole one."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.decision import Change
from bot.errors import Permanent
from bot.store.changes import _APPLY
from bot.store.engine import open_store
from bot.store.memory import MemoryStore
from tests.store.samples import NOW, arrived, book, ledger, record
from tests.store.worlds import World


def test_a_sound_database_has_no_problems(a_world: World) -> None:
    a_world.store.import_ledger(ledger(), (), NOW)
    book(a_world.store, record())

    assert a_world.store.verify() == ()


@pytest.mark.parametrize(
    ("tampering", "complaint"),
    [
        ("UPDATE journal SET data = '{}' WHERE seq = 2", "journal: entry 2 was altered"),
        ("UPDATE journal SET subject = 'x' WHERE seq = 1", "journal: entry 1 was altered"),
        ("DELETE FROM journal WHERE seq = 2", "journal: entry 2 is missing before entry 3"),
        (
            "UPDATE journal SET prev = digest WHERE seq = 2",
            "journal: entry 2 does not follow the entry before it",
        ),
    ],
)
def test_tampering_with_the_journal_is_found(
    a_world: World, tampering: str, complaint: str
) -> None:
    a_world.store.import_ledger(ledger(), (), NOW)
    book(a_world.store, record())

    a_world.run(tampering)

    assert complaint in a_world.store.verify()


def test_a_row_without_its_parent_is_found(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    arrived(store)
    with closing(sqlite3.connect(tmp_path / "pobot.db")) as other:
        other.execute("DELETE FROM message")
        other.commit()

    assert store.verify() == ("database: location row 1 has no message",)
    store.close()


def test_a_backup_is_whole_though_others_write(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    store.import_ledger(ledger(), (), NOW)
    stop = threading.Event()

    def write() -> None:
        uid = 0
        while not stop.is_set():
            uid += 1
            arrived(store, uid)

    writer = threading.Thread(target=write)
    writer.start()
    target = tmp_path / "copies" / "pobot.bak"
    target.parent.mkdir()
    store.backup(target)
    store.backup(target)
    stop.set()
    writer.join()
    store.close()

    copy = open_store(f"sqlite:///{target}")
    assert copy.snapshot() == ledger()
    assert copy.verify() == ()
    copy.close()
    assert target.stat().st_mode & 0o077 == 0
    assert [each.name for each in target.parent.iterdir() if "part" in each.name] == []


def test_a_backup_that_cannot_be_written_says_so(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)

    with pytest.raises(Permanent, match="cannot be written"):
        store.backup(tmp_path / "nowhere" / "pobot.bak")

    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_a_postgresql_backup_names_the_tool(url: str, tmp_path: Path) -> None:
    store = open_store(url)

    with pytest.raises(Permanent, match="pg_dump"):
        store.backup(tmp_path / "x")

    store.close()


def test_a_store_in_memory_has_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="memory"):
        MemoryStore().backup(tmp_path / "x")


def test_every_kind_of_change_can_be_applied() -> None:
    assert set(_APPLY) == set(Change.__args__)


def test_the_ledger_is_read_again_only_when_it_changed(a_world: World) -> None:
    store, other = a_world.store, a_world.again()
    store.import_ledger(ledger(), (), NOW)
    first = other.snapshot()

    assert other.snapshot() is first
    book(store, record())
    assert other.snapshot().owners_of("PO-45001")
