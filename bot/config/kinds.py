"""Kinds of values of config.toml, each with its limits and an error that says how to write it."""

import re
import shlex
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)(?:ec|in|our|ay|eek|econd|inute)?s?", re.IGNORECASE)
SIZE = re.compile(r"(\d{1,9})\s*(KB|MB|GB)?", re.IGNORECASE)
BYTES = {"": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")


def _duration(value: object) -> object:
    found = DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError('write a number and a unit, as "7 days" or "12 hours"')
    return timedelta(**{UNITS[found[2].lower()]: int(found[1])})


def _bytes(value: object) -> object:
    found = SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if not found:
        raise ValueError('write a number of bytes, or as "25 MB"')
    return int(found[1]) * BYTES[(found[2] or "").upper()]


def _megabytes(value: object) -> object:
    return value if type(value) is int else int(str(_bytes(value))) // BYTES["MB"]


def as_zone(value: object) -> object:
    """Return a time zone of its IANA name."""
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("unknown time zone: write its name, as Europe/London") from error


def as_time(value: object) -> object:
    """Return a wall-clock time."""
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError('write hours and minutes, as "08:30"')
    return time.fromisoformat(value)


def _words(value: object) -> object:
    return shlex.split(value) if isinstance(value, str) else value


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value):
        raise ValueError("not an e-mail address")
    return value.lower()


def _domain(value: str) -> str:
    if "@" in value or "." not in value:
        raise ValueError("not a domain: write what follows the @, as example.com")
    return value.lower()


def _pattern(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if compiled.fullmatch(""):
        raise ValueError("matches the empty text, and so everything")
    return value


def _folder(info: ValidationInfo) -> Path:
    return Path((info.context or {})["folder"])


def _beside(value: Path, info: ValidationInfo) -> Path:
    """Read a relative path as relative to the configuration file."""
    return Path(_folder(info), value.expanduser())


def folder_of(suffix: str, *patterns: str) -> AfterValidator:
    """Return a check for a folder with files of this suffix, or that a pattern finds."""

    def check(value: Path, info: ValidationInfo) -> Path:
        folder = _beside(value, info)
        if not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        if not any(any(folder.glob(pattern)) for pattern in (f"*{suffix}", *patterns)):
            raise ValueError(f"the folder {folder} holds no {suffix} file")
        return folder

    return AfterValidator(check)


def as_database(value: str, info: ValidationInfo) -> str:
    """Return a database address for SQLAlchemy; an SQLite file is relative to the configuration."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme.partition("+")[0] not in {"sqlite", "postgresql"}:
        raise ValueError("write sqlite:///FILE or postgresql://USER@HOST/NAME")
    if scheme == "postgresql":
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and rest not in {"/", "/:memory:"}:
        return f"sqlite:///{Path(_folder(info), rest[1:])}"
    return value


Email = Annotated[str, AfterValidator(_email)]
Domain = Annotated[str, AfterValidator(_domain)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Bytes = Annotated[int, BeforeValidator(_bytes), Field(ge=10_000)]
Megabytes = Annotated[int, BeforeValidator(_megabytes), Field(ge=150)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Beside = Annotated[Path, AfterValidator(_beside)]
Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Security = Literal["tls", "starttls", "none"]
