"""Two numbers that differ by a slip of the hand: which one a correction means.

Nobody tells a client's wrong number from the right one but the client; yet where a mail holds two
numbers whose digits are the same, or all but one, and says that something was mistyped, one of them
is that slip. Its own clause says which: "not X", "instead of X", "I wrote X", "Y is right". Where
neither clause says anything, the later one is what the sender means.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.message import Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Cue, Rules
from bot.domain.understanding import Intent
from bot.stages._business import word_at
from bot.stages._formats import form
from bot.stages._normal import word_set
from bot.stages._scan import Scan, scan

FAR = 40
"""A slip and its correction stand within so many words."""

BETWEEN = 8
"""A slip is looked for among so many numbers that come next: a list of orders corrects nothing."""

CLAUSE = 8
"""So many words of a clause, on either side of its number, are looked at."""

_PAUSES = ",;:()"
_STEAD = word_set("instead place lugar vez posto invece plaats stedet stället sijaan loc lieu")
"""Before a number these take it back, behind it they speak for it: "4711 instead"."""


def slips_taken_back(found: Sequence[Candidate], passage: Passage, rules: Rules) -> list[Candidate]:
    """Return the candidates, the mistyped one of two in a passage refused as corrected."""
    here = [
        c for c in found if c.accepted and (c.origin, c.layer) == (passage.origin, passage.layer)
    ]
    if len({c.number for c in here}) < 2:
        return list(found)
    here.sort(key=lambda c: c.start)
    near = ((a, b) for i, a in enumerate(here) for b in here[i + 1 : i + 1 + BETWEEN])
    pairs = [(a, b) for a, b in near if _twins(a.number, b.number)]
    if not pairs:
        return list(found)
    text = scan(passage.text, rules)
    wrong = {canonical(number) for a, b in pairs if (number := _slip(a, b, text, rules))}
    return [
        replace(c, accepted=False, reason="it is corrected", role=Role.SUPERSEDED)
        if c.accepted and canonical(c.number) in wrong
        else c
        for c in found
    ]


def _twins(one: str, other: str) -> bool:
    """Say whether two numbers have one form, and the same digits, or all but one."""
    a, b = canonical(one), canonical(other)
    if a == b or form(a) != form(b):
        return False
    return sorted(a) == sorted(b) or sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _slip(a: Candidate, b: Candidate, text: Scan, rules: Rules) -> str:
    """Return the number of two that is taken back, "" where both may be meant."""
    first, last = sorted((a, b), key=lambda c: c.start)
    i, j = word_at(text, first.end), word_at(text, last.end)
    if j - i > FAR:
        return ""
    for name, turned in (("slips", False), ("rights", True)):
        words = rules.word_list(name)
        one, other = (not words.isdisjoint(_clause(text, k, rules)) for k in (i, j))
        if one != other:
            return (first if one != turned else last).number
    one, other = (_negated(text, k, rules) for k in (i, j))
    if one != other:
        return (first if one else last).number
    swapped = sorted(canonical(a.number)) == sorted(canonical(b.number))
    restated = _led_by(text, j, "copulas", rules) and not _led_by(text, i, "copulas", rules)
    return first.number if swapped and (restated or _corrects(text)) else ""


def _corrects(text: Scan) -> bool:
    """Say whether the sender speaks of a slip anywhere."""
    return any(
        isinstance(hit.rule, Cue) and hit.rule.intent is Intent.PO_CORRECTION for hit in text.cues
    )


def _negated(text: Scan, i: int, rules: Rules) -> bool:
    """Say whether "not" stands before number `i`."""
    return _led_by(text, i, "negations", rules, "copulas")


def _led_by(text: Scan, i: int, name: str, rules: Rules, *passed: str) -> bool:
    """Say whether a word of a list stands before number `i`, or before its label."""
    led = rules.word_list(name)
    plain = frozenset().union(*map(rules.word_list, ("beside", "determiners", *passed))) - led
    folded, j = text.words.folded, i - 1
    while j > max(0, i - CLAUSE) and (folded[j] in plain or j in text.label_at):
        j -= 1
    if folded[j] == "nu":  # Romanian for "not" where a clause begins with it, "now" in the north.
        return name == "negations" and _paused(text, j)
    return j >= 0 and folded[j] in led


def _clause(text: Scan, i: int, rules: Rules) -> tuple[str, ...]:
    """Return the words around number `i`, up to a pause, a joint, or another number."""
    words, joiners = text.words, rules.word_list("joiners")

    def parts(k: int) -> bool:
        return _paused(text, k) or words.numeric[k] or words.folded[k] in joiners

    start, end = i, i
    while start > max(0, i - CLAUSE) and not _paused(text, start) and not words.numeric[start - 1]:
        start -= 1
    while end + 1 < min(len(words), i + CLAUSE) and not parts(end + 1):
        end += 1
    behind = (word for word in words.folded[i + 1 : end + 1] if word not in _STEAD)
    return (*words.folded[start : i + 1], *behind)


def _paused(text: Scan, k: int) -> bool:
    return text.words.hard[k] or any(sign in text.words.before(k) for sign in _PAUSES)
