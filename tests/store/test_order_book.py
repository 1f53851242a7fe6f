"""The book of orders in a database that is older than it, or was changed from outside."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.decision import AssignOrder
from bot.domain.ledger import PurchaseOrder
from bot.domain.order_accounts import accounts
from bot.domain.order_book import replayed
from bot.ports import Evidence
from bot.store.engine import open_store
from bot.store.memory import MemoryStore
from tests.store.samples import ACME, NOW, PORTAL, WAITING, book, ledger, record
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


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_the_book_is_kept_by_the_days_of_accounts(kind: str, tmp_path: Path) -> None:
    london = ZoneInfo("Europe/London")
    url = f"sqlite:///{tmp_path}/pobot.db"
    store = MemoryStore(timezone=london) if kind == "memory" else open_store(url, timezone=london)
    half_past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    store.import_ledger(ledger(), (), half_past_midnight)
    book(store, record())
    days = {entry.order.number: entry.on for entry in store.order_entries()}
    store.close()
    assert days == {"PO100": date(2026, 7, 1), "PO45001": NOW.date()}
