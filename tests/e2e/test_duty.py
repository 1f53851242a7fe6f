"""The daemon looked after: alerts, watchdog, metrics, reload and the log, as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from bot.resources import locate
from tests.crash.world import World, kill, open_folder, world
from tests.servers.webhook import Webhook

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]

BODY = "MARKER-OF-THE-BODY"
SUBJECT = "MARKER-OF-THE-SUBJECT"
WORD = "hunter2-of-the-mailbox"


@pytest.fixture
def scene() -> Iterator[World]:
    with (
        open_folder() as folder,
        world(folder, f"sqlite:///{folder / 'pobot.db'}", seed=7, faults=False) as opened,
    ):
        yield opened


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with Webhook() as server:
        yield server


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def add(scene: World, text: str, *, top: str = "") -> None:
    scene.config.write_text(top + scene.config.read_text() + text, "utf-8")


@contextmanager
def daemon(scene: World, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    with (scene.folder / "pobot.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--config", str(scene.config), "run"],
            stdout=log,
            stderr=log,
            env={**os.environ, **environ},
        )
    try:
        yield process
    finally:
        kill(process)


def logged(scene: World) -> str:
    return (scene.folder / "pobot.log").read_text("utf-8")


def test_a_dead_mail_server_and_its_return_are_told(scene: World, webhook: Webhook) -> None:
    scene.set_up(invoices=1)
    add(scene, f'\n[alerts]\nname = "Leeds"\nwebhook = "{webhook.url}"\nafter = "1s"\n')
    scene.dovecot.stop()
    with daemon(scene):
        wait_for(lambda: webhook.posted)
    scene.dovecot.start()
    (said,) = webhook.posted
    assert said["text"].startswith("pobot on Leeds: inbox\nTROUBLE inbox: The inbox does not work")
    assert "B0/xyz" not in logged(scene)


def test_a_monitor_elsewhere_hears_that_all_is_well(scene: World, webhook: Webhook) -> None:
    scene.set_up(invoices=1)
    add(scene, f'\n[alerts]\nheartbeat = "{webhook.url}"\n')
    with daemon(scene):
        wait_for(lambda: webhook.fetched)
    assert webhook.fetched == ["/services/T0/B0/xyz?room=1"]
    assert webhook.posted == []


def test_a_daemon_that_cannot_start_is_told_of_once(scene: World, webhook: Webhook) -> None:
    scene.set_up(invoices=1)
    add(scene, f'\n[alerts]\nwebhook = "{webhook.url}"\n')
    (scene.folder / "pobot.db").write_bytes(b"this is no database" * 1000)
    for _ in range(3):
        with daemon(scene) as process:
            assert process.wait(60) == 1
    (said,) = webhook.posted
    assert "TROUBLE start: pobot does not start: database: file is not a database" in said["text"]
    (scene.folder / "pobot.db").unlink()
    with daemon(scene):
        wait_for(lambda: "started" in logged(scene))
        wait_for(lambda: not (scene.folder / ".pobot-alerts.json").exists())
    assert len(webhook.posted) == 1


def test_the_service_manager_hears_that_it_is_ready_alive_reloads_and_stops(scene: World) -> None:
    scene.set_up(invoices=1)
    letters = scene.folder / "letters"
    letters.mkdir()
    letter = letters / "po_recorded.en.j2"
    letter.write_text((locate("templates") / letter.name).read_text("utf-8"), "utf-8")
    add(scene, "", top=f'templates = "{letters}"\n')
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(scene.folder / "notify"))
        manager.settimeout(60)

        def hears(words: str) -> None:
            while words not in manager.recv(4096).decode():
                pass

        environ = {"NOTIFY_SOCKET": str(scene.folder / "notify"), "WATCHDOG_USEC": "1000000"}
        with daemon(scene, **environ) as process:
            hears("READY=1")
            hears("WATCHDOG=1\nSTATUS=working")
            letter.write_text("{% block subject %}{{ nobody_knows_this }", "utf-8")
            process.send_signal(signal.SIGHUP)
            hears("RELOADING=1")
            hears("the old rules and letters stay")
            letter.write_text((locate("templates") / letter.name).read_text("utf-8"), "utf-8")
            process.send_signal(signal.SIGHUP)
            hears("RELOADING=1")
            hears("READY=1\nSTATUS=working")
            process.send_signal(signal.SIGTERM)
            hears("STOPPING=1")
            assert process.wait(60) == 0
    assert "po_recorded.en.j2" in logged(scene)
    assert "rules and letters taken anew" in logged(scene)


def test_a_letter_that_was_changed_goes_out_after_a_reload(scene: World) -> None:
    scene.set_up(invoices=4)
    letters = scene.folder / "letters"
    letters.mkdir()
    letter = letters / "po_recorded.en.j2"
    source = (locate("templates") / letter.name).read_text("utf-8")
    letter.write_text(source, "utf-8")
    add(scene, "", top=f'templates = "{letters}"\n')
    with daemon(scene) as process:
        wait_for(lambda: "started" in logged(scene))
        opening = "{% block letter %}"
        assert opening in source
        letter.write_text(source.replace(opening, f"{opening}\nNEW-WORDS\n"), "utf-8")
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: "taken anew" in logged(scene))
        scene._deliver(_order, answered=True)
        wait_for(lambda: any(b"NEW-WORDS" in mail.source for mail in scene.sink.accepted()))


def test_metrics_count_what_was_done(scene: World) -> None:
    scene.set_up(invoices=4)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    add(scene, f"\n[metrics]\nport = {port}\n")

    def metrics() -> str:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    with daemon(scene):
        wait_for(lambda: "started" in logged(scene))
        scene._deliver(_order, answered=True)
        wait_for(lambda: 'pobot_mails_settled_total{verdict="apply"} 1.0' in metrics())
        wait_for(lambda: 'kind="reply",state="accepted"} 1.0' in metrics())
        assert "pobot_last_poll_timestamp_seconds" in metrics()


def test_the_log_of_a_round_names_every_mail_and_holds_no_text_and_no_secret(scene: World) -> None:
    scene.set_up(invoices=4)
    scene.dovecot.deliver(b"Message-ID: <broken@client.example>\r\n\r\n" + BODY.encode())
    for write in (_order, _question, _attached):
        scene._deliver(write, answered=True)
    add(scene, '\n[log]\nlevel = "debug"\nformat = "json"\n')
    hook = "https://127.0.0.1:9/services/T0/B0/hook-of-the-alerts"
    add(scene, f'\n[alerts]\nwebhook = "{hook}"\n')
    assert scene.run_once() == 0
    text = logged(scene)
    for kept_out in (BODY, SUBJECT, "MARKER-OF-THE-FILE", scene.dovecot.password, hook):
        assert kept_out not in text
    lines = [json.loads(line) for line in text.splitlines()]
    settled = [line for line in lines if line["event"] == "mail settled"]
    named = {line["message_id"] for line in settled}
    assert named == {
        "<broken@client.example>",
        "<m1@client.example>",
        "<m2@client.example>",
        "<m3@client.example>",
    }
    sent = [line for line in lines if line["event"] == "outgoing mail"]
    assert sent
    assert all(line["message_id"] for line in sent)


def _mail(number: int, text: str, file: str = "") -> bytes:
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Pat <pat@client{number % 20}.example>"
    mail["To"] = "billing@progressiverobot.com"
    mail["Subject"] = f"{SUBJECT} {number}"
    mail["Message-ID"] = f"<m{number}@client.example>"
    mail["Date"] = "Tue, 24 Nov 2026 08:00:00 +0000"
    mail.set_content(f"{text}\n\n{BODY}\n")
    if file:
        mail.add_attachment(file.encode(), "application", "pdf", filename=f"{SUBJECT}.pdf")
    return mail.as_bytes()


def _order(fed: object, number: int) -> bytes:
    del fed
    return _mail(number, f"our PO number for invoice PR-2026-{number:04} is 45{number:08}.")


def _question(fed: object, number: int) -> bytes:
    del fed
    return _mail(number, "which invoice was that? Please cancel our bank transfer to GB33BUKB.")


def _attached(fed: object, number: int) -> bytes:
    del fed
    return _mail(number, "our order is attached.", "%PDF-1.4 MARKER-OF-THE-FILE is broken")
