"""Dates that only the day of writing resolves: "next Friday", "end of the month"."""

import calendar
import re
from datetime import date, timedelta

from bot.stages._calendar import (
    AFTER_TOMORROW,
    AHEAD,
    COUNTS,
    END,
    ENDS,
    MONTH,
    MONTHS,
    NEXT,
    PAST,
    TODAY,
    TOMORROW,
    WEEK,
    WEEKDAYS,
    YEAR,
    YEAR_ENDS,
)
from bot.stages._day import Day, day_at, day_of
from bot.stages._normal import word_set
from bot.stages._words import Words

_YEAR = re.compile(r"20[0-9]{2}")
_WITHIN = word_set(
    "in within dans en tra binnen om innerhalb fra sous inom innen dentro de entro za ciagu"
    " peste sous do af lobet"
)
_DAYS = word_set(
    "days day tagen tage jours dias giorni dagen dage dagar dager dni dniu dnu nap napon"
    " zile paivan"
)
_WEEKS = word_set(
    "weeks week wochen semaines semanas settimane weken uger veckor uker tygodni tydnu heten"
    " saptamani viikon"
)
_WORKDAYS = word_set(
    "werktage werktagen arbeitstage arbeitstagen werkdagen arbejdsdage hverdage arbetsdagar"
    " vardagar arbeidsdager virkedager tyopaivan arkipaivan munkanap munkanapon bankdage bankdagar"
)
_WORKING = word_set(
    "working business banking ouvres ouvrables habiles laborables lavorativi uteis roboczych"
    " robocze pracovnich pracovni lucratoare"
)
_HOURS = word_set("h hrs hours stunden heures horas ore uur timer timmar tunnin godzin hodin oran")
_WITHIN_BEHIND = word_set("kuluessa sisalla belul mulva")
"""Words for "within" that stand behind what is counted."""

COUNTED_TIME = _DAYS | _WEEKS | _WORKDAYS | _HOURS
"""What is counted in "in 3 days", "2-3 weeks"."""

_ON_DAY = word_set("am den le el dia il dnia dne dna pa")
"""Before the number of a day that stands alone."""

_STRETCHES = WEEK | MONTH | YEAR | MONTHS.keys()
_LIMIT = 5
"""So many words may stand between "end" and what ends, and between a day and "next week"."""


_AHEAD = {
    first: tuple((days, phrase) for days, phrase in AHEAD if phrase[0] == first)
    for first in {phrase[0] for _, phrase in AHEAD}
}
"""The phrases by their first word: this is asked of every word of every mail."""


def relative(words: Words, i: int, written: date) -> Day | None:
    """Return the date that begins at word `i`, seen from the day of writing, or None."""
    word = words.folded[i]
    if day := _day_after_next(words, i, written):
        return day
    if fixed := _fixed(word, written):
        return _in_year(words, i, fixed) or day_at(fixed, i, i)
    if word in END:
        return _end(words, i, written)
    if word in _STRETCHES or word == "het" or _YEAR.fullmatch(word):
        return _its_end(words, i, written)
    if word in WEEKDAYS and (len(word) > 3 or word == "joi"):
        return _weekday(words, i, written)
    if (words.numeric[i] and word.isdigit() and len(word) < 3) or word in COUNTS:
        return _from_now(words, i, written) or _of_number(words, i, written)
    return None


def _day_after_next(words: Words, i: int, written: date) -> Day | None:
    """Resolve "day after tomorrow", "pasado mañana", "in a fortnight" and the like."""
    for ahead, phrase in _AHEAD.get(words.folded[i], ()):
        j = i + len(phrase)
        if words.folded[i:j] == phrase and not any(words.hard[i + 1 : j]):
            return day_at(written + timedelta(days=ahead), i, j - 1)
    return None


