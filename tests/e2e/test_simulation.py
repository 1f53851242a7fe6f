"""`pobot simulate`: what would go out in the days to come."""

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
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from bot.ledgers.csv import CsvLedger

ACME, WORK = ClientId("acme"), EngagementId("ENG-0001")
BILL = Invoice(
    InvoiceNumber("PR-2026-0001"),
    WORK,
    issued_on=date(2026, 11, 2),
    net=Decimal(250),
    tax=Decimal(50),
    gross=Decimal(300),
    currency="GBP",
    status=InvoiceStatus.ISSUED,
)
LEDGER = Snapshot(
    clients=(Client(ACME, "Acme Ltd", po_policy=PoPolicy.NOT_USED, country="GB"),),
    contacts=(Contact(ACME, "Ann Hale", "ann@acme.example", "finance"),),
    engagements=(Engagement(WORK, ACME, "Portal", value=Decimal(1000), currency="GBP"),),
    invoices=(BILL,),
)


def pobot(config: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["-c", str(config), *arguments])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert CliRunner().invoke(main, ["init", str(tmp_path)]).exit_code == 0
    file = tmp_path / "config.toml"
    text = file.read_text("utf-8").replace("\nsend = false", "\nsend = true", 1)
    file.write_text(text, "utf-8")
    CsvLedger(tmp_path / "ledger").save(LEDGER)
    pobot(file, "import", str(tmp_path / "ledger"))
    return file


def days(config: Path) -> list[tuple[str, str]]:
    lines = pobot(config, "simulate", "--today", "2026-11-24", "--days", "90", "--json").stdout
    rows = [json.loads(line) for line in lines.splitlines()]
    assert {row["to"] for row in rows} <= {"ann@acme.example"}
    return [(row["day"], row["held_because"]) for row in rows]


def test_every_level_of_the_ladder_comes_once_on_its_working_day(config: Path) -> None:
    # Due on 2 December: 7, 14, 30 and 45 days later; 1 January and weekends are no days to write.
    assert [day for day, _ in days(config)] == [
        "2026-12-09",
        "2026-12-16",
        "2027-01-04",
        "2027-01-18",
    ]
    assert [bool(held) for _, held in days(config)] == [False, False, False, True]


def test_nothing_is_written_by_it(config: Path) -> None:
    before = pobot(config, "audit", "verify").output, pobot(config, "status", "--json").output
    first = days(config)
    assert days(config) == first
    after = pobot(config, "audit", "verify").output, pobot(config, "status", "--json").output
    assert after == before


def test_a_paid_invoice_brings_no_mail(config: Path, tmp_path: Path) -> None:
    paid = replace(LEDGER, invoices=(replace(BILL, status=InvoiceStatus.PAID),))
    CsvLedger(tmp_path / "ledger").save(paid)
    pobot(config, "import", str(tmp_path / "ledger"))
    assert pobot(config, "simulate", "--today", "2026-11-24").stdout == (
        "0 mails in 90 days from 2026-11-24\n"
    )


def test_a_client_on_the_other_side_of_the_world_is_written_to_in_its_own_day(
    config: Path, tmp_path: Path
) -> None:
    far = replace(LEDGER.clients[0], timezone="Pacific/Auckland", country="NZ")
    CsvLedger(tmp_path / "ledger").save(replace(LEDGER, clients=(far,)))
    pobot(config, "import", str(tmp_path / "ledger"))

    # 18 January is no holiday in New Zealand, and 4 January is one.
    assert [day for day, _ in days(config)] == [
        "2026-12-09",
        "2026-12-16",
        "2027-01-05",
        "2027-01-18",
    ]
