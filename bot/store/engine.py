"""Opening the store: the one call that the rest of pobot needs.

Imports SQLAlchemy, half of the start-up time: import this module late.
"""

from datetime import UTC, tzinfo

from bot.store.database import BUSY_SECONDS, Database, engine_for, parsed, translated
from bot.store.migrate import make_current
from bot.store.sql import SqlStore


def open_store(url: str, *, busy_seconds: float = BUSY_SECONDS, timezone: tzinfo = UTC) -> SqlStore:
    """Open the database at this address; an empty one gets its schema.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `postgresql://user@host/name`.
        busy_seconds: how long to wait for another writer before `StoreBusy`.
        timezone: the accounts team's: the book of orders is kept by its days.

    Raises:
        Permanent: the address is wrong, the file lies on a network filesystem, or the schema is
            not this version's; the message says what to do.
        StoreBusy: the database is locked or unreachable.
    """
    engine = engine_for(parsed(url), busy_seconds)
    try:
        with translated():
            make_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(Database(engine), timezone)
