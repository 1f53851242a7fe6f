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


def test_an_import_never_lowers_an_order_below_what_stands_on_it(filled: Store) -> None:
    filled.book((ASSIGN,), WHY, NOW)
    net = filled.snapshot().invoice[WAITING].net
    low = replace(ORDER, amount=net - Decimal("0.01"))
    for _ in range(2):
        filled.import_ledger(replace(ledger(), purchase_orders=(low,)), (), NOW)
    kept = filled.snapshot().order(ACME, "PO-100")
    assert kept is not None
    assert kept.amount == Decimal("15000.00")
    (item,) = filled.review_items()
    assert (item.kind, item.subject) == ("conflict", "PO PO-100: amount")
    assert f"{net:,.2f} stand on it" in item.reasons[0]
    just = replace(ORDER, amount=net)
    filled.import_ledger(replace(ledger(), purchase_orders=(just,)), (), NOW)
    assert filled.snapshot().purchase_orders[0].amount == net


def test_an_import_that_overdraws_an_order_is_shown_with_the_figures_once(filled: Store) -> None:
    folder = replace(ledger(), purchase_orders=(ORDER,))
    waits = replace(
        folder.invoices[0], po_number="PO-100", net=Decimal(20_000), gross=Decimal(20_000)
    )
    overdrawn = replace(folder, invoices=(waits, folder.invoices[1]))
    said = filled.import_ledger(overdrawn, (), NOW, dry_run=True).findings
    reports = [filled.import_ledger(overdrawn, (), NOW) for _ in range(2)]
    (item,) = filled.review_items()
    assert (said, [report.findings for report in reports]) == (item.reasons, [item.reasons, ()])
    assert (item.kind, item.subject) == ("order", "PO PO-100 is overdrawn")
    assert item.reasons[0].startswith("PO PO-100 authorises 15,000.00, and 20,000.00 stand on it")
