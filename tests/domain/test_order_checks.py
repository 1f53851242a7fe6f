"""What in a ledger speaks against its own orders."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_checks import findings
from bot.domain.purchase_order import OrderKind, OrderStatus

NORTH, WORK = ClientId("northgate"), EngagementId("ENG-1")
ORDER = PurchaseOrder(
    "4711", NORTH, OrderKind.BLANKET, Decimal(1000), "GBP", engagement_ids=(WORK,)
)
INVOICE = Invoice(
    InvoiceNumber("PR-1"),
    WORK,
    net=Decimal(1000),
    currency="GBP",
    status=InvoiceStatus.ISSUED,
    po_number="4711",
)


def ledger(*orders: PurchaseOrder, invoices: tuple[Invoice, ...] = (INVOICE,)) -> Snapshot:
    return Snapshot(
        clients=(Client(NORTH, "Northgate"),),
        engagements=(Engagement(WORK, NORTH, "Portal"),),
        purchase_orders=orders,
        invoices=invoices,
    )


def reasons(after: Snapshot, before: Snapshot | None = None) -> list[str]:
    return [finding.reason for finding in findings(before or Snapshot(), after)]


def test_an_order_that_just_suffices_is_fine() -> None:
    assert reasons(ledger(ORDER)) == []


def test_an_overdrawn_order_is_shown_with_the_figures() -> None:
    second = replace(INVOICE, invoice_number=InvoiceNumber("PR-2"), net=Decimal("0.01"))
    assert reasons(ledger(ORDER, invoices=(INVOICE, second))) == [
        "PO 4711 authorises 1,000.00, and 1,000.01 stand on it: PR-1, PR-2."
    ]


def test_an_invoice_in_another_currency_is_shown() -> None:
    euros = replace(INVOICE, currency="EUR")
    assert reasons(ledger(ORDER, invoices=(euros,))) == ["PR-1 is in EUR, PO 4711 is in GBP."]


@pytest.mark.parametrize(
    ("changed", "overlaps"),
    [
        ({}, True),
        ({"status": OrderStatus.CANCELLED}, False),
        ({"kind": OrderKind.STANDARD}, False),
        ({"engagement_ids": ()}, False),
        ({"valid_from": date(2027, 1, 1)}, False),
        ({"valid_from": date(2026, 12, 31)}, True),
    ],
)
def test_two_blanket_orders_for_one_work_and_day_are_shown(
    changed: dict[str, object], overlaps: bool
) -> None:
    first = replace(ORDER, valid_to=date(2026, 12, 31))
    second = replace(replace(ORDER, po_number="4712"), **changed)  # type: ignore[arg-type]
    found = reasons(ledger(first, second, invoices=()))
    assert len(found) == overlaps
    if overlaps:
        assert "PO 4711 and PO 4712 are both blanket orders for ENG-1" in found[0]


def test_what_did_not_change_is_not_looked_at_again() -> None:
    state = ledger(replace(ORDER, amount=Decimal(1)))
    assert reasons(state, state) == []
