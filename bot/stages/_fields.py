"""What a form or table calls a value: the cell on its left, or the heading of its column.

In a form a value belongs to its field, whether or not the field's name is known: a number that
stands in a field of another name is not the order's, even where it has the form of one.
"""

import re
from collections.abc import Sequence

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Rules
from bot.stages._grid import Cell, Row, grid, row_at
from bot.stages._listed import stands_in
from bot.stages._normal import fold
from bot.stages._scan import Scan, heading, scan
from bot.stages._tabled import place_of

LONGEST_NAME = 40
"""The name of a field has no more characters; what has is a sentence."""

_LIVE = frozenset({Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(
    r"(?:^|[\t|]|  )[^\S\n]*([^\W\d][^\d\n\t|:]{1,39}"
    r"(?:nr|nummer|number|numero|no|num|numer|cislo|szama?|id|code|kode|kod|codigo))\.?[^\S\n]*:"
    r"[^\S\n]*$",
    re.IGNORECASE,
)
"""The name of a number's own field before it: "Kreditornr.: "."""

_UNLABELLED = frozenset({"client format", "form on file", "bare answer"})


def own_fields(found: Scan, rules: Rules) -> frozenset[int]:
    """Return the words of an order that stand in a field called "No.", "Number" or "Document".

    Only of a page that says that it is an order: "ZAMÓWIENIE | Nr | WO/118".
    """
    head = heading(found)
    if head is None or not head.order:
        return frozenset()
    names = rules.word_list("number_fields")
    words = found.words
    return frozenset(
        i
        for i in range(len(words))
        if words.numeric[i]
        and (said := _said(words.text, words.starts[i]))
        and all(word in names for word in said)
    )


def other_fields(
    candidates: Sequence[Candidate], passages: Sequence[Passage], rules: Rules
) -> list[Candidate]:
    """Return the accepted numbers without a label whose field is called something else.

    Only where the same page has a number that is labelled: else the field may be the order's, in
    words that nobody taught us.
    """
    result: list[Candidate] = []
    for passage in dict.fromkeys(p for p in passages if p.layer in _LIVE):
        here = [c for c in candidates if c.accepted and stands_in(c, passage)]
        unlabelled = [c for c in here if c.rule in _UNLABELLED]
        listed = [c for c in here if c.rule.endswith("/list")]
        normal = scan(passage.text, rules).normal if unlabelled or listed else None
        if normal and len(unlabelled) < len(here):
            result += [
                c for c in unlabelled if _said(normal.text, normal.position(c.start)) is not None
            ]
        if normal:
            result += [c for c in listed if _is_numbered(normal.text, normal.position(c.start))]
    return result


def fills_field(found: Scan, i: int) -> bool:
    """Say whether number `i` is no mere count: "Engagement: 20417 users" gives none."""
    words = found.words
    gap = words.after(i)
    ends = i + 1 == len(words) or words.hard[i + 1] or "\n" in gap or bool(gap.strip())
    return ends or not words.word(i).isdigit()


def _is_numbered(text: str, position: int) -> bool:
    """Say whether a number has a field of its own, though a label before it speaks of several."""
    line = text[max(0, text.rfind("\n", 0, position) + 1, position - 80) : position]
    return _NUMBERED.search(line) is not None


def _said(text: str, position: int) -> list[str] | None:
    """Return the folded words of the field in which the value at a place of the text stands."""
    place = place_of(text, position)
    if place is not None:
        return _words(place.heading.text)
    rows = grid(text)
    index = row_at(rows, position)
    if index is None:
        return None
    before = _before(rows[index], position)
    return _words(before.text) if before else None


def _before(row: Row, position: int) -> Cell | None:
    """Return the cell before a value, if it can be the name of a field."""
    cells = [cell for cell in row if cell.end <= position]
    inside = next((cell for cell in row if cell.start <= position < cell.end), None)
    if not cells or inside is None or inside.start != position:
        return None
    name = cells[-1]
    named = len(name.text) <= LONGEST_NAME and not any(c.isdigit() for c in name.text)
    return name if named and _words(name.text) else None


def _words(text: str) -> list[str]:
    return [fold(word) for word in _LETTERS.findall(text)]
