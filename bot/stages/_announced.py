"""Numbers that are announced: by a colon or a verb, or by the sentence before them."""

import re

from bot.domain.rules import Label, Rules
from bot.stages._normal import word_set
from bot.stages._scan import Scan
from bot.stages._shapes import Shape

FEWEST_DIGITS = 5
"""So many digits has a number that only the sentence before it makes an order's."""

LONGEST_NEWS = 16
"""News of an order is told in so many words."""

_ANNOUNCES = re.compile(r"[:#=→»]\s*[\"'(\[]?\s*$|[(\[]$")
_NUMBER = word_set(
    "number no nr nummer nummeret numero numer numeru cislo szam szama szamot numar numarul"
)
_HAS = word_set(
    "has have got gets received given hat haben bekommen bekam erhalten erhielt a ont avons recu"
    " tiene tenemos ha lleva porta tem heeft kreeg gekregen har fatt fik fick sai ma dostalo"
    " otrzymalo dostala kapta kapott are primit"
)
"""Before a word for "number" these say that something has got it: "it was given number 4711"."""

_BESIDE = frozenset({Shape.MONEY, Shape.OWN})
"""What stands beside an order's number: its sum, or our reference."""

_PENDING = word_set(
    "not no never without yet still will soon waiting chase chasing chased need needs if when nicht"
    " kein keine noch pas sans encore aucun attendons sin falta aun todavia non senza ancora niet"
    " geen nog nao sem ainda ikke uden uten inte utan ei ilman nie bez jeszcze ne nem nelkul nu"
    " fara"
)
"""In news of an order these say that it is not there."""


def is_announced(found: Scan, i: int, rules: Rules) -> bool:
    """Say whether a colon, a verb or "has got number" stands right before number `i`."""
    words = found.words
    if _ANNOUNCES.search(words.before(i)):
        return True
    determiners, copulas = rules.word_list("determiners"), rules.word_list("copulas")
    j = i - 1
    while j > 0 and words.folded[j] in determiners | _NUMBER:
        j -= 1
    if words.folded[i - 1] in _NUMBER and i and words.folded[j] in _HAS:
        return not any(words.hard[j + 1 : i + 1])
    j = i - 1
    while j > 0 and words.folded[j] in determiners:
        j -= 1
    return j >= 0 and words.folded[j] in copulas and not words.hard[j + 1]


def answers_which(found: Scan, i: int, rules: Rules) -> bool:
    """Say whether number `i` is said to be the one: "it's 240122", "c'est le 240122"."""
    folded, pronouns, j = found.words.folded, rules.word_list("pronouns"), i - 1
    while j > 0 and folded[j] in rules.word_list("determiners") - pronouns:
        j -= 1
    return j < 1 or (folded[j] in rules.word_list("copulas") and folded[j - 1] in pronouns)


def announced(found: Scan, shape: dict[int, Shape], rules: Rules) -> frozenset[int]:
    """Return the numbers that open a sentence, where the one before says that an order is there."""
    words = found.words
    return frozenset(
        i
        for i, form in shape.items()
        if form is Shape.NUMBER
        and words.hard[i]
        and i > 0
        and "\t" not in words.before(i)
        and "|" not in words.before(i)
        and sum(c.isdigit() for c in words.word(i)) >= FEWEST_DIGITS
        and _is_set_off(found, i, shape)
        and _is_news(found, found.sentence(i - 1, i - 1), rules)
    )


def _is_set_off(found: Scan, i: int, shape: dict[int, Shape]) -> bool:
    """Say whether number `i` is alone in its sentence, or set off from a sum or our reference."""
    words = found.words
    if i + 1 == len(words) or words.hard[i + 1]:
        return True
    others = {shape[j] for j in found.sentence(i, i) if j > i and j in shape}
    return words.after(i).lstrip(" ")[:1] in {",", ";", "(", "-"} and not _BESIDE.isdisjoint(others)


def _is_news(found: Scan, sentence: range, rules: Rules) -> bool:
    """Say whether a sentence names an order without its number, and says that it is there."""
    folded = found.words.folded[sentence.start : sentence.stop]
    labels = (found.label_at[j].rule for j in sentence if j in found.label_at)
    there = rules.word_list("arrived") | rules.word_list("issuing") | rules.word_list("obtaining")
    return (
        len(folded) <= LONGEST_NEWS
        and "?" not in found.words.after(sentence[-1])
        and any(isinstance(rule, Label) for rule in labels)
        and not any(found.words.numeric[j] for j in sentence)
        and not there.isdisjoint(folded)
        and _PENDING.isdisjoint(folded)
    )
