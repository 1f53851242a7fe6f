"""A number that was given and left off the invoice: ours to put right, a person's to judge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.dunning_mails import LateFigures
from bot.app.issue_letters import copy_key
from bot.app.reminders import Reminders
from bot.domain.ledger import InvoiceNumber, InvoiceStatus
from bot.domain.our_slips import slips, was_given
from bot.domain.outgoing import Outgoing, OutgoingClass
from tests.app.office import Office, office, overdue_ledger
from tests.app.test_dunning_mails import RULES, words
from tests.builders import TODAY, client, order

BILL = InvoiceNumber("PR-2026-0117")


def slipped(days_before: int = 1, **columns: object) -> Office:
    """Return an office whose invoice lacks the order that came so many days before it."""
    awaiting = {"status": InvoiceStatus.AWAITING_PO, "po_number": "", **columns}
    books = overdue_ledger(31, **awaiting)
    issued_on = books.invoices[0].issued_on
    assert issued_on
    came = order("4500012345", "ENG-0007", received_on=issued_on - timedelta(days=days_before))
    owner = client(late_fee_policy="statutory_uk", country="GB")
    return office(replace(books, clients=(owner,), purchase_orders=(came,)))


def test_it_is_shown_once_and_no_reminder_mentions_the_invoice() -> None:
    desk = slipped()

    desk.reminders.run()
    desk.reminders.run()

    (item,) = desk.store.review_items()
    assert item.subject == f"{BILL} went out without PO 4500012345 of Northgate Foods Ltd"
    assert "from when it is due, and interest runs, is your decision" in item.reasons[3]
    assert OutgoingClass.REMINDER not in {row.mail.kind for row in desk.store.outbox()}


def test_what_a_person_closed_is_not_opened_again_on_another_day() -> None:
    desk = slipped()
    desk.reminders.run()
    desk.store.close_review(1, "helen", desk.clock.now())
    desk.clock.at += timedelta(days=1)

    desk.reminders.run()

    assert desk.store.review_items() == ()


@pytest.mark.parametrize("days_before", [0, -3])
def test_an_order_that_came_with_the_invoice_or_later_is_no_slip_of_ours(days_before: int) -> None:
    desk = slipped(days_before)
    desk.reminders.run()
    assert desk.store.review_items() == ()


def test_what_is_paid_or_of_a_client_without_orders_is_no_slip() -> None:
    books = slipped().store.ledger
    paid = replace(books.invoices[0], status=InvoiceStatus.PAID)
    assert slips(replace(books, invoices=(paid,)), TODAY) == ()
    assert len(slips(books, TODAY)) == 1


def test_the_figures_of_an_invoice_that_we_corrected_are_for_a_person() -> None:
    desk = slipped(status=InvoiceStatus.ISSUED, po_number="4500012345")
    bill = desk.store.ledger.invoices[0]
    assert was_given(desk.store.ledger, bill)
    plain = desk.reminders
    parts = (plain.store, plain.templates, plain.company, plain.clock, plain.settings)
    copy = Outgoing(copy_key(bill), "<c@x>", OutgoingClass.INVOICE, "a@b.c", "d@e.f", "s", b"")
    desk.store.queue([copy], desk.clock.now())

    Reminders(*parts, LateFigures(RULES)).run()

    letter = next(r for r in desk.store.outbox() if r.mail.kind is OutgoingClass.REMINDER)
    assert "For late payment" not in words(letter)
