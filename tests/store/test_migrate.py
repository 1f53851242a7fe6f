"""Creating, checking and upgrading the schema."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from bot.domain.ledger import Client, ClientId
from bot.errors import Permanent
from bot.store import migrate, schema
from bot.store.database import parsed
from bot.store.engine import open_store
from tests.store.samples import arrived


def run(url: str, *statements: str) -> None:
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_the_head_in_the_code_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "bot:store/migrations")

    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_an_empty_database_gets_exactly_the_schema_in_the_code(url: str) -> None:
    open_store(url).close()

    assert migrate.check(url) == ()
    assert migrate.upgrade(url) == f"the database is at version {schema.HEAD} already"


def test_upgrade_makes_the_schema_too(url: str) -> None:
    assert migrate.upgrade(url) == f"the database is at version {schema.HEAD} now"
    assert migrate.check(url) == ()


def test_a_schema_that_somebody_changed_is_reported(url: str) -> None:
    open_store(url).close()
    run(url, "ALTER TABLE note ADD COLUMN colour TEXT")

    (difference,) = migrate.check(url)

    assert "colour" in difference


def test_an_older_database_names_the_command_that_helps(url: str) -> None:
    open_store(url).close()
    run(url, "UPDATE alembic_version SET version_num = '0000'")

    with pytest.raises(Permanent, match="pobot db upgrade"):
        open_store(url)

    (difference,) = migrate.check(url)
    assert "pobot db upgrade" in difference


def test_a_newer_database_is_left_alone(url: str) -> None:
    open_store(url).close()
    run(url, "UPDATE alembic_version SET version_num = '9999'")

    for use in (open_store, migrate.upgrade):
        with pytest.raises(Permanent, match="newer pobot"):
            use(url)


def test_somebody_elses_database_is_left_alone(url: str) -> None:
    run(url, "CREATE TABLE theirs (id INTEGER)")

    for use in (open_store, migrate.upgrade):
        with pytest.raises(Permanent, match="no schema of pobot"):
            use(url)


AFTER = f"{int(schema.HEAD) + 1:04}"
NEXT = f"""
from alembic import op
import sqlalchemy as sa

revision = "{AFTER}"
down_revision = "{schema.HEAD}"


def upgrade():
    with op.batch_alter_table("message", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.Text()))
"""


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Play a pobot with one migration more, which rebuilds a table that others point to."""
    extra = tmp_path / "versions"
    extra.mkdir()
    (extra / f"v{AFTER}_next.py").write_text(NEXT)
    packaged = migrate._config

    def config() -> Config:
        found = packaged()
        here = Path(migrate.__file__).parent / "migrations" / "versions"
        found.set_main_option("path_separator", "newline")
        found.set_main_option("version_locations", f"{here}\n{extra}")
        return found

    monkeypatch.setattr(migrate, "_config", config)
    monkeypatch.setattr(migrate, "HEAD", AFTER)


def test_an_upgrade_copies_the_file_first_and_keeps_rows_that_point_to_a_rebuilt_table(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    store = open_store(sqlite_url)
    arrived(store)
    store.close()
    request.getfixturevalue("next_version")

    with pytest.raises(Permanent, match="pobot db upgrade"):
        open_store(sqlite_url)
    done = migrate.upgrade(sqlite_url)

    assert done.startswith(f"the database is at version {AFTER} now; what it was before is in")
    (copy,) = tmp_path.glob(f"pobot.db.{schema.HEAD}.*.bak")
    store = open_store(sqlite_url)
    assert store.source(store.unsettled(1)[0]).location.uid == 1
    assert store.verify() == ()
    store.close()
    monkeypatch.setattr(migrate, "HEAD", schema.HEAD)
    old = open_store(f"sqlite:///{copy}")
    assert len(old.unsettled(5)) == 1
    old.close()


def test_a_client_of_the_first_schema_is_there_after_the_upgrade(url: str) -> None:
    engine = create_engine(parsed(url))
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    run(
        url,
        "INSERT INTO client (client_id, name, aliases, domains, po_policy, start_rule, currency,"
        " language, timezone, country, late_fee_policy, po_format)"
        " VALUES ('acme', 'Acme', '[]', '[]', 'unknown', '', '', '', '', '', '', '')",
    )

    migrate.upgrade(url)

    assert migrate.check(url) == ()
    store = open_store(url)
    assert store.snapshot().clients == (Client(ClientId("acme"), "Acme"),)
    store.close()
