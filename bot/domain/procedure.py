"""A dunning procedure: ladders of levels, each reached a number of days after a basis date."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.calendar import shifted

WRITE_TO = ("finance", "procurement", "project")
"""Roles of the contacts who get these letters: the first that is registered."""

NO_LETTERS = "none"
"""Name of the procedure that writes nobody."""


@dataclass(frozen=True, slots=True)
class Level:
    """One rung of a ladder.

    Attributes:
        name: stable, it is part of what is remembered as said.
        days: after the basis date, when the level is reached; negative: before it.
        template: the letter, without language and suffix.
        tone: a word by which the template chooses its sentences.
        needs_approval: whether a person must release the letter.
        recipients: roles of the client's contacts; the first that is registered gets the letter.
        copy_to: roles whose first contact gets the same letter too, as a mail of its own.
        tell: roles of our own people who are told of the letter: account_manager, project_manager.
        signed_by: "account_manager" signs with that person's name; "" with the company's signature.
        late_fee: whether the letter states what late payment has cost so far.
        copies: whether copies of the invoices are attached.
    """

    name: str
    days: int
    template: str
    tone: str
    needs_approval: bool = False
    recipients: tuple[str, ...] = WRITE_TO
    copy_to: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    signed_by: str = ""
    late_fee: bool = False
    copies: bool = False


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
        broken: the level of a promise to pay that was not kept; its days are those of the promise.
        instead: the procedures that apply to some clients, engagements or invoices, by number.
    """

    name: str
    overdue: tuple[Level, ...]
    chasers: tuple[Level, ...]
    gap_days: int
    grace_days: int
    undated_days: int
    broken: Level | None = None
    instead: Mapping[str, "Procedure"] = field(default_factory=dict)

    @property
    def longest_gap(self) -> int:
        """Return the largest of all `gap_days` here."""
        return max((self.gap_days, *(each.gap_days for each in self.instead.values())))

    @property
    def first_day(self) -> int:
        """Return from which day past due an invoice is looked at: 1, or less for an early level."""
        ladders = (self.overdue, *(each.overdue for each in self.instead.values()))
        return min((1, *(ladder[0].days for ladder in ladders if ladder)))

    def of(self, *subjects: str) -> "Procedure":
        """Return the procedure for a subject, named from the most particular: invoice, client."""
        return next((self.instead[each] for each in subjects if each in self.instead), self)

    def believed_until(self, promised_on: date) -> date:
        """Return the last day on which a promise for a day counts."""
        return shifted(promised_on, self.grace_days)

    def overdue_levels(self, due_on: date, promised_on: date | None) -> tuple[Level, ...]:
        """Return the levels of an invoice, with one for a promise that was not kept in its place.

        Args:
            due_on: of the invoice.
            promised_on: when payment was promised for; None without a dated promise.
        """
        if promised_on is None or self.broken is None or not self.overdue:
            return self.overdue
        days = (self.believed_until(promised_on) - due_on).days + 1
        level = replace(self.broken, name=f"{self.broken.name}-{promised_on}", days=days)
        return tuple(sorted((*self.overdue, level), key=lambda each: each.days))


def no_letters() -> Procedure:
    """Return the procedure that writes nobody."""
    return Procedure(NO_LETTERS, (), (), gap_days=1, grace_days=0, undated_days=0)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the invoices or engagements of one client stand on the ladder of one kind of letter.

    Attributes:
        kind: "remind" or "chase", the first part of every key.
        levels: ascending, of each subject (an invoice's or engagement's number).
        days: after the basis date, for each subject.
    """

    kind: str
    levels: Mapping[str, tuple[Level, ...]]
    days: Mapping[str, int]

    def level(self, subject: str) -> Level | None:
        """Return the highest level that a subject has reached."""
        return next(reversed(self._reached(subject)), None)

    def keys(self, subject: str) -> tuple[str, ...]:
        """Return the keys of every level that a subject has reached, the highest last."""
        return tuple(f"{self.kind}:{subject}:{level.name}" for level in self._reached(subject))

    def climbs(self, subject: str) -> bool:
        """Return whether a level is still ahead of a subject."""
        return any(level.days > self.days[subject] for level in self.levels[subject])

    def outlook(self, subject: str) -> str:
        """Say which level comes next for a subject that has nothing new to be said."""
        levels, days = self.levels[subject], self.days[subject]
        ahead = next((level for level in levels if level.days > days), None)
        if ahead is None:
            return "the last level was said: a person decides what follows"
        return f"level {ahead.name!r} comes in {in_days(ahead.days - days)}"

    def _reached(self, subject: str) -> tuple[Level, ...]:
        return tuple(each for each in self.levels[subject] if each.days <= self.days[subject])


def in_days(number: int) -> str:
    """Write a number of days: "1 day", "3 days"."""
    return f"{number} day" if number == 1 else f"{number} days"
