"""Invoices that must wait though something seems to pay for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.invoice_gate import Gated, at_gate
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Engagement,
    EngagementId,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
)
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.domain.test_invoice_gate import CLIENT, DAY, DRAFT, NORTH, ORDER, WORK, ledger, one

OTHER_WORK = Engagement(EngagementId("ENG-2"), NORTH, "Kiosk", value=Decimal(500))


def test_a_negative_invoice_that_credits_nothing_waits() -> None:
    found = one(ledger(replace(DRAFT, net=Decimal(-400))))
    assert (found.passes, found.why) == (
        False,
        "PR-1 is over -400.00 and names no invoice that it credits.",
    )


def test_a_credit_note_of_another_clients_invoice_waits() -> None:
    bolt = Client(ClientId("bolt"), "Bolt", po_policy=PoPolicy.NOT_USED)
    theirs = replace(
        DRAFT, invoice_number=InvoiceNumber("PR-9"), engagement_id=EngagementId("ENG-9")
    )
    note = replace(DRAFT, net=Decimal(-1), credits_invoice=InvoiceNumber("PR-9"))
    base = ledger(theirs, note)
    books = replace(
        base,
        clients=(*base.clients, bolt),
        engagements=(*base.engagements, Engagement(EngagementId("ENG-9"), bolt.client_id, "Site")),
    )
    waits = {g.invoice.invoice_number: g.why for g in at_gate(books, DAY) if not g.passes}
    assert waits[InvoiceNumber("PR-1")] == "PR-1 credits PR-9, which is another client's."


def test_of_two_numbered_drafts_on_an_order_for_one_the_first_due_goes() -> None:
    first = replace(DRAFT, net=Decimal(700), po_number="4711", due_on=date(2026, 12, 24))
    second = replace(first, invoice_number=InvoiceNumber("PR-2"), due_on=date(2026, 12, 31))
    found = at_gate(ledger(second, first), DAY)
    assert [(g.invoice.invoice_number, g.passes) for g in found] == [
        ("PR-1", True),
        ("PR-2", False),
    ]


@pytest.mark.parametrize("policy", [PoPolicy.NOT_USED, PoPolicy.UNKNOWN])
def test_a_number_on_a_draft_must_be_good_whatever_the_policy(policy: PoPolicy) -> None:
    client = replace(CLIENT, po_policy=policy)
    numbered = replace(DRAFT, po_number="4711")
    assert one(ledger(numbered, client=client)).passes
    ended = replace(ORDER, status=OrderStatus.CANCELLED)
    assert not one(ledger(numbered, client=client, orders=(ended,))).passes
    assert not one(ledger(numbered, client=client, orders=())).passes


@pytest.mark.parametrize("policy", [PoPolicy.NOT_USED, PoPolicy.UNKNOWN])
def test_an_order_that_a_client_gave_is_put_on_its_invoice_whatever_the_policy(
    policy: PoPolicy,
) -> None:
    client = replace(CLIENT, po_policy=policy)
    assert one(ledger(DRAFT, client=client)).gets_number
    small = one(ledger(DRAFT, client=client, orders=(replace(ORDER, amount=Decimal(1)),)))
    assert (small.passes, small.order) == (True, None)


def test_an_order_is_judged_on_the_invoices_own_day() -> None:
    ending = replace(ORDER, valid_to=date(2026, 11, 30))
    coming = replace(DRAFT, issued_on=date(2026, 12, 15))
    assert one(ledger(DRAFT, orders=(ending,))).passes
    assert not one(ledger(coming, orders=(ending,))).passes
    later = replace(ORDER, valid_from=date(2026, 11, 20))
    assert not one(ledger(replace(DRAFT, issued_on=date(2026, 10, 31)), orders=(later,))).passes


def test_a_draft_with_the_number_of_other_work_waits() -> None:
    books = ledger(
        replace(DRAFT, po_number="4711"),
        orders=(replace(ORDER, engagement_ids=(OTHER_WORK.engagement_id,)),),
    )
    found = one(replace(books, engagements=(*books.engagements, OTHER_WORK)))
    assert (found.passes, found.why) == (False, "PO 4711 is for ENG-2, PR-1 for ENG-1.")


def test_a_call_off_of_a_cancelled_blanket_order_pays_for_nothing() -> None:
    blanket = replace(ORDER, po_number="B-1", kind=OrderKind.BLANKET, status=OrderStatus.CANCELLED)
    call_off = replace(ORDER, parent_po="B-1")
    found = one(ledger(DRAFT, orders=(blanket, call_off)))
    assert not found.passes
    assert "PO 4711 is a call-off of B-1, which is cancelled." in found.why


def test_an_order_without_a_currency_is_in_the_clients() -> None:
    order = replace(ORDER, currency="")
    assert one(ledger(DRAFT, orders=(order,))).passes
    found = one(ledger(replace(DRAFT, currency="EUR"), orders=(order,)))
    assert (found.passes, found.why) == (False, "PO 4711 is in GBP, PR-1 in EUR.")


CREDITED = replace(
    DRAFT, invoice_number=InvoiceNumber("PR-9"), po_number="4711", status=InvoiceStatus.ISSUED
)
NOTE = replace(DRAFT, net=Decimal(-100), credits_invoice=InvoiceNumber("PR-9"))


@pytest.mark.parametrize(
    ("credited", "note", "why"),
    [
        ({}, {}, ""),
        ({}, {"net": Decimal("-400.00")}, ""),
        (
            {},
            {"net": Decimal("-400.01")},
            "PR-1 credits 400.01: more than PR-9 is over, which is 400.00.",
        ),
        ({"status": InvoiceStatus.VOID}, {}, "PR-1 credits PR-9, which is void."),
        ({"status": InvoiceStatus.DRAFT}, {}, "PR-1 credits PR-9, which has not gone out."),
        ({"status": InvoiceStatus.AWAITING_PO, "issued_on": DAY, "po_number": ""}, {}, ""),
        ({}, {"currency": "EUR"}, "PR-1 credits PR-9, which is in GBP, not EUR."),
        (
            {},
            {"credits_invoice": InvoiceNumber("PR-8")},
            "PR-1 credits PR-8, which is not in the ledger.",
        ),
    ],
)
def test_a_credit_note_goes_only_with_an_invoice_that_it_can_credit(
    credited: dict[str, object], note: dict[str, object], why: str
) -> None:
    books = ledger(
        replace(CREDITED, **credited),  # type: ignore[arg-type]
        replace(NOTE, **note),  # type: ignore[arg-type]
    )
    (found,) = (g for g in at_gate(books, DAY) if g.invoice.invoice_number == "PR-1")
    assert found.passes is not bool(why)
    assert found.why == (why or "A credit note goes with its invoice's order.")


def test_credit_notes_together_are_not_more_than_their_invoice() -> None:
    sent = replace(
        NOTE, invoice_number=InvoiceNumber("CN-7"), net=Decimal(-350), status=InvoiceStatus.ISSUED
    )
    found = one(ledger(CREDITED, sent, NOTE))
    assert (found.passes, found.why) == (
        False,
        "PR-1 credits 100.00, 450.00 together with CN-7: more than PR-9 is over, which is 400.00.",
    )


def test_money_agreed_for_both_works_of_an_order_is_kept_from_a_change_of_one() -> None:
    order = replace(ORDER, amount=Decimal(1500), engagement_ids=(WORK, OTHER_WORK.engagement_id))
    request = ChangeRequest(ChangeRequestId("CR-1"), WORK, "More", Decimal(300))
    change = replace(DRAFT, net=Decimal(300), change_request_id=request.change_request_id)

    def found(amount: int, **other: object) -> Gated:
        base = ledger(change, orders=(replace(order, amount=Decimal(amount)),))
        works = (*base.engagements, replace(OTHER_WORK, **other))  # type: ignore[arg-type]
        return one(replace(base, engagements=works, change_requests=(request,)))

    assert found(1799).why == (
        "PO 4711 has 1,799.00 left, of which 1,500.00 are for the agreed work; PR-1 for CR-1 "
        "needs 300.00."
    )
    assert found(1800).passes
    assert found(1300, status="closed").passes


@pytest.mark.parametrize(
    ("typed", "is_put_right"), [("po 47-11/a", True), ("PO-47-11/A", False), ("", True)]
)
def test_a_draft_gets_the_number_in_the_clients_own_print(typed: str, is_put_right: bool) -> None:
    order = replace(ORDER, po_number="PO-47-11/A")
    found = one(ledger(replace(DRAFT, po_number=typed), orders=(order,)))
    assert (found.passes, found.gets_number) == (True, is_put_right)


def test_a_draft_that_is_not_in_the_ledger_folder_any_more_waits() -> None:
    books = ledger(DRAFT, replace(DRAFT, invoice_number=InvoiceNumber("PR-2")))
    gone = replace(books, unlisted=frozenset({DRAFT.invoice_number}))
    assert [(g.passes, g.why) for g in at_gate(gone, DAY)] == [
        (False, "PR-1 is not in the ledger folder any more."),
        (True, "PO 4711 covers it."),
    ]


def test_of_two_credit_drafts_that_are_together_too_much_one_goes() -> None:
    first = replace(NOTE, net=Decimal(-400))
    second = replace(first, invoice_number=InvoiceNumber("PR-2"))
    found = at_gate(ledger(CREDITED, first, second), DAY)
    assert [g.passes for g in found] == [True, False]
    assert found[1].why == (
        "PR-2 credits 400.00, 800.00 together with PR-1: more than PR-9 is over, which is 400.00."
    )


@pytest.mark.parametrize(
    ("tax", "gross", "why"),
    [
        ("-80.00", "-480.00", ""),
        (
            "-80.01",
            "-480.01",
            "PR-1 credits 80.01 tax: more than PR-9 is over, which is 80.00 tax.",
        ),
        (
            "0",
            "-480.01",
            "PR-1 credits 480.01 gross: more than PR-9 is over, which is 480.00 gross.",
        ),
    ],
)
def test_a_credit_note_gives_back_no_more_tax_or_gross_than_its_invoice(
    tax: str, gross: str, why: str
) -> None:
    credited = replace(CREDITED, tax=Decimal(80), gross=Decimal(480))
    note = replace(NOTE, net=Decimal(-400), tax=Decimal(tax), gross=Decimal(gross))
    found = one(ledger(credited, note))
    assert (found.passes, found.why) == (
        not why,
        why or "A credit note goes with its invoice's order.",
    )


def test_a_draft_takes_no_order_that_has_ended_on_the_day_that_it_leaves() -> None:
    november = replace(ORDER, valid_to=date(2026, 11, 30))
    december = replace(ORDER, po_number="4712", valid_from=date(2026, 12, 1))
    later = replace(DRAFT, due_on=date(2027, 1, 10))
    today = replace(
        DRAFT, invoice_number=InvoiceNumber("PR-2"), due_on=date(2027, 1, 20), issued_on=DAY
    )
    found = at_gate(ledger(later, today, orders=(november, december)), DAY)
    assert [(g.invoice.invoice_number, g.passes, g.order and g.order.po_number) for g in found] == [
        ("PR-1", True, "4712"),
        ("PR-2", True, "4711"),
    ]
