"""Labelled mails: what a careful clerk expects of each, and how pobot's answer differs from it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

Json = Mapping[str, object]

CENT = Decimal("0.01")

LISTS = ("po_numbers", "engagement_ids", "invoice_numbers", "intents")
WORDS = ("verdict", "reply", "client_id")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled mail."""

    name: str
    mail: Path
    expected: Json


def corpus(folder: Path) -> Iterator[Case]:
    """Yield the cases of a folder that holds <case>.eml and <case>.toml, one to one."""
    for mail in sorted(folder.glob("*.eml")):
        expected = tomllib.loads(mail.with_suffix(".toml").read_text("utf-8"))
        yield Case(mail.stem, mail, expected)


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
        if key in expected and _sorted(expected[key]) != _sorted(found[key])
    ]
    wrong += _first_intent(expected, found)
    wrong += _facts(expected.get("facts", {}), found["facts"])
    return wrong + _forbidden(expected, found)


def _sorted(value: object) -> list[str]:
    assert isinstance(value, list)
    return sorted(value)


def _first_intent(expected: Json, found: Json) -> list[str]:
    wanted, got = expected.get("intents"), found["intents"]
    if isinstance(wanted, list) and isinstance(got, list) and wanted and wanted[0] != got[0]:
        return [f"first intent: expected {wanted[0]}, found {got[0]}"]
    return []


def _facts(expected: object, found: object) -> list[str]:
    assert isinstance(expected, dict)
    assert isinstance(found, dict)
    return [
        f"facts.{key}: expected {value!r}, found {found[key]!r}"
        for key, value in expected.items()
        if _comparable(value) != _comparable(found[key])
    ]


def _comparable(value: object) -> object:
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return Decimal(value).quantize(CENT)
    return str(value) if value is not None and not isinstance(value, bool) else value


def _forbidden(expected: Json, found: Json) -> list[str]:
    never, given = expected.get("must_not", []), found["po_numbers"]
    assert isinstance(never, list)
    assert isinstance(given, list)
    return [f"took the forbidden {number}" for number in never if number in given]
