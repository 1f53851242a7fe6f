"""Sums that a mail states and nobody can be sure of: they speak against booking its order."""

import pytest

from bot.domain.message import Passage
from tests.rules.mails import new, page, understood


def doubts(*passages: Passage) -> tuple[str, ...]:
    return understood(*passages).doubts


@pytest.mark.parametrize(
    "figure",
    [
        "12.000 GBP",
        "11,999.99.00 GBP",
        "12,00,0.00 GBP",
        "-12,000.00 GBP",
        "GBP l2,000.00",
        "12,OOO.00 GBP",
        "12,000 (ten thousand) GBP",
        "£1.234",
    ],
)
def test_a_sum_that_is_stated_and_cannot_be_read_is_not_taken_as_none(figure: str) -> None:
    said = doubts(new(f"please find our PO 4500012345 for quote Q-2041, {figure} net."))
    assert said == (f"a sum that cannot be read ({figure!r})",)


@pytest.mark.parametrize(
    "sums",
    [
        "GBP 12,000.00 - 15,000.00 net",
        "12,000.00 GBP net / 10,000.00 GBP net",
        "12,000.00 to 15,000.00 GBP net",
    ],
)
def test_two_sums_for_one_order_are_shown(sums: str) -> None:
    (said,) = doubts(new(f"please find our PO 4500012345 for quote Q-2041, {sums}."))
    assert said.startswith("two sums for one order (")


def test_a_sum_with_fractions_of_a_penny_is_shown() -> None:
    said = doubts(new("please find our PO 4500012345 for Q-2041, 12,000.005 GBP net."))
    assert said == ("a sum with fractions of a penny (12000.005)",)


def test_a_documents_sum_that_cannot_be_read_counts_too() -> None:
    paper = page("PURCHASE ORDER\nPO Number: 4500012345\nTotal net: 12.000 GBP\n")
    assert doubts(new("please find our order attached"), paper) == (
        "a sum that cannot be read ('12.000 gbp')",
    )


@pytest.mark.parametrize(
    "words",
    [
        "12,000.00 GBP net",
        "GBP 12k net",
        "12 000 GBP net",
        "12'000.00 GBP net",
        "twelve thousand pounds net",
        "£12,000.- net",
        "12.000 EUR netto",
        "12.000,00 € netto",
        "10,000.00 GBP net / 12,000.00 GBP gross",
        "10,000.00 GBP / 12,000.00 GBP incl. VAT",
        "12,000.00 GBP net - 30 days",
        "1,800.00 of 10,800.00 total 9,000.00 GBP net",
        "12,000.00 GBP net (rate £0.125 a page)",
        "no sum is agreed yet",
    ],
)
def test_what_can_be_read_or_is_no_sum_of_the_order_raises_no_doubt(words: str) -> None:
    assert doubts(new(f"please find our PO 4500012345 for quote Q-2041, {words}.")) == ()


def test_two_sums_between_which_an_order_rises_are_no_range() -> None:
    text = "PO 4500012345 has been raised from 12,000.00 to 15,000.00 GBP net."
    assert doubts(new(text)) == ()
