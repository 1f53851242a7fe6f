"""Corrections and replacements that do not say of the old number that it falls away."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.decision import CloseOrder, Verdict
from bot.domain.ledger import InvoiceStatus
from bot.domain.purchase_order import OrderStatus, Role
from bot.domain.understanding import Intent
from bot.stages._named import ON_FILE
from tests.builders import NORTHGATE, Mail, candidate, decided, invoice, ledger, order, stated

NUMBER, OLD, OTHER = "4500012345", "4500000001", "4500000002"
NAMED = replace(candidate(OLD, "body"), accepted=False, reason=ON_FILE, role=Role.MENTIONED)
FILED = ledger(purchase_orders=(order(OLD, "ENG-0007"),), invoices=())
CLOSED = CloseOrder(NORTHGATE, OLD, "superseded", NUMBER)


def slip(intent: Intent = Intent.PO_CORRECTION, *named: str) -> Mail:
    told = tuple(replace(NAMED, number=number) for number in named or (OLD,))
    return Mail((intent,), (stated(NUMBER, "Q-0007", amount=Decimal(18400)),), candidates=told)


@pytest.mark.parametrize("intent", [Intent.PO_CORRECTION, Intent.PO_REPLACE])
def test_the_one_number_on_file_that_a_correction_tells_of_makes_room(intent: Intent) -> None:
    found = decided(slip(intent), FILED)

    assert (found.verdict, found.changes[-1]) == (Verdict.APPLY, CLOSED)
    assert found.letters[0].values["orders"][0]["replaces"] == (OLD,)  # type: ignore[index]


def test_a_new_order_that_tells_of_another_takes_nothing_back() -> None:
    found = decided(slip(Intent.PO_NEW), FILED)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())


def test_a_correction_that_names_no_order_does_not_stand_beside_the_open_one() -> None:
    found = decided(replace(slip(), candidates=()), FILED)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert found.reasons[0] == f"ENG-0007 has an open order already: {OLD}."


def test_two_numbers_on_file_are_not_taken_back_at_once() -> None:
    both = ledger(purchase_orders=(order(OLD, "ENG-0007"), order(OTHER, "ENG-0007")), invoices=())

    found = decided(slip(Intent.PO_CORRECTION, OLD, OTHER), both)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert f"nothing says which of {OLD}, {OTHER}" in found.reasons[0]


@pytest.mark.parametrize(
    "other",
    [order(OLD, "ENG-0009"), order(OLD, "ENG-0007", status=OrderStatus.CANCELLED)],
)
def test_an_order_for_other_work_or_one_that_is_closed_stays_as_it_is(other: object) -> None:
    found = decided(slip(), ledger(purchase_orders=(other,), invoices=()))

    assert found.verdict is Verdict.APPLY
    assert not any(isinstance(change, CloseOrder) for change in found.changes)


def test_an_order_that_is_for_more_work_waits_for_a_person() -> None:
    wide = ledger(purchase_orders=(order(OLD, "ENG-0007", "ENG-0009"),), invoices=())

    found = decided(slip(), wide)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert "is for ENG-0009 as well" in found.reasons[0]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (InvoiceStatus.DRAFT, Verdict.APPLY),
        (InvoiceStatus.VOID, Verdict.APPLY),
        (InvoiceStatus.ISSUED, Verdict.REVIEW),
        (InvoiceStatus.PAID, Verdict.REVIEW),
        (InvoiceStatus.DISPUTED, Verdict.REVIEW),
    ],
)
def test_only_an_invoice_that_went_out_holds_the_old_order(
    status: InvoiceStatus, verdict: Verdict
) -> None:
    carrying = invoice("PR-2026-0117", status=status, po_number=OLD)

    found = decided(slip(), replace(FILED, invoices=(carrying,)))

    assert found.verdict is verdict
