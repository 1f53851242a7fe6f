"""Numbers that seem to go on where they were taken to end."""

import pytest

from bot.stages._cut_short import cut_short


@pytest.mark.parametrize(
    ("text", "number", "longer"),
    [
        ("please use PO 45000 12345 for Q-2041", "45000", "45000 12345"),
        ("PO 4500 01, thanks", "4500", "4500 01"),
        ("PO 4500-012345 A for the portal", "4500-012345", "4500-012345 A"),
        ("Bestellung 4711 0815\n", "4711", "4711 0815"),
    ],
)
def test_what_stands_right_behind_a_number_may_belong_to_it(
    text: str, number: str, longer: str
) -> None:
    assert cut_short(text, [number]) == longer


@pytest.mark.parametrize(
    "text",
    [
        "PO 4711 12,000.00 GBP",
        "PO 4711 12000 GBP",
        "PO 4711 24 November 2026",
        "PO 4711 30 days",
        "PO 4711. 15 users are new.",
        "PO 4711 A new order follows",
        "PO 4711 I will send the PDF",
        "PO 4711 24/11/2026",
        "PO 4711 10:30",
        "PO 4711 £500",
        "PO 4711, 0815",
        "PO 4711 for Q-2041",
        "PO 4711 0815 is the second page: PO 4711",
        "PO X4711 0815",
    ],
)
def test_what_is_something_else_does_not(text: str) -> None:
    assert cut_short(text, ["4711"]) == ""
