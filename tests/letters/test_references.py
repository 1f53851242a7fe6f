"""References in a page stay in one line on a phone, and only references."""

import pytest

from bot.resources._references import unbroken

SPAN = '<span style="white-space:nowrap">{}</span>'


@pytest.mark.parametrize("reference", ["PR-2026-0117", "ENG-0007", "Q-2041", "2026-12-31"])
def test_a_reference_is_kept_whole(reference: str) -> None:
    page = f"<p>for {reference}, and ({reference})</p>"
    whole = SPAN.format(reference)
    assert unbroken(page) == f"<p>for {whole}, and ({whole})</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<p>4500012345</p>",
        '<a href="https://client.example/PR-2026-0117">here</a>',
        "<p>pr-team@client.example and A-1@client.example</p>",
        f"<p>{'A-' * 20}1</p>",
        "<p>well-known 20-30 cases</p>",
        "<p>&#8203-12 &amp;-1</p>",
    ],
)
def test_everything_else_is_left_alone(page: str) -> None:
    assert unbroken(page) == page


def test_a_long_page_without_references_costs_no_more_than_its_length() -> None:
    page = f"<p>{'A-' * 100_000}</p>"
    assert unbroken(page) == page
