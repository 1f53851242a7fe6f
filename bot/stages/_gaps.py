"""What stands between a label and a number: brackets, layout, a word that is no verb."""

import re
from bisect import bisect_left

from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._words import Words

BRACKETS = re.compile(r"\([^()\n]{0,80}\)")
"""Brackets of one line, with no others in them."""


@remembered
def brackets(found: Scan) -> dict[int, int]:
    """Return, for every word in brackets of one line, the last word in them."""
    words = found.words
    inside: dict[int, int] = {}
    for span in BRACKETS.finditer(words.text):
        first = bisect_left(words.starts, span.start())
        last = bisect_left(words.starts, span.end()) - 1
        inside |= dict.fromkeys(range(first, last + 1), last)
    return inside


def only_layout(gap: str) -> bool:
    """Say whether a gap breaks by layout only: a cell or one blank line, and no full stop.

    The full stop at the end of a form's cell is an abbreviation's: "Bestell-Nr. | 4711".
    """
    return not re.search(r"[.!?;](?![\t|]|  )\s", gap) and gap.count("\n") <= 2


def is_and(words: Words, j: int) -> bool:
    """Say whether a word is "e" (and), and not "è" or "é" (is), which fold to the same."""
    return words.word(j) in {"e", "E"} and words.after(j)[:1] != "'"
