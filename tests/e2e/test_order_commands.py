"""`pobot orders` and `pobot gate`, as a user types them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.purchase_order import OrderKind
from bot.ledgers.csv import CsvLedger

ACME, BOLT = ClientId("acme"), ClientId("bolt")
PORTAL, KIOSK, SEARCH = (EngagementId(f"ENG-000{n}") for n in (1, 2, 3))
LEDGER = Snapshot(
    clients=(
        Client(ACME, "Acme Ltd", po_policy=PoPolicy.REQUIRED, start_rule="po", currency="GBP"),
        Client(BOLT, "Bolt plc", po_policy=PoPolicy.REQUIRED, start_rule="contract"),
    ),
    engagements=(
        Engagement(PORTAL, ACME, "Portal", value=Decimal(1000), currency="GBP"),
        Engagement(KIOSK, ACME, "Kiosk", value=Decimal(500), currency="GBP"),
        Engagement(SEARCH, BOLT, "Search", value=Decimal(900), currency="EUR"),
    ),
    purchase_orders=(
        PurchaseOrder(
            "0045/7 A",
            ACME,
            OrderKind.BLANKET,
            Decimal("1000.00"),
            "GBP",
            valid_to=date(2027, 3, 31),
            engagement_ids=(PORTAL,),
        ),
        PurchaseOrder("B-1", BOLT, currency="EUR", engagement_ids=(SEARCH,)),
    ),
    invoices=(
        Invoice(
            InvoiceNumber("PR-2026-0001"),
            PORTAL,
            issued_on=date(2026, 11, 10),
            net=Decimal(250),
            tax=Decimal(50),
            gross=Decimal(300),
            currency="GBP",
            status=InvoiceStatus.ISSUED,
            po_number="0045/7 A",
        ),
    ),
)


def pobot(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(config), *arguments])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    CsvLedger(tmp_path / "ledger").save(LEDGER)
    file = tmp_path / "config.toml"
    done = pobot(file, "import", str(tmp_path / "ledger"))
    assert done.exit_code == 0, done.output
    return file


def test_orders_show_what_is_used_and_left_with_a_bar(config: Path) -> None:
    lines = pobot(config, "orders").stdout.splitlines()
    assert lines[0] == "acme  PO 0045/7 A, blanket, open, to 2027-03-31  ENG-0001"
    assert lines[1].endswith("250.00 GBP used (25%) of 1,000.00 GBP, 750.00 GBP left")
    bar = lines[1].split()[0]
    assert bar.count("█") * 4 == len(bar)
    assert "the order states no sum" in lines[3]


def test_orders_as_json_hold_decimal_strings_and_the_number_as_printed(config: Path) -> None:
    done = pobot(config, "orders", "--json", "--client", "acme")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert row["po_number"] == "0045/7 A"
    assert [Decimal(row[k]) for k in ("authorised", "invoiced", "reserved", "remaining")] == [
        1000,
        250,
        0,
        750,
    ]


def test_before_an_order_was_known_it_is_not_listed(config: Path) -> None:
    done = pobot(config, "orders", "--as-of", "2020-01-01")
    assert done.stdout == "no purchase order is on file\n"


@pytest.mark.parametrize(
    ("engagement", "status", "said"),
    [
        ("ENG-0001", 0, "ENG-0001 may start: PO 0045/7 A covers 1,000.00 GBP."),
        ("ENG-0002", 1, "ENG-0002 may not start: Acme Ltd's process needs a PO, and none is on"),
        ("ENG-0003", 1, "Bolt plc's process needs a signed contract, and none is on file; PO B-1"),
        ("ENG-9999", 2, "there is no engagement ENG-9999 in the ledger"),
    ],
)
def test_a_gate_answers_with_a_sentence_and_its_exit_status(
    config: Path, engagement: str, status: int, said: str
) -> None:
    done = pobot(config, "gate", engagement, "--today", "2026-11-24")
    assert done.exit_code == status
    assert said in done.output


def test_a_gate_as_json(config: Path) -> None:
    answer = json.loads(pobot(config, "gate", "ENG-0001", "--json").stdout)
    assert (answer["open"], answer["rule"], answer["po_number"]) == (True, "po", "0045/7 A")


def test_an_invoice_becomes_a_file_that_carries_the_number(config: Path, tmp_path: Path) -> None:
    seller = (
        '[seller]\nlegal_name = "Progressive Robot Ltd"\naddress = ["1 Dock Lane"]\n'
        'city = "Leeds"\ncountry = "GB"\nvat_id = "GB123456789"\n'
    )
    config.write_text(config.read_text("utf-8").replace("[seller]\n", seller, 1), "utf-8")
    done = pobot(config, "invoice", "PR-2026-0001", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    (file,) = (tmp_path / "out").iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert "PR-2026-0001" in file.name


def test_an_invoice_that_cannot_be_made_says_why(config: Path, tmp_path: Path) -> None:
    done = pobot(config, "invoice", "PR-2026-0001", str(tmp_path / "out"))
    assert (done.exit_code, "has no [seller]" in done.output) == (1, True)
    assert pobot(config, "invoice", "PR-9", str(tmp_path)).exit_code == 2


def test_a_draft_that_waits_for_an_order_is_not_made(config: Path, tmp_path: Path) -> None:
    draft = replace(
        LEDGER.invoices[0],
        invoice_number=InvoiceNumber("PR-2026-0002"),
        issued_on=None,
        status=InvoiceStatus.DRAFT,
        po_number="",
        engagement_id=KIOSK,
    )
    CsvLedger(tmp_path / "ledger").save(replace(LEDGER, invoices=(*LEDGER.invoices, draft)))
    assert pobot(config, "import", str(tmp_path / "ledger")).exit_code == 0
    done = pobot(config, "invoice", "PR-2026-0002", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "No order for Kiosk (ENG-0002) is on file" in done.output


def test_aging_lists_what_is_owed_by_days_past_due(config: Path) -> None:
    done = pobot(config, "aging", "--today", "2026-12-20")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[3].split()[2:] == [
        "0.00",
        "300.00",
        "0.00",
        "0.00",
        "0.00",
        "300.00",
    ]
    client, total = map(json.loads, pobot(config, "aging", "--json").stdout.splitlines())
    assert (client["client_id"], client["total"], total["total"]) == ("acme", "300.00", "300.00")
