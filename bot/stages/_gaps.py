"""What stands between a label and a number: brackets, layout, a word that is no verb."""

import re
from bisect import bisect_left

from bot.stages._normal import word_set
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._words import Words

BRACKETS = re.compile(r"\([^()\n]{0,80}\)")
"""Brackets of one line, with no others in them."""

_ASKED = word_set("on in when whenever as with for to at and please if so every always")
"""Behind a number these say where it is to be quoted."""


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


def names_quotation(words: Words, j: int, i: int) -> bool:
    """Say whether "quote" before number `i` is a noun: "Quote 4711 accepted", not "Quote 4711."."""
    if words.folded[j] != "quote" or not (j == 0 or words.hard[j]) or i + 1 >= len(words):
        return False
    return not words.hard[i + 1] and words.after(i) == " " and words.folded[i + 1] not in _ASKED
