"""Our own question, quoted back with the shortest answer, is understood in every language of it."""

import pytest

from tests.letters.samples import LANGUAGES, VARIANTS, written
from tests.rules.mails import new, ours, understood

YES = {
    "en": "Yes",
    "de": "Ja",
    "fr": "Oui",
    "es": "Sí",
    "it": "Sì",
    "nl": "Ja",
    "sv": "Ja",
    "nb": "Ja",
    "da": "Ja",
    "pl": "Tak",
    "pt": "Sim",
}


def asked(variant: str, language: str) -> str:
    return written("po_question", language, VARIANTS["po_question"][variant]).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reply", "work"), [("1", "ENG-0007"), ("2", "ENG-0009"), ("ENG-0009", "ENG-0009")]
)
def test_the_number_of_a_line_is_an_answer(language: str, reply: str, work: str) -> None:
    said = understood(new(reply), ours(asked("which work", language)))

    assert said.answer is not None
    assert [choice.split("(")[1].split(")")[0] for choice in said.answer.choices] == [work]
    assert said.po_numbers == ("4500012345",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", ["is it this", "misprinted"])
def test_yes_is_an_answer_where_only_one_thing_is_asked(language: str, variant: str) -> None:
    said = understood(new(YES[language]), ours(asked(variant, language)))

    assert said.po_numbers == ("4500012345",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_alone_answers_the_question_for_it(language: str) -> None:
    said = understood(new("4500012345"), ours(asked("no number", language)))

    assert said.po_numbers == ("4500012345",)
