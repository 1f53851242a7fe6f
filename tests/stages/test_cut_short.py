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
        ("use PO 2026-004/mk for Q-2041", "2026-004", "2026-004/mk"),
        ("use PO 0045/a, thanks", "0045", "0045/a"),
        ("PO 4711/x/y\n", "4711", "4711/x/y"),
        ("PO 4711//10", "4711", "4711//1"),
        ("PO 4711.A, 12,000.00 GBP", "4711", "4711.A"),
        ("PO 4711_A for Q-2041", "4711", "4711_A"),
        ("PO 4711:10, 12,000.00 GBP", "4711", "4711:10"),
        ("PO 4711;10\n", "4711", "4711;10"),
        ("PO 4711#2", "4711", "4711#2"),
        ("PO 4711+1 please", "4711", "4711+1"),
        ("PO 4711\\10", "4711", "4711\\10"),
        ("PO 4711(2) for Q-2041", "4711", "4711(2)"),
        ("PO 4711\u00e9 for Q-2041", "4711", "4711\u00e9"),
        ("PO 4711 ab for Q-2041", "4711", "4711 ab"),
        ("PO 4711/\n10, 12,000.00 GBP", "4711", "4711/\n10"),
        ("PO 4711-\n10\n", "4711", "4711-\n10"),
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
        "PO 4711/10",
        "PO 4711/EUR 500",
        "PO 4711/Q-2041",
        "PO 4711/PR-2026-0001",
        "PO 4711/Marketing",
        "PO 4711:12,000.00 GBP",
        "PO 4711;10 days",
        "see 4711_signed.pdf",
        "PO 4711.A new order follows",
        "PO 4711. A new order follows",
        "PO 4711 v2",
        "PO 4711 ok, thanks",
        "PO 4711 is for Q-2041",
        "PO 4711/mk is written 4711 by us",
    ],
)
def test_what_is_something_else_does_not(text: str) -> None:
    assert cut_short(text, ["4711"]) == ""


def test_a_number_that_only_a_document_has_may_go_on_there() -> None:
    paper = "Order no: 4711/mk\nTotal: 12,000.00"

    assert cut_short("see attached", ["4711"], paper) == "4711/mk"
    assert cut_short("our PO is 4711", ["4711"], paper) == ""


def test_what_stands_in_the_next_column_of_a_document_is_something_else() -> None:
    assert cut_short("see attached", ["4711"], "Order 4711 0815 A\n") == ""
