"""`pobot review`, as a user types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.scenarios.office import Office, invoice

BELOW = "PO 4500012345 for Q-2041, 9,000.00 GBP net.\x1b[2J\n\nAnn"


def review(office: Office, *arguments: str, answer: str = "") -> Result:
    command = ["-c", str(office.config), "review", *arguments]
    return CliRunner().invoke(main, command, input=answer)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An order below its quote waits for a person."""
    office = Office(tmp_path_factory.mktemp("office") / "office")
    office.save(invoices=(invoice("PR-2026-0001", 7000),))
    office.receive(BELOW)
    office.run()
    return office


@pytest.fixture
def office(waiting: Office, tmp_path: Path) -> Iterator[Office]:
    """The same, as it was before the last test."""
    database = waiting.folder / "pobot.db"
    kept = tmp_path / "kept.db"
    assert (
        CliRunner().invoke(main, ["-c", str(waiting.config), "db", "backup", str(kept)]).exit_code
        == 0
    )
    yield waiting
    for name in ("pobot.db-wal", "pobot.db-shm"):
        (waiting.folder / name).unlink(missing_ok=True)
    database.write_bytes(kept.read_bytes())


def test_what_waits_is_listed_for_people_and_for_programs(office: Office) -> None:
    listed = review(office, "list")
    assert listed.exit_code == 0
    assert listed.stdout.endswith("1 open\n")
    (item,) = map(json.loads, review(office, "list", "--json").stdout.splitlines())
    assert (item["item"], item["kind"], item["closed_at"]) == (1, "mail", None)
    assert any("below the 12,000.00 net" in reason for reason in item["reasons"])


def test_an_item_is_shown_with_words_proposal_and_choices(office: Office) -> None:
    shown = review(office, "show", "1").stdout
    assert "9,000.00 GBP net" in shown
    assert "\x1b" not in shown
    assert "record PO 4500012345 of Acme Foods Ltd, 9,000.00 GBP net" in shown
    found = json.loads(review(office, "show", "1", "--json").stdout)
    assert [change["kind"] for change in found["changes"]] == ["record_order"]
    assert found["letters"] == [{"template": "po_recorded", "to": "ann@acme-foods.co.uk"}]
    assert found["choices"][0] == f"approve 1 {found['revision']}"


def test_approving_asks_first_and_books_what_was_shown(office: Office) -> None:
    refused = review(office, "approve", "1", answer="n\n")
    assert refused.exit_code == 1
    with office.open() as ledger:
        assert ledger.purchase_orders == ()
    done = review(office, "approve", "1", "--by", "helen", answer="y\n")
    assert done.exit_code == 0, done.output
    with office.open() as ledger:
        assert [o.po_number for o in ledger.purchase_orders] == ["4500012345"]
    assert "0 open" in review(office, "list").stdout
    assert "approved by helen" in review(office, "show", "1").stdout
    assert json.loads(review(office, "list", "--all", "--json").stdout)["closed_by"] == "helen"


def test_a_program_approves_by_the_revision_and_no_other(office: Office) -> None:
    revision = json.loads(review(office, "show", "1", "--json").stdout)["revision"]
    assert review(office, "approve", "1", "--json").exit_code == 2
    wrong = review(office, "approve", "1", "0badcafe", "--json")
    assert wrong.exit_code == 1
    assert json.loads(wrong.stdout)["done"] is False
    right = review(office, "approve", "1", revision, "--json")
    assert right.exit_code == 0
    assert json.loads(right.stdout)["done"] is True
    again = review(office, "approve", "1", revision)
    assert again.exit_code == 0
    assert "is closed: approved by" in again.stdout


def test_an_order_is_assigned_to_the_engagement_that_is_named(office: Office) -> None:
    assert review(office, "assign", "1", "ENG-9999", "--yes").exit_code == 1
    assert review(office, "assign", "1", "ENG-0001", "--json").exit_code == 2
    done = review(office, "assign", "1", "ENG-0001", answer="y\n")
    assert done.exit_code == 0, done.output
    assert "for Intranet search (ENG-0001)" in done.stdout


def test_an_item_is_dismissed_only_with_a_reason(office: Office) -> None:
    assert review(office, "dismiss", "1").exit_code == 2
    assert review(office, "note", "1", "asked Ann").exit_code == 0
    assert review(office, "dismiss", "1", "--reason", "she sends another").exit_code == 0
    shown = review(office, "show", "1").stdout
    assert "rejected by" in shown
    assert "she sends another" in shown
    assert "asked Ann" in shown
    assert review(office, "approve", "1").exit_code == 1


def test_reminders_of_an_invoice_are_paused_and_resumed(office: Office) -> None:
    assert review(office, "pause", "PR-2026-0001", "soon").exit_code == 2
    assert review(office, "pause", "PR-2026-9999", "14d").exit_code == 1
    assert review(office, "pause", "PR-2026-0001", "14d").exit_code == 0
    assert "go again" in review(office, "resume", "PR-2026-0001").stdout


def test_an_item_that_is_not_there_is_said_so(office: Office) -> None:
    missing = review(office, "show", "77")
    assert missing.exit_code == 1
    assert "no review item 77" in missing.stderr
    assert review(office, "approve", "77").exit_code == 1


def test_what_reads_no_mail_again_loads_no_rules(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("rules were loaded")

    monkeypatch.setattr("bot.resources.rules.load_rules", never)
    assert review(office, "note", "1", "asked Ann").exit_code == 0
    assert review(office, "pause", "PR-2026-0001", "14d").exit_code == 0
    assert review(office, "resume", "PR-2026-0001").exit_code == 0
    assert review(office, "dismiss", "1", "--reason", "a test").exit_code == 0
    assert review(office, "list").stdout.endswith("0 open\n")
