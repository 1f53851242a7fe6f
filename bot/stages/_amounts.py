"""Sums of money in a text: how much, in which currency, and what the words beside say they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bot.domain.rules import AmountCue, AmountKind, Side
from bot.stages._grid import alone_under, heading_over
from bot.stages._normal import word_set
from bot.stages._scan import Scan
from bot.stages._words import Words

WORDS_BETWEEN = 3
"""So many words may stand between a sum and what is said of it: "total for phase two: £…"."""

_KRONER = "KR"
_CODES = "GBP|EUR|USD|CHF|DKK|SEK|NOK|PLN|CZK|HUF|RON|AUD|CAD|JPY"
_NAMES = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "us$": "USD",
    "¥": "JPY",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "pound": "GBP",
    "sterling": "GBP",
    "dollars": "USD",
    "zł": "PLN",
    "zl": "PLN",
    "kč": "CZK",
    "kc": "CZK",
    "ft": "HUF",
    "lei": "RON",
    "fr.": "CHF",
    "sfr": "CHF",
    "kr": _KRONER,
    "kr.": _KRONER,
}
_TELLING = {
    "DKK": word_set(
        "ekskl jeres vores indkobsordre indkobsordrenummer rekvisition haevet forhojet belob af"
    ),
    "NOK": word_set("mva eks eksl innkjopsordre belop okt deres dere okning"),
    "SEK": word_set("exkl inkopsorder bestallning belopp hojts och ar er vart ert summan"),
}
"""Words that tell Danish, Norwegian and Swedish kroner apart."""

_BEFORE = rf"(?P<before>US\$|[£€$¥]|\b(?:{_CODES})\b|\bS?Fr\.|\bkr\.?|\bEuro\b)"
_AFTER = (
    rf"(?P<after>[£€¥]|\$(?!\s?[0-9])|(?:{_CODES})\b|euros?\b|pounds?\b|sterling\b|dollars\b"
    r"|zł|Kč|Ft\b|lei\b|kr\b\.?)"
)
_SUM = re.compile(
    rf"(?:{_BEFORE}\s?)?(?<![\w.,/-])"
    r"(?P<number>[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?"
    r"|[0-9]{1,12}(?:[.,][0-9]{1,2})?)(?![0-9])(?:,-{1,2}|\.-)?"
    r"(?P<times>\s?(?:k|thousand|m|mio|million|tsd\.?)\b)?"
    rf"(?![\w/]|[.,-][0-9])(?:\s?{_AFTER})?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(rf"\b(?:{_CODES})\b|[£€]")
_TAXES = word_set(
    "vat tax taxes gst mwst ust umsatzsteuer mehrwertsteuer tva iva btw moms mva alv dph"
)
_MONEY_SIGN = re.compile(
    rf"[£€$¥]|{_CODES}|euro|pound|dollar|sterling|zł|kč|\bft\b|\blei\b", re.IGNORECASE
)
_TIMES = {"k": 1000, "t": 1000, "m": 1_000_000}
_RATE = re.compile(r"([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s?%")
_PLAIN = re.compile(r"[0-9]+[.,][0-9]{2}|[0-9]{1,3}(?:[ .,'][0-9]{3})+(?:[.,][0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, as printed, and the rule that says what it is.

    Attributes:
        amount: in major units.
        currency: ISO 4217, "" where none stands beside it.
        start: its place in the normalised text.
        end: the place after it.
        first: index of its first word.
        last: index of its last word.
        marked: whether a currency stands beside it, be it only "kr".
        cue: what the words beside it say; None where they say nothing.
        kind: of the cue; "net" also for "£12,000 + VAT".
    """

    amount: Decimal
    currency: str
    start: int
    end: int
    first: int
    last: int
    marked: bool
    cue: AmountCue | None = None
    kind: AmountKind | None = None


@lru_cache(maxsize=32)
def sums(found: Scan, numbers: frozenset[int] = frozenset()) -> tuple[Sum, ...]:
    """Return the sums of a text in reading order.

    Args:
        found: the text.
        numbers: words that are known to be order or other numbers, which no sum is.
    """
    bare = list(_sums(found, numbers))
    taken = frozenset(i for s in bare for i in range(s.first, s.last + 1))
    result = []
    for s in bare:
        cue, kind = _headed(found, s) or _said(found, s, taken)
        if s.marked or _certain(found, s, cue):
            result.append(replace(s, cue=cue, kind=kind))
    return tuple(result)


