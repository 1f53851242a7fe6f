"""When two mails say the same: how a program that answers pobot is told from a person.

Compared are runs of four words (shingles), so that another line width, banner or date makes no
difference, and one word more of a person's own does not hide in a long copy.
"""

import re
from collections.abc import Iterable

RUN = 4
"""Words that are compared together."""

MOSTLY = 0.9
"""So much of a text stands in another one that it says nothing of its own."""

WHOLE = 0.7
"""So much of our letter comes back if it is an echo: who picks a line from it leaves the rest."""

_WORD = re.compile(r"[^\W_]+")


def is_echo(text: str, letters: Iterable[str]) -> bool:
    """Return whether a text is but one of our own letters, come back."""
    theirs = _runs(_words(text))
    if not theirs:
        return False
    return any(
        len(theirs & ours) >= MOSTLY * len(theirs) and len(theirs & ours) >= WHOLE * len(ours)
        for letter in letters
        if (ours := _runs(_words(letter)))
    )


def says_the_same(text: str, other: str, *, numbers: bool) -> bool:
    """Return whether two texts agree word for word, or nearly so where numbers do not count.

    Args:
        text: of a mail.
        other: of an earlier one.
        numbers: whether they count too. Without them a ticket's number, a date or a counter makes
            no difference, and a few other words in a longer text make none either.
    """
    mine, earlier = _words(text), _words(other)
    if not mine:
        return False
    if numbers:
        return mine == earlier
    mine, earlier = _wordy(mine), _wordy(earlier)
    first, second = _runs(mine), _runs(earlier)
    if not first or not second:
        return mine == earlier
    return len(first & second) >= MOSTLY * len(first | second)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def _wordy(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.isalpha())


def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[i : i + RUN] for i in range(len(words) - RUN + 1))
