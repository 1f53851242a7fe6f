"""What holds of interest on any debt, whatever is paid and when."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.late_payment_interest import Debt, Receipt, Stretch, days_late, stretches, total
from bot.domain.late_payment_rates import HalfYear, Method

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
HALVES = tuple(HalfYear(year, half) for year in range(2022, 2029) for half in (1, 2))
BY_DAY = st.sampled_from((Method.FIXED, Method.SPLIT))

sums = st.decimals(Decimal("0.01"), Decimal(50000), places=2)
days = st.dates(FIRST, LAST)
percents = st.fixed_dictionaries(
    {half: st.decimals(Decimal(0), Decimal(20), places=2) for half in HALVES}
)
receipts = st.lists(st.builds(Receipt, days, sums), max_size=6).map(tuple)
debts = st.builds(Debt, sums, days, receipts)
refunded = st.builds(
    Debt,
    sums,
    days,
    st.lists(
        st.builds(Receipt, days, st.decimals(Decimal(-50000), Decimal(50000), places=2)),
        max_size=6,
    ).map(tuple),
)
Rates = dict[HalfYear, Decimal]


def exact(parts: tuple[Stretch, ...]) -> Fraction:
    """Return the interest of all stretches, not rounded, times 36,500."""
    return sum(
        (Fraction(part.base) * Fraction(part.percent) * part.days for part in parts), Fraction(0)
    )


def day_by_day(debt: Debt, method: Method, rates: Rates, as_of: date) -> Fraction:
    """Return the same, added up day by day."""
    found, day = Fraction(0), debt.due_on + ONE_DAY
    frozen = HalfYear.of(day)
    while day <= as_of:
        half = frozen if method is Method.FIXED else HalfYear.of(day)
        found += Fraction(debt.owed(day - ONE_DAY)) * Fraction(rates[half])
        day += ONE_DAY
    return found if debt.late > 0 else Fraction(0)


@given(refunded, BY_DAY, percents, days)
def test_interest_is_the_sum_of_its_days(
    debt: Debt, method: Method, rates: Rates, as_of: date
) -> None:
    parts = stretches(debt, method, rates.__getitem__, as_of)

    assert exact(parts) == day_by_day(debt, method, rates, as_of)


@given(debts, BY_DAY, percents, days, st.integers(0, 400))
def test_what_was_calculated_to_one_day_is_part_of_what_is_calculated_to_a_later_one(
    debt: Debt, method: Method, rates: Rates, as_of: date, more: int
) -> None:
    later = as_of + timedelta(days=more)
    then = stretches(debt, method, rates.__getitem__, as_of)
    now = stretches(debt, method, rates.__getitem__, later)

    grown = exact(now) - exact(then)
    added = sum(
        Fraction(debt.owed(as_of + timedelta(days=day)))
        * Fraction(rates[_half(debt, method, as_of + timedelta(days=day + 1))])
        for day in range(more)
        if as_of + timedelta(days=day) >= debt.due_on and debt.late > 0
    )
    assert grown == added
    assert total(now, 365) >= total(then, 365)


@given(refunded, st.sampled_from(Method), percents, days)
def test_interest_is_never_negative_and_never_more_than_on_the_whole_debt(
    debt: Debt, method: Method, rates: Rates, as_of: date
) -> None:
    parts = stretches(debt, method, rates.__getitem__, as_of)

    most = (
        Fraction(debt.amount) * Fraction(max(rates.values())) * max(0, (as_of - debt.due_on).days)
    )
    assert 0 <= exact(parts) <= most
    assert total(parts, 365) >= 0


@given(debts, st.sampled_from(Method), percents, days, st.randoms(use_true_random=False))
def test_the_order_in_which_payments_are_written_down_changes_nothing(
    debt: Debt, method: Method, rates: Rates, as_of: date, random: object
) -> None:
    shuffled = list(debt.receipts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = Debt(debt.amount, debt.due_on, tuple(shuffled))

    assert stretches(other, method, rates.__getitem__, as_of) == stretches(
        debt, method, rates.__getitem__, as_of
    )


@given(st.tuples(sums, days), days, st.tuples(sums, sums), st.sampled_from(Method), percents, days)
def test_two_payments_of_one_day_are_as_good_as_one_of_their_sum(
    owed: tuple[Decimal, date],
    paid_on: date,
    paid: tuple[Decimal, Decimal],
    method: Method,
    rates: Rates,
    as_of: date,
) -> None:
    apart = Debt(*owed, tuple(Receipt(paid_on, each) for each in paid))
    together = Debt(*owed, (Receipt(paid_on, sum(paid, Decimal(0))),))

    assert stretches(apart, method, rates.__getitem__, as_of) == stretches(
        together, method, rates.__getitem__, as_of
    )


@given(debts, percents, percents, days)
def test_a_frozen_rate_never_moves_whatever_later_half_years_bring(
    debt: Debt, rates: Rates, others: Rates, as_of: date
) -> None:
    start = HalfYear.of(debt.due_on + ONE_DAY)
    changed = others | {start: rates[start]}

    assert stretches(debt, Method.FIXED, rates.__getitem__, as_of) == stretches(
        debt, Method.FIXED, changed.__getitem__, as_of
    )


@given(debts, percents, days)
def test_at_payment_each_sum_bears_the_rate_of_its_own_day_for_its_whole_delay(
    debt: Debt, rates: Rates, as_of: date
) -> None:
    parts = stretches(debt, Method.AT_PAYMENT, rates.__getitem__, as_of)

    settled = sum((part.base for part in parts), Decimal(0))
    assert settled == (debt.late if as_of > debt.due_on else 0)
    assert all(part.percent == rates[HalfYear.of(part.last)] for part in parts)
    assert all(part.first == debt.due_on + ONE_DAY for part in parts)
    left = sum((part.base for part in parts if part.last == as_of), Decimal(0))
    assert left == (debt.owed(as_of - ONE_DAY) if as_of > debt.due_on else 0)


@given(debts, days)
def test_the_delay_ends_when_nothing_is_owed_any_more(debt: Debt, as_of: date) -> None:
    late = days_late(debt, as_of)

    assert 0 <= late <= max(0, (as_of - debt.due_on).days)
    if late:
        assert debt.owed(debt.due_on + timedelta(days=late - 1)) > 0
        assert all(
            debt.owed(debt.due_on + timedelta(days=day)) == 0
            for day in range(late, (as_of - debt.due_on).days)
        )


@given(days)
def test_every_day_lies_in_its_half_year(day: date) -> None:
    half = HalfYear.of(day)

    assert half.first <= day <= half.last
    assert half.eve == half.first - ONE_DAY
    assert half.next.first == half.last + ONE_DAY
    assert half.next > half


def _half(debt: Debt, method: Method, day: date) -> HalfYear:
    return HalfYear.of(debt.due_on + ONE_DAY if method is Method.FIXED else day)
