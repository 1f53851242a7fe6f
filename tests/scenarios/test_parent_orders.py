"""Orders that belong to another: call-offs of a blanket order, additions to a main order."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import PurchaseOrder
from bot.domain.order_accounts import account_of
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.scenarios.office import Office, change, invoice, order

NUMBER = "4500012345"
STANDARD = order("4700088", 12000)
BLANKET = replace(STANDARD, kind=OrderKind.BLANKET)
CALL_OFF = (
    "Call-off order {} against our blanket PO 4700088 for Intranet search (Q-2041), "
    "{} GBP net.\n\nAnn"
)
ADDITION = "Supplementary PO 4500012346 to PO {} for CR-0007, 3,000.00 GBP net.\n\nAnn"
BEYOND = (
    "PO 4700501 is a call-off of 4700088, which has 12,000.00 left for it, "
    "and is now for 12,000.01."
)
REQUEST = change("CR-0007", 3000, date(2026, 11, 20))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def left(office: Office, on_file: PurchaseOrder) -> Decimal | None:
    with office.open() as books:
        return account_of(office.orders()[on_file.po_number], books).remaining


def test_a_call_off_of_an_order_on_file_as_standard_draws_on_it(office: Office) -> None:
    office.save(purchase_orders=(STANDARD,))
    office.receive(CALL_OFF.format("4700501", "8,000.00"), "Call-off")
    office.run()
    called = office.orders()["4700501"]
    assert (called.amount, called.parent_po) == (Decimal(8000), "4700088")
    assert left(office, STANDARD) == Decimal(4000)
    (letter,) = office.letters("ann@")
    body = letter.get_body(("plain",))
    assert body
    assert body.get_content().count("4700088") == 1

    office.receive(CALL_OFF.format("4700502", "8,000.00"), "Call-off 2")
    office.run(later=timedelta(hours=2))
    assert sorted(office.orders()) == ["4700088", "4700501"]
    assert (
        "The call-off 4700502 is over 8,000.00, and PO 4700088 has 4,000.00 of 12,000.00 left."
    ) in office.reviews()


def test_a_call_off_of_a_blanket_order_that_accounts_call_used_up_is_shown(
    office: Office,
) -> None:
    office.save(purchase_orders=(replace(BLANKET, status=OrderStatus.EXHAUSTED),))
    office.receive(CALL_OFF.format("4700501", "5,000.00"), "Call-off")
    office.run()
    assert list(office.orders()) == ["4700088"]
    assert "The call-off 4700501 is from PO 4700088, which is exhausted." in office.reviews()


@pytest.mark.parametrize(
    ("blanket", "total", "booked", "shown"),
    [
        ({}, "12,000.00", 12000, ""),
        (
            {},
            "12,000.01",
            5000,
            BEYOND,
        ),
        (
            {"status": OrderStatus.CANCELLED},
            "6,000.00",
            5000,
            "PO 4700501 is a call-off of 4700088, which is cancelled.",
        ),
    ],
)
def test_a_call_off_is_raised_as_far_as_its_blanket_order_goes(
    office: Office, blanket: dict[str, object], total: str, booked: int, shown: str
) -> None:
    called = replace(order("4700501", 5000), parent_po="4700088")
    office.save(purchase_orders=(replace(BLANKET, **blanket), called))  # type: ignore[arg-type]
    office.receive(f"PO 4700501 has been raised to {total} GBP net.\n\nAnn")
    office.run()
    assert office.orders()["4700501"].amount == booked
    assert (shown in office.reviews()) is bool(shown)


@pytest.mark.parametrize(
    ("main", "named", "shown"),
    [
        ({}, "4500077777", "PO 4500012346 adds to 4500077777, and no such order is on file."),
        (
            {"status": OrderStatus.CANCELLED},
            NUMBER,
            "PO 4500012346 adds to 4500012345, which is cancelled.",
        ),
        (
            {"status": OrderStatus.SUPERSEDED},
            NUMBER,
            "PO 4500012346 adds to 4500012345, which is superseded.",
        ),
    ],
)
def test_an_addition_to_an_order_that_cannot_be_added_to_is_shown(
    office: Office, main: dict[str, object], named: str, shown: str
) -> None:
    office.save(
        purchase_orders=(replace(order(NUMBER, 12000), **main),),  # type: ignore[arg-type]
        change_requests=(REQUEST,),
    )
    office.receive(ADDITION.format(named))
    office.run()
    assert list(office.orders()) == [NUMBER]
    assert shown in office.reviews()


def test_of_two_orders_the_one_that_an_addition_names_is_its_main_order(office: Office) -> None:
    office.save(
        purchase_orders=(order(NUMBER, 12000), order("4500077777", 9000)),
        change_requests=(REQUEST,),
        invoices=(invoice("PR-2026-0002", 3000, change_request_id="CR-0007"),),
    )
    office.receive(ADDITION.format("4500077777"))
    office.run()
    assert office.orders()["4500012346"].parent_po == "4500077777"


@pytest.mark.parametrize(
    "text",
    [
        "Please treat this as a call-off of 5,000.00 GBP net from our blanket PO 4700088.",
        "Drawdown of £5,000.00 net from our framework order PO 4700088 for Q-2041.",
        "Call-off of 5,000.00 GBP net from PO 4700088 for Q-2041.",
    ],
)
def test_an_order_that_is_called_off_from_is_not_called_off(office: Office, text: str) -> None:
    office.save(purchase_orders=(BLANKET,))
    office.receive(f"{text}\n\nAnn")
    office.run()
    assert office.orders()["4700088"].status is OrderStatus.OPEN


def test_a_call_off_beside_another_is_not_booked_without_its_sum(office: Office) -> None:
    called = replace(order("4700501", 5000), parent_po="4700088")
    office.save(purchase_orders=(BLANKET, called))
    office.receive(
        "Call-off order 4700777 against our blanket PO 4700501 for Intranet search (Q-2041), "
        "4,000.00 GBP net.\n\nAnn"
    )
    office.run()
    assert sorted(office.orders()) == ["4700088", "4700501"]
    assert (
        "The call-off 4700777 stands beside PO 4700501, which is itself a call-off of 4700088."
    ) in office.reviews()
