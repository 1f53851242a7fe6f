"""What every implementation of the port `Ledger` keeps to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.ledgers.csv import CsvLedger
from bot.ledgers.memory import MemoryLedger
from bot.ports import Ledger

ACME, WORK, CHANGE = ClientId("acme"), EngagementId("ENG-0001"), ChangeRequestId("CR-0001")
BILL, CREDIT = InvoiceNumber("PR-2026-0001"), InvoiceNumber("PR-2026-0002")
DAY = date(2026, 3, 31)

FULL = Snapshot(
    clients=(
        Client(
            ACME,
            "Acme; no: Acme, Ltd",
            ("Acme", "ACME (UK)"),
            ("acme.example", "acme.co.uk"),
            PoPolicy.REQUIRED,
            "po",
            30,
            "GBP",
            "en",
            "Europe/London",
            "GB",
            is_public_body=False,
            late_fee_policy="contract:4%+base",
            po_format=r"45\\d{8}|\"PO\"",
            address=("Unit 4", "1, High Street"),
            city="Leeds",
            post_code="LS1 4AP",
            vat_id="GB123456789",
            buyer_reference="=04011000-12345-03",
            electronic_address="0088:5060012349998",
            invoice_format="ubl",
        ),
        Client(ClientId("bare"), "Bare"),
    ),
    contacts=(Contact(ACME, "=cmd|' /C calc'!A0", "ann@acme.example", "finance"),),
    engagements=(
        Engagement(
            WORK,
            ACME,
            "- Portal,\n“phase 2”",
            "retainer",
            "Q-0001",
            "SOW-0001",
            Decimal("48000.00"),
            "GBP",
            DAY,
            DAY,
            DAY,
            "m@x.example",
            "p@x.example",
            "on_hold",
            45,
            "invoice",
        ),
    ),
    change_requests=(ChangeRequest(CHANGE, WORK, "'@home", Decimal("-1.5"), DAY),),
    purchase_orders=(
        PurchaseOrder(
            "0045-A",
            ACME,
            OrderKind.BLANKET,
            Decimal(100),
            "GBP",
            DAY,
            DAY,
            (WORK,),
            "",
            DAY,
            OrderStatus.EXPIRED,
        ),
        PurchaseOrder("0046", ACME, parent_po="0045-a"),
    ),
    invoices=(
        Invoice(
            BILL,
            WORK,
            CHANGE,
            DAY,
            DAY,
            Decimal("10.00"),
            Decimal("2.00"),
            Decimal("12.00"),
            "GBP",
            InvoiceStatus.ISSUED,
            "0045-A",
        ),
        Invoice(
            CREDIT,
            WORK,
            None,
            DAY,
            None,
            Decimal(-5),
            Decimal(-1),
            Decimal(-6),
            "GBP",
            InvoiceStatus.ISSUED,
            "",
            BILL,
        ),
    ),
    payments=(Payment(BILL, DAY, Decimal("6.00"), "+44 BACS"),),
)


@pytest.fixture(params=["csv", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    made: dict[str, Callable[[], Ledger]] = {
        "csv": lambda: CsvLedger(tmp_path / "ledger"),
        "memory": MemoryLedger,
    }
    return made[request.param]()


def test_what_is_saved_is_loaded(ledger: Ledger) -> None:
    ledger.save(FULL)
    assert ledger.load() == (FULL, ())


def test_saving_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.save(FULL)
    before = ledger.fingerprint()
    ledger.save(ledger.load()[0])
    assert ledger.fingerprint() == before


def test_the_fingerprint_follows_the_content(ledger: Ledger) -> None:
    assert ledger.fingerprint() == ""
    ledger.save(FULL)
    before = ledger.fingerprint()
    ledger.save(replace(FULL, payments=()))
    assert ledger.fingerprint() not in {"", before}


def test_an_empty_ledger_is_a_ledger(ledger: Ledger) -> None:
    ledger.save(Snapshot())
    assert ledger.load() == (Snapshot(), ())
    assert ledger.fingerprint() != ""
