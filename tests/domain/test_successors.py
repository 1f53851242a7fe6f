"""Drafts whose order has ended, and the order that takes them over."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import (
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderStatus
from bot.domain.successors import gives_way, has_ended
from tests.domain.test_invoice_gate import CLIENT, DAY, DRAFT, ORDER, ledger, one

NUMBERED = replace(DRAFT, po_number="4711")
NEXT = replace(ORDER, po_number="4712")


def ended(status: OrderStatus = OrderStatus.SUPERSEDED) -> PurchaseOrder:
    return replace(ORDER, status=status)


@pytest.mark.parametrize("status", [s for s in OrderStatus if s.value not in {"open", "exhausted"}])
def test_an_order_has_ended_when_the_ledger_says_so(status: OrderStatus) -> None:
    assert has_ended(ended(status), DAY)


@pytest.mark.parametrize(
    ("until", "over"), [(None, False), (DAY, False), (date(2026, 11, 23), True)]
)
def test_an_order_has_ended_after_its_last_day(until: date | None, over: bool) -> None:
    assert has_ended(replace(ORDER, valid_to=until), DAY) is over


def test_a_draft_of_an_order_that_ended_goes_to_the_order_that_covers_it() -> None:
    found = one(ledger(NUMBERED, orders=(ended(), NEXT)))

    assert (found.order, found.passes, found.gets_number) == (NEXT, True, True)


@pytest.mark.parametrize(
    "others",
    [
        (),
        (replace(NEXT, amount=NUMBERED.net - 1),),
        (NEXT, replace(NEXT, po_number="4713")),
    ],
)
def test_a_draft_of_an_order_that_ended_waits_where_no_single_order_covers_it(
    others: tuple[PurchaseOrder, ...],
) -> None:
    found = one(ledger(NUMBERED, orders=(ended(), *others)))

    assert (found.passes, found.why) == (False, "PO 4711 is superseded.")


def test_a_client_without_orders_gets_no_draft_of_a_cancelled_one() -> None:
    unused = replace(CLIENT, po_policy=PoPolicy.NOT_USED)

    found = one(ledger(NUMBERED, orders=(ended(OrderStatus.CANCELLED),), client=unused))

    assert not found.passes


def test_two_drafts_of_an_order_that_ended_do_not_draw_its_successor_twice() -> None:
    snapshot: Snapshot = ledger(
        *(replace(NUMBERED, invoice_number=InvoiceNumber(n)) for n in ("PR-1", "PR-2", "PR-3")),
        orders=(ended(), NEXT),
    )

    found = at_gate(snapshot, DAY)

    assert [each.passes for each in found] == [True, True, False]


@pytest.mark.parametrize("status", [s for s in InvoiceStatus if s is not InvoiceStatus.DRAFT])
def test_what_is_no_draft_keeps_its_number(status: InvoiceStatus) -> None:
    invoice: Invoice = replace(NUMBERED, status=status)

    assert not gives_way(invoice, ended(), DAY)