def _of_number(words: Words, i: int, written: date) -> Day | None:
    """Resolve "am 4.", "le 4", "el día 4": the next day with this number, where that is all."""
    number, before = words.folded[i], words.folded[i - 1] if i else ""
    after = words.after(i)
    ends = i + 1 == len(words) or any(sign in after for sign in ",;)\n") or words.hard[i + 1]
    if not number.isdigit() or before not in _ON_DAY or not (ends or after[:2] == ". "):
        return None
    for ahead in range(3):
        year, month = divmod(written.year * 12 + written.month - 1 + ahead, 12)
        found = day_of(year, month + 1, int(number), i, i)
        if found and found.on >= written:
            return found
    return None


def _fixed(word: str, written: date) -> date | None:
    """Return the day that one word names: "tomorrow", "Monatsende"."""
    if word in TODAY:
        return written
    if word in TOMORROW:
        return written + timedelta(days=1)
    if word in AFTER_TOMORROW:
        return written + timedelta(days=2)
    if word in ENDS:
        return _month_end(written, 0)
    return date(written.year, 12, 31) if word in YEAR_ENDS else None


def _in_year(words: Words, i: int, last: date) -> Day | None:
    """Resolve "Jahresende 2027": the year that stands behind it counts."""
    year = words.folded[i + 1] if i + 1 < len(words) and not words.hard[i + 1] else ""
    named = words.folded[i] in YEAR_ENDS and _YEAR.fullmatch(year)
    return day_at(last.replace(year=int(year)), i, i + 1) if named else None


def _weekday(words: Words, i: int, written: date) -> Day | None:
    """Resolve a day of the week: the coming one; with "next", the one of next week."""
    wanted = WEEKDAYS[words.folded[i]]
    monday = written - timedelta(days=written.weekday())
    before = words.folded[i - 1] if i else ""
    following = words.folded[i + 1] if i + 1 < len(words) and not words.hard[i + 1] else ""
    if before in PAST or following in PAST:
        return None
    if following == "week":
        ahead = (wanted - written.weekday()) % 7 or 7
        return day_at(written + timedelta(days=ahead + 7), i, i + 1)
    if before in NEXT - {"que"} or _is_next(words, i + 1):
        last = i + 1 if _is_next(words, i + 1) else i
        return day_at(monday + timedelta(days=7 + wanted), i - (before in NEXT), last)
    if _of_next_week(words, i):
        return day_at(monday + timedelta(days=7 + wanted), i, i)
    ahead = (wanted - written.weekday()) % 7 or 7
    return day_at(written + timedelta(days=ahead), i, i)


def _is_next(words: Words, i: int) -> bool:
    """Say whether word `i` makes the one before it the next one: "prochain", "que viene"."""
    if i >= len(words) or words.hard[i]:
        return False
    word = words.folded[i]
    following = words.folded[i + 1] if i + 1 < len(words) else ""
    return word in NEXT - {"que"} or (word == "que" and following in {"viene", "vem"})


def _of_next_week(words: Words, i: int) -> bool:
    """Say whether "next week" stands close to a weekday: "nächste Woche Freitag"."""
    for j in range(max(0, i - 3), min(i + _LIMIT, len(words) - 1)):
        if j >= i and words.hard[j + 1]:
            return False
        this, following = words.folded[j], words.folded[j + 1]
        if (this in NEXT and following in WEEK) or (this in WEEK and _is_next(words, j + 1)):
            return True
    return False


def _end(words: Words, i: int, written: date) -> Day | None:
    """Resolve "end of the week", "Ende nächster Woche", "fin du mois"."""
    following = False
    for j in range(i + 1, min(i + 1 + _LIMIT, len(words))):
        word = words.folded[j]
        if _YEAR.fullmatch(word) and not words.hard[j]:
            return day_at(date(int(word), 12, 31), i, j)
        if words.hard[j] or words.numeric[j]:
            return None
        behind = words.folded[j + 1] if j + 1 < len(words) and not words.hard[j + 1] else ""
        # "Ende des Monats": what stands before a week, month or year is an article, no December.
        if word in MONTHS and behind in WEEK | MONTH | YEAR:
            continue
        named = behind in MONTHS
        following = following or word in NEXT
        if word in MONTHS or (word in _STRETCHES and not named):
            return _ended(words, (i, j), written, following=following or _is_next(words, j + 1))
    return None


