"""What is invoiced on a call-off must fit its blanket order, too."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, PurchaseOrder
from bot.domain.order_accounts import account_of
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


def left(number: str, *orders: PurchaseOrder, invoices: tuple[Invoice, ...] = ()) -> Decimal | None:
    books = ledger(*invoices, orders=orders)
    return account_of(next(o for o in orders if o.po_number == number), books).remaining


@pytest.mark.parametrize("kind", [OrderKind.BLANKET, OrderKind.STANDARD])
def test_call_offs_take_from_their_parent_of_whatever_kind_it_is_on_file(kind: OrderKind) -> None:
    parent = replace(ORDER, kind=kind)
    second = replace(CALL_OFF, po_number="4711-2")
    sent = replace(ON_IT, net=Decimal(600), status=InvoiceStatus.ISSUED)
    draft = replace(
        sent,
        invoice_number=InvoiceNumber("PR-2"),
        po_number="4711-2",
        net=Decimal(401),
        status=InvoiceStatus.DRAFT,
    )
    assert left("4711", parent, CALL_OFF, second, invoices=(sent,)) == Decimal(-200)
    assert not passes(draft, parent, CALL_OFF, second, others=(sent,))
    assert passes(replace(draft, net=Decimal(400)), parent, CALL_OFF, second, others=(sent,))


def test_a_call_off_of_a_call_off_takes_from_both_and_waits() -> None:
    middle = replace(CALL_OFF, amount=None)
    inner = replace(CALL_OFF, po_number="4711-1-1", parent_po="4711-1")
    found = one(ledger(replace(ON_IT, po_number="4711-1-1"), orders=(BLANKET, middle, inner)))
    assert left("4711", BLANKET, middle, inner) == Decimal(400)
    assert not found.passes
    assert found.why == ("PO 4711-1-1 is a call-off of 4711-1, which is itself a call-off of 4711.")


def test_orders_that_name_one_another_as_parents_take_once() -> None:
    first = replace(CALL_OFF, po_number="A1", parent_po="B1")
    second = replace(CALL_OFF, po_number="B1", parent_po="A1")
    assert left("A1", first, second) == Decimal(0)


def test_an_order_that_is_its_own_parent_is_no_call_off() -> None:
    own = replace(CALL_OFF, parent_po=CALL_OFF.po_number)
    second = replace(ON_IT, invoice_number=InvoiceNumber("PR-2"), net=Decimal(100))
    assert left("4711-1", own) == Decimal(600)
    assert passes(replace(ON_IT, net=Decimal(500)), own, others=(second,))
    assert passes(second, own, others=(replace(ON_IT, net=Decimal(500)),))


@pytest.mark.parametrize("other", ["4711-2", "4711"])
def test_of_two_drafts_on_one_blanket_order_the_first_passes(other: str) -> None:
    """Neither call-off states a sum, so each holds what stands on it: they must not both wait."""
    orders = (
        BLANKET,
        replace(CALL_OFF, amount=None),
        replace(CALL_OFF, po_number="4711-2", amount=None),
    )
    first = replace(ON_IT, net=Decimal(600), po_number=other)
    second = replace(ON_IT, net=Decimal(600), invoice_number=InvoiceNumber("PR-2"))
    found = at_gate(ledger(first, second, orders=orders), DAY)
    assert [(g.invoice.invoice_number, g.passes) for g in found] == [
        ("PR-1", True),
        ("PR-2", False),
    ]


def test_a_call_off_beyond_its_blanket_order_does_not_open_the_start_gate() -> None:
    small = replace(BLANKET, amount=Decimal(500), engagement_ids=())
    whole = replace(CALL_OFF, amount=Decimal(1000))
    shut = start_gate(ledger(orders=(small, whole)), WORK, DAY)
    assert shut is not None
    assert not shut.is_open
    assert "PO 4711-1 is a call-off of 4711, which has 500.00 GBP left for it" in shut.why
    enough = start_gate(ledger(orders=(replace(small, amount=Decimal(1000)), whole)), WORK, DAY)
    assert enough is not None
    assert enough.is_open
    under_way = replace(ON_IT, po_number="4711", status=InvoiceStatus.ISSUED)
    orders = (replace(small, amount=Decimal(1000)), replace(whole, amount=Decimal(1000)))
    begun = start_gate(ledger(under_way, orders=orders), WORK, DAY)
    assert begun is not None
    assert begun.is_open


@pytest.mark.parametrize(
    ("status", "is_open"), [(OrderStatus.CANCELLED, False), (OrderStatus.SUPERSEDED, True)]
)
def test_an_addition_to_a_cancelled_order_opens_neither_gate(
    status: OrderStatus, *, is_open: bool
) -> None:
    main = replace(ORDER, status=status, amount=Decimal(900))
    addition = replace(
        ORDER, po_number="4712", kind=OrderKind.SUPPLEMENTARY, parent_po=main.po_number
    )
    books = ledger(replace(DRAFT, po_number="4712"), orders=(main, addition))
    gate = start_gate(books, WORK, DAY)
    assert gate is not None
    assert gate.is_open is is_open
    assert one(books).passes is is_open
    why = "PO 4712 adds to 4711, which is cancelled"
    assert is_open or (why in gate.why and one(books).why == f"{why}.")
