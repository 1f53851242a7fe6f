"""config.example.toml, and what `pobot init` makes of it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_origin

import pytest
from pydantic import BaseModel

from bot.config import Config, example_config, init_folder, load_config, values
from bot.config.lines import line_of, lines_of
from bot.config.loading import shipped_example
from bot.config.schema import Schema
from bot.errors import BadInput

EXAMPLE = shipped_example().read_text("utf-8")
SAME_AS_MAILBOX = {"smtp.token_file", "smtp.ca_file"}


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys_of(inner, f"{prefix}{name}.")
        elif get_origin(inner) is not dict:  # tables with names of their own stand in a comment
            yield f"{prefix}{name}"


def documented(text: str) -> set[str]:
    """Return the keys that stand at the start of a line, or behind a lone "# "."""
    table, found = "", set()
    for line in text.splitlines():
        if header := re.fullmatch(r"\[([a-z0-9_.]+)\]", line):
            table = f"{header[1]}."
        elif key := re.match(r"(?:# )?([a-z_]+) = ", line):
            found.add(table + key[1])
    return found


def test_every_key_is_documented_and_every_documented_key_is_one() -> None:
    assert documented(EXAMPLE) == set(keys_of(Schema))


def test_every_commented_setting_could_be_taken_as_it_stands(tmp_path: Path) -> None:
    uncommented = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", EXAMPLE)
    kept = [
        line for line in uncommented.splitlines() if not line.startswith(("rules", "templates"))
    ]
    either = r'(?m)^(database = "sqlite.*|(token|certificate)_\w+ = .*|send = .*)$'
    found = re.sub(either, "", "\n".join(kept))
    (tmp_path / "config.toml").write_text(found, "utf-8")
    config = load_config(tmp_path / "config.toml", {})
    assert config.database.startswith("postgresql")
    assert config.mailbox.password
    assert config.mailbox.ca_file == tmp_path / "company-ca.pem"


def test_the_example_shows_the_defaults() -> None:
    written = Schema.model_validate(tomllib.loads(EXAMPLE), context={"folder": "/x"})
    bare = {"mailbox": {"host": written.mailbox.host, "user": written.mailbox.user}}
    default = Schema.model_validate(bare, context={"folder": "/x"})
    different = {
        "accounts.digest_to",
        "smtp.host",
        "smtp.user",
    }
    assert {
        key for key in keys_of(Schema) if value(written, key) != value(default, key)
    } == different


def value(model: BaseModel, key: str) -> object:
    found: object = model
    for name in key.split("."):
        found = getattr(found, name)
    return found


def test_the_example_is_the_company_that_others_build_against() -> None:
    company = example_config().company
    assert company.name == "Progressive Robot"
    assert company.aliases == ("Progressive Robot Ltd",)
    assert company.inbox == "billing@progressiverobot.com"
    assert company.domains == ("progressiverobot.com",)
    assert company.authserv_ids == ("mx.progressiverobot.com",)
    assert dict(company.series) == {
        "invoice": r"PR-\d{4}-\d{4}",
        "quote": r"Q-\d{4}",
        "sow": r"SOW-\d{4}",
        "engagement": r"ENG-\d{4}",
        "change_request": r"CR-\d{4}",
    }


def test_the_example_sends_nothing_and_comes_from_no_file() -> None:
    config = example_config()
    assert not config.send
    assert config.path is None


def test_the_environment_also_counts_without_a_file() -> None:
    assert load_config(None, {"POBOT_COMPANY__NAME": "Other"}).company.name == "Other"


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        ("mailbox", values.MailboxConfig),
        ("smtp", values.SmtpConfig),
        ("accounts", values.AccountsConfig),
        ("readers", values.ReadersConfig),
        ("reminders", values.RemindersConfig),
        ("gates", values.GatesConfig),
        ("blankets", values.BlanketsConfig),
        ("log", values.LogConfig),
    ],
)
def test_no_key_is_lost_on_the_way_to_the_values(section: str, kind: type) -> None:
    model = Schema.model_fields[section].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    # How to log in becomes where tokens come from, with what is needed for them.
    keys = {"oauth" if name == "auth" else name for name in model.model_fields}
    assert {field.name for field in fields(kind)} == keys


def test_the_values_cannot_be_changed() -> None:
    config = example_config()
    for frozen in (config, config.mailbox, config.mailbox.password, config.company):
        with pytest.raises(AttributeError):
            setattr(frozen, fields(frozen)[0].name, None)


def test_init_writes_a_configuration_that_loads_and_sends_nothing(tmp_path: Path) -> None:
    written = init_folder(tmp_path / "new")

    config = load_config(tmp_path / "new" / "config.toml", {})
    assert isinstance(config, Config)
    assert not config.send
    assert config.ledger == tmp_path / "new" / "ledger"
    assert all(path.exists() for path in written)
    assert sorted(path.name for path in written) == [
        "change_requests.csv",
        "clients.csv",
        "config.toml",
        "contacts.csv",
        "engagements.csv",
        "invoices.csv",
        "payments.csv",
        "purchase_orders.csv",
    ]
    assert (tmp_path / "new" / "config.toml").stat().st_mode & 0o077 == 0


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "clients.csv").write_text("mine", "utf-8")

    with pytest.raises(BadInput, match=r"clients.csv: is there already"):
        init_folder(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["clients.csv"]
    assert (tmp_path / "ledger" / "clients.csv").read_text("utf-8") == "mine"


def test_init_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(BadInput, match="cannot be written"):
        init_folder(tmp_path / "file" / "below")


def test_keys_are_found_on_their_lines() -> None:
    lines = lines_of(
        'a = 1\n"b c" = 2\n[t] # x\nlist = [\n  "x = 1",\n]\n'
        'long = """\nz = 1\n"""\nd.e = 1\n[t.u]\nf = 1\n'
    )
    assert lines == {
        ("a",): 1,
        ("b c",): 2,
        ("t",): 3,
        ("t", "list"): 4,
        ("t", "long"): 7,
        ("t", "d", "e"): 10,
        ("t", "u"): 11,
        ("t", "u", "f"): 12,
    }
    assert line_of(lines, ("t", "list", "0")) == 4
    assert line_of(lines, ("nothing",)) == 0


def test_every_setting_is_used_outside_the_configuration() -> None:
    bot = Path(values.__file__).parents[1]
    files = (bot / "daemon.py", *(bot / "wiring").glob("*.py"))
    code = "".join(path.read_text("utf-8") for path in files).replace("every_inbox", "inboxes")
    kinds = (
        values.Config,
        values.Folders,
        values.MailboxConfig,
        values.SmtpConfig,
        values.AccountsConfig,
        values.ReadersConfig,
        values.RemindersConfig,
        values.GatesConfig,
        values.BlanketsConfig,
        values.LogConfig,
    )
    unused = [
        f"{kind.__name__}.{field.name}"
        for kind in kinds
        for field in fields(kind)
        if not re.search(rf"\b(?:config|limits|folders)(?:\.\w+)*\.{field.name}\b", code)
    ]
    assert unused == []
