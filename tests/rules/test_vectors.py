"""The rules held against many short texts, in the languages of our clients."""

import tomllib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.domain.understanding import Facts, Intent
from tests.rules.mails import given, new, subject, understood

HERE = Path(__file__).parent
ASKED = {
    "amounts": ("amount", "currency", "net"),
    "dates": ("valid_from", "valid_to", "promised_on"),
    "references": ("quote_ref", "sow_ref", "cr_ref", "revision"),
}


def table(name: str) -> list[tuple[str, str, Any]]:
    data = tomllib.loads((HERE / name).read_text("utf-8"))
    return [(part, text, said) for part, texts in data.items() for text, said in texts.items()]


GIVEN = table("positives.toml")
INTENTS = table("intents.toml")
FACTS = table("facts.toml")
WHOLE = tomllib.loads((HERE / "whole.toml").read_text("utf-8"))["mail"]
REFUSED = tomllib.loads((HERE / "refused.toml").read_text("utf-8"))["texts"]


@pytest.mark.parametrize(("_language", "text", "numbers"), GIVEN)
def test_a_number_that_is_given_is_read_as_printed(
    _language: str, text: str, numbers: list[str]
) -> None:
    assert sorted(given(new(text))) == sorted(numbers)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_order_or_not_given_is_refused(text: str) -> None:
    assert given(new(text)) == []


@pytest.mark.parametrize(("_group", "text", "wanted"), INTENTS)
def test_a_sender_wants_what_the_text_says(_group: str, text: str, wanted: list[str]) -> None:
    assert [intent.value for intent in understood(new(text)).intents] == wanted


@pytest.mark.parametrize(("group", "text", "stated"), FACTS)
def test_a_mail_states_what_the_text_says(group: str, text: str, stated: dict[str, Any]) -> None:
    facts = understood(new(text)).facts
    found = {name: printed(getattr(facts, name)) for name in ASKED[group]}
    if group == "amounts" and not stated:
        found.pop("currency")
    assert {name: value for name, value in found.items() if value is not None} == stated


def printed(value: Decimal | date | str | bool | None) -> str | bool | None:
    return str(value) if isinstance(value, Decimal | date) else value


@pytest.mark.parametrize("mail", WHOLE, ids=lambda mail: mail["text"][:40] or mail["subject"])
def test_a_whole_mail_is_understood(mail: dict[str, Any]) -> None:
    found = understood(subject(mail["subject"]), new(mail["text"]))
    assert [intent.value for intent in found.intents] == mail["intents"]
    assert list(found.po_numbers) == mail["given"]
    assert list(found.withdrawn) == mail["withdrawn"]


def test_there_are_enough_texts_of_every_sort() -> None:
    assert len(GIVEN) >= 120
    assert len(REFUSED) >= 90
    assert {name for names in ASKED.values() for name in names} == {f.name for f in fields(Facts)}


def test_every_intent_that_a_text_can_show_is_shown_by_one() -> None:
    shown = {intent for _, _, wanted in INTENTS for intent in wanted}
    others = {"po_unreadable", "auto_reply", "bounce", "portal_noise"}
    assert shown | others == {intent.value for intent in Intent}
