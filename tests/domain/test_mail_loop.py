"""What says the same, and what has words of its own."""

import pytest

from bot.domain.mail_loop import (
    APART,
    bare_subject,
    is_echo,
    may_be_echo,
    may_say_the_same,
    says_the_same,
    sketch,
)

LETTER = (
    "Hello Ann,\n\nthank you for PO 4500012345. Before we note it, please tell us what it is for:"
    "\n\n"
    "1. Intranet search (ENG-0007)\n2. Visitor kiosk (ENG-0009)\n\n"
    "The number alone is enough as an answer.\n\nKind regards\nAccounts team\n"
)
AWAY = "Thank you for your mail. It is number {} in our queue and we shall read it in its turn."


def test_a_letter_that_comes_back_in_other_lines_is_an_echo() -> None:
    assert is_echo(" ".join(LETTER.split()), [LETTER])
    assert is_echo(f"Message of 24 November\n{LETTER}", ["another letter of ours", LETTER])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "Visitor kiosk (ENG-0009)",
        "1. Intranet search (ENG-0007)\n2. Visitor kiosk (ENG-0009)",
        f"{LETTER}\nIt is for the kiosk, and the second half of it will be ordered in the new year",
        "thank you for the mail about the kiosk, we shall come back to it in the new year",
    ],
)
def test_an_answer_that_takes_up_our_words_is_none(text: str) -> None:
    assert not is_echo(text, [LETTER])


def test_a_letter_too_short_to_compare_has_no_echo() -> None:
    assert not is_echo("Thank you", ["Thank you"])


def test_a_counter_makes_no_difference_where_numbers_do_not_count() -> None:
    assert says_the_same(AWAY.format(17), AWAY.format(18), numbers=False)
    assert not says_the_same(AWAY.format(17), AWAY.format(18), numbers=True)


def test_where_numbers_count_only_the_very_same_words_are_the_same() -> None:
    order = "Our PO is 4500012345."
    assert says_the_same(order, "our PO is\n4500012345", numbers=True)
    assert not says_the_same(order, "Our PO is 4500012346.", numbers=True)


def test_mails_without_words_are_not_the_same() -> None:
    assert not says_the_same("", "", numbers=False)


def test_another_question_is_not_the_same() -> None:
    first = "Could you tell us when the search will be ready for our people in Leeds?"
    other = "Could you tell us who will train our people in Leeds when it is ready?"
    assert not says_the_same(first, other, numbers=False)


TEXTS = ("", "2", "Thank you", LETTER, f"{LETTER} P.S.", AWAY.format(17), AWAY.format(18), AWAY * 3)


@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("first", TEXTS)
@pytest.mark.parametrize("second", TEXTS)
def test_a_sketch_rules_out_no_texts_that_say_the_same(
    first: str, second: str, numbers: bool
) -> None:
    says = says_the_same(first, second, numbers=numbers)
    may = may_say_the_same(sketch(first), sketch(second), numbers=numbers)
    assert may or not says
    assert may_be_echo(sketch(first), sketch(second)) or not is_echo(first, [second])


def test_sketches_of_different_texts_are_told_apart() -> None:
    mine, other = sketch(LETTER), sketch(AWAY)
    assert not may_say_the_same(mine, other, numbers=False)
    assert not may_say_the_same(mine, other, numbers=True)
    assert not may_be_echo(mine, other)
    assert not may_say_the_same(mine, APART, numbers=False)


@pytest.mark.parametrize(
    "subject",
    [
        "Our order",
        "Re: Our order",
        "AW: WG: Our  order [PR-REF ENG-0007] [PR-REF ENG-0009]",
        "Re: [EXTERN] Our order [PR-REF ENG-0007]",
        "SV: our ORDER",
    ],
)
def test_a_subject_is_the_same_whatever_programs_put_around_it(subject: str) -> None:
    assert bare_subject(subject) == "our order"


def test_other_subjects_stay_apart() -> None:
    assert bare_subject("Re: Our order 2") != bare_subject("Re: Our order")
    assert bare_subject("Re: [PR-REF ENG-0007]") == ""
