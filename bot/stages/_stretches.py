"""Stretches of calendar time that an order covers: a year, a half of one, a quarter."""

import calendar
import re
from datetime import date

from bot.stages._normal import fold
from bot.stages._scan import Scan

MONTHS_OF_YEAR = 12

Period = tuple[date, date]

_YEAR = r"(20[0-9]{2})\b(?![-/.]?[0-9])"
_FOR_YEAR = re.compile(
    r"\b(?:for|f[üo]r|pour|para|per|voor|til|f[öo]r|na|pro|vuodelle|pentru)\s+" + _YEAR,
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(
    r"(?:\b(?<!fiscal )(?<!financial )(?:calendar year|year|(?:kalender)?jahr|ann[ée]e(?: civile)?"
    r"|a[ñn]o(?: natural)?|anno(?: solare)?|ano(?: civil)?|ejercicio|esercizio|exerc[íi]cio"
    r"|exercice|(?:kalender)?jaar"
    r"|(?:kalender)?[åa]r(?:et)?|vuo(?:delle|si|tta|den)|roku?|anul)\s+"
    + _YEAR
    + r"|\b(20[0-9]{2})(?:-[ea]s [ée]v\w*|\srok|\.?\s[ée]vi|\.?\s[ée]vre|年度?)\b)",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"\b(?:(?:all|whole|entire|entirety|throughout)(?: of)?|ganz(?:e[sn]?|en)?(?: jahr)?"
    r"|toute?(?: l.ann[ée]e)?"
    r"|tod[oa](?: el| o)?(?: a[ñn]o| ano)?(?: de)?|tutto(?: il| l.anno)?"
    r"|intero|heel|hele|hela|ca[łl][yae]\w*"
    r"|cel[ýyéé]\w*|eg[ée]sz|koko|[îi]ntregul(?: an)?|tot(?: anul)?)\s+" + _YEAR,
    re.IGNORECASE,
)
"""A whole year, said so."""
_ORDINALS = {
    word: number
    for number, words in {
        1: "first erste erstes ersten premier premiere primer primero primo primeiro eerste forste"
        " forsta ensimmainen pierwszy pierwsze prvni elso primul",
        2: "second zweite zweites zweiten deuxieme second segundo secondo tweede anden andre andra"
        " toinen drugi drugie druhe druhy masodik doilea",
        3: "third dritte drittes dritten troisieme tercer tercero terzo terceiro derde tredje"
        " kolmas trzeci treti harmadik treilea",
        4: "fourth last viertes vierte vierten quatrieme cuarto quarto vierde fjerde fjarde neljas"
        " czwarty ctvrte negyedik patrulea",
    }.items()
    for word in words.split()
}
_PART = re.compile(
    r"\b(?:([1-4])(?:\.|st|nd|rd|th|er|e|ème|°|º|o|a)?|([^\W\d_]{4,12})) ?"
    r"(?:(quarter|quartal|trimestr(?:e|ul)|kwartaal|kvartal|kwarta[lł]\w*|[čc]tvrtlet[íi]"
    r"|negyed[ée]v\w*|nelj[äa]nnes)|(half|halbjahr|semestre|halv[åa]r|halfjaar|p[óo][łl]rocz\w*"
    rf"|pololet[íi]|f[ée]l[ée]v\w*))\s(?:of |de |del |di |van |des jahres |af |av )?{_YEAR}",
    re.IGNORECASE,
)
"""A half or a quarter of a year, counted by a figure or a word."""

_SHORT = re.compile(rf"\b(?:[QT]([1-4])|H([12]))[ ./-]?{_YEAR}", re.IGNORECASE)


def stretches(found: Scan, *, blanket: bool) -> set[Period]:
    """Return the years, halves and quarters that a text names.

    Args:
        found: the text.
        blanket: whether it is about a blanket order: "for 2027" is then its year.
    """
    text = found.words.text
    if "20" not in text:
        return set()
    parts = {p for m in _PART.finditer(text) if (p := _named_part(m))}
    parts |= {
        _of_months(int(m[3]), 3 if m[1] else 6, int(m[1] or m[2])) for m in _SHORT.finditer(text)
    }
    if parts:
        return parts
    years = {int(m[1] or m[2]) for m in _WHOLE_YEAR.finditer(text)}
    years |= {int(m[1]) for m in _ALL_OF.finditer(text)}
    years |= {int(m[1]) for m in _FOR_YEAR.finditer(text)} if blanket else set()
    return {(date(year, 1, 1), date(year, 12, 31)) for year in years}


def _named_part(m: "re.Match[str]") -> Period | None:
    """Return the part of a year that an expression names; None where it counts too far."""
    nth = int(m[1]) if m[1] else _ORDINALS.get(fold(m[2]), 0)
    length = 3 if m[3] else 6
    return _of_months(int(m[5]), length, nth) if 0 < nth <= MONTHS_OF_YEAR // length else None


def _of_months(year: int, length: int, nth: int) -> Period:
    """Return the nth part of a year that is so many months long."""
    last = length * nth
    return date(year, last - length + 1, 1), date(year, last, calendar.monthrange(year, last)[1])
