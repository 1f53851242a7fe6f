"""Faults 3, 4 and 6 to 8: connections that break, hang up, throttle, or refuse the login."""

import random
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.backoff import BUSY_WAIT, LOGIN_WAIT, LONGEST_WAIT, BackOff
from bot.app.inbox import Inbox
from bot.app.inboxes import Inboxes
from bot.errors import LoginRefused, PobotError, ServerBusy, ServerGone
from bot.mail.imap import ImapMailbox
from bot.mail.security import Credentials
from bot.store.memory import MemoryStore
from tests.app.office import TestClock
from tests.faults.mails import order_text
from tests.faults.room import Room, attempt, room
from tests.servers.embedded import plain
from tests.servers.proxy import Break, Cut
from tests.servers.scripted import ScriptedServer

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]

GREETING = "* OK [CAPABILITY IMAP4rev1] hello"
HABITS = {
    r"(\w+) CAPABILITY": "* CAPABILITY IMAP4rev1\n\\1 OK done\n",
    r"(\w+) LOGIN .*": "\\1 OK in\n",
    r"(\w+) LOGOUT": "* BYE\n\\1 OK done\n!",
}


class Limits:
    """Generous ones."""

    size_limit = 25_000_000
    day_limit = 2_000_000_000


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.timeout = 1.0
        opened.set_up(invoices=120)
        yield opened


@pytest.mark.parametrize("how", list(Break))
def test_a_connection_that_breaks_anywhere_loses_and_doubles_no_mail(
    scene: Room, how: Break
) -> None:
    scene.scene.feed(12)
    dice = random.Random(5)  # noqa: S311 - a seed makes a round repeatable
    spoilt = 0
    with scene.open() as work:
        for _ in range(4 if how is Break.STALL else 25):
            scene.proxy.cut = Cut(dice.randrange(1, 9_000), how)
            spoilt += not attempt(work)
            scene.proxy.disconnect()
    scene.proxy.cut = None
    assert spoilt > 0
    assert scene.wrong() == []


def test_the_cursor_never_passes_a_mail_that_was_not_stored(scene: Room) -> None:
    scene.scene.feed(12)
    with scene.open() as work:
        for after in range(1500, 9000, 500):
            scene.proxy.cut = Cut(after)
            attempt(work)
            scene.proxy.disconnect()
            held = len(work.store.messages_since(scene.scene.beginning))
            mailbox = work.intake.mailbox
            scene.proxy.cut = None
            scanned_to = work.store.scanned_to(mailbox.name, mailbox.uid_validity())
            places = scanned_to - scene.scene.copies
            assert places <= held
            mailbox.close()
    assert scene.wrong() == []


def test_a_thousand_failures_leave_no_connection_open() -> None:
    before = open_files()
    habits = HABITS | {r"(\w+) SELECT .*": "* 9 EXISTS\n!"}
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        for _ in range(1000):
            with pytest.raises(ServerGone):
                box.uid_validity()
        time.sleep(0.2)
        assert open_files() <= before + 3  # the server's own


def test_a_server_that_says_bye_at_any_moment_costs_one_poll(scene: Room) -> None:
    scene.scene.feed(12)
    dice = random.Random(11)  # noqa: S311 - a seed makes a round repeatable

    def leaving(chunk: bytes) -> bytes:
        if dice.random() < 0.12:
            return b"* BYE Autologout\r\n"
        return chunk

    scene.proxy.rewrite = leaving
    with scene.open() as work:
        results = [attempt(work) for _ in range(30)]
    scene.proxy.rewrite = lambda chunk: chunk
    assert False in results
    assert scene.wrong() == []


def test_a_dead_token_is_said_and_asked_for_slowly_until_it_lives(scene: Room) -> None:
    token = scene.scene.folder / "token"
    password = f'password = "{scene.scene.dovecot.password}"'
    scene.configure(password, f'token_file = "{token}"')
    scene.scene.feed(2)
    assert scene.run() == [False]
    assert "token" in scene.errors()
    with scene.open() as work:
        for _ in range(60):  # twenty minutes of the daemon's ticks
            work.poll()
            scene.clock.at += timedelta(seconds=20)
    assert scene.proxy.connections <= 4  # one in ten minutes
    scene.configure(f'token_file = "{token}"', password)
    assert scene.wrong() == []
    assert scene.errors() == ""


@pytest.mark.parametrize(
    "said",
    [
        "[UNAVAILABLE] later",
        "[LIMIT] too much",
        "[THROTTLED] slow down",
        "[ALERT] Account exceeded command or bandwidth limits. (Failure)",
        "[ALERT] Too many simultaneous connections. (Failure)",
    ],
)
def test_a_server_that_throttles_is_left_in_peace_for_a_quarter_of_an_hour(said: str) -> None:
    habits = HABITS | {r"(\w+) SELECT .*": f"\\\\1 NO {said}\n", r"(\w+) LIST .*": "\\1 OK\n"}
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        clock = TestClock()
        store = MemoryStore()
        inboxes = Inboxes((Inbox(box, store, clock, Limits()),) * 2, clock)
        for _ in range(70):
            inboxes.fetch()
            with pytest.raises(PobotError, match=re.escape(said)):
                inboxes.check()
            clock.at += timedelta(seconds=15)
        connections = sum("SELECT" in line for line in server.heard)
    assert connections <= 2


def test_what_a_server_wants_people_to_read_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    habits = HABITS | {
        r"(\w+) LOGIN .*": "* OK [ALERT] Your mailbox is almost full\n\\1 OK in\n",
        r"(\w+) SELECT .*": "* OK [UIDVALIDITY 5]\n\\1 OK [READ-WRITE]\n",
    }
    with ScriptedServer(GREETING, habits) as server:
        box = ImapMailbox("inbox", plain(server.port), Credentials("a", "b"))
        assert box.uid_validity() == 5
        box.close()
    assert "Your mailbox is almost full" in caplog.text


def test_a_days_octets_are_not_exceeded_and_the_rest_comes_tomorrow(scene: Room) -> None:
    scene.mailbox = 'day_limit = "150 KB"\n'
    scene.set_up()
    for number in range(1, 6):
        scene.scene.dovecot.deliver(scene.order(number, text=order_text(number, 60_000)))
    stored = []
    with scene.open() as work:
        for _ in range(3):
            for _ in range(3):
                scene.step(work)
            stored.append(len(work.store.messages_since(scene.scene.beginning)))
            if len(stored) == 1:
                assert "the rest waits until tomorrow" in work.store.note("last_error:inbox")
            scene.clock.at += timedelta(days=1)
    assert stored == [2, 4, 5]
    assert scene.wrong() == []


def test_waits_grow_with_chance_in_them_and_end_with_success() -> None:
    clock = TestClock()
    waits = []
    back_off = BackOff()
    for _ in range(12):
        back_off.failed(clock.at, ServerGone("away"))
        assert back_off.not_before is not None
        waits.append(back_off.not_before - clock.at)
    assert timedelta(seconds=1.6) <= waits[0] <= timedelta(seconds=2.4)
    assert waits[-1] <= LONGEST_WAIT * 1.2
    assert len(set(waits[-4:])) > 1
    for error, wait in ((LoginRefused("no"), LOGIN_WAIT), (ServerBusy("later"), BUSY_WAIT)):
        back_off.failed(clock.at, error)
        assert back_off.waits(clock.at + wait * 0.79)
    back_off.worked()
    assert not back_off.waits(clock.at)
