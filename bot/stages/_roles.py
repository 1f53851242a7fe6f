"""What a sender says of a number: given, cancelled, superseded, or only mentioned."""

import re

from bot.domain.purchase_order import Role
from bot.domain.rules import Label, Liveness, Rules, Side
from bot.stages._gaps import brackets, is_and
from bot.stages._normal import word_set
from bot.stages._renamed import new_number
from bot.stages._scan import Scan
from bot.stages._scrapped import scrapped
from bot.stages._tie import Tie

REACH_AFTER = 6
"""So many words may stand between a number and what is said of it: "4711 (Website) is void"."""

REACH_BEFORE = 40
"""A list of numbers, with its labels, is not longer than so many words."""

DAY_DIGITS = 2
"""A number of no more digits is a day or a line, and no order."""

OPENING = 4
"""A sentence that goes on about the same thing names it within so many words."""

LISTED_SIGNS = 5
"""Numbers of one form are a list even without a label if they have so many signs."""

FOREIGN = "foreign-after"
STRANGE = "strange-after"
"""The rules for an order that is said not to be ours, however late in its sentence.

That another supplier has to do with it is said of something else behind a pause.
"""

ADDS_TO = "adds-to"
"""The rule for the order that another one adds to, which stands before it."""

_DIGIT = re.compile(r"[0-9]")
_AS = word_set("as wie comme como come zoals som jak kuten cum conforme mint")
"""Before "discussed" and the like, these say that what follows is what was agreed."""

_TAKEN_BACK = frozenset({Role.CANCELLED, Role.SUPERSEDED})
_FATE = _TAKEN_BACK | {Role.MENTIONED}


def liveness(
    found: Scan, i: int, tied: dict[int, Tie], rules: Rules, *, lettered: bool = False
) -> Liveness | None:
    """Return the rule that says what becomes of number `i`, or None: then it is simply given.

    `lettered`: the word before it is none, but the letters of its series.
    """
    tie = tied.get(i)
    headed = tie if tie and tie.how == "column" and _below(found, tie.hit.last, i) else None
    said = _foreign(found, i, tied, rules) or _renamed(found, i, tied) or scrapped(found, i, rules)
    if said:
        return said
    before = _heading(found, headed) if headed else _before(found, i, tied, rules, i - lettered)
    after = _after(found, i, tied, rules) or _afterwards(found, i, rules)
    for said in (before, after):
        if said and said.role in _TAKEN_BACK:
            return said
    if before and after:
        return before if after.role is Role.MENTIONED else after
    return before or after


def _renamed(found: Scan, i: int, tied: dict[int, Tie]) -> Liveness | None:
    """Return the rule by which another order number takes the place of number `i`, if one does."""
    j, rule = new_number(found, i) or (i, None)
    return rule if (tied[j].positive if j in tied else _alike(found, i, j)) else None


def _before(found: Scan, i: int, tied: dict[int, Tie], rules: Rules, head: int) -> Liveness | None:
    """Find the nearest phrase before a number, with only its label, or its list, in between.

    `head`: the first word of the number, the letters of its series included.
    """
    beside = rules.word_list("beside") | rules.word_list("joiners")
    strange = 0
    for j in range(head - 1, max(-1, head - REACH_BEFORE), -1):
        if found.words.hard[j + 1] and not _cell_only(found, j + 1):
            return None
        if j in found.said_before:
            return _unless_aside(found, j, i, rules, near=not strange)
        if found.words.numeric[j]:
            if not _listed(found, j, i, tied, rules):
                return None
        elif found.words.folded[j] not in beside and j not in found.label_at:
            strange += 1
            if strange > 1:
                return None
    return None


def _unless_aside(found: Scan, j: int, i: int, rules: Rules, *, near: bool) -> Liveness | None:
    """Return what phrase `j` says, unless it speaks of something nearer, or of a successor."""
    agreed = found.words.folded[j] in rules.word_list("introductions")
    if agreed and found.said_before[j].role is Role.MENTIONED and found.words.folded[j - 1] in _AS:
        return None  # "As discussed: 4711" gives it.
    near_only = found.words.folded[j] in rules.word_list("near")
    aside = not near and (near_only or _announced(found, j, i))
    aside = aside or _of_another_thing(found, j, i, near=near)
    return None if aside or _names_successor(found, j, rules) else found.said_before[j]


def _of_another_thing(found: Scan, j: int, i: int, *, near: bool) -> bool:
    """Say whether phrase `j` has an object: "I deleted the freight line, order 4711 stands"."""
    words, labels = found.words, found.label_at
    paused = any("," in words.before(k) and not words.numeric[k] for k in range(j + 1, i + 1))
    between = (labels[k].rule for k in range(j + 1, i) if k in labels)
    return paused and (not near or any(not isinstance(rule, Label) for rule in between))


def _announced(found: Scan, j: int, i: int) -> bool:
    """Say whether a colon parts number `i` from a topic: "after our call on the app: PO 4711"."""
    words = found.words
    topic = found.said_before[j].role is Role.MENTIONED
    return topic and ":" in words.text[words.ends[j] : words.starts[i]]


def _below(found: Scan, j: int, i: int) -> bool:
    return found.words.text.find("\n", found.words.ends[j], found.words.starts[i]) >= 0


def _heading(found: Scan, tie: Tie) -> Liveness | None:
    """Return what a column's heading says of its numbers: "Replaces order"."""
    j = tie.hit.first - 1
    return found.said_before.get(j) if j >= 0 and not found.words.hard[j + 1] else None


