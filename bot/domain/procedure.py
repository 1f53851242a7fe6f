"""A dunning procedure: ladders of levels, each reached a number of days after a basis date."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of a ladder.

    Attributes:
        name: stable, it is part of what is remembered as said.
        days: after the basis date, when the level is reached; negative: before it.
        template: the letter, without language and suffix.
        tone: a word by which the template chooses its sentences.
        needs_approval: whether a person must release the letter.
    """

    name: str
    days: int
    template: str
    tone: str
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """A dunning procedure.

    Attributes:
        name: of its file.
        overdue: levels in days past the due date, ascending.
        chasers: levels in days after the start of the work, ascending.
        gap_days: between two letters of one kind to one client, at least; 1 or more.
        grace_days: after the date of a promise, before it counts as broken.
        undated_days: for which a promise without a date is believed.
    """

    name: str
    overdue: tuple[Level, ...]
    chasers: tuple[Level, ...]
    gap_days: int
    grace_days: int
    undated_days: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the invoices or engagements of one client stand on the ladder of one kind of letter.

    Attributes:
        kind: "remind" or "chase", the first part of every key.
        levels: ascending.
        days: after the basis date, for each subject (an invoice's or engagement's number).
    """

    kind: str
    levels: tuple[Level, ...]
    days: Mapping[str, int]

    def level(self, subject: str) -> Level | None:
        """Return the highest level that a subject has reached."""
        return next(reversed(self._reached(subject)), None)

    def keys(self, subject: str) -> tuple[str, ...]:
        """Return the keys of every level that a subject has reached, the highest last."""
        return tuple(f"{self.kind}:{subject}:{level.name}" for level in self._reached(subject))

    def climbs(self, subject: str) -> bool:
        """Return whether a level is still ahead of a subject."""
        return any(level.days > self.days[subject] for level in self.levels)

    def outlook(self, subject: str) -> str:
        """Say which level comes next for a subject that has nothing new to be said."""
        ahead = next((level for level in self.levels if level.days > self.days[subject]), None)
        if ahead is None:
            return "the last level was said: a person decides what follows"
        return f"level {ahead.name!r} comes in {in_days(ahead.days - self.days[subject])}"

    def _reached(self, subject: str) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if level.days <= self.days[subject])


def in_days(number: int) -> str:
    """Write a number of days: "1 day", "3 days"."""
    return f"{number} day" if number == 1 else f"{number} days"
