"""The rules held against texts in one language after the other (languages/*.toml)."""

import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.domain.understanding import Facts
from tests.rules.mails import given, new, subject, understood

HERE = Path(__file__).parent / "languages"
FULLY = ("en", "de", "fr", "es", "it", "nl", "pt", "da", "sv", "nb", "fi", "pl", "cs", "hu", "ro")
ENOUGH = {"given": 8, "refused": 8, "intents": 8, "facts": 4}

LETTERS = tomllib.loads((HERE.parent / "letters.toml").read_text("utf-8"))["mail"]
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.toml"))}


def texts(part: str) -> list[tuple[str, str, Any]]:
    return [
        (language, text, said)
        for language, parts in FILES.items()
        for text, said in parts[part].items()
    ]


def refused() -> list[tuple[str, str]]:
    return [
        (language, text) for language, parts in FILES.items() for text in parts["refused"]["texts"]
    ]


@pytest.mark.parametrize(("_language", "text", "numbers"), texts("given"))
def test_a_number_that_is_given_is_read(_language: str, text: str, numbers: list[str]) -> None:
    assert sorted(given(new(text))) == sorted(numbers)


@pytest.mark.parametrize(("_language", "text"), refused())
def test_no_number_is_read_where_none_is_given(_language: str, text: str) -> None:
    assert given(new(text)) == []


@pytest.mark.parametrize(("_language", "text", "wanted"), texts("intents"))
def test_a_sender_wants_what_the_text_says(_language: str, text: str, wanted: list[str]) -> None:
    assert [intent.value for intent in understood(new(text)).intents] == wanted


@pytest.mark.parametrize(("_language", "text", "stated"), texts("facts"))
def test_a_text_states_these_facts_and_no_others(
    _language: str, text: str, stated: dict[str, Any]
) -> None:
    facts = understood(new(text)).facts
    found = {field.name: printed(getattr(facts, field.name)) for field in fields(Facts)}
    assert {name: value for name, value in found.items() if value is not None} == stated


@pytest.mark.parametrize("mail", LETTERS, ids=lambda mail: mail["text"][:40])
def test_a_letter_is_understood(mail: dict[str, Any]) -> None:
    found = understood(subject(mail["subject"]), new(mail["text"]))
    stated = mail.get("facts", {})
    assert [intent.value for intent in found.intents] == mail["intents"]
    assert sorted(found.po_numbers) == sorted(mail["given"])
    assert {name: printed(getattr(found.facts, name)) for name in stated} == stated


def printed(value: Decimal | date | str | bool | None) -> str | bool | None:
    return str(value) if isinstance(value, Decimal | date) else value


@pytest.mark.parametrize("language", FULLY)
def test_every_language_of_our_clients_has_texts_of_every_sort(language: str) -> None:
    counts = {
        part: len(said.get("texts", said)) if part == "refused" else len(said)
        for part, said in FILES[language].items()
    }
    assert all(counts[part] >= least for part, least in ENOUGH.items())
