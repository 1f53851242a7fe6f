"""Dates that only the day of writing resolves: "next Friday", "end of the month"."""

import calendar
import re
from datetime import date, timedelta

from bot.stages._calendar import END, MONTH, MONTHS, NEXT, TODAY, TOMORROW, WEEK, WEEKDAYS
from bot.stages._day import Day, day_at
from bot.stages._words import Words

_YEAR = re.compile(r"20[0-9]{2}")


def relative(words: Words, i: int, written: date) -> Day | None:
    """Return the date that begins at word `i`, seen from the day of writing, or None."""
    word = words.folded[i]
    if word in TODAY:
        return day_at(written, i, i)
    if word in TOMORROW:
        return day_at(written + timedelta(days=1), i, i)
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
        return day_at(monday + timedelta(days=7 + wanted), i - (before in NEXT), last)
    ahead = (wanted - written.weekday()) % 7 or 7
    return day_at(written + timedelta(days=ahead), i, i)


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
            return day_at(friday, i, j)
        if word in MONTH:
            after = words.folded[j + 1] if j + 1 < len(words) else ""
            following = following or after in NEXT - {"que"}
            return day_at(_month_end(written, 1 if following else 0), i, j)
        if word in MONTHS:
            return _month_end_named(words, i, j, written)
    return None


def _month_end_named(words: Words, i: int, j: int, written: date) -> Day:
    month = MONTHS[words.folded[j]]
    third = words.folded[j + 1] if j + 1 < len(words) else ""
    if _YEAR.fullmatch(third):
        return day_at(date(int(third), month, calendar.monthrange(int(third), month)[1]), i, j + 1)
    year = written.year + (month < written.month)
    return day_at(date(year, month, calendar.monthrange(year, month)[1]), i, j)


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
        return day_at(written + timedelta(days=count), i, i + 1)
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
        return day_at(written + timedelta(weeks=count), i, i + 1)
    return None


def _month_end(written: date, ahead: int) -> date:
    year, month = divmod(written.year * 12 + written.month - 1 + ahead, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
