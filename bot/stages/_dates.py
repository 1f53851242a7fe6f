"""Dates in a text: absolute ones, and those that only the day of writing resolves."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.rules import DateCue, DateKind
from bot.stages._absolute import FROM_CASES, absolute
from bot.stages._calendar import (
    NEXT,
    RANGE,
    SINCE,
    UNTIL,
    WEEKDAYS,
)
from bot.stages._counted_on import counted_on
from bot.stages._day import Day, day_at
from bot.stages._grid import Cell, heading_over
from bot.stages._normal import word_set
from bot.stages._phrases import Hit
from bot.stages._relative import relative
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._words import Words

WORDS_BETWEEN = 3
"""So many words may stand between a date and what is said of it."""

_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th|er|e|o|a|-[a-zéáóő]{1,4})?")
_OF_WEEKDAY = word_set("the den der dem le el il dia de d da d'e dne dnia the of")
"""Words between a weekday and its date."""

_NAMES = NEXT | WEEKDAYS.keys()
_BEFORE_DAY = (
    _OF_WEEKDAY | WEEKDAYS.keys() | word_set("le la el il o a al am zum dem on op dnia dzien")
)

LONGEST_SMALL = 4
"""So many letters has a preposition that stands right before its date: "from", "ab", "del"."""


@remembered
def days(found: Scan, written: date | None, *, month_first: bool = False) -> tuple[Day, ...]:
    """Return the dates of a text, with what is said of them.

    Args:
        found: the text.
        written: the day on which it was written; relative dates are left out without it.
        month_first: whether the sender writes the month before the day.
    """
    result: list[Day] = []
    for day in _days(found.words, written, month_first=month_first):
        cue, beside = _cue(found, day)
        ending = _ending(found.words, day)
        kind = (ending or cue.kind) if cue and cue.kind is not DateKind.OTHER else None
        kind = kind or (cue.kind if cue else day.kind or ending)
        ranged = False
        if result and _ranged(found, result[-1], day):
            before = result[-1]
            if before.kind in {None, DateKind.PERIOD, DateKind.VALID_FROM}:
                result[-1] = replace(before, kind=DateKind.VALID_FROM, ranged=True)
                kind, beside, ranged = DateKind.VALID_TO, beside or before.beside, True
        result.append(replace(day, kind=kind, cue=cue, beside=beside, ranged=ranged))
    return tuple(result)


def _ending(words: Words, day: Day) -> DateKind | None:
    """Return what the end of a date, or the word after it, says: "31-ig", "31.3.2027 asti"."""
    after = words.folded[day.last + 1] if day.last + 1 < len(words) else ""
    ended = words.folded[day.last].endswith("-ig")
    if ended or after in UNTIL:
        return DateKind.VALID_TO
    begun = words.folded[day.last].endswith(("-től", "-tól", "-tol", "-t"))
    return DateKind.VALID_FROM if begun or after in SINCE else None


def _days(words: Words, written: date | None, *, month_first: bool) -> Iterator[Day]:
    i = 0
    before: Day | None = None
    while i < len(words):
        day = absolute(words, i, written, month_first=month_first) or (
            relative(words, i, written) if written else None
        )
        if day and words.folded[day.first] in _NAMES:
            day = _dated(words, day, written, month_first=month_first) or day
        day = day or (counted_on(words, i, before) if before else None)
        if day:
            yield day
            before, i = day, day.last
        i += 1


def _dated(words: Words, day: Day, written: date | None, *, month_first: bool) -> Day | None:
    """Return the date that a weekday belongs to: "Friday, 4 December", "fredag den 4. december"."""
    i = day.last + 1
    while i < len(words) and words.folded[i] in _OF_WEEKDAY and i - day.last < 3:
        i += 1
    gap = words.text[words.ends[day.last] : words.starts[i]] if i < len(words) else "\n"
    if "\n" in gap or "\t" in gap or ";" in gap:
        return None
    named = absolute(words, i, written, month_first=month_first) or _numbered(words, i, day)
    return replace(named, first=day.first) if named else None


def _numbered(words: Words, i: int, day: Day) -> Day | None:
    """Read the number of "viernes 27": the next such weekday with this number."""
    number = _DAY.fullmatch(words.folded[i])
    if not number:
        return None
    ahead = (day.on + timedelta(weeks=k) for k in range(9))
    return next((day_at(on, i, i) for on in ahead if on.day == int(number[1])), None)


def _cue(found: Scan, day: Day) -> tuple[DateCue | None, bool]:
    """Return what is said of a date, and whether by words in its line, not by a heading."""
    words = found.words
    heading = heading_over(words.text, words.starts[day.first])
    left = _left(found, day)
    beside = left is not None and _same_line(found, left, day)
    if heading is None or beside:
        return _rule(left), beside
    first = bisect_left(words.starts, heading.start)
    at = bisect_left(found.dates, first, key=lambda hit: hit.first)
    fills = (_rule(h) for h in found.dates[at : at + 1] if _fills(found, h, heading))
    return next(fills, None), False


def _fills(found: Scan, hit: Hit, cell: Cell) -> bool:
    """Say whether a cue is all that a heading says."""
    starts, ends = found.words.starts[hit.first], found.words.ends[hit.last]
    return cell.start == starts and ends >= cell.end - 1


def _same_line(found: Scan, hit: Hit, day: Day) -> bool:
    return "\n" not in found.words.text[found.words.ends[hit.last] : found.words.starts[day.first]]


def _rule(hit: Hit | None) -> DateCue | None:
    return hit.rule if hit and isinstance(hit.rule, DateCue) else None


def _left(found: Scan, day: Day) -> Hit | None:
    """Return the nearest cue before a date, with little and no other number in between."""
    words = found.words
    for k in range(bisect_left(found.dates, day.first, key=lambda h: h.last) - 1, -1, -1):
        hit = found.dates[k]
        between = range(hit.last + 1, day.first)
        if len(between) > WORDS_BETWEEN or any(words.numeric[i] for i in between):
            return None
        # "You get it from me on 4 May": so small a word speaks of nothing but the next one.
        small = hit.first == hit.last and len(words.folded[hit.last]) <= LONGEST_SMALL
        if small and any(words.folded[i] not in _BEFORE_DAY for i in between):
            continue
        gap = words.text[words.ends[hit.last] : words.starts[day.first]]
        if re.search(r"[.;!?]\s+[A-Z]", gap) or gap.count("\n") > 1:
            return None
        return hit
    return None


def _ranged(found: Scan, before: Day, day: Day) -> bool:
    """Say whether two dates are a period: "1 April to 30 June", "01.04.2027 - 31.03.2028"."""
    words = found.words
    between = [words.folded[i] for i in range(before.last + 1, day.first)]
    if len(between) > 3 or day.on <= before.on:
        return False
    gap = words.text[words.ends[before.last] : words.starts[day.first]]
    if between:
        return all(w in RANGE for w in between) and not any(words.hard[before.last + 1 : day.first])
    return "-" in gap or "/" in gap or words.folded[before.last].endswith(FROM_CASES)
