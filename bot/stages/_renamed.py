"""Orders that go on under a new number: "PO 4711 was locked and is re-entered as 4822"."""

from bot.domain.rules import Liveness
from bot.stages._remembered import remembered
from bot.stages._scan import RENAMED, Scan


@remembered
def _renamings(found: Scan) -> dict[int, tuple[int, Liveness]]:
    """Return, by the new number's word, where the words that lead to it begin, and the rule."""
    return {
        hit.last: (hit.first, hit.rule)
        for hit in found.liveness
        if isinstance(hit.rule, Liveness) and hit.rule.id == RENAMED
    }


def old_number(found: Scan, i: int) -> int | None:
    """Return the old number that number `i` takes the place of; None where it is no new one."""
    renaming = _renamings(found).get(i)
    if renaming is None:
        return None
    start = found.sentence(i, i).start
    return next((j for j in range(renaming[0] - 1, start - 1, -1) if found.words.numeric[j]), None)


def new_number(found: Scan, i: int) -> tuple[int, Liveness] | None:
    """Return the number that takes the place of number `i` in its sentence, and the rule."""
    for j in range(i + 1, found.sentence(i, i).stop):
        if found.words.numeric[j]:
            renaming = _renamings(found).get(j)
            return (j, renaming[1]) if renaming and renaming[0] > i else None
    return None
