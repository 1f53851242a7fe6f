"""Dates as they are printed: "31.12.2027", "4 December", "ma 30-11", "January to May 2027"."""

import calendar
import re
from datetime import date

from bot.domain.rules import DateKind
from bot.stages._calendar import MONTHS, RANGE, WEEKDAYS
from bot.stages._day import Day, day_of
from bot.stages._normal import word_set
from bot.stages._relative import COUNTED_TIME
from bot.stages._remembered import remembered
from bot.stages._words import Words

MONTHS_OF_YEAR = 12

_ISO = re.compile(r"(20[0-9]{2})[-./]([01]?[0-9])[-./]([0-3]?[0-9])(?:t.*|-[a-z]{1,3})?")
_USUAL = re.compile(r"([0-3]?[0-9])[-./]([0-3]?[0-9])[-./]((?:20)?[0-9]{2})")
_MONTH_YEAR = re.compile(r"([01]?[0-9])[/.](20[0-9]{2})")
_SLASHED = re.compile(r"(?<![0-9/])([0-3]?[0-9])/([0-3]?[0-9])/(?:20)?[0-9]{2}(?![0-9/])")
_NAMED = re.compile(r"([0-3]?[0-9])[-./]?([a-z]{3,9})[-./]?((?:20)?[0-9]{2})")
_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th|er|e|o|a|-[a-zéáóő]{1,4})?")
_YEAR = re.compile(r"20[0-9]{2}")
_SPAN = re.compile(r"([0-3]?[0-9])-([0-3]?[0-9])")
_SHORT = re.compile(r"([0-3]?[0-9])([./-])([0-3]?[0-9])")
_COUNTED = word_set(
    "half quarter phase stage part year reminder instalment installment invoice floor time draft"
    " line milestone sprint semester"
)
"""What "1st" counts, where it is no day."""

_ANNOUNCING = WEEKDAYS.keys() | word_set(
    "by on before until till latest due am bis den zum ab d le au avant el al antes hasta il entro"
    " dal dia ate a for pour para fur op voor tegen tot per uiterlijk senest inden innan senast pa"
    " ti dne do na przed dnia pana mo di mi fr ma wo vr lu me je ve lun mar mie jue vie gio ven seg"
    " ter qua qui sex"
)
"""Words before a day and month without a year: prepositions, and weekdays cut short."""

FAR_AHEAD = 60
"""A day of so many days ahead is not meant where the other reading, month first, is nearer."""

FROM_CASES = ("sta", "tol")
"""How a month ends from which a period runs: Finnish "tammikuusta", Hungarian "januártól"."""

_SMALL = word_set("of de di den der the d le el il o")


def absolute(words: Words, i: int, written: date | None, *, month_first: bool) -> Day | None:
    """Return the date that is printed from word `i` on, or None.

    Args:
        words: the text.
        i: index of the first word.
        written: the day of writing: it completes a date without a year.
        month_first: whether the sender writes "12/4/2026" for the fourth of December.
    """
    word = words.folded[i]
    if words.numeric[i]:
        return _printed(words, i, month_first=month_first) or _day_month(
            words, i, written, month_first=month_first
        )
    if word in MONTHS:
        return _month_day(words, i, written)
    return None


def _printed(words: Words, i: int, *, month_first: bool) -> Day | None:
    word = words.folded[i]
    iso = _ISO.fullmatch(word)
    if iso:
        return day_of(int(iso[1]), int(iso[2]), int(iso[3]), i, i)
    month = _MONTH_YEAR.fullmatch(word)
    if month and 0 < int(month[1]) <= MONTHS_OF_YEAR:
        return _whole_month(int(month[2]), int(month[1]), i, i)
    usual = _USUAL.fullmatch(word)
    if usual:
        year, second, first = int(usual[3]), int(usual[2]), int(usual[1])
        year += 2000 if year < 100 else 0
        if "/" in word and (month_first or _shows_month_first(words.text)):
            first, second = second, first
        return day_of(year, second, first, i, i) or day_of(year, first, second, i, i)
    named = _NAMED.fullmatch(word)
    if named and named[2] in MONTHS:
        year = int(named[3])
        return day_of(year + (2000 if year < 100 else 0), MONTHS[named[2]], int(named[1]), i, i)
    return _spaced(words, i)


