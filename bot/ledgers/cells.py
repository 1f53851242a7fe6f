"""What a cell of the ledger folder may hold.

Each function takes the trimmed text of a cell that is not empty and returns its value, or raises
ValueError with a sentence that says what would be right. Nothing is guessed: "03/04/2026" is
refused, because it is March to some and April to others.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

E = TypeVar("E", bound=StrEnum)

MAX_TERMS_DAYS = 365
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
GROUPED = re.compile(r"-?[0-9]+([.,][0-9]+)+")
"""Digits with points or commas that may divide thousands or decimals."""
EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")
DOMAIN = re.compile(r"(?!-)[\w-]{1,63}(\.[\w-]{1,63})+")
VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
ELECTRONIC_ADDRESS = re.compile(r"([0-9]{4}|[A-Z]{2}):[!-~]{1,128}")
"""A scheme of the Electronic Address Scheme list (EN 16931, BT-49-1), a colon, the identifier."""
LATE_FEE = re.compile(r"none|statutory_uk|statutory_eu|contract:[0-9]+(\.[0-9]+)?%(\+base|/month)?")


HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories of controls and of marks without width, as U+200B; `unicodedata.category`."""


def text(cell: str) -> str:
    """Return the text."""
    return cell


FIRST_YEAR, LAST_YEAR = 1990, 2100
"""A year outside is how some systems write "never"; days are reckoned with, so it is refused."""


def iso_date(cell: str) -> date:
    """Return the date."""
    wrong = ValueError(f"'{cell}' is no date: write year, month, day as 2026-03-31")
    if not DATE.fullmatch(cell):
        raise wrong
    try:
        day = date.fromisoformat(cell)
    except ValueError as error:
        raise wrong from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"'{cell}' is no date of this ledger: years are {FIRST_YEAR} to {LAST_YEAR}; leave the "
            "cell empty for never"
        )
    return day


def decimal(cell: str) -> Decimal:
    """Return the sum. A third decimal is refused: 9.000 is nine thousand to half of Europe."""
    if NUMBER.fullmatch(cell):
        return Decimal(cell)
    if GROUPED.fullmatch(cell):
        raise ValueError(
            f"'{cell}' can be read in two ways: write a sum without separators of thousands and "
            "with a decimal point and at most two decimals, as 9000 or 9000.00"
        )
    raise ValueError(f"'{cell}' is no sum: write digits and a decimal point, as 1234.50")


def authority(cell: str) -> Decimal:
    """Return the sum that an order authorises, which is not below zero."""
    found = decimal(cell)
    if found < 0:
        raise ValueError(
            f"'{cell}' is below zero, and an order cannot authorise that: write what it is over, "
            "or close it with its status"
        )
    return found


def identifier(cell: str) -> str:
    """Return a number or id that is compared with others: all of it must be visible."""
    hidden = sorted({c for c in cell if unicodedata.category(c) in HIDDEN})
    if hidden:
        names = ", ".join(f"U+{ord(c):04X}" for c in hidden)
        shown = "".join(c for c in cell if c not in hidden)
        raise ValueError(
            f"'{shown}' holds characters that nobody sees ({names}): type it again, do not paste it"
        )
    return cell


def days(cell: str) -> int:
    """Return a number of days."""
    if not (cell.isascii() and cell.isdigit() and int(cell) <= MAX_TERMS_DAYS):
        raise ValueError(f"'{cell}' is no number of days from 0 to {MAX_TERMS_DAYS}")
    return int(cell)


def yes_or_no(cell: str) -> bool:
    """Return true for yes."""
    if cell.lower() not in {"yes", "no"}:
        raise ValueError(f"'{cell}' is neither yes nor no")
    return cell.lower() == "yes"


def currency(cell: str) -> str:
    """Return an ISO 4217 code."""
    if not re.fullmatch(r"[A-Z]{3}", cell):
        raise ValueError(f"'{cell}' is no currency: write its ISO code, as GBP")
    return cell


def country(cell: str) -> str:
    """Return an ISO 3166-1 code."""
    if cell == "UK" or not re.fullmatch(r"[A-Z]{2}", cell):
        raise ValueError(f"'{cell}' is no country: write its ISO code, as GB")
    return cell


def language(cell: str) -> str:
    """Return an ISO 639-1 code."""
    if not re.fullmatch(r"[a-z]{2}", cell):
        raise ValueError(f"'{cell}' is no language: write its ISO code, as en")
    return cell


def timezone(cell: str) -> str:
    """Return the name of a time zone."""
    try:
        ZoneInfo(cell)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"'{cell}' is no time zone: write its name, as Europe/London") from error
    return cell


def email(cell: str) -> str:
    """Return an address, lower case."""
    if not EMAIL.fullmatch(cell):
        raise ValueError(f"'{cell}' is no e-mail address")
    return cell.lower()


def domains(cell: str) -> tuple[str, ...]:
    """Return mail domains, lower case."""
    found = tuple(domain.lower() for domain in texts(cell))
    for domain in found:
        if not DOMAIN.fullmatch(domain):
            raise ValueError(f"'{domain}' is no domain: write what follows the @, as example.com")
    return found


def texts(cell: str) -> tuple[str, ...]:
    """Return the items of a list."""
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def pattern(cell: str) -> str:
    """Return a regular expression, as written."""
    try:
        re.compile(cell)
    except re.error as error:
        raise ValueError(f"'{cell}' is no regular expression: {error}") from error
    return cell


def late_fee(cell: str) -> str:
    """Return a late fee policy, as written."""
    if not LATE_FEE.fullmatch(cell):
        raise ValueError(
            f"'{cell}' is no late fee policy: write statutory_uk, statutory_eu, contract:8%, "
            "contract:4%+base, contract:1.5%/month or none"
        )
    return cell


def vat_id(cell: str) -> str:
    """Return a VAT identifier without spaces, dots and hyphens."""
    found = re.sub(r"[\s.-]", "", cell).upper()
    if not VAT_ID.fullmatch(found):
        raise ValueError(
            f"'{cell}' is no VAT identifier: write it with its country, as GB123456789"
        )
    return found


def electronic_address(cell: str) -> str:
    """Return an address for e-invoices, `scheme:identifier`."""
    if not ELECTRONIC_ADDRESS.fullmatch(cell):
        raise ValueError(
            f"'{cell}' is no electronic address: write scheme:identifier, as 0088:5060012349998"
        )
    return cell


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a function that takes these words only."""

    def word(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"'{cell}' is not one of {', '.join(allowed)}")
        return cell

    return word


def member(enum: type[E]) -> Callable[[str], E]:
    """Return a function that takes the values of an enumeration only."""
    word = one_of(*(item.value for item in enum))

    def item(cell: str) -> E:
        return enum(word(cell))

    return item
