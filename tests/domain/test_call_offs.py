"""What is invoiced on a call-off must fit its blanket order, too."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, PurchaseOrder
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.start_gate import start_gate
from tests.domain.test_invoice_gate import DAY, DRAFT, ORDER, WORK, ledger, one

BLANKET = replace(ORDER, kind=OrderKind.BLANKET)
CALL_OFF = replace(ORDER, po_number="4711-1", parent_po="4711", amount=Decimal(600))
ON_IT = replace(DRAFT, po_number="4711-1")


def passes(draft: Invoice, *orders: PurchaseOrder, others: tuple[Invoice, ...] = ()) -> bool:
    found = at_gate(ledger(draft, *others, orders=orders), DAY)
    return next(g.passes for g in found if g.invoice.invoice_number == draft.invoice_number)


def test_an_invoice_on_a_call_off_draws_what_the_call_off_reserved() -> None:
    assert passes(replace(ON_IT, net=Decimal(600)), BLANKET, CALL_OFF)
    assert not passes(replace(ON_IT, net=Decimal("600.01")), BLANKET, CALL_OFF)


def test_a_call_off_without_a_sum_is_limited_by_its_blanket_order() -> None:
    unlimited = replace(CALL_OFF, amount=None)
    assert passes(replace(ON_IT, net=Decimal(1000)), BLANKET, unlimited)
    found = one(ledger(replace(ON_IT, net=Decimal(50_000)), orders=(BLANKET, unlimited)))
    assert not found.passes
    assert found.why == (
        "PO 4711-1 is a call-off of 4711, which has 1,000.00 of 1,000.00 left for it, "
        "PR-1 needs 50,000.00."
    )


def test_what_stands_on_the_blanket_order_itself_is_not_there_for_its_call_off() -> None:
    sent = replace(
        DRAFT,
        invoice_number=InvoiceNumber("PR-7"),
        po_number="4711",
        net=Decimal(700),
        status=InvoiceStatus.ISSUED,
    )
    assert not passes(ON_IT, BLANKET, replace(CALL_OFF, amount=None), others=(sent,))
    assert passes(
        replace(ON_IT, net=Decimal(300)), BLANKET, replace(CALL_OFF, amount=None), others=(sent,)
    )


def test_drafts_share_what_a_blanket_order_has_for_a_call_off_without_a_sum() -> None:
    first = replace(DRAFT, net=Decimal(700))
    second = replace(first, invoice_number=InvoiceNumber("PR-2"))
    unlimited = replace(CALL_OFF, amount=None)
    found = at_gate(ledger(first, second, orders=(BLANKET, unlimited)), DAY)
    assert [(g.invoice.invoice_number, g.gets_number) for g in found] == [
        ("PR-1", True),
        ("PR-2", False),
    ]


@pytest.mark.parametrize(
    ("blanket", "call_off", "why"),
    [
        ({"status": OrderStatus.CANCELLED}, {}, "which is cancelled"),
        ({"status": OrderStatus.SUPERSEDED}, {}, "which is superseded"),
        ({"currency": "EUR"}, {}, "which is in EUR, not GBP"),
        ({"currency": "EUR"}, {"currency": ""}, "which is in EUR, not GBP"),
    ],
)
def test_a_call_off_whose_blanket_order_cannot_pay_opens_neither_gate(
    blanket: dict[str, object], call_off: dict[str, object], why: str
) -> None:
    orders = (
        replace(BLANKET, engagement_ids=(), **blanket),  # type: ignore[arg-type]
        replace(CALL_OFF, amount=Decimal(1000), **call_off),  # type: ignore[arg-type]
    )
    books = ledger(ON_IT, orders=orders)
    gate = start_gate(books, WORK, DAY)
    assert gate is not None
    assert not gate.is_open
    assert f"PO 4711-1 is a call-off of 4711, {why}" in gate.why
    assert f"PO 4711-1 is a call-off of 4711, {why}." in one(books).why
