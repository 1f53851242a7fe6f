"""Stretches of calendar time that an order covers: a year, a half of one, a quarter."""

import calendar
import re
from datetime import date

from bot.stages._scan import Scan

Period = tuple[date, date]

_YEAR = r"(20[0-9]{2})\b(?![-/.]?[0-9])"
_FOR_YEAR = re.compile(
    r"\b(?:for|f[üo]r|pour|para|per|voor|til|f[öo]r|na|pro|vuodelle|pentru)\s+" + _YEAR,
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(
    r"(?:\b(?<!fiscal )(?<!financial )(?:calendar year|year|(?:kalender)?jahr|ann[ée]e(?: civile)?"
    r"|a[ñn]o(?: natural)?|anno(?: solare)?|ano(?: civil)?|(?:kalender)?jaar"
    r"|(?:kalender)?[åa]r(?:et)?|vuo(?:delle|si|tta|den)|roku?|anul)\s+"
    + _YEAR
    + r"|\b(20[0-9]{2})(?:\srok|\.?\s[ée]vi|\.?\s[ée]vre|年度?)\b)",
    re.IGNORECASE,
)
_NTH = r"(?:\.|st|nd|rd|th|er|e|ème|°|o|a)?\s?"
_OF = r"\s(?:of |de |del |van |des jahres |af |av )?"
_QUARTER = re.compile(
    rf"\b(?:[QT]([1-4])[ ./-]?|([1-4]){_NTH}(?:quarter|quartal|trimestr(?:e|ul)|kwartaal|kvartal"
    rf"|kwarta[lł]\w*|[čc]tvrtlet[íi]|negyed[ée]v\w*|nelj[äa]nnes){_OF}){_YEAR}",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"\b(?:H([12])[ ./-]?|(?:([12]){_NTH}|(first) |(second) )(?:half|halbjahr|semestre|halv[åa]r"
    rf"|halfjaar|p[óo][łl]rocz\w*|pololet[íi]|f[ée]l[ée]v\w*){_OF}){_YEAR}",
    re.IGNORECASE,
)


def stretches(found: Scan, *, blanket: bool) -> set[Period]:
    """Return the years, halves and quarters that a text names.

    Args:
        found: the text.
        blanket: whether it is about a blanket order: "for 2027" is then its year.
    """
    text = found.words.text
    if "20" not in text:
        return set()
    parts = {_of_months(int(m[3]), 3, int(m[1] or m[2])) for m in _QUARTER.finditer(text)}
    parts |= {_of_months(int(m[5]), 6, _which_half(m)) for m in _HALF.finditer(text)}
    if parts:
        return parts
    years = {int(m[1] or m[2]) for m in _WHOLE_YEAR.finditer(text)}
    years |= {int(m[1]) for m in _FOR_YEAR.finditer(text)} if blanket else set()
    return {(date(year, 1, 1), date(year, 12, 31)) for year in years}


def _which_half(m: "re.Match[str]") -> int:
    if m[1] or m[2]:
        return int(m[1] or m[2])
    return 1 if m[3] else 2


def _of_months(year: int, length: int, nth: int) -> Period:
    """Return the nth part of a year that is so many months long."""
    last = length * nth
    return date(year, last - length + 1, 1), date(year, last, calendar.monthrange(year, last)[1])
