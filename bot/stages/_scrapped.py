"""Orders that a verb takes back from afar: "Scrap the order I sent on Friday (4711)"."""

import re

from bot.domain.rules import Label, Liveness, Rules
from bot.stages._scan import Scan

CANCELS = "cancel-before"
"""Id of the rule whose words take the next number back."""

FURTHEST = 16
"""So many words may stand between the order that is taken back and its number."""

LONGEST_GROUP = 5
"""So many small words, and a label, lead a number at most: "our new PO no. 4711"."""

_PAUSE = re.compile(r"[,:;\n]| - ")


def scrapped(found: Scan, i: int, rules: Rules) -> Liveness | None:
    """Return the rule by which number `i` is the order that a verb before it takes back.

    The verb's object is an order, nothing new is said behind it, and `i` is its first number, set
    off as what the order is called.
    """
    words = found.words
    head = _group(found, i, rules)
    if not _is_set_off(found, head, i):
        return None
    giving = rules.word_list("giving")
    for j in range(head - 1, max(-1, i - FURTHEST), -1):
        if words.hard[j + 1] or (j + 1 < head and _PAUSE.search(words.before(j + 1))):
            return None
        if j in found.label_at:
            return _taken_back(found, j, rules)
        if words.numeric[j] or words.folded[j] in giving:
            return None
    return None


def _is_set_off(found: Scan, head: int, i: int) -> bool:
    """Say whether a pause, or a bracket, stands before number `i` and behind it."""
    words = found.words
    ends = i + 1 == len(words) or words.hard[i + 1]
    behind = ends or bool(_PAUSE.search(words.after(i))) or ")" in words.after(i)
    return behind and ("(" in words.before(head) or bool(_PAUSE.search(words.before(head))))


def _group(found: Scan, i: int, rules: Rules) -> int:
    """Return the first of the small words and labels that lead number `i`."""
    words = found.words
    small = rules.word_list("beside") | rules.word_list("determiners")
    head = i
    while head > max(1, i - LONGEST_GROUP) and not words.hard[head]:
        if _PAUSE.search(words.before(head)) or "(" in words.before(head):
            return head
        if not (head - 1 in found.label_at or words.folded[head - 1] in small):
            return head
        head -= 1
    return head


def _taken_back(found: Scan, j: int, rules: Rules) -> Liveness | None:
    """Return the rule by which the order that word `j` names is the object of such a verb."""
    hit = found.label_at[j]
    if not isinstance(hit.rule, Label):
        return None
    words = found.words
    small = rules.word_list("beside") | rules.word_list("determiners")
    small |= rules.word_list("courtesies") | {"por"}  # "por favor"
    k = hit.first - 1
    while k > 0 and words.folded[k] in small and not words.hard[k + 1]:
        k -= 1
    if k < 0 or words.hard[k + 1] or (k and words.folded[k - 1] in rules.word_list("negations")):
        return None
    said = found.said_before.get(k)
    if said and said.id == CANCELS:
        return said
    if words.folded[k] not in rules.word_list("forgetting"):
        return None
    return next((rule for rule in rules.liveness if rule.id == CANCELS), None)
