"""Which change requests a client is to be asked to raise its order for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.top_ups import FRESH_DAYS, not_wanted, top_ups

DAY = date(2026, 11, 24)
NORTH, WORK = ClientId("northgate"), EngagementId("ENG-1")
CLIENT = Client(NORTH, "Northgate", po_policy=PoPolicy.REQUIRED)
ENGAGEMENT = Engagement(WORK, NORTH, "Portal", value=Decimal(1000), currency="GBP")
ORDER = PurchaseOrder("4711", NORTH, amount=Decimal(1000), engagement_ids=(WORK,))
CHANGE = ChangeRequest(ChangeRequestId("CR-1"), WORK, "More", Decimal(200), DAY)
ASKED = Condition(NORTH, unordered=(CHANGE.change_request_id,))


def ledger(
    *requests: ChangeRequest,
    orders: tuple[PurchaseOrder, ...] = (ORDER,),
    client: Client = CLIENT,
    engagement: Engagement = ENGAGEMENT,
    invoices: tuple[Invoice, ...] = (),
) -> Snapshot:
    return Snapshot(
        clients=(client,),
        engagements=(engagement,),
        change_requests=requests or (CHANGE,),
        purchase_orders=orders,
        invoices=invoices,
    )


def asked(snapshot: Snapshot) -> list[tuple[str, Decimal | None]]:
    return [(t.request.change_request_id, t.new_total) for t in top_ups(snapshot, DAY)]


def test_an_approved_change_asks_for_its_amount_on_top_of_the_order() -> None:
    (top_up,) = top_ups(ledger(), DAY)
    assert (top_up.order, top_up.new_total) == (ORDER, Decimal(1200))
    assert not_wanted(ASKED, ledger(), DAY) == ""


def test_each_change_is_asked_for_until_the_money_reaches_it() -> None:
    second = replace(CHANGE, change_request_id=ChangeRequestId("CR-2"), amount=Decimal(300))
    raised = replace(ORDER, amount=Decimal(1200))
    assert asked(ledger(CHANGE, second, orders=(raised,))) == [("CR-2", Decimal(1500))]
    assert asked(ledger(CHANGE, second, orders=(replace(ORDER, amount=Decimal(1500)),))) == []


@pytest.mark.parametrize(
    "snapshot",
    [
        ledger(orders=(replace(ORDER, amount=Decimal(1200)),)),
        ledger(
            orders=(
                ORDER,
                replace(ORDER, po_number="4712", kind=OrderKind.SUPPLEMENTARY, amount=Decimal(200)),
            )
        ),
        ledger(
            invoices=(
                Invoice(
                    InvoiceNumber("PR-1"),
                    WORK,
                    CHANGE.change_request_id,
                    status=InvoiceStatus.ISSUED,
                    po_number="4711",
                ),
            )
        ),
        ledger(client=replace(CLIENT, po_policy=PoPolicy.NOT_USED)),
        ledger(client=replace(CLIENT, po_policy=PoPolicy.UNKNOWN)),
        ledger(engagement=replace(ENGAGEMENT, status="closed")),
        ledger(engagement=replace(ENGAGEMENT, po_scope="invoice")),
        ledger(orders=()),
        ledger(orders=(replace(ORDER, status=OrderStatus.CANCELLED),)),
        ledger(replace(CHANGE, approved_on=None)),
        ledger(replace(CHANGE, approved_on=DAY + timedelta(days=1))),
        ledger(replace(CHANGE, amount=Decimal(-50))),
    ],
    ids=[
        *("raised", "supplemented", "numbered", "no orders", "unknown", "closed", "own orders"),
        *("no order yet", "cancelled", "not approved", "approved later", "a credit"),
    ],
)
def test_nothing_is_asked_where_an_order_pays_or_none_is_needed(snapshot: Snapshot) -> None:
    assert asked(snapshot) == []
    assert not_wanted(ASKED, snapshot, DAY) == "an order pays for CR-1 now"


def test_an_old_approval_is_left_to_accounts() -> None:
    old = replace(CHANGE, approved_on=DAY - timedelta(days=FRESH_DAYS + 1))
    assert asked(ledger(old)) == []


def test_an_order_without_a_sum_does_not_say_that_it_pays_for_a_change() -> None:
    assert asked(ledger(orders=(replace(ORDER, amount=None),))) == [("CR-1", None)]
