"""Fault 5: IDLE is a hint. It may never return, and neither polls nor the end wait for it."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app.doorbell import PAUSE, REARM, DoorbellThread
from bot.errors import LoginRefused, Permanent, ServerGone, Transient
from bot.mail.imap_idle import ImapIdle
from bot.mail.security import Credentials
from tests.app.office import TestClock
from tests.crash.world import open_folder, world
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import plain
from tests.servers.proxy import Break, Cut, Proxy
from tests.servers.scripted import ScriptedServer

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]

MAIL = b"From: a@client.test\r\nMessage-ID: <1@x>\r\n\r\nOur PO is 4711.\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Dovecot]:
    with Dovecot(tmp_path) as running:
        yield running


@pytest.fixture
def proxy(server: Dovecot) -> Iterator[Proxy]:
    with Proxy(server.port) as running:
        yield running


def idle(server: Dovecot, port: int, read_timeout: float = 20.0) -> ImapIdle:
    who = Credentials(server.user, server.password)
    return ImapIdle("inbox", plain(port, read_timeout=read_timeout), who)


def waits(bell: ImapIdle, proxy: Proxy) -> None:
    """Return once the bell waits in IDLE."""
    del bell
    while b"IDLE" not in proxy.said:
        time.sleep(0.02)


def test_a_mail_that_comes_rings_while_the_bell_waits(server: Dovecot, proxy: Proxy) -> None:
    bell, rung = idle(server, proxy.port), threading.Event()
    thread = DoorbellThread(bell, rung.set, TestClock())
    thread.start()
    waits(bell, proxy)
    server.deliver(MAIL)
    heard = rung.wait(60)
    thread.stop()
    assert heard
    assert server.flags() == ("",)


def test_a_wait_without_news_ends_by_itself_and_keeps_its_connection(
    server: Dovecot, proxy: Proxy
) -> None:
    bell = idle(server, proxy.port)
    assert [bell.wait(0.3), bell.wait(0.3)] == [False, False]
    assert proxy.connections == 1
    assert proxy.said.count(b"DONE") == 2
    bell.close()


def test_an_idle_that_never_returns_counts_as_lost(server: Dovecot, proxy: Proxy) -> None:
    bell = idle(server, proxy.port, read_timeout=1.0)
    assert bell.wait(0.2) is False
    proxy.rewrite = lambda _chunk: b""  # the server is there, and says nothing for ever
    with pytest.raises(ServerGone):
        bell.wait(0.2)
    proxy.rewrite = lambda chunk: chunk
    assert bell.wait(0.2) is False
    bell.close()


@pytest.mark.parametrize("how", [Break.FIN, Break.RST, Break.GARBAGE])
def test_a_connection_that_breaks_in_idle_is_noticed_at_once(
    server: Dovecot, proxy: Proxy, how: Break
) -> None:
    bell = idle(server, proxy.port)
    assert bell.wait(0.2) is False
    length = proxy.downstream_bytes
    bell.close()
    proxy.cut = Cut(length - 90, how)
    broken = idle(server, proxy.port)
    with pytest.raises(Transient):
        broken.wait(20)
    broken.close()


def test_a_bye_in_idle_is_a_lost_connection() -> None:
    script = {
        r"(\w+) CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\n\\1 OK done\n",
        r"(\w+) LOGIN .*": "\\1 OK in\n",
        r"(\w+) EXAMINE .*": "* OK [UIDVALIDITY 5]\n\\1 OK [READ-ONLY]\n",
        r"(\w+) IDLE": "+ idling\n* BYE Autologout\n!",
    }
    with ScriptedServer("* OK hello", script) as server:
        bell = ImapIdle("inbox", plain(server.port), Credentials("a", "b"))
        with pytest.raises(ServerGone):
            bell.wait(10)
        bell.close()


def test_without_idle_there_is_no_doorbell(tmp_path: Path) -> None:
    with (
        Dovecot(tmp_path, capabilities="IMAP4rev1") as server,
        pytest.raises(Permanent, match="no IDLE"),
    ):
        idle(server, server.port).wait(1)


def test_a_bell_that_waits_is_stopped_from_outside(server: Dovecot, proxy: Proxy) -> None:
    bell = idle(server, proxy.port)
    thread = DoorbellThread(bell, lambda: None, TestClock())
    thread.start()
    waits(bell, proxy)
    thread.stop(patience=30)
    assert not thread._thread.is_alive()


class Bell:
    """Does what it is told, and tells how often it was asked."""

    name = "inbox"

    def __init__(self, *outcomes: bool | Exception) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.asked.append(seconds)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        pass


def listened(*outcomes: bool | Exception) -> tuple[list[float], int]:
    """Return the pauses between the waits, and how often it rang."""
    bell, pauses, rung = Bell(*outcomes), [], []
    clock = TestClock()

    def pause(seconds: float) -> bool:
        pauses.append(seconds)
        clock.at += timedelta(seconds=seconds)
        return not bell.outcomes

    DoorbellThread(bell, lambda: rung.append(1), clock, pause).listen()
    assert set(bell.asked) == {REARM.total_seconds()}
    return pauses, len(rung)


def test_a_server_that_is_away_is_asked_ever_more_seldom() -> None:
    pauses, _ = listened(*[ServerGone("away")] * 12)
    assert pauses[0] >= 1.6
    assert all(later > earlier for earlier, later in pairwise(pauses[:7]))
    assert 240 <= pauses[-1] <= 360


def test_a_refused_login_is_not_repeated_for_ten_minutes() -> None:
    pauses, _ = listened(LoginRefused("no"), LoginRefused("no"))
    assert all(pause >= 480 for pause in pauses)


def test_what_is_no_doorbell_is_tried_once_an_hour() -> None:
    pauses, rung = listened(Permanent("no IDLE"), Permanent("no IDLE"), True)
    assert pauses == [3600, 3600, PAUSE]
    assert rung == 1


def test_a_server_that_rings_without_end_rings_once_a_second() -> None:
    pauses, rung = listened(*[True] * 50)
    assert pauses == [PAUSE] * 50
    assert rung == 50


def test_a_bell_is_armed_anew_within_minutes() -> None:
    assert timedelta(minutes=1) < REARM <= timedelta(minutes=9)


def test_the_daemon_reads_at_a_hint_and_ends_though_idle_hangs() -> None:
    with (
        open_folder() as folder,
        world(folder, f"sqlite:///{folder}/pobot.db", seed=3, faults=False) as scene,
    ):
        scene.set_up(invoices=20)
        text = scene.config.read_text("utf-8")
        scene.config.write_text(text.replace("poll_seconds = 5", "poll_seconds = 3600"), "utf-8")
        daemon = scene.start()
        deadline = time.monotonic() + 60
        while b"started" not in (folder / "pobot.log").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        time.sleep(2)
        scene.feed(3)  # the next poll would be in an hour
        while scene.dovecot.files():
            assert time.monotonic() < deadline + 60
            time.sleep(0.1)
        pids = imap_processes(scene.dovecot)
        assert pids
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(timeout=60) == 0
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def imap_processes(server: Dovecot) -> list[int]:
    """Return the processes of Dovecot that serve our connections."""
    assert server._process is not None
    group = server._process.pid
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = place.read_text()
        except OSError:
            continue
        name, _, rest = text.partition("(")[2].partition(")")
        if name == "imap" and int(rest.split()[2]) == group:
            found.append(int(place.parent.name))
    return found
