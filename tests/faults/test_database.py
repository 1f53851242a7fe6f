"""Faults 32 to 34: a database that is locked, full, read-only, or gone."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.room import Room, room

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=60)
        yield opened


def test_somebody_who_locks_the_database_for_seconds_is_waited_for(scene: Room) -> None:
    scene.scene.feed(3)
    scene.run()
    scene.scene.feed(3)
    other = sqlite3.connect(scene.scene.folder / "pobot.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(4, other.rollback)
    release.start()
    assert scene.run() == [True]
    release.join()
    other.close()
    assert scene.wrong() == []


def test_two_writers_at_once_wait_for_each_other(scene: Room) -> None:
    command = [sys.executable, "-m", "bot", "--config", str(scene.scene.config), "import"]
    ledger = str(scene.scene.folder / "ledger")
    pipe = subprocess.PIPE
    writers = [subprocess.Popen([*command, ledger], stdout=pipe, stderr=pipe) for _ in range(3)]
    said = [b"".join(writer.communicate(timeout=60)) for writer in writers]
    assert [line for line in said if b"locked" in line or b"Traceback" in line] == []
    scene.scene.feed(5)
    assert scene.wrong() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half."""
    if os.geteuid() != 0 or os.system(f"mount -t tmpfs -o size=1500k pobot {tmp_path} 2>/dev/null"):  # noqa: S605
        pytest.skip("only root may mount a small disk")
    yield tmp_path
    os.system(f"umount {tmp_path}")  # noqa: S605


def test_on_a_full_disk_nothing_is_sent_nor_marked_and_all_goes_on_when_there_is_room(
    scene: Room, small_disk: Path
) -> None:
    scene.configure(scene.scene.database, f"sqlite:///{small_disk}/pobot.db")
    scene.scene.database = f"sqlite:///{small_disk}/pobot.db"
    for number in range(1, 31):
        scene.scene.dovecot.deliver(scene.order(number, text=padded(number)))
    assert scene.run(2) == [False, False]
    answered = len(scene.replies())
    assert answered < 30
    assert len(scene.scene.dovecot.files("INBOX")) > 0
    with scene.open() as work:
        found = work.store.verify()
    assert found == ()
    assert os.system(f"mount -o remount,size=60m {small_disk}") == 0  # noqa: S605
    assert scene.wrong() == []


def padded(number: int) -> str:
    """Return an order of 60 kB."""
    words = f"Hello,\n\nour PO number for invoice PR-2026-{number:04} is 45{number:08}.\n\nPat\n"
    return words + "We look forward to working with you on this, as ever.\n" * 1100


@pytest.mark.parametrize("replaced", [False, True])
def test_a_database_that_is_taken_away_stops_the_work_and_is_said(
    scene: Room, replaced: bool
) -> None:
    scene.scene.feed(3)
    file = scene.scene.folder / "pobot.db"
    with scene.open() as work:
        assert scene.step(work)
        before = len(scene.scene.sink.accepted())
        file.rename(file.with_name("moved.db"))
        if replaced:
            file.touch()
        scene.scene.feed(3)
        assert not scene.step(work)
        assert not work.poll()
        assert len(scene.scene.sink.accepted()) == before
        assert len(scene.scene.dovecot.files("INBOX")) == 3
    file.unlink(missing_ok=True)
    file.with_name("moved.db").rename(file)
    assert scene.wrong() == []


def test_a_database_that_is_read_only_stops_the_work_and_is_said(scene: Room) -> None:
    scene.scene.feed(3)
    with scene.open() as work:
        assert scene.step(work)
        engine = work.store._database.engine  # type: ignore[attr-defined]
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        scene.scene.feed(3)
        before = len(scene.scene.sink.accepted())
        assert not scene.step(work)
        assert len(scene.scene.sink.accepted()) == before
        assert len(scene.scene.dovecot.files("INBOX")) == 3
    assert scene.wrong() == []
