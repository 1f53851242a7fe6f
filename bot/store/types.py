"""How values lie in the database: exactly, and the same in SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.store.text import clean

E = TypeVar("E", bound=StrEnum)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware, UTC. Naive input is a bug and refused; SQLite would return it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware datetime into UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive value back its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Clean(TypeDecorator[str]):
    """Text out of mails, made storable; an enumeration's value is stored as plain text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what no database takes."""
        del dialect
        return None if value is None else clean(str(value))


class Exact(TypeDecorator[Decimal]):
    """A sum of money as decimal text. SQLite's NUMERIC is a binary float underneath."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write every digit, without an exponent."""
        del dialect
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read every digit."""
        del dialect
        return None if value is None else Decimal(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A list of short texts, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Write the array."""
        del dialect
        return None if value is None else clean(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Read the array."""
        del dialect
        return None if value is None else tuple(json.loads(value))


class Mapped(TypeDecorator[dict[str, Any]]):
    """A small mapping as a JSON object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        """Write the object, its keys sorted."""
        del dialect
        if value is None:
            return None
        return clean(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        """Read the object."""
        del dialect
        return None if value is None else dict(json.loads(value))


class Choice(TypeDecorator[E], Generic[E]):
    """One of an enumeration's values, as plain text."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[E]) -> None:
        self.choices = choices
        super().__init__()

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Write the value, never the name."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """Read the value."""
        del dialect
        return None if value is None else self.choices(value)
