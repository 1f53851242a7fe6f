"""Simple interest on a debt that is paid late, to the penny.

A day of delay is a day after the due date: a debt due on 31 March and paid on 30 May bears interest
for 60 days. The day of a payment still counts; what is paid stops bearing interest from the day
after. Payments settle principal, never interest, so interest survives them. It is never added to
the principal, and it is rounded once, at the end, half up.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from bot.domain.late_payment_rates import HalfYear, Method
from bot.domain.money import rounded

ONE_DAY = timedelta(days=1)
NOTHING = Decimal(0)
PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that was received for a debt (gross) on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Debt:
    """What an invoice is owed for, gross: its sum less what credit notes take off it.

    What is credited was never owed, so a credit note counts from the start whatever its date.
    """

    amount: Decimal
    due_on: date
    receipts: tuple[Receipt, ...] = ()

    def owed(self, day: date) -> Decimal:
        """Return what is unpaid at the end of a day; an overpaid debt owes nothing."""
        paid = sum((each.amount for each in self.receipts if each.on <= day), NOTHING)
        return min(max(self.amount - paid, NOTHING), max(self.amount, NOTHING))

    @property
    def late(self) -> Decimal:
        """Return what was unpaid when the due date was over: the debt that became late."""
        return self.owed(self.due_on)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same sum bore the same rate.

    Attributes:
        first: the first day that bears interest.
        last: the last one, included.
        base: the sum, gross.
        percent: of interest a year.
        half_year: whose reference rate it is.
    """

    first: date
    last: date
    base: Decimal
    percent: Decimal
    half_year: HalfYear

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    def interest(self, days_in_year: int) -> Decimal:
        """Return the interest, not rounded."""
        return self.base * self.percent * self.days / (PER_CENT * days_in_year)


Percent = Callable[[HalfYear], Decimal]
"""The yearly rate for a half-year; raises `NoRate` where there is none."""


class NoRate(LookupError):
    """A half-year has no reference rate. The message says which, in a sentence."""


def stretches(debt: Debt, method: Method, percent: Percent, as_of: date) -> tuple[Stretch, ...]:
    """Return the stretches of a debt's delay up to and including a day.

    Those of `AT_PAYMENT` begin together, one for each sum; the others follow one another. Which
    payment a refund takes back is not known, so `AT_PAYMENT` is for debts without refunds.

    Args:
        debt: whose delay it is.
        method: which half-year's rate counts.
        percent: the rate of a half-year.
        as_of: the last day that counts.

    Raises:
        NoRate: a half-year that counts has no rate.
    """
    if as_of <= debt.due_on or debt.late <= 0:
        return ()
    if method is Method.AT_PAYMENT:
        return tuple(_by_payment(debt, percent, as_of))
    return tuple(_by_day(debt, method, percent, as_of))


def days_late(debt: Debt, as_of: date) -> int:
    """Return for how many days anything was owed after the due date, up to and including a day."""
    parts = stretches(debt, Method.FIXED, lambda _: NOTHING, as_of)
    return (parts[-1].last - debt.due_on).days if parts else 0


def total(parts: Iterable[Stretch], days_in_year: int) -> Decimal:
    """Return the interest of all stretches, rounded once, half up."""
    return rounded(sum((part.interest(days_in_year) for part in parts), NOTHING))


def _by_day(debt: Debt, method: Method, percent: Percent, as_of: date) -> Iterator[Stretch]:
    starts = debt.due_on + ONE_DAY
    frozen = HalfYear.of(starts)
    for first, last in _periods(debt, as_of, split=method is Method.SPLIT):
        base = debt.owed(first - ONE_DAY)
        if base > 0:
            half_year = HalfYear.of(first) if method is Method.SPLIT else frozen
            yield Stretch(first, last, base, percent(half_year), half_year)


def _periods(debt: Debt, as_of: date, *, split: bool) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each period within which neither base nor rate changes."""
    last_days = {each.on for each in debt.receipts if debt.due_on < each.on < as_of}
    half_year = HalfYear.of(debt.due_on + ONE_DAY)
    while split and half_year.last < as_of:
        last_days.add(half_year.last)
        half_year = half_year.next
    for before, last in pairwise((debt.due_on, *sorted(last_days), as_of)):
        yield before + ONE_DAY, last


def _by_payment(debt: Debt, percent: Percent, as_of: date) -> Iterator[Stretch]:
    """Yield a stretch for each sum that was paid on a day, and one for what is still unpaid."""
    days = sorted({each.on for each in debt.receipts if debt.due_on < each.on < as_of})
    for day, base in _settled(debt, [*days, as_of]):
        half_year = HalfYear.of(day)
        yield Stretch(debt.due_on + ONE_DAY, day, base, percent(half_year), half_year)


def _settled(debt: Debt, days: list[date]) -> Iterator[tuple[date, Decimal]]:
    """Yield the sum that each day settled; on the last one, all that was left before it."""
    left = debt.late
    for day in days[:-1]:
        remains = min(left, debt.owed(day))
        if remains < left:
            yield day, left - remains
            left = remains
    if left > 0:
        yield days[-1], left
