"""Sums, days, numbers and names, as electronic orders write them."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LONGEST_NUMBER = 40
"""Characters; a UUID has 36."""

LONGEST_NAME = 200
MOST_WORDS = 20_000
MOST_REFERENCES = 200

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,9}", re.ASCII)
_CONTINENTAL = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]{1,2}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?![0-9]{1,3}$)", re.ASCII)

_RELEASE = re.compile(r"[-/_. ]+(?:R|REL|CO)?[-/_. ]*([0-9]{1,5})", re.ASCII | re.IGNORECASE)

Period = tuple[date | None, date | None]
NO_PERIOD: Period = (None, None)


@dataclass(frozen=True, slots=True)
class Price:
    """What an order costs: net of tax (true), gross (false), or not said which (None)."""

    amount: Decimal | None = None
    net: bool | None = None
    currency: str = ""


def line(text: str | None, longest: int = LONGEST_NAME) -> str:
    """Return a text on one line, without what cannot be seen."""
    words = " ".join((text or "").split())
    return "".join(c for c in words if c.isprintable())[:longest].strip()


def number_of(text: str | None) -> str:
    """Return an order's number as printed, "" where it is none: too long, or without a digit."""
    number = line(text, LONGEST_NUMBER + 1)
    has_digit = any(c.isdigit() for c in number)
    return number if has_digit and len(number) <= LONGEST_NUMBER else ""


def released(number: str, agreements: Iterable[str | None]) -> tuple[str, str]:
    """Return the number of a call-off's frame, and which call-off it is, "" where it has its own.

    Oracle and many others count the calls behind the frame's number: "4600012-3" of "4600012".
    """
    for agreement in map(number_of, agreements):
        rest = number[len(agreement) :]
        counted = _RELEASE.fullmatch(rest)
        if agreement and number.startswith(agreement) and counted:
            return agreement, counted[1]
    return number, ""


def amount(text: str | None) -> Decimal | None:
    """Return a decimal number; None for anything else, exponents and NaN included.

    Against the standards, some write "48750,00", "48,750.00" or "48.750,00".
    """
    number = (text or "").strip()
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    elif _CONTINENTAL.fullmatch(number):
        number = number.replace(".", "").replace(",", ".")
    return Decimal(number) if _AMOUNT.fullmatch(number) else None


def total_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None where there is nothing to add, or one is missing."""
    found = list(amounts)
    known = [number for number in found if number is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


def currency(text: str | None) -> str:
    """Return a code of the form of ISO 4217, or ""."""
    code = (text or "").strip().upper()
    return code if re.fullmatch("[A-Z]{3}", code) else ""


def day(text: str | None) -> date | None:
    """Return the day of "2027-03-31", "20270331" or a time on that day; None for anything else."""
    found = _DAY.match((text or "").strip())
    if found:
        with suppress(ValueError):
            return date(int(found[1]), int(found[2]), int(found[3]))
    return None


def covering(periods: Iterable[Period]) -> Period:
    """Return the time from the first day to the last; none where it would end before it starts."""
    found = list(periods)
    starts = min((start for start, _ in found if start), default=None)
    ends = max((end for _, end in found if end), default=None)
    return NO_PERIOD if starts and ends and ends < starts else (starts, ends)


def references(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return identifiers, each once."""
    found = dict.fromkeys(line(text) for text in texts)
    return tuple(filter(None, found))[:MOST_REFERENCES]


def words(texts: Iterable[str | None]) -> str:
    """Return descriptions and notes, a line each."""
    return "\n".join(filter(None, dict.fromkeys(line(text, 2_000) for text in texts)))[:MOST_WORDS]
