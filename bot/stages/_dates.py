"""Dates in a text: absolute ones, and those that only the day of writing resolves."""

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.rules import DateCue, DateKind
from bot.stages._calendar import END, MONTH, MONTHS, NEXT, RANGE, TODAY, TOMORROW, WEEK, WEEKDAYS
from bot.stages._scan import Scan
from bot.stages._words import Words

WORDS_BETWEEN = 3
"""So many words may stand between a date and what is said of it."""

_ISO = re.compile(r"(20[0-9]{2})[-./]([01]?[0-9])[-./]([0-3]?[0-9])(?:t.*)?")
_DAY_FIRST = re.compile(r"([0-3]?[0-9])[-./]([01]?[0-9])[-./]((?:20)?[0-9]{2})")
_NAMED = re.compile(r"([0-3]?[0-9])[-./]?([a-z]{3,9})[-./]?((?:20)?[0-9]{2})")
_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th|er|e|o|a)?")
_YEAR = re.compile(r"20[0-9]{2}")
_SHORT = re.compile(r"([0-3]?[0-9])[./]([01]?[0-9])")
_SMALL = frozenset(["of", "de", "di", "den", "der", "the", "d", "le", "el", "il", "o"])


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text.

    Attributes:
        on: the day; of a month alone, its first.
        until: the last day it can mean: of a month alone, its last.
        first: index of its first word.
        last: index of its last word.
        kind: what the words before it say it is.
        cue: the rule that says so; None where nothing is said, or its kind follows from the date
            before it.
    """

    on: date
    until: date
    first: int
    last: int
    kind: DateKind | None = None
    cue: DateCue | None = None


def days(found: Scan, written: date | None) -> tuple[Day, ...]:
    """Return the dates of a text, with what is said of them.

    Args:
        found: the text.
        written: the day on which it was written; relative dates are left out without it.
    """
    result: list[Day] = []
    for day in _days(found.words, written):
        cue = _cue(found, day)
        kind = cue.kind if cue else None
        if result and _ranged(found, result[-1], day):
            before = result[-1]
            if before.kind in {None, DateKind.PERIOD, DateKind.VALID_FROM}:
                result[-1] = Day(
                    before.on,
                    before.until,
                    before.first,
                    before.last,
                    DateKind.VALID_FROM,
                    before.cue,
                )
                kind = DateKind.VALID_TO
        result.append(Day(day.on, day.until, day.first, day.last, kind, cue))
    return tuple(result)


def _days(words: Words, written: date | None) -> Iterator[Day]:
    i = 0
    while i < len(words):
        day = _absolute(words, i, written) or (_relative(words, i, written) if written else None)
        if day:
            yield day
            i = day.last
        i += 1


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
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), i, i)
    usual = _DAY_FIRST.fullmatch(word)
    if usual:
        year, month, day = int(usual[3]), int(usual[2]), int(usual[1])
        year += 2000 if year < 100 else 0
        return _day(year, month, day, i, i) or _day(year, day, month, i, i)
    named = _NAMED.fullmatch(word)
    if named and named[2] in MONTHS:
        year = int(named[3])
        return _day(year + (2000 if year < 100 else 0), MONTHS[named[2]], int(named[1]), i, i)
    return _spaced(words, i)


def _spaced(words: Words, i: int) -> Day | None:
    """Read "1. 4. 2027"."""
    if i + 2 >= len(words) or words.after(i) != ". " or words.after(i + 1) != ". ":
        return None
    parts = [words.folded[k] for k in (i, i + 1, i + 2)]
    if all(p.isdigit() for p in parts) and _YEAR.fullmatch(parts[2]):
        return _day(int(parts[2]), int(parts[1]), int(parts[0]), i, i + 2)
    return None


def _day_month(words: Words, i: int, written: date | None) -> Day | None:
    """Read "1 April 2027", "1st of April", "1er avril", and "4.12." in a sentence."""
    day = _DAY.fullmatch(words.folded[i])
    if not day:
        return _yearless(words, i, written)
    j = i + 1
    while j < len(words) and words.folded[j] in _SMALL and j - i < 3:
        j += 1
    if j >= len(words) or words.folded[j] not in MONTHS or words.hard[j]:
        return None
    month = MONTHS[words.folded[j]]
    k = j + 1
    while k < len(words) and words.folded[k] in _SMALL and k - j < 2:
        k += 1
    if k < len(words) and _YEAR.fullmatch(words.folded[k]) and not words.hard[k]:
        return _day(int(words.folded[k]), month, int(day[1]), i, k)
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
            return _day(int(words.folded[k]) - (later < month), month, day, i, j)
    return None


def _yearless(words: Words, i: int, written: date | None) -> Day | None:
    short = _SHORT.fullmatch(words.folded[i])
    if short and words.after(i)[:1] == ".":
        return _nearest(int(short[2]), int(short[1]), i, i, written)
    return None


def _month_day(words: Words, i: int, written: date | None) -> Day | None:
    """Read "April 1, 2027", "April 1st" and "April 2027"."""
    month = MONTHS[words.folded[i]]
    following = words.folded[i + 1] if i + 1 < len(words) and not words.hard[i + 1] else ""
    if _YEAR.fullmatch(following):
        year = int(following)
        last = calendar.monthrange(year, month)[1]
        return Day(date(year, month, 1), date(year, month, last), i, i + 1)
    day = _DAY.fullmatch(following)
    if not day or len(words.folded[i]) < 3:
        return None
    third = words.folded[i + 2] if i + 2 < len(words) else ""
    if _YEAR.fullmatch(third):
        return _day(int(third), month, int(day[1]), i, i + 2)
    return _nearest(month, int(day[1]), i, i + 1, written)


def _nearest(month: int, day: int, i: int, j: int, written: date | None) -> Day | None:
    """Complete a date without a year: the next such day from the day of writing on."""
    if written is None:
        return None
    this = _day(written.year, month, day, i, j)
    if this and this.on < written:
        return _day(written.year + 1, month, day, i, j)
    return this


def _relative(words: Words, i: int, written: date) -> Day | None:
    word = words.folded[i]
    if word in TODAY:
        return _at(written, i, i)
    if word in TOMORROW:
        return _at(written + timedelta(days=1), i, i)
    if word in END:
        return _end(words, i, written)
    if word in WEEKDAYS and len(word) > 3:
        return _weekday(words, i, written)
    if words.numeric[i] and word.isdigit() and len(word) < 3:
        return _from_now(words, i, written)
    return None


def _weekday(words: Words, i: int, written: date) -> Day:
    """Resolve a day of the week: the coming one; with "next", the one of next week."""
    wanted = WEEKDAYS[words.folded[i]]
    monday = written - timedelta(days=written.weekday())
    before = words.folded[i - 1] if i else ""
    after = words.folded[i + 1] if i + 1 < len(words) else ""
    if before in NEXT - {"que"} or after in NEXT - {"que"}:
        last = i + 1 if after in NEXT else i
        return _at(monday + timedelta(days=7 + wanted), i - (before in NEXT), last)
    ahead = (wanted - written.weekday()) % 7 or 7
    return _at(written + timedelta(days=ahead), i, i)


def _end(words: Words, i: int, written: date) -> Day | None:
    """Resolve "end of the week", "Ende nächster Woche", "fin du mois"."""
    window = range(i + 1, min(i + 6, len(words)))
    following = False
    for j in window:
        word = words.folded[j]
        if words.hard[j]:
            return None
        following = following or word in NEXT
        if word in WEEK:
            after = words.folded[j + 1] if j + 1 < len(words) else ""
            following = following or after in NEXT - {"que"}
            friday = written + timedelta(days=4 - written.weekday())
            friday += timedelta(days=7 if following or friday < written else 0)
            return _at(friday, i, j)
        if word in MONTH:
            after = words.folded[j + 1] if j + 1 < len(words) else ""
            following = following or after in NEXT - {"que"}
            return _at(_month_end(written, 1 if following else 0), i, j)
        if word in MONTHS:
            return _month_end_named(words, i, j, written)
    return None


def _month_end_named(words: Words, i: int, j: int, written: date) -> Day:
    month = MONTHS[words.folded[j]]
    third = words.folded[j + 1] if j + 1 < len(words) else ""
    if _YEAR.fullmatch(third):
        return _at(date(int(third), month, calendar.monthrange(int(third), month)[1]), i, j + 1)
    year = written.year + (month < written.month)
    return _at(date(year, month, calendar.monthrange(year, month)[1]), i, j)


def _from_now(words: Words, i: int, written: date) -> Day | None:
    """Resolve "in 3 days", "within two weeks" (digits only)."""
    before = words.folded[i - 1] if i else ""
    unit = words.folded[i + 1] if i + 1 < len(words) else ""
    count = int(words.folded[i])
    if before not in {"in", "within", "dans", "en", "tra", "binnen", "om", "innerhalb", "fra"}:
        return None
    if unit in {
        "days",
        "day",
        "tagen",
        "jours",
        "dias",
        "giorni",
        "dagen",
        "dage",
        "dagar",
        "dager",
    }:
        return _at(written + timedelta(days=count), i, i + 1)
    if unit in {
        "weeks",
        "week",
        "wochen",
        "semaines",
        "semanas",
        "settimane",
        "weken",
        "uger",
        "veckor",
        "uker",
    }:
        return _at(written + timedelta(weeks=count), i, i + 1)
    return None


def _month_end(written: date, ahead: int) -> date:
    year, month = divmod(written.year * 12 + written.month - 1 + ahead, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _cue(found: Scan, day: Day) -> DateCue | None:
    words = found.words
    for hit in reversed(found.dates):
        if hit.last >= day.first or not isinstance(hit.rule, DateCue):
            continue
        between = range(hit.last + 1, day.first)
        if len(between) > WORDS_BETWEEN or any(words.numeric[i] for i in between):
            return None
        gap = words.text[words.ends[hit.last] : words.starts[day.first]]
        if re.search(r"[.;!?]\s+[A-Z]", gap) or gap.count("\n") > 1:
            return None
        return hit.rule
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


def _day(year: int, month: int, day: int, i: int, j: int) -> Day | None:
    with suppress(ValueError):
        return _at(date(year, month, day), i, j)
    return None


def _at(on: date, i: int, j: int) -> Day:
    return Day(on, on, i, j)
