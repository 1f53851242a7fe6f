"""Which invoices may go out, and with whose number."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.invoice_gate import Gated, at_gate
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import accounts
from bot.domain.purchase_order import OrderKind, OrderStatus

DAY = date(2026, 11, 24)
NORTH = ClientId("northgate")
WORK = EngagementId("ENG-1")
ORDER = PurchaseOrder("4711", NORTH, amount=Decimal(1000), currency="GBP", engagement_ids=(WORK,))
CLIENT = Client(NORTH, "Northgate", po_policy=PoPolicy.REQUIRED, currency="GBP")
DRAFT = Invoice(InvoiceNumber("PR-1"), WORK, net=Decimal(400), currency="GBP")


def ledger(
    *invoices: Invoice,
    orders: tuple[PurchaseOrder, ...] = (ORDER,),
    client: Client = CLIENT,
    value: int | None = 1000,
    scope: str = "",
    finance: bool = True,
) -> Snapshot:
    worth = None if value is None else Decimal(value)
    return Snapshot(
        clients=(client,),
        contacts=(Contact(NORTH, "Ann", "ann@northgate.example", "finance"),) if finance else (),
        engagements=(Engagement(WORK, NORTH, "Portal", value=worth, po_scope=scope),),
        purchase_orders=orders,
        invoices=invoices,
    )


def one(snapshot: Snapshot) -> Gated:
    (found,) = at_gate(snapshot, DAY)
    return found


def test_a_draft_gets_the_number_of_the_only_order_that_covers_it() -> None:
    found = one(ledger(DRAFT))
    assert found.gets_number
    assert (found.order, found.why) == (ORDER, "PO 4711 covers it.")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"status": OrderStatus.CANCELLED}, "PO 4711 is cancelled."),
        ({"status": OrderStatus.EXPIRED}, "PO 4711 is expired."),
        ({"status": OrderStatus.EXHAUSTED, "amount": None}, "PO 4711 is exhausted."),
        ({"valid_to": date(2026, 11, 23)}, "was valid to 2026-11-23"),
        ({"valid_from": date(2026, 12, 1)}, "is valid from 2026-12-01"),
        ({"amount": Decimal("399.99")}, "has 399.99 of 399.99 left, PR-1 needs 400.00"),
        ({"currency": "EUR"}, "is in EUR, PR-1 in GBP"),
        ({"engagement_ids": ()}, "No order for Portal (ENG-1) is on file."),
    ],
)
def test_an_order_that_cannot_pay_for_it_leaves_it_waiting(
    changed: dict[str, object], why: str
) -> None:
    order = replace(ORDER, **changed)  # type: ignore[arg-type]
    found = one(ledger(DRAFT, orders=(order,)))
    assert not found.passes
    assert why in found.why
    numbered = one(ledger(replace(DRAFT, po_number="4711"), orders=(order,)))
    assert numbered.passes is (changed == {"engagement_ids": ()})


def test_a_number_that_is_not_on_file_keeps_the_invoice_back() -> None:
    found = one(ledger(replace(DRAFT, po_number="9999")))
    assert (found.passes, found.why) == (
        False,
        "PO 9999 is on it, and no such order is on file.",
    )


def test_invoices_draw_in_due_order_and_the_one_that_no_longer_fits_waits() -> None:
    late = replace(DRAFT, invoice_number=InvoiceNumber("PR-0"), due_on=date(2027, 1, 31))
    soon = replace(DRAFT, invoice_number=InvoiceNumber("PR-9"), due_on=date(2026, 12, 1))
    last = replace(DRAFT, invoice_number=InvoiceNumber("PR-5"))
    found = at_gate(ledger(late, soon, last), DAY)
    assert [(g.invoice.invoice_number, g.passes) for g in found] == [
        ("PR-9", True),
        ("PR-0", True),
        ("PR-5", False),
    ]
    assert "has 200.00 of 1,000.00 left" in found[-1].why


def test_two_orders_that_would_both_do_are_a_question_for_a_person() -> None:
    found = one(ledger(DRAFT, orders=(ORDER, replace(ORDER, po_number="4712"))))
    assert (found.passes, found.why) == (False, "Several orders would cover it: 4711, 4712.")


def test_a_call_off_is_nearer_than_its_blanket_order() -> None:
    blanket = replace(ORDER, kind=OrderKind.BLANKET, amount=Decimal(12_000))
    call_off = replace(ORDER, po_number="4711-3", parent_po="4711", amount=Decimal(400))
    assert one(ledger(DRAFT, orders=(blanket, call_off))).order == call_off


def test_an_invoice_that_only_two_orders_pay_for_is_proposed_as_a_split() -> None:
    two = (
        replace(ORDER, amount=Decimal(300)),
        replace(ORDER, po_number="4712", amount=Decimal(100)),
    )
    found = one(ledger(DRAFT, orders=two))
    assert (found.passes, found.split) == (False, two)
    assert one(ledger(replace(DRAFT, net=Decimal("400.01")), orders=two)).split == ()


def test_what_is_agreed_keeps_its_money_from_a_change_request() -> None:
    change = replace(DRAFT, change_request_id=ChangeRequestId("CR-1"))
    kept = one(ledger(change))
    assert not kept.passes
    assert "of which 1,000.00 are for the agreed work" in kept.why
    raised = replace(ORDER, amount=Decimal(1400))
    assert one(ledger(change, orders=(raised,))).order == raised


def test_a_supplementary_order_pays_for_the_change_and_not_for_the_agreed_work() -> None:
    more = replace(
        ORDER, po_number="4712", kind=OrderKind.SUPPLEMENTARY, parent_po="4711", amount=Decimal(400)
    )
    change = replace(DRAFT, change_request_id=ChangeRequestId("CR-1"))
    assert one(ledger(change, orders=(ORDER, more))).order == more
    assert one(ledger(DRAFT, orders=(ORDER, more))).order == ORDER


def test_an_addition_pays_for_the_agreed_work_where_its_order_falls_short_of_it() -> None:
    base = replace(ORDER, amount=Decimal(800))
    more = replace(
        ORDER, po_number="4712", kind=OrderKind.SUPPLEMENTARY, parent_po="4711", amount=Decimal(200)
    )
    drafts = tuple(
        replace(DRAFT, invoice_number=InvoiceNumber(number), net=Decimal(net))
        for number, net in (("PR-1", 150), ("PR-2", 650), ("PR-3", 200))
    )
    found = at_gate(ledger(*drafts, orders=(base, more)), DAY)
    assert [gated.order for gated in found] == [base, base, more]
    change = ChangeRequest(ChangeRequestId("CR-1"), WORK, "Search", Decimal(200), DAY)
    books = replace(ledger(*drafts, orders=(base, more)), change_requests=(change,))
    assert [gated.order for gated in at_gate(books, DAY)] == [base, base, None]


def test_an_invoice_over_an_order_and_its_addition_is_proposed_as_a_split() -> None:
    base = replace(ORDER, amount=Decimal(800))
    more = replace(
        ORDER, po_number="4712", kind=OrderKind.SUPPLEMENTARY, parent_po="4711", amount=Decimal(200)
    )
    found = one(ledger(replace(DRAFT, net=Decimal(1000)), orders=(base, more)))
    assert (found.passes, found.split) == (False, (base, more))


@pytest.mark.parametrize("fitting", [True, False])
def test_a_client_that_requires_orders_needs_a_finance_contact_too(fitting: bool) -> None:
    orders = (ORDER,) if fitting else ()
    found = one(ledger(DRAFT, orders=orders, finance=False))
    assert (found.passes, found.gets_number) == (False, False)
    lacks = "Northgate has no registered finance contact to send it to."
    also = "" if fitting else "No order for Portal (ENG-1) is on file. "
    assert found.why == also + lacks


def test_an_order_without_a_sum_pays_for_the_work_and_for_no_change() -> None:
    open_ended = replace(ORDER, amount=None)
    assert one(ledger(DRAFT, orders=(open_ended,))).order == open_ended
    change = replace(DRAFT, change_request_id=ChangeRequestId("CR-1"))
    assert not one(ledger(change, orders=(open_ended,))).passes


def test_an_invoice_that_needs_an_order_of_its_own_gets_no_other() -> None:
    assert not one(ledger(DRAFT, scope="invoice")).passes


@pytest.mark.parametrize("policy", [PoPolicy.NOT_USED, PoPolicy.UNKNOWN])
def test_a_client_without_orders_only_needs_a_finance_contact(policy: PoPolicy) -> None:
    client = replace(CLIENT, po_policy=policy)
    assert one(ledger(DRAFT, client=client, orders=())).passes
    alone = one(ledger(DRAFT, client=client, orders=(), finance=False))
    assert (alone.passes, alone.why) == (
        False,
        "Northgate has no registered finance contact to send it to.",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"status": InvoiceStatus.AWAITING_PO},
        {"status": InvoiceStatus.VOID},
        {"status": InvoiceStatus.PAID, "issued_on": DAY},
    ],
)
def test_only_drafts_stand_at_the_gate(changed: dict[str, object]) -> None:
    assert at_gate(ledger(replace(DRAFT, **changed)), DAY) == ()  # type: ignore[arg-type]


def test_a_draft_that_has_its_day_stands_at_the_gate_too() -> None:
    assert one(ledger(replace(DRAFT, issued_on=DAY))).gets_number


@given(st.lists(st.decimals(min_value=0, max_value=600, places=2), max_size=8))
def test_what_passes_never_draws_more_than_the_order_has(nets: list[Decimal]) -> None:
    drafts = tuple(
        replace(DRAFT, invoice_number=InvoiceNumber(f"PR-{n}"), net=net)
        for n, net in enumerate(nets)
    )
    snapshot = ledger(*drafts)
    passed = [g.invoice for g in at_gate(snapshot, DAY) if g.gets_number]
    numbered = tuple(replace(i, po_number="4711") if i in passed else i for i in snapshot.invoices)
    (account,) = accounts(replace(snapshot, invoices=numbered)).values()
    assert account.remaining is not None
    assert account.remaining >= 0
