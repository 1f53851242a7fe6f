"""The daemon as ops run it: a process, against Dovecot and a real SMTP conversation."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from bot.store.engine import open_store
from tests.crash.invariants import broken
from tests.crash.world import World, kill, open_folder, world

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[World]:
    with (
        open_folder() as folder,
        world(folder, f"sqlite:///{folder / 'pobot.db'}", seed=7, faults=False) as opened,
    ):
        yield opened


def pobot(scene: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "--config", str(scene.config), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def wait_for(happened: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_each_mail_is_answered_once_and_filed(scene: World) -> None:
    scene.set_up(invoices=30)
    scene.feed(20)
    assert scene.run_once() == 0
    assert scene.run_once() == 0
    store = open_store(scene.database)
    assert broken(scene, store) == []
    store.close()


def test_sigterm_ends_it_after_the_mail_at_hand_with_status_0(scene: World) -> None:
    scene.set_up(invoices=80)
    scene.feed(60)
    daemon = scene.start()
    wait_for(lambda: len(scene.dovecot.files("INBOX")) > 0 and _settled(scene) > 2)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(timeout=30) == 0
    before = _settled(scene)
    assert before < 60, "it went on to the end instead of stopping"
    assert scene.run_once() == 0
    store = open_store(scene.database)
    assert broken(scene, store) == []
    store.close()


def test_a_second_daemon_on_the_same_database_ends_at_once(scene: World) -> None:
    scene.set_up(invoices=1)
    first = scene.start()
    wait_for(lambda: b"started" in (scene.folder / "pobot.log").read_bytes())
    second = pobot(scene, "run", "--once")
    kill(first)
    assert second.returncode == 75
    assert "another pobot works on this database" in second.stderr


def test_in_shadow_everything_is_decided_and_nothing_is_sent(scene: World) -> None:
    scene.set_up(invoices=5)
    scene.config.write_text(scene.config.read_text().replace("send = true", "send = false"))
    scene.feed(4)
    assert scene.run_once() == 0
    assert scene.sink.accepted() == ()
    status = json.loads(pobot(scene, "status", "--json").stdout)
    assert status["mode"] == "shadow mode: send = false"
    assert status["outbox"]["held"] >= 1


def test_a_dead_mail_server_loses_nothing_and_is_said(scene: World) -> None:
    scene.set_up(invoices=5)
    scene.feed(3)
    scene.dovecot.stop()
    assert scene.run_once() == 75
    status = json.loads(pobot(scene, "status", "--json").stdout)
    assert "inbox" in status["errors"]
    assert pobot(scene, "health").returncode == 1
    scene.dovecot.start()
    assert scene.run_once() == 0
    assert pobot(scene, "health").returncode == 0
    store = open_store(scene.database)
    assert broken(scene, store) == []
    store.close()


def test_a_refused_login_is_said_and_its_password_is_not(scene: World) -> None:
    scene.set_up(invoices=1)
    text = scene.config.read_text().replace(
        f'password = "{scene.dovecot.password}"', 'password = "wr0ng-pa55"'
    )
    scene.config.write_text(text)
    assert scene.run_once() == 75
    said = pobot(scene, "status").stdout + (scene.folder / "pobot.log").read_text()
    assert "inbox" in said
    assert "wr0ng-pa55" not in said


def _settled(scene: World) -> int:
    try:
        store = open_store(scene.database)
    except Exception:  # noqa: BLE001 - the daemon is just creating it
        return 0
    try:
        return sum(m.state.terminal for m in store.messages_since(scene.beginning))
    finally:
        store.close()
