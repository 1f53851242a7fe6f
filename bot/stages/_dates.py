"""Dates in a text: absolute ones, and those that only the day of writing resolves."""

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.rules import DateCue, DateKind
from bot.stages._calendar import MONTHS, NEXT, RANGE, SAME_DAY, SINCE, UNTIL, WEEKDAYS
from bot.stages._day import Day, day_at, day_of
from bot.stages._grid import Cell, heading_over
from bot.stages._normal import word_set
from bot.stages._phrases import Hit
from bot.stages._relative import relative
from bot.stages._scan import Scan
from bot.stages._words import Words

WORDS_BETWEEN = 3
"""So many words may stand between a date and what is said of it."""

MONTHS_OF_YEAR = 12

_ISO = re.compile(r"(20[0-9]{2})[-./]([01]?[0-9])[-./]([0-3]?[0-9])(?:t.*|-[a-z]{1,3})?")
_USUAL = re.compile(r"([0-3]?[0-9])[-./]([0-3]?[0-9])[-./]((?:20)?[0-9]{2})")
_SLASHED = re.compile(r"(?<![0-9/])([0-3]?[0-9])/([0-3]?[0-9])/(?:20)?[0-9]{2}(?![0-9/])")
_NAMED = re.compile(r"([0-3]?[0-9])[-./]?([a-z]{3,9})[-./]?((?:20)?[0-9]{2})")
_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th|er|e|o|a|-[a-zéáóő]{1,4})?")
_YEAR = re.compile(r"20[0-9]{2}")
_SPAN = re.compile(r"([0-3]?[0-9])-([0-3]?[0-9])")
_SHORT = re.compile(r"([0-3]?[0-9])[./]([01]?[0-9])")
_COUNTED = word_set(
    "half quarter phase stage part year reminder instalment installment invoice floor time draft"
    " line milestone sprint semester"
)
"""What "1st" counts, where it is no day."""

_OF_WEEKDAY = word_set("the den der dem le el il dia de d da d'e dne dnia the of")
"""Words between a weekday and its date."""

_SAME = {p[0]: tuple(q for q in SAME_DAY if q[0] == p[0]) for p in SAME_DAY}
"""The phrases by their first word."""

_NAMES = NEXT | WEEKDAYS.keys()

_SMALL = word_set("of de di den der the d le el il o")


@lru_cache(maxsize=32)
def days(found: Scan, written: date | None) -> tuple[Day, ...]:
    """Return the dates of a text, with what is said of them.

    Args:
        found: the text.
        written: the day on which it was written; relative dates are left out without it.
    """
    result: list[Day] = []
    for day in _days(found.words, written):
        cue, beside = _cue(found, day)
        kind = cue.kind if cue else day.kind or _ending(found.words, day)
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


def _days(words: Words, written: date | None) -> Iterator[Day]:
    i = 0
    before: Day | None = None
    while i < len(words):
        day = _absolute(words, i, written) or (relative(words, i, written) if written else None)
        if day and words.folded[day.first] in _NAMES:
            day = _dated(words, day, written) or day
        day = day or (_same(words, i, before) if before else None)
        if day:
            yield day
            before, i = day, day.last
        i += 1


def _same(words: Words, i: int, before: Day) -> Day | None:
    """Resolve "that same day", "am selben Tag": the day that was named before."""
    for phrase in _SAME.get(words.folded[i], ()):
        if words.folded[i : i + len(phrase)] == phrase:
            return Day(before.on, before.until, i, i + len(phrase) - 1)
    return None


def _dated(words: Words, day: Day, written: date | None) -> Day | None:
    """Return the date that a weekday belongs to: "Friday, 4 December", "fredag den 4. december"."""
    i = day.last + 1
    while i < len(words) and words.folded[i] in _OF_WEEKDAY and i - day.last < 3:
        i += 1
    gap = words.text[words.ends[day.last] : words.starts[i]] if i < len(words) else "\n"
    if "\n" in gap or "\t" in gap or ";" in gap:
        return None
    named = _absolute(words, i, written) or _numbered(words, i, day)
    return replace(named, first=day.first) if named else None


def _numbered(words: Words, i: int, day: Day) -> Day | None:
    """Read the number of "viernes 27": the next such weekday with this number."""
    number = _DAY.fullmatch(words.folded[i])
    if not number:
        return None
    ahead = (day.on + timedelta(weeks=k) for k in range(9))
    return next((day_at(on, i, i) for on in ahead if on.day == int(number[1])), None)


def _absolute(words: Words, i: int, written: date | None) -> Day | None:
    word = words.folded[i]
    if words.numeric[i]:
        return _printed(word, i, words) or _day_month(words, i, written)
    if word in MONTHS:
        return _month_day(words, i, written)
    return None


def _printed(word: str, i: int, words: Words) -> Day | None:
    iso = _ISO.fullmatch(word)
    if iso:
        return day_of(int(iso[1]), int(iso[2]), int(iso[3]), i, i)
    usual = _USUAL.fullmatch(word)
    if usual:
        year, second, first = int(usual[3]), int(usual[2]), int(usual[1])
        year += 2000 if year < 100 else 0
        if "/" in word and _month_first(words.text):
            first, second = second, first
        return day_of(year, second, first, i, i) or day_of(year, first, second, i, i)
    named = _NAMED.fullmatch(word)
    if named and named[2] in MONTHS:
        year = int(named[3])
        return day_of(year + (2000 if year < 100 else 0), MONTHS[named[2]], int(named[1]), i, i)
    return _spaced(words, i)


