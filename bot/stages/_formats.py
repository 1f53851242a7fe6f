"""The forms of numbers: the formats of a client, and the letters and digits of one on file."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import regex

from bot.domain.purchase_order import canonical

FEWEST_BARE = 5
"""A shorter number is not known again without the letters of its format."""

_LETTERS_FIRST = re.compile(r"^[A-Z]{1,5}[-/ ]?(?=\\d\{|\[0-9\])")

_ENDING = re.compile(r"[-/._\\#+:][A-Za-z0-9]{1,6}(?:[-/._][A-Za-z0-9]{1,6})?(?![A-Za-z0-9])")

TIMEOUT_SECONDS = 0.05
"""No pattern may look at one passage for longer: a hostile mail must not stall us."""


def form(number: str) -> str:
    """Return the form of a number: its letters, and a 9 for every digit."""
    return re.sub(r"[0-9]", "9", canonical(number))


def fits(number: str, formats: Sequence[str]) -> bool:
    """Say whether a number has one of the client's formats, as a whole, blanks apart.

    An expression that cannot be used matches nothing: the ledger says so where it is imported.
    """
    number = number.replace(" ", "")
    for pattern in formats:
        try:
            if compiled(re.sub(r"\\? ", "", pattern)).fullmatch(number, timeout=TIMEOUT_SECONDS):
                return True
        except (TimeoutError, regex.error):
            continue
    return False


def ending_of(number: str, rest: str, formats: Sequence[str], known: Collection[str]) -> str:
    """Return what follows a number and is the end of it: "/mk" behind "2026-004"; else "".

    Only the whole has one of the client's formats, or is the number of an order on file.

    Args:
        number: as far as it was read.
        rest: the text behind it.
        formats: the client's formats.
        known: canonical numbers of the client's orders on file.
    """
    ending = _ENDING.match(rest)
    if ending is None:
        return ""
    whole = f"{number}{ending[0]}"
    return ending[0] if canonical(whole) in known or fits(whole, formats) else ""


def lacks_letters(number: str, formats: Sequence[str]) -> bool:
    """Say whether a number has a client's format but for the letters that lead it."""
    lettered = (p for p in formats if "|" not in p and _LETTERS_FIRST.match(p))
    without = [_LETTERS_FIRST.sub("", pattern) for pattern in lettered]
    return len(number) >= FEWEST_BARE and fits(number, without)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Return a regular expression of a rule or of the ledger, compiled once."""
    return regex.compile(pattern)
