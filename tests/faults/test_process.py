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


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
def test_a_reminder_that_went_after_the_backup_goes_no_second_time(
    scene: Room, later: timedelta
) -> None:
    owed(scene)
    assert scene.run() == [True]
    with scene.open() as work:
        work.store.backup(scene.scene.folder / "backup.db")
    owed(scene, "2026-10-10")
    scene.run(3)
    went = reminders(scene)
    assert len(went) == 1
    restore(scene)
    scene.clock.at += later
    scene.run(3)
    assert reminders(scene) == went


def test_after_mere_downtime_the_next_letter_goes(scene: Room) -> None:
    owed(scene, "2026-10-10", "2026-10-21")
    scene.run(3)
    assert len(reminders(scene)) == 1
    scene.clock.at += timedelta(days=7)
    scene.run(3)
    assert len(reminders(scene)) == 2


def owed(scene: Room, *issued_on: str) -> None:
    """Let accounts export a ledger in which one client owes invoices, issued on these days."""
    folder = scene.scene.folder / "ledger"
    clients = (folder / "clients.csv").read_text("utf-8").replace("required", "not_used")
    (folder / "clients.csv").write_text(clients, "utf-8")
    head = "invoice_number,engagement_id,net,tax,gross,currency,status,issued_on\n"
    rows = [
        f"PR-2026-{n:04},ENG-{n:04},1000.00,200.00,1200.00,GBP,issued,{day}\n"
        for n, day in zip((1, 21), issued_on, strict=False)
    ]
    (folder / "invoices.csv").write_text("".join([head, *rows]), "utf-8")


def reminders(scene: Room) -> list[str]:
    """Return the Message-IDs of the reminders that this client got."""
    ours = [m for m in scene.scene.sink.accepted() if m.recipient == "pat@client1.example"]
    return [mail.message_id for mail in ours if b"auto-generated" in mail.source]


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
