"""What holds for every letter to a client, whatever its language."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from jinja2 import Environment, meta

from bot.resources import locate
from bot.resources.words import WORDS
from tests.letters.samples import LANGUAGES, LETTERS, VARIANTS, Values, written

EACH = [(name, language) for name in VARIANTS for language in LANGUAGES]
FOREIGN = [each for each in EACH if each[1] != "en"]

ENGLISH = re.compile(
    r"\b(?:and|the|your|you|invoice|invoices|purchase|please|number|with|this|day|days|hello"
    r"|kind|regards|January|February|October|past)\b",
    re.IGNORECASE,
)
"""Words that only English has, of those that our letters, dates, lists and counts are made of."""

OWN_WORDS = re.compile(
    r"Intranet search|Search in PDF archives|Visitor kiosk|Service desk retainer"
)
"""Words of the sample client, which stay as they are."""

HOSTILE = "{{ 7*7 }}{% if %}<script>alert(1)</script>\u202eevil\u200b\r\n\n\n1. free :: of\n2. <b>"
FILTERS = "money|days|day|listed|strong|percent|papers|titled|sums"
OURS = {"tone", "asks", "policy", "currency", "rhythm"}
"""Values that we write ourselves, and choose words by."""


def source(name: str, language: str) -> str:
    return (locate("templates") / f"{name}.{language}.j2").read_text("utf-8")


def variables(name: str, language: str) -> set[str]:
    """Return what a template is written from; a plain environment need not know our filters."""
    bare = re.sub(r"{% (?:end)?filter[^%]*%}", "", source(name, language))
    bare = re.sub(rf"\| (?:{FILTERS})\b(?:\([^)]*\))?", "", bare)
    return meta.find_undeclared_variables(Environment(autoescape=True).parse(bare))


def spoiled(value: Any, key: str = "") -> Any:
    """Return values whose every text is hostile, but for what we choose words by."""
    if isinstance(value, str):
        return value if key in OURS else HOSTILE
    if isinstance(value, Mapping):
        return {inner: spoiled(one, inner) for inner, one in value.items()}
    return [spoiled(one, key) for one in value] if isinstance(value, list | tuple) else value


def words_of(page: str) -> str:
    """Return what a page says, without its markup."""
    body = page.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_letter_that_we_sign_is_for_clients_and_in_all_languages() -> None:
    assert {name for name in LETTERS.names() if LETTERS.sheets[name].signed} == set(VARIANTS)
    for name in VARIANTS:
        assert set(LETTERS.languages(name)) == set(LANGUAGES)


def test_what_our_own_people_get_is_in_english() -> None:
    for name in set(LETTERS.names()) - set(VARIANTS):
        assert LETTERS.languages(name) == ("en",)


def test_every_language_has_all_words_that_letters_share() -> None:
    for language in LANGUAGES:
        assert set(LETTERS.words[language]) == set(WORDS)


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_a_letter_says_as_much_as_in_english(name: str, language: str) -> None:
    assert variables(name, language) == variables(name, "en")


@pytest.mark.parametrize(("name", "language"), FOREIGN)
def test_no_english_slips_into_another_language(name: str, language: str) -> None:
    for other in VARIANTS[name].values():
        letter = written(name, language, other)
        said = OWN_WORDS.sub("", f"{letter.subject}\n{letter.text}")
        assert ENGLISH.findall(said) == []


@pytest.mark.parametrize(("name", "language"), EACH)
def test_text_and_page_say_the_same(name: str, language: str) -> None:
    for other in VARIANTS[name].values():
        letter = written(name, language, other)
        plain = re.sub(r"(?m)^(?:\d\. |- )", "", letter.text)
        assert words_of(letter.html).replace(" ", "") == "".join(plain.split())


@pytest.mark.parametrize(("name", "language"), EACH)
def test_the_page_names_its_language_and_fits_a_phone(name: str, language: str) -> None:
    page = written(name, language, {}).html
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in page
    assert "overflow-wrap:anywhere" in page
    assert not re.search(r"width:\s*\d{3,}px|<img|https?:", page)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_what_a_client_wrote_stays_text(name: str, language: str) -> None:
    for other in VARIANTS[name].values():
        values: Values = {**LETTERS.sheets[name].values, **other}
        honest = written(name, language, other)

        letter = written(name, language, spoiled(values))

        both = letter.subject + letter.text + letter.html
        assert "\u202e" not in both
        assert "\u200b" not in both
        assert "{{ 7*7 }}{% if %}" in letter.text
        assert "49" not in letter.text
        assert "<script" not in letter.html
        assert _tags(letter.html) <= _tags(honest.html)
        assert _numbered(letter.text) == _numbered(honest.text)


def _tags(page: str) -> set[str]:
    return set(re.findall(r"<(\w+)", page))


def _numbered(text: str) -> list[str]:
    return re.findall(r"(?m)^\d\. ", text)


@pytest.mark.parametrize(("name", "language"), EACH)
def test_lines_are_short_enough_to_be_quoted(name: str, language: str) -> None:
    for other in VARIANTS[name].values():
        lines = written(name, language, other).text.splitlines()
        assert [line for line in lines if len(line) > 78 and not re.match(r"\d\. ", line)] == []


@pytest.mark.parametrize(("name", "language"), EACH)
def test_nobody_who_is_not_known_by_name_is_greeted_by_one(name: str, language: str) -> None:
    letter = written(name, language, {"recipient": "", "person": ""})
    assert "Jane" not in letter.text
    assert "Helen" not in letter.text
    assert "{" not in letter.text
    assert "  " not in letter.text.splitlines()[0]
