"""Orders that will soon no longer pay for the work they are for."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.ledger import InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.running_out import running_out
from tests.builders import TODAY, engagement, invoice, ledger, order

PO = "4500012345"


def books(found: PurchaseOrder, *, invoiced: int = 0, **work: object) -> Snapshot:
    issued = invoice(
        "PR-2026-0100",
        net=invoiced,
        status=InvoiceStatus.ISSUED,
        issued_on=TODAY - timedelta(days=20),
        po_number=PO,
    )
    return ledger(
        engagements=(engagement(**work),),  # type: ignore[arg-type]
        purchase_orders=(found,),
        invoices=(issued,) if invoiced else (),
    )


def ends_in(days: int, **columns: object) -> PurchaseOrder:
    plain = order(PO, "ENG-0007")
    return replace(plain, amount=Decimal(10_000), valid_to=TODAY + timedelta(days=days), **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_order_that_ends_before_all_of_it_is_invoiced_is_told(days: int, is_told: bool) -> None:
    found = running_out(books(ends_in(days), invoiced=4000), TODAY)

    assert bool(found) is is_told
    if is_told:
        assert found[0].why.endswith("6,000.00 GBP not invoiced yet")


@pytest.mark.parametrize(
    ("columns", "invoiced", "work"),
    [
        ({}, 10_000, {}),
        ({"status": OrderStatus.CANCELLED}, 4000, {}),
        ({}, 4000, {"status": "closed"}),
    ],
)
def test_an_order_that_is_used_up_closed_or_for_work_that_is_over_is_not(
    columns: dict[str, object], invoiced: int, work: dict[str, object]
) -> None:
    assert running_out(books(ends_in(10, **columns), invoiced=invoiced, **work), TODAY) == ()


@pytest.mark.parametrize(("invoiced", "is_told"), [(7_999, False), (8_000, True)])
def test_a_blanket_order_is_told_once_four_fifths_are_used(invoiced: int, is_told: bool) -> None:
    blanket = ends_in(200, kind=OrderKind.BLANKET)

    found = running_out(books(blanket, invoiced=invoiced), TODAY)

    assert bool(found) is is_told
    if is_told:
        assert "80 % used, 2,000.00 GBP left" in found[0].why


@pytest.mark.parametrize(("days", "is_told"), [(60, True), (61, False)])
def test_a_blanket_order_is_told_two_months_before_its_end(days: int, is_told: bool) -> None:
    found = running_out(books(ends_in(days, kind=OrderKind.BLANKET)), TODAY)

    assert bool(found) is is_told


def test_what_ends_first_stands_first() -> None:
    snapshot = books(ends_in(20))
    sooner = replace(ends_in(5), po_number="4500099999")

    found = running_out(replace(snapshot, purchase_orders=(ends_in(20), sooner)), TODAY)

    assert [one.order.po_number for one in found] == ["4500099999", PO]
