"""Which words of a passage belong to which of its orders: a sentence, a line, a table row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.stages._scan import Scan

_BREAKS = (
    re.compile(r"\n[ \t\r]*\n"),
    re.compile(r"\n"),
    re.compile(r"[.;!?](?=\s)"),
    re.compile(
        r",|\s/\s|\band\b|\bund\b|\bet\b|\by\b|\ben\b|\bog\b|\boch\b|\bwhile\b", re.IGNORECASE
    ),
    re.compile(r"\s"),
)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")
_RESPECTIVELY = re.compile(
    r"\b(?:respectively|beziehungsweise|bzw|respectivement|respectivamente|rispettivamente"
    r"|respectievelijk|henholdsvis|respektive|odpowiednio|illetve|rendre)\b",
    re.IGNORECASE,
)
_BETWEEN_PARTS = re.compile(
    r"[,;]\s|\s(?:and|und|et|y|e|en|og|och|oraz|i|a|és|și|bzw\.?|beziehungsweise|&)\s",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"[\s.,;:!)]*(?:thanks|thank you|regards|danke|merci|gracias|grazie)?[\s.,;:!)]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of normalised text, from `start` to before `end`.

    `also` is a second piece that belongs to it: "1 and 2 are for *web* and print respectively".
    """

    start: int
    end: int
    also: "Unit | None" = None

    def holds(self, position: int) -> bool:
        """Say whether a place in the normalised text lies in it."""
        here = self.start <= position < self.end
        return here or (self.also is not None and self.also.holds(position))

    def text(self, whole: str) -> str:
        """Return what it holds of the whole text."""
        here = whole[self.start : self.end]
        return f"{here} {self.also.text(whole)}" if self.also else here


def units(found: Scan, places: Sequence[tuple[int, int]]) -> tuple[Unit, ...]:
    """Return, for each order number's span in the normalised text, the text about it.

    One number alone has its paragraph or line. Between two numbers the strongest break divides: a
    blank line, a line end, a sentence, a comma. Where the work stands before its number ("Website:
    PO 1, hosting: PO 2") the first such break counts, otherwise the last.
    """
    text = found.words.text
    if len(places) == 1:
        return (_paragraph(text, *places[0]),)
    if respective := _respective(text, places):
        return respective
    before = _work_comes_first(text, places)
    cuts = [_cut(text, left[1], right[0], first=before) for left, right in pairwise(places)]
    starts = [_sentence_start(text, places[0][0]), *cuts]
    ends = [*cuts, _end(text, places[-1][1], blocks=_in_blocks(text, places))]
    return tuple(Unit(a, max(a, b)) for a, b in zip(starts, ends, strict=True))


def _respective(text: str, places: Sequence[tuple[int, int]]) -> tuple[Unit, ...]:
    """Return the units of "1 and 2 are for web and print respectively"; () where none are so."""
    start, end = _sentence_start(text, places[0][0]), places[-1][1]
    end += len(_to_line_end(text, end))
    if not _RESPECTIVELY.search(text, start, end):
        return ()
    for first, last in ((places[-1][1], end), (start, places[0][0])):
        parts = _parts(text, first, last)
        if len(parts) == len(places):
            return tuple(Unit(a, b, part) for (a, b), part in zip(places, parts, strict=True))
    return ()


def _parts(text: str, first: int, last: int) -> list[Unit]:
    """Return the members of a list that stands between two places."""
    cuts = [m.span() for m in _BETWEEN_PARTS.finditer(text, first, last)]
    starts = [first, *(b for _, b in cuts)]
    ends = [*(a for a, _ in cuts), last]
    members = [Unit(a, b) for a, b in zip(starts, ends, strict=True)]
    return [m for m in members if any(c.isalnum() for c in text[m.start : m.end])]


def _paragraph(text: str, start: int, end: int) -> Unit:
    first = text.rfind("\n\n", 0, start)
    last = text.find("\n\n", end)
    return Unit(first + 2 if first >= 0 else 0, last if last >= 0 else len(text))


def _cut(text: str, left: int, right: int, *, first: bool) -> int:
    between = text[left:right]
    for pattern in _BREAKS:
        breaks = list(pattern.finditer(between))
        if breaks:
            return left + breaks[0 if first else -1].end()
    return right


def _work_comes_first(text: str, places: Sequence[tuple[int, int]]) -> bool:
    """Say whether nothing follows the numbers, so that each belongs to the words before it."""
    if any("\n" in text[a[1] : b[0]] for a, b in pairwise(places)):
        return False
    return bool(_SPENT.fullmatch(_to_line_end(text, places[-1][1])))


def _to_line_end(text: str, start: int) -> str:
    sentence = _SENTENCE.search(text, start)
    return text[start : sentence.start()] if sentence else text[start:]


def _sentence_start(text: str, start: int) -> int:
    breaks = [m.end() for m in re.finditer(r"\n|[.!?;](?=\s)", text[:start])]
    return breaks[-1] if breaks else 0


def _in_blocks(text: str, places: Sequence[tuple[int, int]]) -> bool:
    return all(_BREAKS[0].search(text[a[1] : b[0]]) for a, b in pairwise(places))


def _end(text: str, start: int, *, blocks: bool) -> int:
    if blocks:
        return len(text)
    last = _BREAKS[0].search(text, start)
    return last.start() if last else len(text)
