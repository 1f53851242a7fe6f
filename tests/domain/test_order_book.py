"""The book of orders: sums agree to the penny, nothing is drawn twice, any day can be asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.ledger import (
    Client,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_accounts import account_of, accounts, entries, key_of
from bot.domain.order_book import Account, Movement, OrderKey, refusal, replayed
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.domain.order_rows import DAY, NORTH, ORDER, SOUTH, WORK, invoice, ledger


def stands(*orders: PurchaseOrder, invoices: tuple[Invoice, ...] = ()) -> Account:
    return account_of(orders[0], ledger(*orders, invoices=invoices))


def test_an_order_is_drawn_to_the_penny_and_then_exhausted() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "999.99"), invoice("PR-2", "0.01")))
    assert account.remaining == 0
    assert account.status(DAY) is OrderStatus.EXHAUSTED


def test_an_invoice_that_has_not_gone_out_is_reserved_not_invoiced() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "600", status=InvoiceStatus.DRAFT),))
    assert account.reserved == 600
    assert account.invoiced == 0
    assert account.remaining == 400


def test_a_credit_note_gives_back_to_the_order_of_its_invoice() -> None:
    credit = invoice("CN-1", "-250.00", "", credits_invoice=InvoiceNumber("PR-1"))
    account = stands(ORDER, invoices=(invoice("PR-1", "1000.00"), credit))
    assert (account.invoiced, account.remaining) == (Decimal("750.00"), Decimal("250.00"))


@pytest.mark.parametrize(
    ("note", "back"),
    [
        ({}, "250"),
        ({"net": Decimal(-5000)}, "500"),
        ({"status": InvoiceStatus.DRAFT}, "0"),
        ({"status": InvoiceStatus.AWAITING_PO}, "0"),
        ({"currency": "EUR"}, "0"),
        ({"engagement_id": WORK[SOUTH]}, "0"),
        ({"credits_invoice": InvoiceNumber("PR-9")}, "0"),
        ({"credits_invoice": None, "po_number": "PO-4711"}, "0"),
    ],
)
def test_a_credit_gives_back_what_its_own_invoice_drew_and_no_more(
    note: Mapping[str, object], back: str
) -> None:
    credit = invoice("CN-1", "-250.00", "", credits_invoice=InvoiceNumber("PR-1"))
    credit = replace(credit, **note)  # type: ignore[arg-type]
    assert stands(ORDER, invoices=(invoice("PR-1", "500.00"), credit)).invoiced == 500 - Decimal(
        back
    )


@pytest.mark.parametrize("status", [InvoiceStatus.VOID, InvoiceStatus.DRAFT])
def test_a_credit_of_an_invoice_that_drew_nothing_gives_nothing_back(status: InvoiceStatus) -> None:
    credit = invoice("CN-1", "-500.00", "", credits_invoice=InvoiceNumber("PR-1"))
    account = stands(ORDER, invoices=(invoice("PR-1", "500.00", status=status), credit))
    assert account.invoiced == 0


def test_all_credits_of_an_invoice_together_give_back_what_it_drew() -> None:
    credits_ = tuple(
        invoice(f"CN-{n}", "-300.00", "", credits_invoice=InvoiceNumber("PR-1")) for n in (1, 2, 3)
    )
    account = stands(ORDER, invoices=(invoice("PR-1", "500.00"), *credits_))
    assert account.invoiced == 0
    assert account.drawn == {"PR-1": 500, "CN-1": -300, "CN-2": -200}


def test_sums_in_another_currency_are_not_added_up() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "10"), invoice("PR-2", "20", currency="EUR")))
    assert account.drawn == {"PR-1": 10}


def test_an_order_without_a_currency_takes_its_clients() -> None:
    state = replace(
        ledger(replace(ORDER, currency="")), clients=(Client(NORTH, "N", currency="EUR"),)
    )
    assert account_of(state.purchase_orders[0], state).currency == "EUR"


def test_a_void_invoice_draws_nothing() -> None:
    assert not stands(ORDER, invoices=(invoice("PR-1", "5", status=InvoiceStatus.VOID),)).drawn


def test_the_number_is_the_same_however_it_is_printed() -> None:
    assert stands(ORDER, invoices=(invoice("PR-1", "10", "po 4711"),)).invoiced == 10


def test_call_offs_of_a_blanket_order_are_reserved_on_it() -> None:
    blanket = replace(ORDER, kind=OrderKind.BLANKET)
    call_off = PurchaseOrder("PO-4711-3", NORTH, amount=Decimal(300), parent_po="PO-4711")
    cancelled = replace(call_off, po_number="PO-4711-4", status=OrderStatus.CANCELLED)
    assert stands(blanket, call_off, cancelled).remaining == Decimal("700.00")


CALLED = PurchaseOrder("PO-4711-3", NORTH, amount=Decimal(300), currency="GBP", parent_po="PO-4711")


@pytest.mark.parametrize(
    ("changed", "net", "taken"),
    [
        ({}, "0", "300"),
        ({}, "120", "300"),
        ({}, "450", "450"),
        ({"amount": None}, "450", "450"),
        ({"status": OrderStatus.CANCELLED}, "120", "120"),
        ({"status": OrderStatus.SUPERSEDED}, "120", "120"),
        ({"status": OrderStatus.EXHAUSTED}, "120", "300"),
        ({"currency": "EUR"}, "0", "0"),
        ({"kind": OrderKind.SUPPLEMENTARY}, "120", "0"),
    ],
)
def test_a_call_off_takes_its_sum_or_what_was_invoiced_on_it(
    changed: Mapping[str, object], net: str, taken: str
) -> None:
    blanket = replace(ORDER, kind=OrderKind.BLANKET)
    call_off = replace(CALLED, **changed)  # type: ignore[arg-type]
    on_it = (invoice("PR-1", net, "PO-4711-3"),)
    assert stands(blanket, call_off, invoices=on_it).remaining == 1000 - Decimal(taken)


def test_a_supplementary_order_has_a_sum_of_its_own() -> None:
    more = PurchaseOrder(
        "PO-4712", NORTH, OrderKind.SUPPLEMENTARY, Decimal(50), parent_po="PO-4711"
    )
    assert stands(ORDER, more).remaining == Decimal("1000.00")
    assert stands(more, ORDER).remaining == Decimal(50)


def test_the_same_number_of_two_clients_is_two_orders() -> None:
    other = PurchaseOrder("PO-4711", SOUTH, amount=Decimal(5))
    found = accounts(ledger(ORDER, other, invoices=(invoice("PR-1", "10"),)))
    assert found[OrderKey.of(NORTH, "po 4711")].invoiced == 10
    assert found[OrderKey.of(SOUTH, "po 4711")].invoiced == 0


def test_a_raised_order_is_a_revision_and_the_book_tells_what_was_known_before() -> None:
    first, raised = ledger(ORDER), ledger(replace(ORDER, amount=Decimal("1500.00")))
    later = DAY + timedelta(days=3)
    book = (*entries(Snapshot(), first, DAY), *entries(first, raised, later))
    assert [(e.movement, e.amount) for e in book] == [
        (Movement.AUTHORISED, Decimal("1000.00")),
        (Movement.AUTHORISED, Decimal("1500.00")),
    ]
    assert replayed(book, DAY)[key_of(ORDER)].authorised == Decimal("1000.00")
    assert replayed(book, later)[key_of(ORDER)].authorised == Decimal("1500.00")
    assert replayed(book, DAY - timedelta(days=1)) == {}


def test_an_order_without_a_sum_has_nothing_to_run_out() -> None:
    open_ended = replace(ORDER, amount=None)
    account = stands(open_ended, invoices=(invoice("PR-1", "10"),))
    assert account.remaining is None
    assert account.status(DAY) is OrderStatus.OPEN
    assert refusal(account, open_ended, "PR-2", Decimal(10_000), DAY) == ""


@pytest.mark.parametrize(
    ("changed", "net", "why"),
    [
        ({}, "400.01", "PO PO-4711 has 400.00 of 1,000.00 left, PR-9 needs 400.01."),
        ({"status": OrderStatus.CANCELLED}, "1", "PO PO-4711 is cancelled."),
        ({"status": OrderStatus.SUPERSEDED}, "1", "PO PO-4711 is superseded."),
        (
            {"valid_to": DAY - timedelta(days=1)},
            "1",
            "PO PO-4711 was valid to 2026-11-23, PR-9 is of 2026-11-24.",
        ),
        (
            {"valid_from": DAY + timedelta(days=1)},
            "1",
            "PO PO-4711 is valid from 2026-11-25, PR-9 is of 2026-11-24.",
        ),
    ],
)
def test_what_must_not_be_drawn_is_refused_with_the_figures(
    changed: Mapping[str, object], net: str, why: str
) -> None:
    order = replace(ORDER, **changed)  # type: ignore[arg-type]
    account = stands(order, invoices=(invoice("PR-1", "600.00"),))
    assert refusal(account, order, "PR-9", Decimal(net), DAY) == why


def test_what_is_just_left_may_be_drawn() -> None:
    account = stands(ORDER, invoices=(invoice("PR-1", "600.00"),))
    assert refusal(account, ORDER, "PR-9", Decimal("400.00"), DAY) == ""
