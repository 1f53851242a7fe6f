"""What a sender says of a number: given, cancelled, superseded, or only mentioned."""

from bot.domain.purchase_order import Role
from bot.domain.rules import Liveness, Rules, Side
from bot.stages._scan import Scan
from bot.stages._ties import Tie

REACH_AFTER = 6
"""So many words may stand between a number and what is said of it: "4711 (Website) is void"."""

REACH_BEFORE = 40
"""A list of numbers, with its labels, is not longer than so many words."""

_TAKEN_BACK = frozenset({Role.CANCELLED, Role.SUPERSEDED})


def liveness(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Return the rule that says what becomes of number `i`, or None: then it is simply given."""
    before = _before(found, i, tied, rules)
    after = _after(found, i, tied, rules)
    for said in (before, after):
        if said and said.role in _TAKEN_BACK:
            return said
    if before and after:
        return before if after.role is Role.MENTIONED else after
    return before or after


def _before(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Find the nearest phrase before a number, with only its label, or its list, in between."""
    beside = rules.word_list("beside") | rules.word_list("joiners")
    near = rules.word_list("near")
    strange = 0
    for j in range(i - 1, max(-1, i - REACH_BEFORE), -1):
        if found.words.hard[j + 1] and not _cell_only(found, j + 1):
            return None
        if j in found.said_before:
            aside = strange and found.words.folded[j] in near
            return None if aside else found.said_before[j]
        if found.words.numeric[j]:
            if not _listed(found, j, i, tied, rules):
                return None
        elif found.words.folded[j] not in beside and j not in found.label_at:
            strange += 1
            if strange > 1:
                return None
    return None


def _after(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Find the first phrase after a number, with nothing of another number in between."""
    for j in range(i + 1, min(len(found.words), i + REACH_AFTER + 2)):
        if found.words.hard[j] and not _cell_only(found, j):
            return None
        last, rule = found.said_after.get(j, (j, None))
        if rule and rule.side is Side.AFTER:
            return rule
        if rule and _number_follows(found, last):
            return None
        if found.words.numeric[j] and not _listed(found, i, j, tied, rules):
            return None
    return None


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
    joiners = rules.word_list("joiners")
    return (j in tied or i in tied) and all(
        (found.words.numeric[k] and k in tied)
        or (found.words.folded[k] in joiners and not _is_article(found, k))
        or k in found.label_at
        for k in range(j + 1, i)
    )


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