def _names_successor(found: Scan, j: int, rules: Rules) -> bool:
    """Say whether what replaces comes after verb `j`: "lo sustituye el 4512", "replaces: 4512"."""
    said = found.said_before[j]
    if said.role is not Role.SUPERSEDED or j == 0:
        return False
    inverted = found.words.folded[j - 1] in rules.word_list("objects")
    return inverted or ":" in found.words.after(j)


def _afterwards(found: Scan, i: int, rules: Rules) -> Liveness | None:
    """Find what the next sentence says of the number that this one ends with: "It is void."."""
    words = found.words
    sentence = found.sentence(i, i)
    if any(
        words.numeric[j] and sum(c.isdigit() for c in words.word(j)) > 2
        for j in range(i + 1, sentence.stop)
    ):
        return None
    pronouns = rules.word_list("pronouns") | rules.word_list("copulas")
    for j in range(sentence.stop, min(len(words), sentence.stop + OPENING)):
        last, rule = found.said_after.get(j, (j, None))
        if rule and rule.side is Side.AFTER and rule.role in _FATE:
            if rule.id in {FOREIGN, STRANGE} and j == sentence.stop:
                return None  # "Another supplier will do it." speaks of the supplier.
            return None if _number_follows(found, last) and rule.role not in _TAKEN_BACK else rule
        if words.folded[j] not in pronouns or (j > sentence.stop and words.hard[j]):
            return None
    return None


def _after(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Find the first phrase after a number, with nothing of another number in between."""
    aside = brackets(found)
    # "Order 4711 (Servers 2026) is withdrawn" is said of the order.
    end = i if i in aside else aside.get(i + 1, i)
    for j in range(end + 1, min(len(found.words), end + REACH_AFTER + 2)):
        if found.words.hard[j] and not _cell_only(found, j):
            return None
        last, rule = found.said_after.get(j, (j, None))
        if rule and rule.side is Side.AFTER:
            turned = _turned(found, j, rules) or _adds_to(found, i)
            if rule.id not in {FOREIGN, STRANGE} and not turned:
                return rule
        elif rule and _number_follows(found, last):
            return None
        if found.words.numeric[j] and not _listed(found, i, j, tied, rules):
            return None
    return None


def _foreign(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Find, up to the sentence's end or the next order, that number `i` is somebody else's."""
    paused = False
    for j in range(i + 1, found.sentence(i, i).stop):
        gap = found.words.before(j)
        breaks = any(sign in gap for sign in (",", ";", " - ", "\n"))
        paused |= breaks and found.words.folded[j] not in rules.word_list("pronouns")
        rule = found.said_after.get(j, (j, None))[1]
        if rule and (rule.id == FOREIGN or (rule.id == STRANGE and not paused)):
            return rule
        other = found.words.numeric[j] and (j in tied or _alike(found, i, j))
        if other and not _joins(found, j - 1, rules):
            return None
    return None


def _turned(found: Scan, j: int, rules: Rules) -> bool:
    """Say whether "not" turns round the words from `j` on: "please do not delete this"."""
    return found.words.folded[j - 1] in rules.word_list("negations") - {"no"}


def _adds_to(found: Scan, i: int) -> bool:
    """Say whether number `i` adds to the next one: "supplementary PO 4712 to PO 4711"."""
    return any(hit.first <= i < hit.last and hit.rule.id == ADDS_TO for hit in found.liveness)


def _number_follows(found: Scan, i: int) -> bool:
    """Say whether words that speak of the number after them have one: "use …", but not "now …"."""
    for j in range(i + 1, min(len(found.words), i + REACH_AFTER)):
        if found.words.hard[j]:
            return False
        if found.words.numeric[j]:
            return True
    return False


def _listed(found: Scan, j: int, i: int, tied: dict[int, Tie], rules: Rules) -> bool:
    """Say whether all between numbers `j` and `i` is a list: one word then speaks of both."""
    if found.words.text[found.words.ends[j] : found.words.starts[i]].strip() == "/":
        return True  # An invoice and its order, as a pair: "e.g. PR-2026-0117 / 4711".
    return (j in tied or i in tied or _alike(found, j, i)) and all(
        (found.words.numeric[k] and k in tied) or _joins(found, k, rules) or k in found.label_at
        for k in range(j + 1, i)
    )


def _joins(found: Scan, k: int, rules: Rules) -> bool:
    """Say whether a word is "and" of a list, and no article, and not "è" or "é" (is)."""
    folded = found.words.folded[k]
    verb = folded == "e" and not is_and(found.words, k)
    return folded in rules.word_list("joiners") and not verb and not _is_article(found, k)


def _alike(found: Scan, j: int, i: int) -> bool:
    """Say whether two numbers have one form, as those of a list have: "CF021877, CF023004"."""
    one, other = (_DIGIT.sub("9", found.words.folded[k]) for k in (j, i))
    return one == other and len(one) >= LISTED_SIGNS


def _is_article(found: Scan, k: int) -> bool:
    """Say whether "a" is Hungarian for "the", and not Czech for "and": "megrendelés a 118834"."""
    return (
        found.words.folded[k] == "a"
        and k - 1 in found.label_at
        and k + 1 < len(found.words)
        and found.words.numeric[k + 1]
    )


def _cell_only(found: Scan, j: int) -> bool:
    gap = found.words.before(j)
    return ("\t" in gap or "|" in gap) and "\n" not in gap
