"""When two mails say the same: how a program that answers pobot is told from a person.

Compared are runs of four words (shingles), so that another line width, banner or date makes no
difference, and one word more of a person's own does not hide in a long copy.
"""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

RUN = 4
"""Words that are compared together."""

MOSTLY = 0.9
"""So much of a text stands in another one that it says nothing of its own."""

WHOLE = 0.7
"""So much of our letter comes back if it is an echo: who picks a line from it leaves the rest."""

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\[PR-REF[^\]]*\]")
_BANNER = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")


def bare_subject(subject: str) -> str:
    """Return a subject without what programs put around it ("Re:", "[EXT]", our own references)."""
    own = _TOKEN.sub("", subject).rpartition(": ")[2]
    return " ".join(_BANNER.sub("", own).split()).casefold()


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text in brief, by which nearly all texts that do not say the same are told apart.

    A few hundred octets instead of the text, and no letter of it.

    Attributes:
        words: digest of all words; the same for the same words only.
        runs: a number for each run of words without digits, each once.
        full_runs: a number for each run of all words, each once.
    """

    words: bytes
    runs: "array[int]"
    full_runs: "array[int]"


SLACK = 0.02
"""Runs that share a number by chance are counted once; one in millions does."""


APART = Sketch(b"", array("I"), array("I"))
"""Stands for a mail that says the same as no other, whatever its words are."""


def sketch(text: str) -> Sketch:
    """Return a text in brief."""
    words = _words(text)
    digest = blake2b(" ".join(words).encode(), digest_size=16).digest()
    return Sketch(digest, _numbers(_wordy(words)), _numbers(words))


def may_be_echo(theirs: Sketch, letter: Sketch) -> bool:
    """Return false where `is_echo` is false for certain; true means to look at the texts."""
    shared = len(set(theirs.full_runs).intersection(letter.full_runs))
    most = max(MOSTLY * len(theirs.full_runs), WHOLE * len(letter.full_runs))
    return shared >= most - SLACK * (len(theirs.full_runs) + len(letter.full_runs))


def may_say_the_same(mine: Sketch, other: Sketch, *, numbers: bool) -> bool:
    """Return false where `says_the_same` is false for certain; true means to look at the texts."""
    if numbers or mine.words == other.words:
        return mine.words == other.words
    fewer, more = sorted((len(mine.runs), len(other.runs)))
    if not fewer:
        return not more
    least = (MOSTLY - SLACK) * more
    return fewer >= least and len(set(mine.runs).intersection(other.runs)) >= least


def is_echo(text: str, letters: Iterable[str]) -> bool:
    """Return whether a text is but one of our own letters, come back."""
    theirs = _runs(_words(text))
    if not theirs:
        return False
    return any(_comes_back(theirs, _words(letter)) for letter in letters)


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


def _comes_back(theirs: frozenset[tuple[str, ...]], letter: tuple[str, ...]) -> bool:
    if len(letter) < max(RUN, MOSTLY * len(theirs)):
        return False  # Too short to hold them.
    ours = _runs(letter)
    shared = len(theirs & ours)
    return shared >= MOSTLY * len(theirs) and shared >= WHOLE * len(ours)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))


def _numbers(words: tuple[str, ...]) -> "array[int]":
    return array("I", {crc32(" ".join(run).encode()) for run in _runs(words)})


def _wordy(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.isalpha())


def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[i : i + RUN] for i in range(len(words) - RUN + 1))
