"""Faults 31, 35 to 37 and 41: processes that die, double, sleep, or wake with an old database."""

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app.intake import ATTEMPTS
from bot.crash import EXIT_STATUS
from bot.domain.outgoing import OutgoingState
from bot.errors import LeaseLost
from bot.ports import MessageState
from bot.store.engine import open_store
from tests.faults.room import Room, room

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=60)
        yield opened


def restore(scene: Room) -> None:
    """Put the backup in place of the database."""
    for file in scene.scene.folder.glob("pobot.db*"):
        file.unlink()
    shutil.copy(scene.scene.folder / "backup.db", scene.scene.folder / "pobot.db")


def test_a_database_of_an_hour_ago_answers_nobody_twice_and_books_what_it_missed(
    scene: Room,
) -> None:
    for number in range(1, 6):
        scene.scene.dovecot.deliver(scene.order(number))
    assert scene.run() == [True]
    with scene.open() as work:
        work.store.backup(scene.scene.folder / "backup.db")
    for number in range(6, 11):
        scene.scene.now = scene.clock.at
        scene.scene.dovecot.deliver(scene.order(number), when=scene.clock.at.timestamp())
    assert scene.run(2) == [True, True]
    assert len(scene.replies()) == 10
    restore(scene)
    # The letters that the copy makes anew bear its own Date, and are not sent.
    assert [line for line in scene.wrong() if "other bytes" not in line] == []
    assert len(scene.replies()) == 10
    assert any("did not know" in subject for subject in scene.items())


def test_a_reminder_that_went_after_the_backup_goes_no_second_time(scene: Room) -> None:
    invoices = scene.scene.folder / "ledger" / "invoices.csv"
    rows = invoices.read_text("utf-8").splitlines()
    head = f"{rows[0]},issued_on,po_number"
    overdue = "PR-2026-0001,ENG-0001,1000.00,200.00,1200.00,GBP,issued,2026-09-01,4500000001"
    invoices.write_text("\n".join([head, overdue, *(f"{r},," for r in rows[2:]), ""]), "utf-8")
    with scene.open() as work:
        work.store.backup(scene.scene.folder / "backup.db")
        scene.step(work)
        scene.step(work)
    reminders = [m.message_id for m in scene.scene.sink.accepted() if b"auto-generated" in m.source]
    assert any(m.recipient == "pat@client1.example" for m in scene.scene.sink.accepted())
    restore(scene)
    scene.clock.at += timedelta(days=1)
    scene.run(3)
    again = [m.message_id for m in scene.scene.sink.accepted() if m.recipient.startswith("pat@")]
    assert len(again) == len(set(again))
    assert reminders


def test_a_process_that_wakes_after_another_took_over_sends_no_final_dot(scene: Room) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    with scene.open() as asleep:
        assert asleep.store.acquire_lease("pobot", "asleep") is not None
        asleep.intake.poll()
        lock = scene.scene.folder / "pobot.db.lock"
        lock.unlink()  # as if it were on another machine: the kernel there knows of no lock
        awake = open_store(scene.scene.database)
        assert awake.acquire_lease("pobot", "awake") is not None
        with pytest.raises(LeaseLost):
            asleep.outbox.run()
        with pytest.raises(LeaseLost):
            asleep.store.put_note("a", "b")
        assert scene.scene.sink.accepted() == ()
        awake.close()
    assert scene.wrong() == []


def test_a_process_that_is_overtaken_while_it_sends_stops_before_the_dot(scene: Room) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    with scene.open() as asleep:
        assert asleep.store.acquire_lease("pobot", "asleep") is not None
        asleep.intake.poll()
        (row, *_) = asleep.store.claim(1, scene.clock.at)
        (scene.scene.folder / "pobot.db.lock").unlink()
        awake = open_store(scene.scene.database)
        assert awake.acquire_lease("pobot", "awake") is not None

        def committing() -> None:
            asleep.store.advance(row, OutgoingState.COMMITTING, scene.clock.at)

        with pytest.raises(LeaseLost):
            asleep.outbox.mailer.send(row.mail, committing)
        assert scene.scene.sink.accepted() == ()
        awake.close()
    assert scene.wrong() == []


def test_a_mail_that_ends_the_process_is_put_aside_and_the_others_are_read(scene: Room) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    for _ in range(ATTEMPTS):
        assert scene.scene.run_at(scene.clock.at, "after-T2:1") == EXIT_STATUS
    scene.scene.dovecot.deliver(scene.order(2))
    scene.scene.run_at(scene.clock.at)
    states = [message.state for message in scene.stored()]
    assert states == [MessageState.QUARANTINED, MessageState.DONE]
    assert len(scene.scene.dovecot.mails("Review")) == 1
    assert scene.replies() == ["pat@client2.example"]
