"""Holds every rule against its own examples, and regular expressions against hostile text."""

import re
from collections.abc import Iterator

import regex

from bot.domain.company import Company
from bot.domain.rules import (
    AmountCue,
    Cue,
    DateCue,
    Heading,
    Label,
    Liveness,
    Negative,
    Platform,
    Rule,
    Rules,
)
from bot.stages._amounts import sums
from bot.stages._dates import days
from bot.stages._roles import liveness
from bot.stages._scan import Scan, heading, scan
from bot.stages._shapes import shapes
from bot.stages._ties import ties

NOBODY = Company(
    name="Example",
    aliases=(),
    inbox="billing@example.org",
    domains=("example.org",),
    authserv_ids=(),
    series=(
        ("invoice", r"PR-\d{4}-\d{4}"),
        ("quote", r"Q-\d{4}"),
        ("sow", r"SOW-\d{4}"),
        ("engagement", r"ENG-\d{4}"),
        ("change_request", r"CR-\d{4}"),
    ),
)
"""A company with own numbers such as those in the examples."""

_LITERAL = re.compile(r"(?:\(\?i\))?(?:\\b)?((?:[\w ]|\\s)+)(?![*+?{])")

PUMP = 4000
"""A hostile text repeats one piece so often."""

PUMP_SECONDS = 0.5
"""A regular expression that takes longer for such a text is refused."""


def failures(rule: Rule | Platform, rules: Rules) -> Iterator[str]:
    """Yield what is wrong with a rule's examples, a sentence each."""
    if not (rule.matches and rule.ignores):
        yield "needs an example in `matches` and one in `ignores`"
    for text in rule.matches:
        if not found_in(rule, text, rules):
            yield f"misses its example {text!r}"
    for text in rule.ignores:
        if found_in(rule, text, rules):
            yield f"takes {text!r}, which it should ignore"


def found_in(rule: Rule | Platform, text: str, rules: Rules) -> bool:
    """Say whether a rule is the one that speaks in a text, among all the others."""
    if isinstance(rule, Platform):
        return rule.hint in text.lower() and bool(regex.search(rule.regex, text))
    return rule.id in _ids(rule, scan(text, rules), rules)


def stalls(pattern: str) -> bool:
    """Say whether a regular expression can be made to backtrack for long (a pump test).

    The text begins as the expression does, repeats one piece, and ends so that nothing matches.
    """
    compiled = regex.compile(pattern)
    literal = _LITERAL.match(pattern)
    start = literal[1].replace(r"\s", " ").replace("\\", "") if literal else ""
    for piece in (" ", "a", "1", "a1", "a ", "1 ", "-1", "\n", start or "x"):
        try:
            compiled.search(start + piece * (PUMP // len(piece)) + "!", timeout=PUMP_SECONDS)
        except TimeoutError:
            return True
    return False


def _ids(rule: Rule, found: Scan, rules: Rules) -> set[str]:
    """Return the ids of the rules of this kind that speak in a text."""
    if isinstance(rule, Label | Negative):
        return {tie.hit.rule.id for tie in ties(found, shapes(found, NOBODY), rules).values()}
    if isinstance(rule, Liveness):
        return _spoken(found, rules)
    if isinstance(rule, AmountCue):
        return {s.cue.id for s in sums(found) if s.cue}
    if isinstance(rule, DateCue):
        return {day.cue.id for day in days(found, None) if day.cue}
    if isinstance(rule, Heading):
        head = heading(found)
        return {head.id} if head else set()
    return {hit.rule.id for hit in found.cues if isinstance(hit.rule, Cue)}


def _spoken(found: Scan, rules: Rules) -> set[str]:
    shape = shapes(found, NOBODY)
    tied = ties(found, shape, rules)
    said = (liveness(found, i, tied, rules) for i in shape)
    return {rule.id for rule in said if rule}
