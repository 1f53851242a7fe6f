"""A date in a text, and what is said of it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from bot.domain.rules import DateCue, DateKind


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text.

    Attributes:
        on: the day; of a month alone, its first.
        until: the last day it can mean: of a month alone, its last.
        first: index of its first word.
        last: index of its last word.
        kind: what the words before it say it is.
        cue: the rule that says so; None where nothing is said, or its kind follows from the date
            before it.
        beside: whether words in its own line say it, rather than the heading of a column.
        ranged: whether it is one end of a period of two dates.
    """

    on: date
    until: date
    first: int
    last: int
    kind: DateKind | None = None
    cue: DateCue | None = None
    beside: bool = False
    ranged: bool = False


def day_of(year: int, month: int, day: int, i: int, j: int) -> Day | None:
    """Return a day at words `i` to `j`, or None for one that no calendar has."""
    with suppress(ValueError):
        return day_at(date(year, month, day), i, j)
    return None


def day_at(on: date, i: int, j: int) -> Day:
    """Return a day at words `i` to `j`."""
    return Day(on, on, i, j)
