"""Several mailboxes and folders: each with its own connection, fate and waits."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.wiring.views import check_everything
from tests.faults.room import Room, room
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Dovecot]:
    with Dovecot(tmp_path) as running:
        yield running


@pytest.fixture
def scene(second: Dovecot) -> Iterator[Room]:
    with room() as opened:
        opened.mailbox = 'more_folders = ["Orders"]\n'
        opened.settings = f"[inbox.orders]\nport = {second.port}\nhost = '127.0.0.1'\n"
        opened.scene.dovecot._box("Orders")
        opened.set_up(invoices=60)
        yield opened


def test_every_mailbox_and_folder_is_read_and_filed_where_it_lies(
    scene: Room, second: Dovecot
) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    scene.scene.dovecot.deliver(scene.order(2), "Orders")
    second.deliver(scene.order(3))
    assert scene.run() == [True]
    assert len(scene.replies()) == 3
    assert len(scene.scene.dovecot.mails("Processed")) == 2
    assert len(second.mails("Processed")) == 1
    assert scene.scene.dovecot.files("Orders") == ()


def test_a_mail_to_two_of_our_mailboxes_has_one_effect_and_both_copies_are_filed(
    scene: Room, second: Dovecot
) -> None:
    source = scene.order(1)
    scene.scene.dovecot.deliver(b"Delivered-To: billing@progressiverobot.com\r\n" + source)
    second.deliver(b"Delivered-To: orders@progressiverobot.com\r\n" + source)
    assert scene.run() == [True]
    assert len(scene.stored()) == len(scene.replies()) == 1
    assert len(scene.scene.dovecot.mails("Processed")) == 1
    assert len(second.mails("Processed")) == 1


def test_a_mailbox_that_is_away_keeps_no_other_waiting_and_nobody_is_reminded(
    scene: Room, second: Dovecot
) -> None:
    second.deliver(scene.order(1))
    second.stop()
    reminded: list[int] = []
    with scene.open() as work:
        for number in range(2, 6):
            scene.scene.dovecot.deliver(scene.order(number))
            assert not scene.step(work, timedelta(seconds=20))
            reminded += [row.row_id for row in work.store.outbox() if row.mail.kind == "reminder"]
            assert len(work.store.messages_since(scene.scene.beginning)) == number - 1
        assert str(second.port) in work.store.note("last_error:inbox")
    assert reminded == []
    second.start()
    scene.run(2)
    assert len(scene.replies()) == 5
    assert scene.errors() == ""


def test_a_mailbox_that_is_away_is_not_hammered(scene: Room) -> None:
    scene.configure("[inbox.orders]\nport = ", "[inbox.orders]\n# ")
    scene.configure("host = '127.0.0.1'", f"host = '127.0.0.1'\nport = {scene.proxy.port}")
    scene.configure(f"port = {scene.proxy.port}\n", f"port = {scene.scene.dovecot.port}\n")
    scene.proxy.target = 1
    with scene.open() as work:
        for _ in range(180):  # half an hour of polls
            work.poll()
            scene.clock.at += timedelta(seconds=10)
    assert 0 < scene.proxy.connections < 30


def test_each_folder_has_one_connection_that_is_kept(scene: Room) -> None:
    with scene.open() as work:
        for _ in range(10):
            scene.step(work, timedelta(minutes=1))
    assert scene.proxy.connections == 2


def test_a_check_names_the_mailbox_that_cannot_be_read(scene: Room, second: Dovecot) -> None:
    assert wrong_with_inboxes(scene) == []
    second.stop()
    (problem,) = wrong_with_inboxes(scene)
    assert f"inbox.orders: 127.0.0.1:{second.port}: " in problem
    second.start()


def wrong_with_inboxes(scene: Room) -> list[str]:
    problems = check_everything(scene.scene.config, connect=True)
    return [str(p) for p in problems if p.column.startswith(("mailbox", "inbox"))]
