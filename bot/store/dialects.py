"""The one statement that SQLAlchemy spells per database: INSERT ... ON CONFLICT.

SQLite (since 3.24) took it over from PostgreSQL, and both constructs have the same methods.
"""

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection, table: Table) -> postgresql.Insert:
    """Return an INSERT for this connection's database that can say ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        # Typed as its twin: every method that is used here exists on both, with one meaning.
        return sqlite.insert(table)  # type: ignore[return-value]
    return postgresql.insert(table)
