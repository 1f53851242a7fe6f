"""Caches that live as long as one mail is looked at: its steps look at the same texts."""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

MOST = 32
"""So many answers of one question are kept; a mail has few passages."""

_clearings: list[Callable[[], None]] = []


def remembered(question: Callable[P, T]) -> Callable[P, T]:
    """Answer a pure question about hashable values once, until `let_go`."""
    cached = lru_cache(maxsize=MOST)(question)
    _clearings.append(cached.cache_clear)
    return cast("Callable[P, T]", cached)


def let_go() -> None:
    """Forget every answer."""
    for clear in _clearings:
        clear()
