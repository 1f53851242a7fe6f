"""Fields of a document that name an earlier order: "Previous order: 4711".

Next year's order names this year's and takes nothing back; only a verb ("replaces") does.
"""

from bisect import bisect_left

from bot.domain.rules import Cue, Rules
from bot.domain.understanding import Intent
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._tie import Tie

LONGEST_FIELD = 8
"""The name of a field has no more words."""


def is_former(found: Scan, i: int, tied: dict[int, Tie], rules: Rules) -> bool:
    """Say whether number `i` stands in a field, or a column, for an earlier order."""
    tie = tied.get(i)
    if tie is None or not tie.positive:
        return False
    former = rules.word_list("former")
    if tie.how == "column":
        return not former.isdisjoint(_cell(found, tie.hit.first, tie.hit.last))
    start = tie.hit.first
    while start > 0 and i - start <= LONGEST_FIELD and not _opens(found, start):
        start -= 1
    name = range(start, i) if _opens(found, start) else range(i, i)
    known = former | rules.word_list("connectors")
    label = range(tie.hit.first, tie.hit.last + 1)
    folded = found.words.folded
    named = any(folded[j] in former for j in name) and all(
        j in label or folded[j] in known for j in name
    )
    return named and not _replaces(found, name)


def _replaces(found: Scan, name: range) -> bool:
    """Say whether the document speaks of a replacement beyond the field's own name."""
    firsts = _replacing(found)
    inside = bisect_left(firsts, name.stop) - bisect_left(firsts, name.start)
    return len(firsts) > inside


@remembered
def _replacing(found: Scan) -> list[int]:
    """Return the first words of all that speaks of a replacement, ascending."""
    return sorted(
        hit.first
        for hit in found.cues
        if isinstance(hit.rule, Cue) and hit.rule.intent is Intent.PO_REPLACE
    )


def _cell(found: Scan, first: int, last: int) -> list[str]:
    """Return the words of a heading's cell."""
    while first > 0 and not _opens(found, first):
        first -= 1
    while last + 1 < len(found.words) and not _opens(found, last + 1):
        last += 1
    return list(found.words.folded[first : last + 1])


def _opens(found: Scan, i: int) -> bool:
    """Say whether a line or a cell begins with a word; a field's colon ends none."""
    gap = found.words.before(i)
    return i == 0 or "\n" in gap or any(sign in gap for sign in ("\t", "|", "   "))