@lru_cache(maxsize=32)
def _month_first(text: str) -> bool:
    """Say whether a text writes "12/31/2026": its other dates with slashes are read so too."""
    pairs = [(int(m[1]), int(m[2])) for m in _SLASHED.finditer(text)]
    return any(second > MONTHS_OF_YEAR for _, second in pairs) and all(
        first <= MONTHS_OF_YEAR for first, _ in pairs
    )


def _spaced(words: Words, i: int) -> Day | None:
    """Read "1. 4. 2027"."""
    if i + 2 >= len(words) or words.after(i) != ". " or words.after(i + 1) != ". ":
        return None
    parts = [words.folded[k] for k in (i, i + 1, i + 2)]
    if all(p.isdigit() for p in parts) and _YEAR.fullmatch(parts[2]):
        return day_of(int(parts[2]), int(parts[1]), int(parts[0]), i, i + 2)
    return None


def _day_month(words: Words, i: int, written: date | None) -> Day | None:
    """Read "1 April 2027", "1st of April", "1er avril", and "4.12." in a sentence."""
    day = _DAY.fullmatch(words.folded[i])
    if not day:
        return _spanned(words, i) or _yearless(words, i, written)
    j = i + 1
    while j < len(words) and words.folded[j] in _SMALL and j - i < 3:
        j += 1
    if j >= len(words) or words.folded[j] not in MONTHS or words.hard[j]:
        return _of_month(words, i, int(day[1]), written)
    month = MONTHS[words.folded[j]]
    k = j + 1
    while k < len(words) and words.folded[k] in _SMALL and k - j < 2:
        k += 1
    if k < len(words) and _YEAR.fullmatch(words.folded[k]) and not words.hard[k]:
        return day_of(int(words.folded[k]), month, int(day[1]), i, k)
    return _begun(words, month, int(day[1]), i, j) or _nearest(month, int(day[1]), i, j, written)


def _begun(words: Words, month: int, day: int, i: int, j: int) -> Day | None:
    """Complete the first date of a period from its second: "1 October to 31 March 2028"."""
    if j + 1 >= len(words) or not (words.folded[j + 1] in RANGE or "-" in words.after(j)):
        return None
    for k in range(j + 1, min(j + 6, len(words))):
        if words.hard[k]:
            return None
        if _YEAR.fullmatch(words.folded[k]):
            later = next((MONTHS[w] for w in words.folded[j + 1 : k] if w in MONTHS), 12)
            return day_of(int(words.folded[k]) - (later < month), month, day, i, j)
    return None


def _spanned(words: Words, i: int) -> Day | None:
    """Read "1-31 January 2027", a period by itself."""
    span = _SPAN.fullmatch(words.folded[i])
    if not span or i + 2 >= len(words) or words.folded[i + 1] not in MONTHS:
        return None
    if not _YEAR.fullmatch(words.folded[i + 2]):
        return None
    year, month = int(words.folded[i + 2]), MONTHS[words.folded[i + 1]]
    first, last = (day_of(year, month, int(d), i, i + 2) for d in span.groups())
    if not first or not last or last.on <= first.on:
        return None
    return Day(first.on, last.on, i, i + 2, DateKind.PERIOD)


def _of_month(words: Words, i: int, day: int, written: date | None) -> Day | None:
    """Read "the 30th": the next one; "1st half" is none."""
    following = words.folded[i + 1] if i + 1 < len(words) else ""
    if written is None or not words.folded[i].endswith(("st", "nd", "rd", "th")):
        return None
    if following in _COUNTED and not words.hard[i + 1]:
        return None
    for ahead in range(3):
        year, month = divmod(written.year * 12 + written.month - 1 + ahead, 12)
        found = day_of(year, month + 1, day, i, i)
        if found and found.on >= written:
            return found
    return None


def _yearless(words: Words, i: int, written: date | None) -> Day | None:
    short = _SHORT.fullmatch(words.folded[i])
    if short and words.after(i)[:1] == ".":
        return _nearest(int(short[2]), int(short[1]), i, i, written)
    return None


def _month_day(words: Words, i: int, written: date | None) -> Day | None:
    """Read "April 1, 2027", "April 1st", "April 2027", and Hungarian "2027. április 1-től"."""
    month = MONTHS[words.folded[i]]
    following = words.folded[i + 1] if i + 1 < len(words) and not words.hard[i + 1] else ""
    if _YEAR.fullmatch(following):
        year = int(following)
        last = calendar.monthrange(year, month)[1]
        return Day(date(year, month, 1), date(year, month, last), i, i + 1)
    day = _DAY.fullmatch(following)
    if not day or len(words.folded[i]) < 3:
        return None
    if i and _YEAR.fullmatch(words.folded[i - 1]):
        return day_of(int(words.folded[i - 1]), month, int(day[1]), i - 1, i + 1)
    third = words.folded[i + 2] if i + 2 < len(words) else ""
    if _YEAR.fullmatch(third):
        return day_of(int(third), month, int(day[1]), i, i + 2)
    return _nearest(month, int(day[1]), i, i + 1, written)


def _nearest(month: int, day: int, i: int, j: int, written: date | None) -> Day | None:
    """Complete a date without a year: the next such day from the day of writing on."""
    if written is None:
        return None
    this = day_of(written.year, month, day, i, j)
    if this and this.on < written:
        return day_of(written.year + 1, month, day, i, j)
    return this


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
    return "-" in gap or "/" in gap
