"""What stands over the file: secrets directory and environment, by pydantic-settings."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NestedSecretsSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.config.schema import Schema
from bot.errors import Problem

Overlay = tuple[dict[str, Any], tuple[Problem, ...]]


class _Settings(BaseSettings, Schema):
    """Tells pydantic-settings which names there are; never instantiated."""

    model_config = SettingsConfigDict(env_nested_delimiter="__", secrets_dir_missing="ok")


class _Environment(EnvSettingsSource):
    """The environment that is given, rather than that of the process."""

    def __init__(self, environ: Mapping[str, str], prefix: str) -> None:
        self.environ = environ
        super().__init__(_Settings, env_prefix=prefix)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self.environ.items()}

    def decode_complex_value(self, _name: str, _field: FieldInfo, value: Any) -> Any:
        """Take JSON as JSON, and anything else as a list separated by commas."""
        try:
            return json.loads(value)
        except ValueError:
            return [item.strip() for item in str(value).split(",") if item.strip()]


def environment(environ: Mapping[str, str], prefix: str, others: frozenset[str]) -> Overlay:
    """Return what the environment sets, nested, and variables that set nothing there is."""
    ours = {n: v for n, v in environ.items() if n.startswith(prefix) and n not in others}
    strangers = [n for n in sorted(ours) if _first(n, prefix) not in Schema.model_fields]
    problems = tuple(Problem(Path("environment"), 0, "there is no such key", n) for n in strangers)
    return _Environment(ours, prefix)(), problems


def secrets(folders: Sequence[Path]) -> Overlay:
    """Return what the files of the folders set, nested; later folders win."""
    unread = SecretsSettingsSource(_Settings)
    try:
        return NestedSecretsSettingsSource(unread, secrets_dir=list(folders))(), ()
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        where = folders[-1] if folders else Path("secrets")
        return {}, (Problem(where, 0, f"cannot be read as secrets: {type(error).__name__}"),)


def _first(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().partition("__")[0]
