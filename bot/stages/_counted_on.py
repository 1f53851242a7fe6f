"""Days that are counted from the one named before: "that same day", "am Tag darauf"."""

from datetime import timedelta

from bot.stages._calendar import TOMORROW
from bot.stages._day import Day
from bot.stages._normal import word_set
from bot.stages._words import Words

_SAME_DAY = tuple(
    tuple(phrase.split())
    for phrase in (
        "the same day",
        "an dem tag",
        "an diesem tag",
        "quel giorno",
        "naquele dia",
        "den dag",
        "sina paivana",
        "w tym dniu",
        "ten den",
        "azon a napon",
        "ziua aceea",
        "that same day",
        "that very day",
        "that day",
        "am selben tag",
        "am gleichen tag",
        "noch am selben tag",
        "am selben tage",
        "le meme jour",
        "le jour meme",
        "ce jour la",
        "ese mismo dia",
        "el mismo dia",
        "ese dia",
        "lo stesso giorno",
        "il giorno stesso",
        "quello stesso giorno",
        "nesse mesmo dia",
        "no mesmo dia",
        "nesse dia",
        "dezelfde dag",
        "diezelfde dag",
        "die dag",
        "samme dag",
        "den samme dag",
        "samma dag",
        "den dagen",
        "samana paivana",
        "tego samego dnia",
        "tego dnia",
        "tentyz den",
        "ten samy den",
        "ve stejny den",
        "isty den",
        "aznap",
        "meg aznap",
        "ugyanazon a napon",
        "in aceeasi zi",
        "aceeasi zi",
        "in acea zi",
    )
)
"""The day that was named before."""

_NEXT_DAY = tuple(
    tuple(phrase.split())
    for phrase in (
        "the day after",
        "the next day",
        "the following day",
        "a day later",
        "tags darauf",
        "am tag darauf",
        "am tag danach",
        "am nachsten tag",
        "am folgetag",
        "einen tag spater",
        "le lendemain",
        "le jour suivant",
        "le jour d apres",
        "al dia siguiente",
        "el dia siguiente",
        "un dia despues",
        "il giorno dopo",
        "il giorno successivo",
        "il giorno seguente",
        "no dia seguinte",
        "um dia depois",
        "de dag erna",
        "de dag daarna",
        "de volgende dag",
        "een dag later",
        "dagen efter",
        "dagen derpa",
        "dagen darpa",
        "dagen etter",
        "naeste dag",
        "nasta dag",
        "neste dag",
        "seuraavana paivana",
        "paivaa myohemmin",
        "dzien pozniej",
        "nastepnego dnia",
        "den pote",
        "nasledujici den",
        "o den pozdeji",
        "masnap",
        "a kovetkezo napon",
        "a doua zi",
        "ziua urmatoare",
    )
)
"""The day after the one that was named before."""

_COUNTED_ON = {**dict.fromkeys(_SAME_DAY, 0), **dict.fromkeys(_NEXT_DAY, 1)}
_BY_FIRST = {p[0]: tuple(q for q in _COUNTED_ON if q[0] == p[0]) for p in _COUNTED_ON}
"""The phrases by their first word."""

_GOING_ON = TOMORROW | word_set("the our your a we you")
"""Words behind "the day after" that say what it comes after."""


def counted_on(words: Words, i: int, before: Day) -> Day | None:
    """Return the day that a phrase at word `i` counts from the day named before it, or None."""
    for phrase in _BY_FIRST.get(words.folded[i], ()):
        j = i + len(phrase)
        if words.folded[i:j] != phrase:
            continue
        ahead = timedelta(days=_COUNTED_ON[phrase])
        goes_on = j < len(words) and words.folded[j] in _GOING_ON and not words.hard[j]
        if not (ahead and goes_on):
            return Day(before.on + ahead, before.until + ahead, i, j - 1)
    return None