def rates(text: str) -> tuple[Decimal, ...]:
    """Return the percentages in a text that can be a rate of tax, as fractions."""
    found = {Decimal(m[1].replace(",", ".")) / 100 for m in _RATE.finditer(text)}
    return tuple(sorted(rate for rate in found if Decimal("0.02") <= rate <= Decimal("0.27")))


def only_currency(text: str) -> str:
    """Return the one currency that a text names, or ""."""
    named = {_NAMES.get(m[0].lower(), m[0].upper()) for m in _CURRENCY.finditer(text)}
    return named.pop() if len(named) == 1 else ""


def parsed(number: str, currency: str) -> Decimal | None:
    """Return the value of a printed number, or None where it could be two values.

    Two different signs: the later is the decimal sign. One sign once: two digits or one after it
    are decimals, three are a group, save where nobody groups so ("£1.234", "0.123").
    """
    number = number.replace(" ", "").replace("'", "")
    signs = [c for c in number if c in ".,"]
    if not signs:
        return Decimal(number)
    last = signs[-1]
    tail = len(number) - number.rindex(last) - 1
    if len(set(signs)) == 1 and (len(signs) > 1 or tail == 3):
        doubtful = len(signs) == 1 and (number[0] == "0" or (last == "." and currency == "GBP"))
        return None if doubtful else Decimal(number.replace(last, ""))
    other = "," if last == "." else "."
    return Decimal(number.replace(other, "").replace(last, "."))


def _sums(found: Scan, numbers: frozenset[int]) -> Iterator[Sum]:
    words = found.words
    if not any(words.numeric) or not (found.amounts or _MONEY_SIGN.search(words.text)):
        return
    for m in _SUM.finditer(words.text):
        first = max(0, bisect_right(words.starts, m.start("number")) - 1)
        currency = _name(m["before"] or m["after"], words)
        if first in numbers or not _may_be_sum(m["number"], m["times"], currency):
            continue
        amount = parsed(m["number"], currency or "")
        if amount is not None:
            times = _TIMES[m["times"].strip().lower()[0]] if m["times"] else 1
            if _is_negative(words.text, m.start(), m.end()):
                amount = -amount
            last = max(first, bisect_left(words.starts, m.end()) - 1)
            marked = currency is not None
            yield Sum(amount * times, currency or "", m.start(), m.end(), first, last, marked)


def _is_negative(text: str, start: int, end: int) -> bool:
    """Say whether a sum is one that is given back: "-£48,000.00", "(£48,000.00) credit"."""
    signed = re.search(r"(?:^|[\s:(])[-\u2212\u2013]$", text[max(0, start - 2) : start]) is not None
    bracketed = text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")"
    return signed or (bracketed and text[end + 1 : end + 12].strip().lower().startswith("credit"))


def _may_be_sum(number: str, times: str | None, currency: str | None) -> bool:
    """Say whether a number can be a sum: without a currency it must be printed like one."""
    if currency is not None:
        return True
    if " " in number:
        return False
    return bool(_PLAIN.fullmatch(number)) or (not times and len(number) >= 3)


def _certain(found: Scan, s: Sum, cue: AmountCue | None) -> bool:
    """Say whether a number without a currency is a sum: after a heading such as "Total:"."""
    if cue is None or cue.kind not in {
        AmountKind.NET,
        AmountKind.GROSS,
        AmountKind.TAX,
        AmountKind.TOTAL,
        AmountKind.NEW_TOTAL,
    }:
        return False
    printed = found.words.text[s.start : s.end]
    if _PLAIN.fullmatch(printed):
        return True
    before = found.words.text[max(0, s.start - 2) : s.start]
    return any(sign in before for sign in ":\t|=")


def _name(sign: str | None, words: Words) -> str | None:
    if not sign:
        return None
    code = _NAMES.get(sign.lower(), sign.upper())
    return _kroner(words) if code == _KRONER else code


def _kroner(words: Words) -> str:
    """Return whose "kr" is meant, told by words that only one of the three languages has; or ""."""
    present = frozenset(words.folded)
    told = [code for code, own in _TELLING.items() if present & own]
    return told[0] if len(told) == 1 else ""


