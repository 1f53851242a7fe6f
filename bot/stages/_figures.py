"""Printed numbers as values: sums, their signs, and rates of tax."""

import re
from decimal import Decimal

from bot.stages._currencies import AFTER, BEFORE, WRITTEN, currency, is_open

LONGEST_BARE = 8
"""A longer number without a currency, groups or decimals is an order's, not a sum."""

_GROUPED = r"[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?"
SUM = re.compile(
    rf"(?:(?P<before>{BEFORE}) ?|(?<![\w.,/-]))"
    rf"(?:(?P<money>{_GROUPED}|[0-9]{{1,12}}[.,][0-9]{{2}}(?![0-9]))"
    r"|(?P<bare>[0-9]{1,12}(?:[.,][0-9]{1,2})?))(?![0-9])(?P<even>,-{1,2}|\.-|:-)?"
    rf"(?P<times> ?(?:{WRITTEN})(?![^\W\d_]))?"
    # A number such as a line's or quantity takes no currency that belongs to the next number.
    rf"(?: ?(?:de |di )?(?(bare)(?P<after>{AFTER})(?! ?[0-9])|(?P<also>{AFTER}))"
    r"|(?![\w/]|[.,-][0-9]| ?%))",
    re.IGNORECASE,
)
"""A number that can be a sum, with the currency and the "thousand" beside it."""

RATE = re.compile(r"[0-9]{1,2}(?:[.,][0-9]{1,2})? ?%")
"""A percentage."""

PLAIN = re.compile(r"[0-9]+[.,][0-9]{2}|[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?")
"""A number that is printed as sums are."""

_RATE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s?%")


def rates(text: str) -> tuple[Decimal, ...]:
    """Return the percentages in a text that can be a rate of tax, as fractions."""
    found = {Decimal(m[1].replace(",", ".")) / 100 for m in _RATE.finditer(text)}
    return tuple(sorted(rate for rate in found if Decimal("0.02") <= rate <= Decimal("0.27")))


def parsed(number: str, currency: str) -> Decimal | None:
    """Return the value of a printed number, or None where it could be two values.

    Two different signs: the later is the decimal sign. One sign once: two digits or one after it
    are decimals, three are a group, save where nobody groups so ("£1.234", "0.123").
    """
    number = number.replace(" ", "").replace("'", "")
    signs = [c for c in number if c in ".,"]
    if not signs:
        return Decimal(number)
    last = signs[-1]
    tail = len(number) - number.rindex(last) - 1
    if len(set(signs)) == 1 and (len(signs) > 1 or tail == 3):
        doubtful = len(signs) == 1 and (number[0] == "0" or (last == "." and currency == "GBP"))
        return None if doubtful else Decimal(number.replace(last, ""))
    other = "," if last == "." else "."
    return Decimal(number.replace(other, "").replace(last, "."))


def sign_of(before: str | None, after: str | None) -> str | None:
    """Return what says the currency of a sum: of "$12,500 USD" the code."""
    return after if not before or (after and is_open(currency(before))) else before


def may_be_sum(number: str, multiple: str | None, *, marked: bool) -> bool:
    """Say whether a number can be a sum: without a currency it must be printed like one."""
    if marked:
        return True
    if multiple:
        return bool(PLAIN.fullmatch(number)) or multiple.lower() == "k"
    return bool(PLAIN.fullmatch(number)) or 3 <= len(number) <= LONGEST_BARE
