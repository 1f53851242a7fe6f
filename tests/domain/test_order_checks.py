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


def test_a_call_off_in_another_currency_than_its_blanket_order_is_shown() -> None:
    call_off = replace(
        ORDER, po_number="4711-1", kind=OrderKind.STANDARD, parent_po="4711", currency="EUR"
    )
    assert reasons(ledger(ORDER, call_off)) == [
        "PO 4711-1 is a call-off in EUR, its blanket order PO 4711 is in GBP."
    ]


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.SUPERSEDED])
def test_an_order_that_ended_with_an_unpaid_invoice_on_it_is_shown(status: OrderStatus) -> None:
    ended = ledger(replace(ORDER, status=status))
    assert reasons(ended, ledger(ORDER)) == [
        f"PO 4711 is {status}, and it is on PR-1: issued, and not paid."
    ]
    paid = replace(INVOICE, status=InvoiceStatus.PAID)
    assert reasons(ledger(replace(ORDER, status=status), invoices=(paid,))) == []


@pytest.mark.parametrize(
    ("note", "is_shown"),
    [
        ({"net": Decimal(-1000)}, False),
        ({"net": Decimal("-1000.01")}, True),
        ({"credits_invoice": InvoiceNumber("PR-9")}, True),
        ({"credits_invoice": None}, True),
        ({"net": Decimal(-5000), "status": InvoiceStatus.VOID}, False),
    ],
)
def test_a_credit_that_gives_back_less_than_it_says_is_shown(
    note: dict[str, object], is_shown: bool
) -> None:
    credit = replace(
        INVOICE,
        invoice_number=InvoiceNumber("CN-1"),
        net=Decimal(-1),
        po_number="",
        credits_invoice=InvoiceNumber("PR-1"),
    )
    credit = replace(credit, **note)  # type: ignore[arg-type]
    found = reasons(ledger(ORDER, invoices=(INVOICE, credit)), ledger(ORDER))
    assert [reason.startswith("CN-1 ") for reason in found] == [True] * is_shown


def test_a_credit_is_shown_when_its_invoice_becomes_void() -> None:
    credit = replace(
        INVOICE,
        invoice_number=InvoiceNumber("CN-1"),
        net=Decimal(-1),
        po_number="",
        credits_invoice=InvoiceNumber("PR-1"),
    )
    void = replace(INVOICE, status=InvoiceStatus.VOID)
    before, after = (ledger(ORDER, invoices=(each, credit)) for each in (INVOICE, void))
    after = replace(after, invoices=(void, before.invoices[1]))
    (reason,) = reasons(after, before)
    assert reason.startswith("CN-1 credits PR-1, which is void. It gives back to an order only")


@pytest.mark.parametrize(
    ("order", "work", "is_shown"),
    [
        ({}, {}, True),
        ({"amount": Decimal(24_000)}, {}, False),
        ({"amount": None}, {}, False),
        ({"status": OrderStatus.CANCELLED}, {}, False),
        ({"engagement_ids": (WORK,)}, {}, False),
        ({}, {"value": None}, False),
        ({}, {"status": "closed"}, False),
        ({}, {"po_scope": "invoice"}, False),
    ],
)
def test_an_order_below_the_works_that_it_is_for_is_shown(
    order: dict[str, object], work: dict[str, object], is_shown: bool
) -> None:
    kiosk = Engagement(EngagementId("ENG-2"), NORTH, "Kiosk", value=Decimal(12_000))
    both = PurchaseOrder(
        "4712", NORTH, amount=Decimal(12_000), engagement_ids=(WORK, kiosk.engagement_id)
    )
    state = ledger(replace(both, **order), invoices=())  # type: ignore[arg-type]
    portal = replace(state.engagements[0], value=Decimal(12_000))
    works = (portal, replace(kiosk, **work))  # type: ignore[arg-type]
    found = reasons(replace(state, engagements=works))
    assert bool(found) is is_shown
    assert not found or found[0] == (
        "PO 4712 is over 12,000.00, and the work that it is for is worth 24,000.00: "
        "ENG-1 12,000.00, ENG-2 12,000.00."
    )


def test_two_orders_that_are_together_enough_for_two_works_are_fine() -> None:
    kiosk = Engagement(EngagementId("ENG-2"), NORTH, "Kiosk", value=Decimal(12_000))
    both = PurchaseOrder(
        "4712", NORTH, amount=Decimal(12_000), engagement_ids=(WORK, kiosk.engagement_id)
    )
    own = PurchaseOrder("4713", NORTH, amount=Decimal(12_000), engagement_ids=(WORK,))
    state = ledger(both, own, invoices=())
    portal = replace(state.engagements[0], value=Decimal(12_000))
    assert reasons(replace(state, engagements=(portal, kiosk))) == []