def _headed(found: Scan, s: Sum) -> tuple[AmountCue | None, AmountKind | None] | None:
    """Return what the heading of a sum's column says; None where the sum has no such heading.

    Of a column of items nothing is said of any one: their total says it.
    """
    heading = heading_over(found.words.text, s.start)
    if heading is None:
        return None
    words, cues = found.words, _by_first(found)
    first = bisect_left(words.starts, heading.start)
    stop = bisect_left(words.starts, heading.end)
    inside = cues[bisect_left(cues, (first, -1)) : bisect_left(cues, (stop, -1))]
    rules = [_rule(found, at) for _, at in inside if found.amounts[at].last < stop]
    if rules and alone_under(found.words.text, heading):
        return rules[-1], rules[-1].kind
    return None if _is_labelled(found, s) else (None, None)


@lru_cache(maxsize=32)
def _by_first(found: Scan) -> list[tuple[int, int]]:
    """Return all cues by first word, ascending."""
    return sorted((hit.first, at) for at, hit in enumerate(found.amounts))


def _is_labelled(found: Scan, s: Sum) -> bool:
    """Say whether words stand before a sum in its own line, so that no heading is needed."""
    line = found.words.text.rfind("\n", 0, s.start) + 1
    return any(c.isalpha() for c in found.words.text[line : s.start])


def _said(found: Scan, s: Sum, taken: frozenset[int]) -> tuple[AmountCue | None, AmountKind | None]:
    after = _after(found, s, taken)
    before = _before(found, s, taken)
    if after and (not before or before.kind not in {AmountKind.TAX, AmountKind.PART}):
        gap = found.words.text[s.end : s.end + 3]
        if after.kind is AmountKind.TAX:
            return after, AmountKind.NET if "+" in gap else AmountKind.TAX
        if not before or before.kind not in {AmountKind.ADDITION, AmountKind.PREVIOUS}:
            return after, after.kind
    if before:
        return before, before.kind
    return None, None


def _before(found: Scan, s: Sum, taken: frozenset[int]) -> AmountCue | None:
    """Find what is said before a sum: nearest first; a cell or line may end between."""
    words, cues = found.words, _cues(found)[0]
    for k in range(bisect_left(cues, (s.first, -1)) - 1, -1, -1):
        last, at = cues[k]
        between = range(last + 1, s.first)
        if len(between) > WORDS_BETWEEN:
            return None
        gap = words.text[words.ends[last] : s.start]
        apart = re.search(r"[.;!?]\s+\S", gap) or gap.count("\n") > 2 or ("\n" in gap and between)
        aside = len(between) > 1 and ("," in gap or "(" in gap)
        if not (apart or aside or any(i in taken for i in between)):
            return _of_tax(found, at, taken)
    return None


def _of_tax(found: Scan, at: int, taken: frozenset[int]) -> AmountCue:
    """Return a cue: "£12,000 including VAT £2,000" says of the second sum that it is the tax."""
    hit, rule = found.amounts[at], _rule(found, at)
    words = found.words
    right_after = hit.first - 1 in taken and "\n" not in words.before(hit.first)
    about_tax = hit.last > hit.first and words.folded[hit.last] in _TAXES
    if right_after and about_tax and rule.kind in {AmountKind.NET, AmountKind.GROSS}:
        return replace(rule, kind=AmountKind.TAX)
    return rule


def _after(found: Scan, s: Sum, taken: frozenset[int]) -> AmountCue | None:
    """Find what is said right after a sum, in its line."""
    words, cues = found.words, _cues(found)[1]
    for first in (s.last + 1, s.last + 2):
        at = cues.get(first)
        if at is None:
            continue
        gap = words.text[s.end : words.starts[first]]
        if "\n" in gap or "\t" in gap or re.search(r"[.;]\s", gap):
            return None
        rule, last = _rule(found, at), found.amounts[at].last
        next_sum = rule.kind is AmountKind.TAX and last + 1 in taken
        return None if next_sum or s.last + 1 in taken else rule
    return None


@lru_cache(maxsize=32)
def _cues(found: Scan) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """Return the cues before sums by last word, ascending, and those after sums by first word."""
    before = sorted(
        (hit.last, at)
        for at, hit in enumerate(found.amounts)
        if isinstance(hit.rule, AmountCue) and hit.rule.side is Side.BEFORE
    )
    after = {
        hit.first: at
        for at, hit in enumerate(found.amounts)
        if isinstance(hit.rule, AmountCue) and hit.rule.side is Side.AFTER
    }
    return before, after


def _rule(found: Scan, at: int) -> AmountCue:
    rule = found.amounts[at].rule
    if not isinstance(rule, AmountCue):
        raise TypeError(rule)
    return rule
