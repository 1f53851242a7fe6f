"""`pobot late-fees` and `pobot waive`, as a user types them."""

import json
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
    Snapshot,
)
from bot.ledgers.csv import CsvLedger

ACME, BOLT = ClientId("acme"), ClientId("bolt")
PORTAL, KIOSK = EngagementId("ENG-0001"), EngagementId("ENG-0002")


def sent(number: str, engagement: EngagementId, gross: str) -> Invoice:
    return Invoice(
        InvoiceNumber(number),
        engagement,
        issued_on=date(2026, 3, 31),
        gross=Decimal(gross),
        net=Decimal(gross),
        currency="GBP",
        status=InvoiceStatus.ISSUED,
        po_number="4500012345",
    )


LEDGER = Snapshot(
    clients=(
        Client(ACME, "Acme Ltd", currency="GBP", country="GB", late_fee_policy="statutory_uk"),
        Client(BOLT, "Bolt plc", currency="GBP", country="GB", late_fee_policy="none"),
    ),
    engagements=(Engagement(PORTAL, ACME, "Portal"), Engagement(KIOSK, BOLT, "Kiosk")),
    invoices=(sent("PR-2026-0001", PORTAL, "12000"), sent("PR-2026-0002", KIOSK, "500")),
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


def listed(config: Path, *arguments: str) -> list[dict[str, object]]:
    done = pobot(config, "late-fees", "--as-of", "2026-11-23", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_the_list_names_basis_rate_days_interest_and_fixed_sum(config: Path) -> None:
    acme, bolt = listed(config)

    assert acme["interest"] == "799.64"
    assert (acme["fixed_sum"], acme["fixed_sum_currency"]) == ("100.00", "GBP")
    assert (acme["days"], acme["rates"], acme["interest_from"]) == (207, ["11.75"], "2026-05-01")
    assert "8 % over the Bank Rate of 3.75 % on 31 December 2025" in str(acme["basis"])
    assert (bolt["interest"], bolt["fixed_sum"]) == (None, None)
    assert "policy is none" in str(bolt["why_no_interest"])


def test_the_list_for_people_explains_the_due_date_and_says_why_there_is_no_figure(
    config: Path,
) -> None:
    done = pobot(config, "late-fees", "--as-of", "2026-11-23")

    assert done.exit_code == 0, done.output
    assert (
        "due: 30 days from the invoice's date of 31 March 2026: 30 April 2026 (our standard terms)"
        in done.output
    )
    assert "interest: 799.64 GBP" in done.output
    assert "fixed sum: 100.00 GBP" in done.output
    assert "interest: no figure: the client's policy is none" in done.output


def test_the_list_can_be_of_one_client_and_of_an_earlier_day(config: Path) -> None:
    assert [row["client_id"] for row in listed(config, "--client", "bolt")] == ["bolt"]
    done = pobot(config, "late-fees", "--as-of", "2026-04-30")
    assert done.output == "no invoice is or was paid late\n"


def test_a_waiver_with_its_reason_takes_the_figures_away_and_can_be_withdrawn(
    config: Path,
) -> None:
    reason = ("PR-2026-0001", "--reason", "goodwill", "--by", "ann")
    done = pobot(config, "waive", *reason)
    waived = listed(config, "--client", "acme")[0]
    again = pobot(config, "waive", *reason)
    back = pobot(config, "waive", *reason, "--withdraw")

    assert done.output == "PR-2026-0001: interest and fixed sum waived\n"
    assert (waived["interest"], waived["fixed_sum"]) == (None, None)
    assert waived["why_no_interest"] == "waived: goodwill (ann)"
    assert again.exit_code == 1
    assert "waived already" in again.output
    assert back.output == "PR-2026-0001: interest and fixed sum asked for again\n"
    assert listed(config, "--client", "acme")[0]["interest"] == "799.64"


def test_only_one_of_the_two_can_be_waived(config: Path) -> None:
    pobot(config, "waive", "PR-2026-0001", "--reason", "x", "--by", "ann", "--only", "fixed-sum")

    row = listed(config, "--client", "acme")[0]
    assert (row["interest"], row["fixed_sum"]) == ("799.64", None)


def test_a_waiver_needs_a_reason_and_an_invoice_that_is_there(config: Path) -> None:
    assert pobot(config, "waive", "PR-2026-0001").exit_code == 2
    unknown = pobot(config, "waive", "PR-2026-0999", "--reason", "x", "--by", "ann")

    assert unknown.exit_code == 1
    assert "there is no invoice PR-2026-0999" in unknown.output
