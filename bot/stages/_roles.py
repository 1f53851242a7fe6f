"""What a sender says of a number: given, cancelled, superseded, or only mentioned."""

from bot.domain.purchase_order import Role
from bot.domain.rules import Liveness, Rules, Side
from bot.stages._phrases import Hit
from bot.stages._scan import Scan
from bot.stages._ties import Tie

REACH_AFTER = 6
"""So many words may stand between a number and what is said of it: "4711 (Website) is void"."""


def liveness(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Return the rule that says what becomes of number `i`, or None: then it is simply given."""
    before = _before(found, i, tied, rules)
    if before and before.role is not Role.GIVEN:
        return before
    after = _after(found, i, tied, rules)
    if before and after and after.role is Role.MENTIONED:
        return before
    return after or before


def _before(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    """Find the nearest phrase before a number, with only its label, or its list, in between."""
    passable = rules.word_list("connectors") | rules.word_list("determiners")
    joiners = rules.word_list("joiners")
    labelled = _label_words(found)
    ends = {h.last: h for h in found.liveness if _side(h) is Side.BEFORE}
    strange = 0
    for j in range(i - 1, -1, -1):
        if found.words.hard[j + 1] and not _cell_only(found, j + 1):
            return None
        if j in ends:
            return _rule(_longest_ending(found, j))
        word = found.words.folded[j]
        if found.words.numeric[j]:
            if not _listed(found, j, i, joiners, tied):
                return None
        elif word not in passable and word not in joiners and j not in labelled:
            strange += 1
            if strange > 1:
                return None
    return None


def _after(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> Liveness | None:
    joiners = rules.word_list("joiners")
    starts = {h.first: h for h in reversed(found.liveness) if _side(h) is Side.AFTER}
    for j in range(i + 1, min(len(found.words), i + REACH_AFTER + 2)):
        if found.words.hard[j] and not _cell_only(found, j):
            return None
        before = [h.last for h in found.liveness if h.first == j and _side(h) is Side.BEFORE]
        if before and (j not in starts or max(before) > starts[j].last):
            return None
        if j in starts:
            return _rule(starts[j])
        if found.words.numeric[j] and not _listed(found, i, j, joiners, tied):
            return None
    return None


def _listed(found: Scan, j: int, i: int, joiners: frozenset[str], tied: dict[int, Tie]) -> bool:
    """Say whether all between numbers `j` and `i` is a list: one word then speaks of both."""
    labelled = _label_words(found)
    return all(
        (found.words.numeric[k] and k in tied) or found.words.folded[k] in joiners or k in labelled
        for k in range(j + 1, i)
    ) and (j in tied or i in tied)


def _label_words(found: Scan) -> set[int]:
    return {k for h in found.labels for k in range(h.first, h.last + 1)}


def _cell_only(found: Scan, j: int) -> bool:
    gap = found.words.before(j)
    return ("\t" in gap or "|" in gap) and "\n" not in gap


def _longest_ending(found: Scan, j: int) -> Hit:
    ending = [h for h in found.liveness if h.last == j and _side(h) is Side.BEFORE]
    return min(ending, key=lambda h: h.first)


def _side(hit: Hit) -> Side:
    return _rule(hit).side


def _rule(hit: Hit) -> Liveness:
    assert isinstance(hit.rule, Liveness)  # noqa: S101 - `liveness` holds nothing else
    return hit.rule
