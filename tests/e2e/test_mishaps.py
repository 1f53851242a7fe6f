"""What people do by mistake: each gets a sentence and the right status, and nothing is harmed."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

LEDGER = Path(__file__).parents[1] / "corpus" / "general" / "ledger"


def pobot(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert pobot("init", tmp_path).exit_code == 0
    shutil.copytree(LEDGER, tmp_path / "ledger", dirs_exist_ok=True)
    return tmp_path / "config.toml"


def changed(config: Path, old: str, new: str) -> None:
    text = config.read_text("utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("target", ["config.toml", "pobot.db"])
def test_a_backup_overwrites_only_an_earlier_copy(config: Path, target: str) -> None:
    pobot("-c", config, "import", config.parent / "ledger")
    copy = config.parent / "copy.db"
    assert pobot("-c", config, "db", "backup", copy).exit_code == 0
    assert pobot("-c", config, "db", "backup", copy).exit_code == 0
    before = config.read_bytes()
    done = pobot("-c", config, "db", "backup", config.parent / target)
    assert done.exit_code == 1
    assert "is there already" in done.stderr
    assert config.read_bytes() == before


def test_a_file_that_is_no_database_is_not_waited_for(config: Path) -> None:
    (config.parent / "pobot.db").write_bytes(b"this is no database at all, not even a bad one")
    done = pobot("-c", config, "status")
    assert done.exit_code == 1
    assert "restore a backup" in done.stderr


def test_a_procedure_that_does_not_exist_is_named_by_check(config: Path) -> None:
    changed(config, 'procedure = "default"', 'procedure = "nix"')
    done = pobot("-c", config, "check")
    assert done.exit_code == 2
    assert "nix" in done.stderr


def test_a_folder_for_handled_mail_is_not_the_inbox(config: Path) -> None:
    changed(config, 'review = "Review"', 'review = "INBOX"')
    done = pobot("-c", config, "check")
    assert done.exit_code == 2
    assert "is the inbox itself" in done.stderr


def test_broken_rules_that_are_configured_are_the_ones_tested(config: Path) -> None:
    folder = config.parent / "rl"
    folder.mkdir()
    (folder / "labels.toml").write_text("garbage[[[", "utf-8")
    config.write_text('rules = "rl"\n' + config.read_text("utf-8"), "utf-8")
    done = pobot("-c", config, "rules", "test")
    assert done.exit_code == 2
    assert "labels.toml" in done.stderr


@pytest.mark.parametrize("command", [["status"], ["review", "list"], ["db", "check"]])
def test_without_a_configuration_no_database_is_invented(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = pobot(*command)
    assert done.exit_code == 2
    assert "no configuration" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_digest_into_a_folder_that_is_not_there_is_said(config: Path) -> None:
    done = pobot("-c", config, "digest", "--preview", "--html", config.parent / "nope" / "d.html")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
