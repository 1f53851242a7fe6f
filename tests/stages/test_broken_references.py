"""Our own numbers as phones, line ends and gateways break them."""

import pytest

from bot.domain.message import Layer, Passage
from bot.stages._broken import as_issued, broken
from bot.stages._mentions import mentions_in
from tests.builders import COMPANY


def named(text: str, layer: Layer = Layer.NEW) -> list[tuple[str, bool]]:
    found = mentions_in(Passage("body", text, layer), COMPANY)
    return [(mention.number, mention.token) for mention in found]


@pytest.mark.parametrize(
    "text",
    ["ENG-0007", "ENG-\n0007", "ENG- 0007", "eng 0007", "ENG–0007"],
)
def test_a_number_broken_at_its_hyphen_is_the_number_that_we_issued(text: str) -> None:
    assert named(f"It is for {text}, as agreed.") == [("ENG-0007", False)]


def test_an_invoice_number_broken_at_a_line_end_is_read() -> None:
    assert named("Our order for PR-2026-\n0117.") == [("PR-2026-0117", False)]


@pytest.mark.parametrize("text", ["Q 2041", "ENG  0007", "ENG\n0007", "ENGINE 0007", "Q1 2026"])
def test_what_only_resembles_a_number_of_ours_is_none(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "subject",
    ["x [PR-REF ENG-0007]", "x [PR-REF ENG- 0007]", "x PR-REF ENG- 0007", "PR-REF: ENG-0007"],
)
def test_a_token_is_one_without_its_brackets_too(subject: str) -> None:
    assert named(subject, Layer.SUBJECT) == [("ENG-0007", True)]


def test_a_hyphen_of_a_character_class_names_a_range_and_stays() -> None:
    assert broken(r"X[A-Z]-\d") == r"X[A-Z](?:-\s{0,2})\d"
    assert broken(r"ENG\-\d") == r"ENG\-\d"


def test_a_series_with_a_blank_of_its_own_keeps_it() -> None:
    assert as_issued("ORD 17", r"ORD \d+") == "ORD 17"
    assert as_issued("ENG 0007", r"ENG-\d{4}") == "ENG-0007"
