"""The rules held against many short texts, in the languages of our clients."""

import tomllib
from pathlib import Path

import pytest

from bot.domain.message import Layer, Passage
from bot.resources import locate
from bot.resources._examples import NOBODY
from bot.resources.rules import load_rules
from bot.stages.extract import extract

HERE = Path(__file__).parent
RULES = load_rules(locate("rules"))
GIVEN = [
    (text, numbers)
    for texts in tomllib.loads((HERE / "positives.toml").read_text("utf-8")).values()
    for text, numbers in texts.items()
]
REFUSED = tomllib.loads((HERE / "refused.toml").read_text("utf-8"))["texts"]


def numbers_in(text: str) -> list[str]:
    found = extract([Passage("body", text, Layer.NEW)], RULES, NOBODY)
    return [c.number for c in found if c.accepted]


@pytest.mark.parametrize(("text", "numbers"), GIVEN)
def test_a_number_that_is_given_is_read_as_printed(text: str, numbers: list[str]) -> None:
    assert sorted(numbers_in(text)) == sorted(numbers)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_order_or_not_given_is_refused(text: str) -> None:
    assert numbers_in(text) == []


def test_there_are_enough_texts_of_both_sorts() -> None:
    assert len(GIVEN) >= 120
    assert len(REFUSED) >= 90
