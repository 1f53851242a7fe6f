"""Labelled mails: what a careful clerk expects of each, and how pobot's answer differs from it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from bot.app.judgement import Desk, judge
from bot.app.report import judgement_json
from bot.domain.ledger import Snapshot
from bot.domain.message import Location, RawMessage
from bot.ledgers.csv import CsvLedger

Json = Mapping[str, object]

CORPUS = Path(__file__).parent / "corpus"
TODAY = date(2026, 11, 24)
CENT = Decimal("0.01")

LISTS = ("po_numbers", "engagement_ids", "invoice_numbers", "intents")
WORDS = ("verdict", "reply", "client_id")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled mail.

    Attributes:
        name: "set/case".
        mail: the file.
        ledger: the folder of the ledger that it is judged against.
        expected: its label.
    """

    name: str
    mail: Path
    ledger: Path
    expected: Json


def corpus(folder: Path = CORPUS) -> Iterator[Case]:
    """Yield the cases of every set: <set>/ledger/, <set>/<case>.eml and <set>/<case>.toml."""
    for ledger in sorted(folder.glob("*/ledger")):
        for mail in sorted(ledger.parent.glob("*.eml")):
            expected = tomllib.loads(mail.with_suffix(".toml").read_text("utf-8"))
            yield Case(f"{ledger.parent.name}/{mail.stem}", mail, ledger, expected)


def judged(case: Case, desk: Desk) -> Json:
    """Return pobot's answer to a case, as `pobot explain --json` prints it."""
    source = case.mail.read_bytes()
    arrived = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    raw = RawMessage(Location("corpus", 1, 1), arrived, source, len(source))
    return judgement_json(judge(raw, snapshot(case.ledger), desk, TODAY), case.name)


@cache
def snapshot(ledger: Path) -> Snapshot:
    """Return a set's ledger; every row of it must be right."""
    loaded, rejected = CsvLedger(ledger).load()
    assert not rejected, rejected
    return loaded


def differences(expected: Json, found: Json) -> list[str]:
    """Return what differs, a line each: only keys that the label names are compared."""
    wrong = [
        f"{key}: expected {expected[key] or None!r}, found {found[key]!r}"
        for key in WORDS
        if key in expected and (expected[key] or None) != (found[key] or None)
    ]
    wrong += [
        f"{key}: expected {expected[key]}, found {found[key]}"
        for key in LISTS
        if key in expected and sorted(listed(expected, key)) != sorted(listed(found, key))
    ]
    wrong += _first_intent(expected, found)
    wrong += [
        f"facts.{key}: expected {value!r}, found {got!r}"
        for key, (value, got) in facts(expected, found).items()
        if value != got
    ]
    return wrong + [f"took the forbidden {number}" for number in forbidden(expected, found)]


def listed(record: Json, key: str) -> list[str]:
    """Return a list of a label or an answer; empty where it is left out."""
    value = record.get(key, [])
    assert isinstance(value, list)
    return value


def facts(expected: Json, found: Json) -> dict[str, tuple[object, object]]:
    """Return the facts that a label names: what it says, and what was read, comparable."""
    wanted, read = expected.get("facts", {}), found["facts"]
    assert isinstance(wanted, dict)
    assert isinstance(read, dict)
    return {
        key: (_comparable(None if value == "" else value), _comparable(read[key]))
        for key, value in wanted.items()
    }


def forbidden(expected: Json, found: Json) -> list[str]:
    """Return the numbers that were taken although the label says never."""
    given = listed(found, "po_numbers")
    return [number for number in listed(expected, "must_not") if number in given]


def _first_intent(expected: Json, found: Json) -> list[str]:
    wanted, got = listed(expected, "intents"), listed(found, "intents")
    if wanted and got and wanted[0] != got[0]:
        return [f"first intent: expected {wanted[0]}, found {got[0]}"]
    return []


def _comparable(value: object) -> object:
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return Decimal(value).quantize(CENT)
    return str(value) if value is not None and not isinstance(value, bool) else value
