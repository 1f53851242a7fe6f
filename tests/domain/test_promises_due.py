"""Promises whose day has come and that are not kept yet."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.ledger import InvoiceStatus, Payment, Snapshot
from bot.domain.promises_due import DuePromise, due_promises
from bot.domain.purchase_order import OrderStatus
from tests.builders import TODAY, engagement, invoice, ledger, order

NUMBER = "PR-2026-0117"
BOOKS = ledger(
    engagements=(engagement(),), invoices=(invoice(NUMBER, status=InvoiceStatus.ISSUED),)
)


def orders(snapshot: Snapshot, on: date | None = TODAY) -> tuple[DuePromise, ...]:
    return due_promises(snapshot, {"ENG-0007": on}, {}, TODAY)


def payments(snapshot: Snapshot, on: date | None = TODAY) -> tuple[DuePromise, ...]:
    return due_promises(snapshot, {}, {NUMBER: on}, TODAY)


def test_a_promise_is_due_on_its_day_and_after_it() -> None:
    for on in (TODAY, TODAY - timedelta(days=9)):
        assert [promise.on for promise in orders(BOOKS, on)] == [on]
        assert [promise.on for promise in payments(BOOKS, on)] == [on]


def test_a_promise_of_a_later_day_or_of_none_is_not() -> None:
    for on in (TODAY + timedelta(days=1), None):
        assert orders(BOOKS, on) == ()
        assert payments(BOOKS, on) == ()


def test_an_order_that_came_keeps_its_promise_and_a_cancelled_one_does_not() -> None:
    came = order("4500012345", "ENG-0007")

    assert orders(replace(BOOKS, purchase_orders=(came,))) == ()
    gone = replace(came, status=OrderStatus.CANCELLED)
    assert len(orders(replace(BOOKS, purchase_orders=(gone,)))) == 1


def test_a_payment_in_full_keeps_its_promise_and_one_in_part_does_not() -> None:
    (owed,) = BOOKS.invoices
    whole = Payment(owed.invoice_number, TODAY, owed.gross)
    part = replace(whole, amount=owed.gross - 1)

    assert payments(replace(BOOKS, payments=(whole,))) == ()
    assert len(payments(replace(BOOKS, payments=(part,)))) == 1
    settled = replace(owed, status=InvoiceStatus.PAID)
    assert payments(replace(BOOKS, invoices=(settled,))) == ()


def test_the_oldest_promise_stands_first() -> None:
    earlier = TODAY - timedelta(days=3)

    found = due_promises(BOOKS, {"ENG-0007": TODAY}, {NUMBER: earlier}, TODAY)

    assert [promise.on for promise in found] == [earlier, TODAY]


def test_a_promise_for_what_is_not_in_the_ledger_is_left_out() -> None:
    assert due_promises(BOOKS, {"ENG-9999": TODAY}, {"PR-2026-9999": TODAY}, TODAY) == ()
