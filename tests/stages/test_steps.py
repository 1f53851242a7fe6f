"""By how much an order is said to change, which is never its new total."""

from decimal import Decimal

import pytest

from bot.domain.understanding import StatedOrder, Step
from tests.rules.mails import new, understood


def stated(text: str) -> StatedOrder:
    (order,) = understood(new(text), on_file=["4500012345"]).orders
    return order


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("increased by 3,000.00 GBP net", Step(by=Decimal("3000.00"))),
        ("reduced by 2,000.00 GBP net", Step(by=Decimal("2000.00"), falls=True)),
        ("increased by 25%", Step(share="25%")),
        ("increased by 0.00 GBP net", Step(by=Decimal("0.00"))),
    ],
)
def test_what_is_added_or_taken_off_is_no_total(text: str, step: Step) -> None:
    order = stated(f"PO 4500012345 has been {text}.")
    assert (order.amount, order.step) == (None, step)


def test_the_new_total_counts_beside_what_is_added() -> None:
    order = stated("PO 4500012345 has been increased by 3,000.00 GBP, the new total is 15,000 GBP.")
    assert (order.amount, order.step) == (Decimal(15_000), Step(by=Decimal("3000.00")))


def test_the_sum_that_an_order_had_is_read_beside_the_new_one() -> None:
    order = stated("PO 4500012345 has been raised from 12,000.00 to 15,000.00 GBP net.")
    assert order.amount == Decimal("15000.00")
    assert order.step == Step(before=Decimal("12000.00"))


def test_two_days_are_no_sums_that_an_order_had() -> None:
    order = stated("PO 4500012345 has been raised to 15,000.00 GBP, valid from 01.12 to 31.12.")
    assert order.step is None


def test_an_order_that_is_not_raised_has_the_sum_that_is_stated() -> None:
    text = "Please use PO 4500012345 for Q-2041, an additional 3,000.00 GBP net."
    (order,) = understood(new(text)).orders
    assert order.amount == Decimal("3000.00")
