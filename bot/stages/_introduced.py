"""Lines of a list that a line above them introduces: "Our orders:", and a number on each line."""

from bisect import bisect_left

from bot.domain.rules import Label
from bot.stages._scan import Scan

LIST_REACH = 2000
"""The line that introduces a list stands within so many signs."""

_BULLETS = "*-•·>"


def begins_listed(found: Scan, i: int) -> bool:
    """Say whether number `i` begins a line of a list of orders, introduced by a colon."""
    words = found.words
    if i == 0 or "\n" not in words.before(i):
        return False
    end = words.starts[i]
    above = words.text[max(0, end - LIST_REACH) : end].split("\n")[:-1]
    for line in reversed(above):
        end -= len(line) + 1
        text = line.strip()
        if text and text[0] not in _BULLETS and not text[0].isdigit():
            return text.endswith(":") and _label_within(found, end, end + len(line))
    return False


def _label_within(found: Scan, start: int, end: int) -> bool:
    """Say whether a label stands in a part of the text."""
    starts = found.words.starts
    within = range(bisect_left(starts, start), bisect_left(starts, end))
    hits = (found.label_at[j] for j in within if j in found.label_at)
    return any(isinstance(hit.rule, Label) for hit in hits)
