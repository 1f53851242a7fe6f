"""The invoice gate at work, and what goes back to the accounting system."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.invoicing import Invoicing, waiting
from bot.app.writeback import WriteBack
from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderKind
from bot.ledgers.csv import CsvLedger
from bot.store.engine import open_store
from bot.store.sql import SqlStore
from tests.app.office import TestClock
from tests.store.samples import NOW

ACME, WORK = ClientId("acme"), EngagementId("ENG-0001")
BLANKET = PurchaseOrder(
    "0045/7 A",
    ACME,
    OrderKind.BLANKET,
    Decimal(12_000),
    "GBP",
    engagement_ids=(WORK,),
)


def ledger(*nets: int, orders: tuple[PurchaseOrder, ...] = (BLANKET,)) -> Snapshot:
    return Snapshot(
        clients=(Client(ACME, "Acme Ltd", po_policy=PoPolicy.REQUIRED, currency="GBP"),),
        contacts=(Contact(ACME, "Accounts", "ap@acme.example", "finance"),),
        engagements=(Engagement(WORK, ACME, "Support", "retainer"),),
        purchase_orders=orders,
        invoices=tuple(
            Invoice(
                InvoiceNumber(f"PR-2026-000{n}"),
                WORK,
                net=Decimal(net),
                gross=Decimal(net),
                currency="GBP",
            )
            for n, net in enumerate(nets, 1)
        ),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/pobot.db")
    yield opened
    opened.close()


def invoicing(store: SqlStore) -> Invoicing:
    return Invoicing(store, TestClock(NOW), ZoneInfo("Europe/London"))


def test_drafts_get_the_blanket_orders_number_as_printed_and_once(store: SqlStore) -> None:
    store.import_ledger(ledger(1000, 1000), (), NOW)
    assert invoicing(store).run() == 2
    assert invoicing(store).run() == 0
    assert {i.po_number for i in store.snapshot().invoices} == {"0045/7 A"}
    causes = [e.data["cause"] for e in store.journal() if e.kind == "assign_order"]
    assert causes == ["invoice gate PR-2026-0001", "invoice gate PR-2026-0002"]


def test_what_no_longer_fits_waits_and_says_why_until_the_order_is_raised(
    store: SqlStore,
) -> None:
    folder = ledger(7000, 7000)
    store.import_ledger(folder, (), NOW)
    assert invoicing(store).run() == 1
    gated = at_gate(store.snapshot(), NOW.date())
    (line,) = waiting(store.snapshot(), gated)
    assert line.startswith("PR-2026-0002 for Support (ENG-0001): PO 0045/7 A has 5,000.00 of ")
    assert line.endswith("12,000.00 left, PR-2026-0002 needs 7,000.00.")
    raised = replace(folder, purchase_orders=(replace(BLANKET, amount=Decimal(14_000)),))
    store.import_ledger(raised, (), NOW + timedelta(days=1))
    assert invoicing(store).run() == 1
    assert waiting(store.snapshot(), at_gate(store.snapshot(), NOW.date())) == ()


def test_an_invoice_over_two_orders_is_proposed_as_a_split_once(store: SqlStore) -> None:
    first = replace(BLANKET, po_number="1", kind=OrderKind.STANDARD, amount=Decimal(600))
    second = replace(first, po_number="2", amount=Decimal(400))
    store.import_ledger(ledger(1000, orders=(first, second)), (), NOW)
    for _ in range(2):
        assert invoicing(store).run() == 0
    (item,) = store.review_items()
    assert (item.kind, item.subject) == ("split", "PR-2026-0001 needs to be split")
    assert "needs 1,000.00 net; only 1 and 2 together have it" in item.reasons[0]


# --- write-back ---


def test_the_ledger_is_written_back_after_a_change_and_only_then(
    store: SqlStore, tmp_path: Path
) -> None:
    store.import_ledger(ledger(1000), (), NOW)
    back = WriteBack(store, CsvLedger(tmp_path / "back"))
    assert [back.run(), back.run()] == [True, False]
    invoicing(store).run()
    assert [back.run(), back.run()] == [True, False]
    written, problems = CsvLedger(tmp_path / "back").load()
    assert not problems
    assert written.invoices[0].po_number == "0045/7 A"


def test_what_was_lost_or_changed_there_is_written_again(store: SqlStore, tmp_path: Path) -> None:
    store.import_ledger(ledger(1000), (), NOW)
    back = WriteBack(store, CsvLedger(tmp_path / "back"))
    back.run()
    (tmp_path / "back" / "invoices.csv").unlink()
    assert back.run()
    assert (tmp_path / "back" / "invoices.csv").is_file()
