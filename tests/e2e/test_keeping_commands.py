"""What ops do about alerts, health, retention and completion, at the terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app.notes import LAST_ERROR, LAST_POLL
from bot.cli import main
from bot.ports import Evidence, MessageState, Settlement
from bot.store.engine import open_store
from bot.store.sql import SqlStore
from bot.wiring import SystemClock
from tests.servers.webhook import Webhook
from tests.store.samples import registration

CONFIG = """\
database = "sqlite:///pobot.db"
[mailbox]
host = "imap.example.com"
user = "billing@example.com"
[accounts]
digest_to = ["accounts@example.com"]
"""


def pobot(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(folder / "config.toml"), *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{folder / 'pobot.db'}")
    opened.put_note(LAST_POLL, SystemClock().now().isoformat())
    yield opened
    opened.close()


def dealt_with(store: SqlStore, days_ago: int) -> None:
    then = SystemClock().now() - timedelta(days=days_ago)
    (message,) = store.register([registration(1)], None, then)
    end = Settlement(message, MessageState.DONE, "apply", "{}", evidence=Evidence("a mail"))
    store.settle(end, then)


def test_health_is_for_monitors_in_words_and_as_json(folder: Path, store: SqlStore) -> None:
    well = pobot(folder, "health")
    assert (well.exit_code, well.stdout) == (0, "healthy\n")
    store.put_note(f"{LAST_ERROR}:ledger", "2026-11-24T12:00:00+00:00 the folder is empty")
    ill = pobot(folder, "health", "--json")
    assert ill.exit_code == 1
    assert json.loads(ill.stdout) == {
        "healthy": False,
        "troubles": [
            {
                "trouble": "ledger",
                "what": "The ledger does not work: the folder is empty",
                "since": "2026-11-24T12:00:00+00:00",
            }
        ],
    }
    assert "the folder is empty" in pobot(folder, "health").stderr


def test_the_way_to_those_on_duty_can_be_tried(folder: Path) -> None:
    assert pobot(folder, "alerts", "test").exit_code == 2
    with Webhook() as server:
        with (folder / "config.toml").open("a", encoding="utf-8") as file:
            file.write(f'[alerts]\nname = "Leeds"\nwebhook = "{server.url}"\n')
        tried = pobot(folder, "alerts", "test")
        assert (tried.exit_code, tried.stdout) == (0, "webhook: sent\n")
        server.status = 404
        failed = pobot(folder, "alerts", "test")
        assert failed.exit_code == 1
        assert failed.stderr == "webhook: 127.0.0.1: answered 404\n"
    assert server.posted[0]["text"].startswith("pobot on Leeds: test\n")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('webhook = "http://hooks.example.com/secret-path"', "must begin with https://"),
        ('webhook = "not an address"', "must begin with https://"),
        ('webhook = "https://[bad/secret-path"', "not an address"),
        ('heartbeat = "http://hc.example.com/secret-path"', "must begin with https://"),
        ('form = "pager"', "'text', 'teams' or 'json'"),
        ('[alerts.mail]\nhost = "smtp.example.com"', "nobody gets the alerts"),
        ('[alerts.mail]\nhost = "a.example"\nto = ["a@b.example"]', "must not be empty"),
        (
            '[alerts.mail]\nhost = "a.example"\nsecurity = "none"\nto = ["a@b.example"]',
            "unencrypted",
        ),
    ],
)
def test_alerts_that_could_not_work_are_refused_and_no_address_is_shown(
    folder: Path, line: str, what: str
) -> None:
    with (folder / "config.toml").open("a", encoding="utf-8") as file:
        file.write(f"[alerts]\n{line}\n")
    refused = pobot(folder, "health")
    assert refused.exit_code == 2
    assert what in refused.stderr
    assert "secret-path" not in refused.stderr


def test_a_server_for_alerts_that_is_away_is_found_before_it_is_needed(folder: Path) -> None:
    with (folder / "config.toml").open("a", encoding="utf-8") as file:
        file.write('[alerts.mail]\nhost = "127.0.0.1"\nport = 9\nsecurity = "none"\n')
        file.write('sender = "a@b.example"\nto = ["c@b.example"]\n')
    assert "alerts.mail" not in pobot(folder, "check").stderr
    found = pobot(folder, "check", "--connect")
    assert found.exit_code == 2
    assert "alerts.mail, metrics.port: 127.0.0.1:9" in found.output


def test_old_mail_is_dropped_and_explained_as_dropped(folder: Path, store: SqlStore) -> None:
    dealt_with(store, days_ago=40)
    assert pobot(folder, "forget").stdout == "the text of 0 mails was dropped\n"
    assert pobot(folder, "forget", "--days", "30").stdout == "the text of 1 mails was dropped\n"
    explained = pobot(folder, "explain", "<mail-1@acme.example>")
    assert explained.exit_code == 1
    assert "not kept any more" in explained.stderr
    assert pobot(folder, "audit", "verify").exit_code == 0


def test_a_person_is_forgotten_when_it_is_confirmed(folder: Path, store: SqlStore) -> None:
    dealt_with(store, days_ago=1)
    kept = CliRunner().invoke(
        main,
        ["-c", str(folder / "config.toml"), "forget", "--address", "ann@acme.example"],
        input="n\n",
    )
    assert kept.exit_code == 1
    assert store.mails_from("ann@acme.example", SystemClock().now() - timedelta(days=3))
    done = pobot(folder, "forget", "--address", "Ann@Acme.example", "--yes", "--by", "kim")
    assert done.exit_code == 0
    assert "forgotten in 1 mails from it" in done.stdout
    assert store.mails_from("ann@acme.example", SystemClock().now() - timedelta(days=3)) == ()
    assert pobot(folder, "audit", "verify").exit_code == 0
    assert pobot(folder, "forget", "--address", "a@b.example", "--days", "3").exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_its_commands(shell: str, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("pobot")

    def asked(instruction: str, **more: str) -> str:
        environ = {**os.environ, "_POBOT_COMPLETE": f"{shell}_{instruction}", **more}
        return subprocess.run(
            [str(command)], env=environ, capture_output=True, text=True, check=True, cwd=tmp_path
        ).stdout

    script = asked("source")
    assert "_POBOT_COMPLETE" in script
    words = {"COMP_WORDS": "pobot heal", "COMP_CWORD": "heal" if shell == "fish" else "1"}
    assert "health" in asked("complete", **words)
