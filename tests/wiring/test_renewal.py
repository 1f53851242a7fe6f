"""Rules and letters taken anew reach everything that decides or writes, and nothing else."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from bot.app.round import Round
from bot.config import load_config
from bot.errors import BadInput
from bot.resources import locate
from bot.wiring import opened_round

CONFIG = """\
database = "sqlite:///pobot.db"
templates = "letters"
[mailbox]
kind = "maildir"
path = "mail"
[accounts]
digest_to = ["accounts@example.com"]
"""
LETTER = "po_recorded.en.j2"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    written = tmp_path / "letters" / LETTER
    written.parent.mkdir()
    written.write_bytes((locate("templates") / LETTER).read_bytes())
    return written


@pytest.fixture
def work(tmp_path: Path, letter: Path) -> Iterator[Round]:
    assert letter.exists()
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    with opened_round(load_config(tmp_path / "config.toml", {})) as opened:
        yield opened


def letters_of(part: object) -> list[object]:
    """Return the loaded letters that a use case holds."""
    names = [field.name for field in fields(part)]  # type: ignore[arg-type]
    return [getattr(part, name) for name in names if name in {"letters", "templates"}]


def writers(work: Round) -> dict[str, object]:
    parts = {field.name: getattr(work, field.name) for field in fields(work)}
    return {
        name: letters
        for name, part in parts.items()
        if hasattr(part, "__dataclass_fields__")
        for letters in letters_of(part)
    }


def test_whatever_writes_letters_writes_the_new_ones(work: Round) -> None:
    before = writers(work)
    assert len(before) > 5
    assert work.reload()
    after = writers(work)
    assert after.keys() == before.keys()
    assert [name for name in after if after[name] is before[name]] == []
    assert len({id(letters) for letters in after.values()}) == 1


def test_connections_and_what_is_known_of_mails_stay(work: Round) -> None:
    intake, mailbox, inboxes = work.intake, work.intake.mailbox, work.intake.inboxes
    outbox, readers = work.outbox, work.intake.desk.readers
    assert work.reload()
    assert work.intake is intake
    assert (work.intake.mailbox, work.intake.inboxes) == (mailbox, inboxes)
    assert work.outbox is outbox
    assert work.intake.desk.readers is readers


def test_bad_letters_change_nothing_and_are_told(work: Round, letter: Path) -> None:
    before = writers(work)
    letter.write_text("{% block subject %}{{ nobody }}", "utf-8")
    assert not work.reload()
    assert writers(work) == before
    (failure,) = work.pulse.failures
    assert (failure.part, LETTER in failure.what) == ("reload", True)
    letter.write_bytes((locate("templates") / LETTER).read_bytes())
    assert work.reload()
    assert work.pulse.failures == ()


def test_what_is_wrong_is_named(work: Round, letter: Path) -> None:
    letter.write_text("{% block subject %}{{ nobody }}", "utf-8")
    with pytest.raises(BadInput, match=LETTER):
        work.renew()
