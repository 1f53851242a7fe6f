"""Late payment law as values: reference rates by half-year, and what each regime makes of them.

They come from rules/late_payment/*.toml. A half-year without a rate has no rate: the one before it
is never used instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.money import Money

JULY = 7


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """January to June (`half` 1) or July to December (`half` 2)."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        """Return the half-year that a day lies in."""
        return cls(day.year, 1 if day.month < JULY else 2)

    @property
    def first(self) -> date:
        """Return its first day: 1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else JULY, 1)

    @property
    def last(self) -> date:
        """Return its last day: 30 June or 31 December."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "HalfYear":
        """Return the half-year after it."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def eve(self) -> date:
        """Return the day before it begins: 31 December or 30 June."""
        return self.first - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-H{self.half}"


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """The reference rate that counts for one half-year, in per cent a year.

    `verified`: a person, or a second source, has confirmed it. `source`: who says so.
    """

    percent: Decimal
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A published rate that interest is measured against.

    Attributes:
        name: as regimes refer to it, such as "bank_rate".
        title: as people call it.
        on_eve: whether the rate of a half-year is that of the day before it (30 June, 31 December),
            as in the United Kingdom, or that of its first day.
        rates: by half-year.
    """

    name: str
    title: str
    on_eve: bool
    rates: Mapping[HalfYear, ReferenceRate]

    def day(self, half_year: HalfYear) -> date:
        """Return the day whose published rate counts for a half-year."""
        return half_year.eve if self.on_eve else half_year.first


class Method(StrEnum):
    """Which half-year's rate an interest bears, where several are passed through.

    `FIXED`: that of the day on which interest starts, for the life of the debt.
    `SPLIT`: each day bears the rate of its own half-year.
    `AT_PAYMENT`: each sum paid bears, for its whole delay, the rate in force on the day it is paid.
    """

    FIXED = "fixed"
    SPLIT = "split"
    AT_PAYMENT = "at_payment"


@dataclass(frozen=True, slots=True)
class Band:
    """A fixed sum for debts (gross) from `least` on; unless `inclusive`, for those above it."""

    least: Decimal
    inclusive: bool
    amount: Decimal

    def holds(self, debt: Decimal) -> bool:
        """Return whether a debt (gross) reaches this band."""
        return debt >= self.least if self.inclusive else debt > self.least


@dataclass(frozen=True, slots=True)
class Regime:
    """What the law of a country gives a supplier who is paid late.

    Attributes:
        policy: `statutory_uk` or `statutory_eu`, as clients.csv names it.
        country: ISO 3166-1 alpha-2, of the client.
        law: statute and section.
        reference: name of the reference rate.
        margin: percentage points over it.
        step: the rate is rounded up to a multiple of this; 0 for none (Belgium, Finland: 0.5).
        method: see `Method`.
        days_in_year: that a yearly rate is divided by.
        currency: of the fixed sums.
        bands: of the fixed sum, ascending; one of 0 where it is the same for every debt.
        simple_days: interest is simple for so many days only; 0 for ever. No figure after that.
        mandatory_from: from when a contract may not set less for interest that starts; None while
            it may.
        note: what accounts should know, in a sentence; "" for nothing.
        verified: whether a person or a second source has confirmed method, margin and fixed sum.
    """

    policy: str
    country: str
    law: str
    reference: str
    margin: Decimal
    step: Decimal
    method: Method
    days_in_year: int
    currency: str
    bands: tuple[Band, ...]
    simple_days: int = 0
    mandatory_from: date | None = None
    note: str = ""
    verified: bool = False

    def fixed_sum(self, debt: Money) -> Money | None:
        """Return the fixed sum for the debt (gross) as it became late.

        None where it depends on the debt's size and the debt is in another currency.
        """
        if len(self.bands) > 1 and debt.currency != self.currency:
            return None
        reached = [band for band in self.bands if band.holds(debt.amount)]
        return Money(reached[-1].amount, self.currency) if reached else None


@dataclass(frozen=True, slots=True)
class LatePaymentRules:
    """Everything that rules/late_payment holds.

    `base_of`: the reference that a contract's "base" means, by currency: Bank Rate for GBP.
    """

    references: Mapping[str, Reference] = field(default_factory=dict)
    regimes: Mapping[tuple[str, str], Regime] = field(default_factory=dict)
    base_of: Mapping[str, str] = field(default_factory=dict)