@remembered
def _shows_month_first(text: str) -> bool:
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


def _day_month(words: Words, i: int, written: date | None, *, month_first: bool) -> Day | None:
    """Read "1 April 2027", "1st of April", "1er avril", and "4.12." in a sentence."""
    day = _DAY.fullmatch(words.folded[i])
    if not day:
        return _spanned(words, i) or _yearless(words, i, written, month_first=month_first)
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


def _yearless(words: Words, i: int, written: date | None, *, month_first: bool) -> Day | None:
    """Read "by 4/12", "ma 30-11", "27.11.": of two readings the nearer, unless one is usual."""
    short = _SHORT.fullmatch(words.folded[i])
    if not short or written is None:
        return None
    one, sign, other = int(short[1]), short[2], int(short[3])
    dotted = sign == "." and words.after(i)[:1] == "."
    if not dotted and (_is_count(words, i, one, other) or not _is_announced(words, i)):
        return None
    usual, turned = (_nearest(*pair, i, i, written) for pair in ((other, one), (one, other)))
    if sign != "/":
        return usual
    first, second = (turned, usual) if month_first else (usual, turned)
    near = next((d for d in (first, second) if d and (d.on - written).days <= FAR_AHEAD), None)
    return near or first or second


def _is_announced(words: Words, i: int) -> bool:
    """Say whether a preposition or a weekday stands before word `i`: "by 4/12", "ma 30-11"."""
    return bool(i) and words.folded[i - 1] in _ANNOUNCING and "\n" not in words.before(i)


def _is_count(words: Words, i: int, one: int, other: int) -> bool:
    """Say whether two joined numbers count something: "2-3 days", "in 4-6 Wochen"."""
    following = words.folded[i + 1] if i + 1 < len(words) else ""
    return other == one + 1 or following in COUNTED_TIME or words.after(i).lstrip()[:1] == "%"


def _month_day(words: Words, i: int, written: date | None) -> Day | None:
    """Read "April 1, 2027", "April 1st", "April 2027", and Hungarian "2027. április 1-től"."""
    month = MONTHS[words.folded[i]]
    following = words.folded[i + 1] if i + 1 < len(words) and not words.hard[i + 1] else ""
    k = i + 2 if following in _SMALL and i + 2 < len(words) else i + 1
    if k < len(words) and _YEAR.fullmatch(words.folded[k]) and not words.hard[k]:
        return _whole_month(int(words.folded[k]), month, i, k)
    if later := _until_month(words, i):
        return _whole_month(later[0] - (later[1] < month), month, i, i)
    day = _DAY.fullmatch(following)
    if not day or len(words.folded[i]) < 3:
        return None
    if i and _YEAR.fullmatch(words.folded[i - 1]):
        return day_of(int(words.folded[i - 1]), month, int(day[1]), i - 1, i + 1)
    third = words.folded[i + 2] if i + 2 < len(words) else ""
    if _YEAR.fullmatch(third):
        return day_of(int(third), month, int(day[1]), i, i + 2)
    return _nearest(month, int(day[1]), i, i + 1, written)


def _whole_month(year: int, month: int, i: int, j: int) -> Day:
    last = calendar.monthrange(year, month)[1]
    return Day(date(year, month, 1), date(year, month, last), i, j)


def _until_month(words: Words, i: int) -> tuple[int, int] | None:
    """Return the year and month with which a period from a month ends: "January to May 2027"."""
    joined = words.folded[i].endswith(FROM_CASES) or "-" in words.after(i)
    for k in range(i + 1, min(i + 5, len(words))):
        word = words.folded[k]
        if words.hard[k]:
            return None
        if word in MONTHS and joined:
            years = (w for w in words.folded[k + 1 : k + 3] if _YEAR.fullmatch(w))
            return next(((int(y), MONTHS[word]) for y in years), None)
        if word not in RANGE | _SMALL:
            return None
        joined = joined or word in RANGE
    return None


def _nearest(month: int, day: int, i: int, j: int, written: date | None) -> Day | None:
    """Complete a date without a year: the next such day from the day of writing on."""
    if written is None:
        return None
    this = day_of(written.year, month, day, i, j)
    if this and this.on < written:
        return day_of(written.year + 1, month, day, i, j)
    return this
