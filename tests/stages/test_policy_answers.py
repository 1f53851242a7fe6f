"""Answers to the question whether a client needs PO numbers."""

from datetime import date

import pytest

from bot.resources import locate
from bot.resources.templates import load_templates
from tests.rules.mails import new, ours, understood

LETTERS = load_templates(locate("templates"))
LANGUAGES = LETTERS.languages("policy_question")
QUESTION = LETTERS.preview("policy_question").text
REQUIRED, NOT_USED = ["po_required"], ["po_not_used"]


def intents(reply: str, question: str = QUESTION) -> list[str]:
    return [intent.value for intent in understood(new(reply), ours(question)).intents]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_alone_is_an_answer_in_every_language_of_the_letter(language: str) -> None:
    question = LETTERS.preview("policy_question", language).text
    assert [intents(reply, question) for reply in ("1", "2")] == [REQUIRED, NOT_USED]


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("da", "Ja tak.", "Nej."), ("de", "Ja, bitte.", "Nein, brauchen wir nicht."),
     ("es", "Sí, gracias.", "No."), ("fr", "Oui.", "Non merci"), ("it", "Sì.", "No, grazie."),
     ("nb", "Ja.", "Nei takk"), ("nl", "Ja graag.", "Nee."), ("pl", "Tak.", "Nie."),
     ("pt", "Sim.", "Não, obrigado."), ("sv", "Ja, tack.", "Nej tack.")],
)  # fmt: skip
def test_yes_and_no_are_answers_in_every_language(language: str, yes: str, no: str) -> None:
    question = LETTERS.preview("policy_question", language).text
    assert [intents(reply, question) for reply in (yes, no)] == [REQUIRED, NOT_USED]


@pytest.mark.parametrize(
    "reply",
    ["Yes, please.", "Yes we do.", "Yes, we need POs.", "We need one.", "Option 1", "Number one",
     "Yes we do. We need POs.", "We use purchase orders.", "Hello,\n\nja, bitte.\n\nGruß", "Oui"],
)  # fmt: skip
def test_who_needs_them_says_so_in_many_ways(reply: str) -> None:
    assert intents(reply) == REQUIRED


@pytest.mark.parametrize(
    "reply",
    ["No.", "No, we don't.", "No we don't", "No thanks, not needed.", "we do not need one.",
     "The second.", "Nein, brauchen wir nicht.", "Non merci", "Hi Jo,\n\nNo, we don't use POs."],
)  # fmt: skip
def test_who_needs_none_says_so_in_many_ways(reply: str) -> None:
    assert intents(reply) == NOT_USED


@pytest.mark.parametrize(
    "reply",
    ["I will ask my colleague.", "No, not yet.", "No problem.", "Both", "Thanks",
     "Only above 5,000.", "Yes, but only for invoices above 1,000.", "1. But not before January.",
     "Yes, we don't.",
     "1. No.", "No, we need them.", "Yes. We do not use purchase orders."],
)  # fmt: skip
def test_what_is_no_plain_answer_is_for_a_person(reply: str) -> None:
    assert not {"po_required", "po_not_used"}.intersection(intents(reply))


def test_a_question_back_is_a_question() -> None:
    assert intents("No idea, what do you need it for?") == ["question"]


def test_an_order_beside_the_answer_is_an_order() -> None:
    mail = understood(new("Yes: our PO is 4500012345, 12,000.00 GBP net."), ours(QUESTION))
    assert [intent.value for intent in mail.intents] == ["po_new", *REQUIRED]
    assert mail.po_numbers == ("4500012345",)


def test_a_promise_beside_the_answer_keeps_its_day() -> None:
    mail = understood(new("Yes. The PO will follow by 1 December 2026."), ours(QUESTION))
    assert [intent.value for intent in mail.intents] == ["po_promised", *REQUIRED]
    assert mail.facts.promised_on == date(2026, 12, 1)


@pytest.mark.parametrize("reply", ["1", "Yes, please.", "No, we don't."])
def test_the_same_words_answer_no_other_question(reply: str) -> None:
    other = "Which work is it for?\n\n1. Intranet search (ENG-0007)\n2. Visitor kiosk (ENG-0009)\n"
    assert not {"po_required", "po_not_used"}.intersection(intents(reply, other))
