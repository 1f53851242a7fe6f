"""A password, as a value that does not show itself, and where passwords are in other values."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Secret:
    """A password. Shows itself to nobody who does not ask; false when empty."""

    _text: str = field(default="", repr=False)

    def reveal(self) -> str:
        """Return the password, for the one call that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return "***" if self._text else ""


def secrets_in(value: object) -> Iterator[str]:
    """Yield every password in a value made of dataclasses and tuples."""
    if isinstance(value, Secret):
        if value:
            yield value.reveal()
    elif isinstance(value, tuple):
        for each in value:
            yield from secrets_in(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from secrets_in(getattr(value, each.name))


def password_in(url: str) -> tuple[str, ...]:
    """Return the password of a database address, as it stands there and as it is meant."""
    found = urlsplit(url).password or ""
    return tuple({found, unquote(found)} - {""})
