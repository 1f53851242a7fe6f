"""`pobot why` and `pobot explain` over a real inbox, database and ledger folder."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli import main
from bot.domain.ledger import InvoiceStatus, Payment
from tests.scenarios.office import SELLER, Office, invoice

ORDER = "Our PO 4500012345 is for Intranet search (Q-2041), 9,000.00 GBP net.\n"


def pobot(office: Office, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(office.config), *arguments])


def approved(folder: Path) -> Office:
    """Return an office where an order that was too small was approved, and its invoice paid."""
    office = Office(folder, settings=SELLER)
    waiting = invoice("PR-2026-0117", 12_000, status=InvoiceStatus.AWAITING_PO)
    office.save(invoices=(waiting,))
    office.receive(ORDER)
    office.run(later=timedelta(days=1))
    assert office.say("approve 1 {}", by="kim").done
    office.clock.at += timedelta(days=1)
    return office


def test_the_story_of_an_order_runs_from_its_mail_to_the_money(tmp_path: Path) -> None:
    office = approved(tmp_path)
    sent = invoice(
        "PR-2026-0117",
        12_000,
        status=InvoiceStatus.ISSUED,
        issued_on=date(2026, 11, 26),
        po_number="4500012345",
    )
    paid = Payment(sent.invoice_number, date(2026, 12, 1), Decimal(100), "BACS 9")
    office.save(invoices=(sent,), payments=(paid,))
    office.run()

    done = pobot(office, "why", "4500012345")
    told = pobot(office, "why", "4500012345", "--json")

    assert done.exit_code == told.exit_code == 0
    (line,) = told.stdout.splitlines()
    story = json.loads(line)
    deeds = [deed for step in story["steps"] for deed in step["deeds"]]
    assert "decided: show it to a person" in deeds
    assert "approved" in deeds
    assert any(deed.startswith("entered PO 4500012345 over 9,000.00 GBP net") for deed in deeds)
    by = [step["by"] for step in story["steps"] if "approved" in step["deeds"]]
    assert by == ["kim"]
    assert deeds[-2:] == [
        "PR-2026-0117 went out on it, 12,000.00 net",
        "paid: 100.00 GBP gross for PR-2026-0117, reference BACS 9",
    ]
    for said in ("mail from ann@acme-foods.co.uk: Purchase order", "review item 1, kim", "rule "):
        assert said in done.stdout


def test_a_stored_mail_tells_what_became_of_it(tmp_path: Path) -> None:
    office = approved(tmp_path)
    (line,) = pobot(office, "why", "4500012345", "--json").stdout.splitlines()
    message_id = json.loads(line)["steps"][0]["mail"]["message_id"]

    done = pobot(office, "explain", message_id)
    told = pobot(office, "explain", "--json", message_id)

    assert "What became of it:" in done.stdout
    assert "approved" in done.stdout
    (found,) = told.stdout.splitlines()
    assert json.loads(found)["story"]["about"] == "mail"


def test_a_number_nobody_knows_ends_with_1_and_says_so(tmp_path: Path) -> None:
    done = pobot(approved(tmp_path), "why", "4500099999\x1b[31m")

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("nothing is known of 4500099999<U+001B>")