def _its_end(words: Words, i: int, written: date) -> Day | None:
    """Resolve what stands before its end: "månadens slut", "kuun loppuun", "hónap végéig"."""
    j = i + 1
    ends = j < len(words) and words.folded[j] in END and not words.hard[j]
    # Hungarian "hét" (week) folds to the Dutch article, as in "het einde".
    if ends and (words.folded[i] != "het" or words.folded[j].startswith("veg")):
        return _ended(words, (i, j), written, following=bool(i) and words.folded[i - 1] in NEXT)
    return None


def _ended(words: Words, span: tuple[int, int], written: date, *, following: bool) -> Day | None:
    """Return the last day of the stretch of time that stands first or last in a span of words."""
    i, j = span
    word = words.folded[i] if words.folded[i] not in END else words.folded[j]
    if _YEAR.fullmatch(word):
        return day_at(date(int(word), 12, 31), i, j)
    if word in MONTHS:
        return _month_end_named(words, span, MONTHS[word], written)
    if word in WEEK or word == "het":
        friday = written + timedelta(days=4 - written.weekday())
        friday += timedelta(days=7 if following or friday < written else 0)
        return day_at(friday, i, j)
    if word in MONTH:
        return day_at(_month_end(written, 1 if following else 0), i, j)
    third = words.folded[j + 1] if j + 1 < len(words) else ""
    year = int(third) if _YEAR.fullmatch(third) else written.year + following
    return day_at(date(year, 12, 31), i, j)


def _month_end_named(words: Words, span: tuple[int, int], month: int, written: date) -> Day:
    i, j = span
    for k in (j + 1, i - 1):
        if 0 <= k < len(words) and _YEAR.fullmatch(words.folded[k]):
            year = int(words.folded[k])
            last = calendar.monthrange(year, month)[1]
            return day_at(date(year, month, last), min(i, k), max(j, k))
    year = written.year + (month < written.month)
    return day_at(date(year, month, calendar.monthrange(year, month)[1]), i, j)


def _from_now(words: Words, i: int, written: date) -> Day | None:
    """Resolve "in 3 days", "within two weeks" (digits only)."""
    # "innerhalb von drei Tagen": the small word between says nothing.
    at = i - 1 - (i > 1 and words.folded[i - 1] in {"von", "de", "af", "the"})
    before = words.folded[at] if i else ""
    working = i + 1 < len(words) and words.folded[i + 1] in _WORKING
    j = i + 1 + working
    unit = words.folded[j] if j < len(words) else ""
    behind = words.folded[j + 1] if j + 1 < len(words) and not words.hard[j + 1] else ""
    count = COUNTS.get(words.folded[i]) or int(words.folded[i])
    if before not in _WITHIN and behind not in _WITHIN_BEHIND:
        return None
    if unit in _WORKDAYS or (unit in _DAYS and (working or behind in _WORKING)):
        return day_at(_working_days_on(written, count), i, j)
    if unit in _DAYS:
        return day_at(written + timedelta(days=count), i, j)
    if unit in _WEEKS:
        return day_at(written + timedelta(weeks=count), i, j)
    if unit in _HOURS and count % 24 == 0:
        return day_at(written + timedelta(hours=count), i, j)
    return None


def _working_days_on(written: date, count: int) -> date:
    """Return the day that lies so many working days ahead; holidays are not known here."""
    day = written
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _month_end(written: date, ahead: int) -> date:
    year, month = divmod(written.year * 12 + written.month - 1 + ahead, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
