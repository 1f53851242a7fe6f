"""`pobot demo`: the main job with nothing to set up."""

import csv
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.show import HERE, run
from bot.store.engine import open_store


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "out"
    said: list[str] = []
    assert run(folder, said.append) == 0
    return folder, "\n".join(said)


def test_every_sample_mail_ends_as_its_label_says(played: tuple[Path, str]) -> None:
    folder, _ = played
    expected = tomllib.loads((HERE / "mails" / "expected.toml").read_text("utf-8"))
    store = open_store(f"sqlite:///{folder / 'pobot.db'}")
    found = store.messages_since(datetime(2000, 1, 1, tzinfo=UTC))
    store.close()
    assert len(found) == len(expected) >= 25
    in_order = sorted(found, key=lambda message: message.received_at)
    pairs = zip(sorted(expected.items()), in_order, strict=True)
    wrong = [
        f"{name}: {key} {label[key]} expected, {judged[key]} found"
        for (name, label), message in pairs
        if (judged := json.loads(message.judgement))
        for key in ("verdict", "reply", "po_numbers", "invoice_numbers")
        if judged[key] != label[key]
    ]
    assert wrong == []


def test_it_leaves_the_mails_the_digest_and_the_ledger_to_look_at(
    played: tuple[Path, str],
) -> None:
    folder, said = played
    assert len(list((folder / "outgoing").glob("*.eml"))) >= 15
    assert "<html" in (folder / "digest.html").read_text("utf-8")
    with (folder / "ledger-after" / "invoices.csv").open(encoding="utf-8", newline="") as file:
        numbers = {row["invoice_number"]: row["po_number"] for row in csv.DictReader(file)}
    assert numbers["PR-2026-0098"] == "10482217"
    assert "VERDICT" in said


def test_it_does_not_overwrite_somebody_elses_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(SystemExit, match="holds other files"):
        run(tmp_path, print)
    assert (tmp_path / "thesis.odt").read_text() == "years of work"
