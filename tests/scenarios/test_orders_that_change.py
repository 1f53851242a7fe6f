"""Orders on file that a mail raises or lowers: never by a sum that is not their new total."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import InvoiceStatus
from tests.scenarios.office import Office, invoice, order

NUMBER = "4500012345"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "office")
    office.save(purchase_orders=(order(NUMBER, 12_000),))
    return office


def amount(office: Office) -> Decimal | None:
    return office.orders()[NUMBER].amount


def answer(office: Office) -> str:
    body = office.letters("ann@")[-1].get_body(("plain",))
    return body.get_content() if body else ""


@pytest.mark.parametrize(
    "change", ["increased by 3,000.00 GBP net", "increased by 25%", "increased by 0.00 GBP net"]
)
def test_an_order_raised_by_a_sum_is_asked_for_its_new_total(office: Office, change: str) -> None:
    office.receive(f"PO {NUMBER} has been {change}.\n\nAnn")
    office.run()
    assert amount(office) == Decimal(12_000)
    assert "the new total of the order" in " ".join(answer(office).split())


def test_nobody_books_what_is_taken_off_an_order_as_its_total(office: Office) -> None:
    office.receive(f"PO {NUMBER} has been reduced by 2,000.00 GBP net.\n\nAnn")
    office.run()
    assert any(
        why.startswith(f"PO {NUMBER} over 12,000.00 was lowered by 2,000.00")
        for why in office.reviews()
    )
    said = office.say("approve 1 {}")
    office.run()
    assert "does not say to which sum" in str(said)
    assert amount(office) == Decimal(12_000)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            "increased by 3,000.00 GBP, the new total is 16,000.00 GBP net",
            f"PO {NUMBER} is on file with 12,000.00; +3,000.00 do not make it the 16,000.00",
        ),
        (
            "raised from 10,000.00 to 15,000.00 GBP net",
            f"PO {NUMBER} is on file with 12,000.00; the mail changes it from 10,000.00",
        ),
        ("raised to 15.000 GBP net", "The mail speaks of a sum that cannot be read"),
    ],
)
def test_a_new_total_that_does_not_fit_is_shown_with_the_figures(
    office: Office, change: str, why: str
) -> None:
    office.receive(f"PO {NUMBER} has been {change}.\n\nAnn")
    office.run()
    assert amount(office) == Decimal(12_000)
    assert any(said.startswith(why) for said in office.reviews())


@pytest.mark.parametrize(
    "change",
    [
        "increased by 3,000.00 GBP, the new total is 15,000.00 GBP net",
        "raised from 12,000.00 to 15,000.00 GBP net",
    ],
)
def test_a_new_total_that_adds_up_is_booked_once_however_often_it_comes(
    office: Office, change: str
) -> None:
    for _ in range(2):
        office.receive(f"PO {NUMBER} has been {change}.\n\nAnn")
        office.run()
    assert amount(office) == Decimal("15000.00")
    assert not any("on file with" in why for why in office.reviews())


def test_an_order_whose_sum_cannot_be_read_authorises_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.save(invoices=(invoice("PR-2026-0001", 50_000),))
    office.receive("Please use PO 4500012345 for Q-2041, 12.000 GBP net.\n\nAnn")
    office.run()
    assert office.orders() == {}
    assert office.invoices()["PR-2026-0001"].status is InvoiceStatus.DRAFT
    assert office.invoices()["PR-2026-0001"].po_number == ""
    assert any("a sum that cannot be read ('12.000 GBP')" in why for why in office.reviews())
