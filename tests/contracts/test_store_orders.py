"""What every `bot.ports.Store` does with orders: its book, and changes that no mail asked for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.decision import AssignOrder, RaiseOrder
from bot.domain.ledger import InvoiceStatus, PurchaseOrder
from bot.domain.order_accounts import accounts
from bot.domain.order_book import Movement, OrderKey, replayed
from bot.ports import Evidence, Store
from tests.store.samples import ACME, NOW, PORTAL, WAITING, ledger
from tests.store.worlds import World

ORDER = PurchaseOrder(
    "PO-100", ACME, amount=Decimal("15000.00"), currency="GBP", engagement_ids=(PORTAL,)
)
WHY = Evidence(cause="invoice gate PR-2026-0001")
ASSIGN = AssignOrder(ACME, "PO-100", WAITING)
KEY = OrderKey.of(ACME, "po-100")


@pytest.fixture
def filled(store: Store) -> Store:
    store.import_ledger(replace(ledger(), purchase_orders=(ORDER,)), (), NOW)
    return store


def test_the_book_starts_with_what_the_folder_brings(filled: Store) -> None:
    (entry,) = filled.order_entries()
    assert (entry.order, entry.movement, entry.amount) == (
        KEY,
        Movement.AUTHORISED,
        Decimal("15000.00"),
    )


def test_a_change_that_no_mail_asked_for_happens_once_and_is_journalled(filled: Store) -> None:
    assert filled.book((ASSIGN,), WHY, NOW) == 1
    assert filled.book((ASSIGN,), WHY, NOW) == 0
    invoice = filled.snapshot().invoice[WAITING]
    assert (invoice.po_number, invoice.status) == ("PO-100", InvoiceStatus.DRAFT)
    last = filled.journal()[-1]
    assert (last.kind, last.data["cause"]) == ("assign_order", WHY.cause)
    assert filled.order_entries()[-1].movement is Movement.COMMITTED
    assert filled.verify() == ()


def test_the_book_agrees_with_the_ledger_after_every_step(filled: Store) -> None:
    later = NOW + timedelta(days=2)
    filled.book((ASSIGN,), WHY, NOW)
    filled.book(
        (RaiseOrder(ACME, "PO-100", Decimal(20_000), valid_to=date(2027, 3, 31)),), WHY, later
    )
    folder = replace(ledger(), purchase_orders=(ORDER,))
    sent = replace(
        filled.snapshot().invoice[WAITING], issued_on=later.date(), status=InvoiceStatus.ISSUED
    )
    filled.import_ledger(replace(folder, invoices=(sent, folder.invoices[1])), (), later)
    book = filled.order_entries()
    assert replayed(book) == accounts(filled.snapshot())
    assert replayed(book, NOW.date())[KEY].authorised == Decimal("15000.00")
    account = replayed(book, later.date())[KEY]
    assert (account.authorised, account.valid_to) == (Decimal(20_000), date(2027, 3, 31))
    assert account.invoiced == sent.net
    assert filled.verify() == ()


def test_a_database_older_than_the_book_opens_it_with_all_that_is_on_file(a_world: World) -> None:
    if not a_world.url:
        pytest.skip("memory forgets, so it is never older")
    a_world.store.import_ledger(replace(ledger(), purchase_orders=(ORDER,)), (), NOW)
    a_world.run("DELETE FROM order_entry")
    assert a_world.store.verify() == ()
    a_world.store.book((ASSIGN,), WHY, NOW)
    assert replayed(a_world.store.order_entries()) == accounts(a_world.store.snapshot())


def test_a_book_that_disagrees_with_the_rows_is_found(a_world: World) -> None:
    if not a_world.url:
        pytest.skip("nobody changes memory from outside")
    a_world.store.import_ledger(replace(ledger(), purchase_orders=(ORDER,)), (), NOW)
    a_world.run("UPDATE purchase_order SET amount = '99999'")
    again = a_world.again()
    assert again.verify() == ("order PO100 of acme: the book and the ledger disagree",)
