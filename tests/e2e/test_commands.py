"""The commands, as a user types them."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

CORPUS = Path(__file__).parents[1] / "corpus" / "general"
LEDGER = CORPUS / "ledger"
MAIL = CORPUS / "po_in_body_reply_outlook.eml"


def pobot(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert pobot("init", tmp_path).exit_code == 0
    shutil.rmtree(tmp_path / "ledger")
    shutil.copytree(LEDGER, tmp_path / "ledger")
    return tmp_path / "config.toml"


def test_the_version_is_said_without_loading_the_database_layer() -> None:
    script = (
        "import sys\n"
        "from bot.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'alembic', 'apscheduler', 'pydantic'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    version, loaded = done.stdout.splitlines()
    assert version.startswith("pobot, version ")
    assert loaded == "[]"


def test_extract_prints_one_object_for_each_file_with_the_keys_of_the_contract() -> None:
    done = pobot("extract", "--json", MAIL, CORPUS / "mere_thanks.eml")
    assert done.exit_code == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(objects) == 2
    keys = "file message_id automatic intents po_numbers candidates facts defects"
    assert set(objects[0]) == set(keys.split())
    candidate = objects[0]["candidates"][0]
    keys = "number accepted reason rule origin text start end confidence"
    assert set(candidate) == set(keys.split())


def test_an_unreadable_file_still_gives_one_object(tmp_path: Path) -> None:
    done = pobot("extract", "--json", tmp_path / "missing.eml", MAIL)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.exit_code == 1
    assert first["po_numbers"] == []
    assert "No such file" in first["defects"][0]
    assert second["po_numbers"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 500, b"no header at all"])
def test_garbage_gives_an_object_and_no_number(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.eml").write_bytes(content)
    done = pobot("explain", "--json", "--ledger", LEDGER, tmp_path / "x.eml")
    found = json.loads(done.stdout)
    assert found["po_numbers"] == []
    assert found["verdict"] in {"review", "none"}


def test_explain_needs_no_database() -> None:
    done = pobot("explain", "--json", "--ledger", LEDGER, "--today", "2026-11-24", MAIL)
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["verdict"] == "apply"
    wanted = "client_id engagement_ids invoice_numbers verdict reply reasons letters changes orders"
    assert set(wanted.split()) <= set(found)


def test_init_refuses_to_overwrite(config: Path) -> None:
    done = pobot("init", config.parent)
    assert done.exit_code == 2
    assert "is there already" in done.stderr


def test_check_names_file_and_line_of_a_typo(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + "\n[smtpp]\nhost = 'x'\n", "utf-8")
    done = pobot("-c", config, "check")
    assert done.exit_code == 2
    assert "config.toml:" in done.stderr
    assert "smtp" in done.stderr


def test_import_is_idempotent_and_names_every_bad_row(config: Path) -> None:
    ledger = config.parent / "ledger"
    first = json.loads(pobot("-c", config, "import", "--json", ledger).stdout)
    assert first["added"]["clients"] > 10
    assert not first["rejected"]
    again = json.loads(pobot("-c", config, "import", "--json", ledger).stdout)
    assert not any(again["added"].values())
    assert not any(again["changed"].values())
    with (ledger / "invoices.csv").open("a", encoding="utf-8") as file:
        file.write("PR-2026-9999,ENG-9999,,2026-13-45,,x,0,0,GBP,issued,\n")
    done = pobot("-c", config, "import", ledger)
    assert done.exit_code == 1
    assert "invoices.csv:" in done.stderr
    assert "ENG-9999" in done.stderr


def test_an_import_says_what_does_not_add_up_with_the_figures(config: Path) -> None:
    ledger = config.parent / "ledger"
    for name, row in (
        ("purchase_orders.csv", "PO-77,acme,standard,500.00,GBP,,,ENG-9001,,,open"),
        ("engagements.csv", "ENG-9001,acme,Portal,project,,,500,GBP,,,,,,active"),
        ("invoices.csv", "PR-2026-9001,ENG-9001,,2026-11-01,,600.00,0,600.00,GBP,issued,PO-77"),
        ("clients.csv", "acme,Acme Ltd,,acme.example,required,po,30,GBP,en,,GB,no,none,"),
    ):
        with (ledger / name).open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    said = "PO PO-77 authorises 500.00, and 600.00 stand on it: PR-2026-9001."
    dry = pobot("-c", config, "import", "--dry-run", "--json", ledger)
    assert (dry.exit_code, json.loads(dry.stdout)["findings"]) == (0, [said])
    done = pobot("-c", config, "import", ledger)
    assert done.exit_code == 0
    assert f"does not add up, shown for review: {said}" in done.stderr


def test_an_export_is_imported_again_without_a_change(config: Path, tmp_path: Path) -> None:
    pobot("-c", config, "import", config.parent / "ledger")
    assert pobot("-c", config, "export", tmp_path / "out").exit_code == 0
    again = json.loads(pobot("-c", config, "import", "--json", tmp_path / "out").stdout)
    assert not any(again["added"].values())
    assert not any(again["changed"].values())
    assert not again["rejected"]


def test_reminders_and_the_digest_can_be_looked_at_before_they_go(config: Path) -> None:
    pobot("-c", config, "import", config.parent / "ledger")
    reminders = pobot("-c", config, "remind", "--preview", "--today", "2026-11-24")
    assert reminders.exit_code == 0
    assert "PR-2026-" in reminders.stdout
    digest = pobot("-c", config, "digest", "--preview")
    assert digest.exit_code == 0
    assert "shadow" in digest.stdout


def test_a_managers_digest_and_the_weeks_can_be_looked_at(config: Path) -> None:
    pobot("-c", config, "import", config.parent / "ledger")
    with (config.parent / "ledger" / "engagements.csv").open(encoding="utf-8") as file:
        manager = next(csv.DictReader(file))["account_manager"]
    own = pobot("-c", config, "digest", "--preview", "--for", manager.title())
    week = pobot("-c", config, "digest", "--preview", "--weekly")
    assert (own.exit_code, week.exit_code) == (0, 0)
    assert "This is of the engagements that you manage." in own.stdout
    assert "HOW POBOT IS" not in own.stdout
    assert "WHAT IT BROUGHT" in week.stdout
    assert pobot("-c", config, "digest", "--weekly").exit_code == 2


def test_the_database_is_checked_copied_and_brought_up_to_date(
    config: Path, tmp_path: Path
) -> None:
    pobot("-c", config, "import", config.parent / "ledger")
    assert pobot("-c", config, "db", "upgrade").exit_code == 0
    assert pobot("-c", config, "db", "check").exit_code == 0
    assert pobot("-c", config, "db", "backup", tmp_path / "copy.db").exit_code == 0
    assert (tmp_path / "copy.db").stat().st_size > 0
    assert "in order" in pobot("-c", config, "audit", "verify").stdout


def test_a_letter_can_be_seen_in_another_language_and_in_the_browser(tmp_path: Path) -> None:
    assert "Guten Tag" in pobot("templates", "preview", "po_recorded", "--language", "de").stdout

    file = tmp_path / "letter.html"
    shown = pobot("templates", "preview", "po_recorded", "--language", "pl", "--html", file)
    assert str(file) in shown.stdout
    assert '<html lang="pl">' in file.read_text("utf-8")
    assert "<html" in pobot("templates", "preview", "po_recorded", "--html", "-").stdout

    missing = pobot("templates", "preview", "po_recorded", "--language", "xx")
    assert missing.exit_code == 2
    assert "no po_recorded in xx; there are da, de, en" in missing.stderr


def test_a_letter_of_a_clients_own_can_be_seen(config: Path) -> None:
    own = config.parent / "letters" / "clients" / "northmoor"
    own.mkdir(parents=True)
    (own / "acknowledgement.en.j2").write_text(
        "{% block subject %}Got it{% endblock %}{% block letter %}Just for you.{% endblock %}"
    )
    config.write_text(f'templates = "letters"\n{config.read_text("utf-8")}', "utf-8")

    preview = ("-c", config, "templates", "preview", "acknowledgement")
    assert "Just for you." in pobot(*preview, "--client", "northmoor").stdout
    assert "Just for you." not in pobot(*preview).stdout


def test_rules_pass_their_own_examples_and_letters_can_be_seen() -> None:
    assert pobot("rules", "test").exit_code == 0
    letter = pobot("templates", "preview", "po_recorded")
    assert letter.exit_code == 0
    assert "Subject:" in letter.stdout
    unknown = pobot("templates", "preview", "po_recordd")
    assert unknown.exit_code == 2
    assert "po_recorded" in unknown.stderr
