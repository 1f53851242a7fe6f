"""Invoices that must wait though something seems to pay for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import Client, ClientId, Engagement, EngagementId, InvoiceNumber, PoPolicy
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.domain.test_invoice_gate import CLIENT, DAY, DRAFT, NORTH, ORDER, ledger, one

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
