"""Bringing a database to the schema of this version, with Alembic, which is imported late.

SQLite migrates with foreign keys off: rebuilding a parent table would otherwise delete its
children by cascade, without an error. They are checked afterwards, in the same transaction, and
the file is copied first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select, text

from bot.errors import Permanent
from bot.store.database import advisory_key, engine_for, parsed, translated
from bot.store.schema import HEAD, metadata
from bot.store.upkeep import copy_file

if TYPE_CHECKING:
    from alembic.config import Config

_VERSION = text("SELECT version_num FROM alembic_version")


def make_current(engine: Engine) -> None:
    """Create the schema in an empty database; refuse one of another version.

    Raises:
        Permanent: the database needs `pobot db upgrade`, or a newer pobot.
    """
    found, foreign = _found(engine)
    if found == HEAD:
        return
    if found is None and not foreign:
        _migrate(engine)
        return
    raise Permanent(_wrong_version(found))


def upgrade(url: str) -> str:
    """Bring a database to this version's schema; return what was done, in a sentence.

    Raises:
        Permanent: it is no database of pobot, or one of a newer version.
        StoreBusy: it is locked, full or unreachable; nothing was changed.
    """
    engine = engine_for(parsed(url))
    with _closing(engine), translated():
        found, foreign = _found(engine)
        if found == HEAD:
            return f"the database is at version {HEAD} already"
        if foreign or (found is not None and found > HEAD):
            raise Permanent(_wrong_version(found))
        copied = _copied(engine, found) if found else ""
        _migrate(engine)
        return f"the database is at version {HEAD} now{copied}"


def check(url: str) -> tuple[str, ...]:
    """Return how a database's schema differs from this version's; empty when it is current."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    engine = engine_for(parsed(url))
    with _closing(engine), translated(), engine.connect() as connection:
        found = _version(connection)
        if found != HEAD:
            return (_wrong_version(found),)
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        return tuple(f"schema: {each}" for each in compare_metadata(context, metadata))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(_VERSION)
    return found


def _found(engine: Engine) -> tuple[str | None, bool]:
    """Return the version, and whether there are tables (of ours or of others) without one."""
    with engine.connect() as connection:
        version = _version(connection)
        return version, version is None and bool(inspect(connection).get_table_names())


def _wrong_version(found: str | None) -> str:
    if found is None:
        return "the database holds no schema of pobot: an empty database or a new file is needed"
    if found > HEAD:
        return f"the database is at version {found}, made by a newer pobot than this ({HEAD})"
    return f"the database is at version {found}, this pobot needs {HEAD}: run `pobot db upgrade`"


def _migrate(engine: Engine) -> None:
    """Run the migrations in one transaction that only one process can be in."""
    from alembic import command

    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # Inside a transaction this setting is ignored, so it goes to the driver before one.
            _driver(connection, "PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(advisory_key("migrate"))))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if is_sqlite:
                _check_keys(connection)
        if is_sqlite:
            _driver(connection, "PRAGMA foreign_keys=ON")


def _driver(connection: Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


def _check_keys(connection: Connection) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise Permanent(f"the migration would leave {len(orphans)} rows without their parents")


def _copied(engine: Engine, found: str) -> str:
    """Copy an SQLite file before it is migrated; return where to, as half a sentence."""
    if engine.dialect.name != "sqlite":
        return ""
    file = Path(str(engine.url.database))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = file.with_name(f"{file.name}.{found}.{moment}.bak")
    copy_file(file, target)
    return f"; what it was before is in {target}"


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot:store/migrations")
    return config


@contextmanager
def _closing(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()
