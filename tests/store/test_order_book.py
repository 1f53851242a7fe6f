"""The book of orders in a database that is older than it, or was changed from outside."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.decision import AssignOrder
from bot.domain.ledger import PurchaseOrder
from bot.domain.order_accounts import accounts
from bot.domain.order_book import replayed
from bot.ports import Evidence
from tests.store.samples import ACME, NOW, PORTAL, WAITING, ledger
from tests.store.worlds import World

ORDER = PurchaseOrder(
    "PO-100", ACME, amount=Decimal("15000.00"), currency="GBP", engagement_ids=(PORTAL,)
)
WHY = Evidence(cause="invoice gate PR-2026-0001")
ASSIGN = AssignOrder(ACME, "PO-100", WAITING)


def test_a_database_older_than_the_book_opens_it_with_all_that_is_on_file(a_world: World) -> None:
    a_world.store.import_ledger(replace(ledger(), purchase_orders=(ORDER,)), (), NOW)
    a_world.run("DELETE FROM order_entry")
    assert a_world.store.verify() == ()
    a_world.store.book((ASSIGN,), WHY, NOW)
    assert replayed(a_world.store.order_entries()) == accounts(a_world.store.snapshot())


def test_a_book_that_disagrees_with_the_rows_is_found(a_world: World) -> None:
    a_world.store.import_ledger(replace(ledger(), purchase_orders=(ORDER,)), (), NOW)
    a_world.run("UPDATE purchase_order SET amount = '99999'")
    again = a_world.again()
    assert again.verify() == ("order PO100 of acme: the book and the ledger disagree",)
