"""Which line of our own numbered question an answer picks, in the words of many languages."""

import pytest

from bot.domain.message import Layer, Passage
from bot.stages._answers import misses
from tests.rules.mails import RULES, new, ours, understood

QUESTION = """Thank you for PO 4500012345. Which work is it for?

  1. 4500012345 for ENG-0007 Intranet search, invoice PR-2026-0117
  2. 4500012345 for ENG-0009 Visitor kiosk, invoice PR-2026-0118
"""


def picked(*texts: str) -> list[str]:
    quoted = QUESTION if len(texts) == 1 else texts[0]
    answer = understood(new(texts[-1]), ours(quoted)).answer
    return [m.number for m in answer.mentions if m.number.startswith("ENG")] if answer else []


@pytest.mark.parametrize(
    "reply",
    [
        "die 2e, lg", "2ème ligne svp", "la 2ª por favor", "2:an tack", "nr. 2", "#2", "(2)",
        "Tvåan.", "toeren, tak", "kakkonen", "dwójka", "Na drugie.", "Druhá, díky", "a másodikra",
        "la seconda, grazie", "Servus Nadia, die zweite bitte", "Numéro deux.", "nummer to",
        "A segunda linha", "the bottom one", "de onderste", "Die untere, danke", "number two",
        "Nej, den andra", "Olá Nadia,\n\né a segunda\n\nAbraço", "Cześć, druga!",
        "2, the other one is still being argued about by our procurement people and may take weeks",
    ],
)  # fmt: skip
def test_the_second_line_is_picked_in_many_ways(reply: str) -> None:
    assert picked(reply) == ["ENG-0009"]


@pytest.mark.parametrize(
    "reply",
    ["Ettan.", "la prima", "la 1re", "1er", "ykkönen", "jednička", "Az első", "the top one",
     "het is de eerste", "Pierwsze, dzięki", "uno", "nummer één", "primul", "den første"],
)  # fmt: skip
def test_the_first_line_is_picked_in_many_ways(reply: str) -> None:
    assert picked(reply) == ["ENG-0007"]


@pytest.mark.parametrize(
    "reply",
    ["Na oba.", "tutti e due, l'ho fatto apposta così firmo una volta sola e poi non ci penso più",
     "les deux", "Pour les deux, merci", "las dos", "os dois", "begge to", "båda två",
     "alle beide, danke", "allebei", "molempiin", "mindkettőre", "amândouă", "obě", "All of them",
     "It covers both jobs", "für beide Aufträge", "1 + 2", "de to", "le due, grazie"],
)  # fmt: skip
def test_both_lines_are_picked_in_many_ways(reply: str) -> None:
    assert picked(reply) == ["ENG-0007", "ENG-0009"]


@pytest.mark.parametrize(
    "reply",
    ["Alles klar, ich melde mich.", "All good, will come back to you", "Hi all, let me look",
     "Both are with our lawyers still", "Ciao a tutti, sento il capo", "Hallo alle, ich frage nach",
     "2 weeks please", "I must ask about both", "Not the first", "That one, please",
     "1 invoice is enough for us"],
)  # fmt: skip
def test_words_that_pick_nothing_are_asked_again(reply: str) -> None:
    assert picked(reply) == []


def test_an_answer_inside_our_quoted_question_is_read() -> None:
    above, below = QUESTION, "Kind regards\nProgressive Robot"
    mail = understood(new("Hej,"), ours(above), new("Ettan."), ours(below))
    assert mail.answer is not None
    assert "ENG-0007" in mail.answer.choices[0]
    assert mail.po_numbers == ("4500012345",)


def test_a_question_cut_in_two_by_the_answer_is_one_question() -> None:
    first, second = QUESTION.split("  2.")
    mail = understood(ours(first), new("the second"), ours(f"  2.{second}"))
    assert mail.answer is not None
    assert "ENG-0009" in mail.answer.choices[0]


def between(*marks: tuple[int, str]) -> list[str]:
    """Return what is picked by words below the lines of the question: (line, words)."""
    lines = QUESTION.rstrip("\n").split("\n")
    rows = {number: 1 + number for number in (1, 2)}
    pieces: list[Passage] = []
    start = 0
    for number, words in marks:
        pieces += [ours("\n".join(lines[start : rows[number] + 1])), new(words)]
        start = rows[number] + 1
    pieces.append(ours("\n".join([*lines[start:], "The number alone is enough."])))
    answer = understood(*pieces).answer
    return [m.number for m in answer.mentions if m.number.startswith("ENG")] if answer else []


@pytest.mark.parametrize("words", ["This one, please.", "x", "^ diese hier", "Ja", "<-- den här"])
def test_a_few_words_below_a_line_choose_it(words: str) -> None:
    assert between((1, words)) == ["ENG-0007"]
    assert between((2, words)) == ["ENG-0009"]


def test_each_line_that_is_marked_is_chosen_and_a_denied_one_is_not() -> None:
    assert between((1, "yes"), (2, "this too")) == ["ENG-0007", "ENG-0009"]
    assert between((1, "no, not this"), (2, "yes")) == ["ENG-0009"]


@pytest.mark.parametrize("words", ["What is this?", "I must ask", "no", "see 4500099999 instead"])
def test_doubts_below_a_line_choose_nothing(words: str) -> None:
    assert between((1, words)) == []


def said(words: str) -> bool:
    return misses([Passage("body", words, Layer.NEW), ours(QUESTION)], RULES)


@pytest.mark.parametrize("words", ["The blue one.", "La 7", "Den blå.", "Yes", "Hallo,\n\nja."])
def test_a_short_answer_that_picks_nothing_is_worth_asking_again(words: str) -> None:
    assert said(words)


@pytest.mark.parametrize(
    "words",
    ["Thanks, Ann", "I will ask and tell you.", "Which one do you mean?", "Ich melde mich morgen.",
     "We have been through this with your sales people twice now and I shall not do it again.", ""],
)  # fmt: skip
def test_thanks_questions_and_what_is_put_off_are_not(words: str) -> None:
    assert not said(words)
