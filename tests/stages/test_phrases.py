"""How phrases are matched: parts in either order, no further apart than a clause."""

import pytest

from bot.domain.rules import Cue
from bot.stages._normal import normalise
from bot.stages._phrases import WIDE, BadPhrase, finder, forms
from bot.stages._words import split


def found(phrase: str, text: str) -> bool:
    rule = Cue(id="it", phrases=(phrase,))
    return bool(finder([rule], {})(split(normalise(text), frozenset())))


@pytest.mark.parametrize(
    "text", ["the order awaits the board", "before the board meets there is no order"]
)
def test_joined_parts_are_found_in_either_order(text: str) -> None:
    assert found("order & board", text)


def test_joined_parts_stand_in_one_sentence() -> None:
    assert not found("order & board", "Here is the order. The board met. ")


@pytest.mark.parametrize(("between", "there"), [(WIDE, True), (WIDE + 1, False)])
def test_joined_parts_are_no_further_apart_than_a_clause(between: int, *, there: bool) -> None:
    assert found("order & board", f"order {'so ' * between}board") is there


def test_a_joined_part_may_hold_a_gap_of_its_own() -> None:
    assert found("without .. order & invoice", "an invoice without a valid order")


@pytest.mark.parametrize("phrase", ["& order", "order &"])
def test_a_phrase_joins_two_parts(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        forms(phrase, {})
