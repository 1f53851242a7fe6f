"""What a token that holds a digit is by its shape: a number to look at, or a date, sum, phone …."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum

from bot.domain.company import Company
from bot.stages._normal import word_set
from bot.stages._scan import Scan, links, series
from bot.stages._words import Words

SHORTEST, LONGEST = 3, 35
"""X12 allows 22 characters and D365 20; UBL sets no limit. Below three nothing is recognisable."""

CURRENCY_SIGNS = "£€$¥"
CURRENCY_WORDS = word_set(
    "gbp eur usd chf dkk sek nok pln czk huf ron euro euros pounds pound sterling dollars kc"
    " ft lei zl kr aud cad jpy"
)

_DATE = re.compile(
    r"[0-3]?[0-9]([./-])[0-3]?[0-9]\1(?:[0-9]{2}|(?:19|20)[0-9]{2})|(?:19|20)[0-9]{2}([./-])[01]?[0-9]\2[0-3]?[0-9]"
    r"(?:t[0-9]+)?|[0-9]{1,2}(?:st|nd|rd|th)"
    r"|(?:[0-2]?[0-9]|3[01])/(?:0[1-9]|1[0-2])"
    r"|[0-9]{1,2}[./-](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[./-](?:20)?[0-9]{2}",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:fy|fy-)?(?:19|20)[0-9]{2}|fy-?[0-9]{2}(?:[-/][0-9]{2})?"
    r"|(?:fy)?(?:19|20)[0-9]{2}[-/](?:20)?[0-9]{2}|(?:po|oc|bc)-?20[0-9]{2}|h[12]-?20[0-9]{2}|q[1-4](?:-?20[0-9]{2})?",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?"
    r"|[0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]+[.,][0-9]{2}|[0-9]+k"
)
_IBAN = re.compile(r"[a-z]{2}[0-9]{2}(?=[a-z0-9]*[0-9]{6})[a-z0-9]{11,30}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[a-z0-9/-]*x{3,}[a-z0-9/-]*", re.IGNORECASE)
_SAMPLE = re.compile(
    r"(?:[a-z0-9]*[-/.])*(?:[a-z]*0{4,}|[a-z]*[1-9]{1,4}0{7,}|[a-z]*([0-9])\1{5,})", re.IGNORECASE
)
"""Forms and circulars show how a number looks by noughts: "CA-26-00000", "9999999999"."""

_TERM = re.compile(r"b[tg]-[0-9]{1,3}", re.IGNORECASE)
"""The name that EN 16931 gives to a field of an invoice: BT-13."""

_DIRECTORY = re.compile(r"[0-9]{2}[ab]", re.IGNORECASE)
"""The version of an EDIFACT directory: D.96A."""

_ITEM = re.compile(r"0{2,4}[0-9]{1,2}0")
"""SAP counts the lines of an order 00010, 00020."""

WIDEST_GAP = 60
"""So many blanks may part the columns of a table that was typed by hand."""

MOST_GROUPS = 3
"""No sum has more groups of thousands behind its first."""

_HEAD = re.compile(r"[0-9]{1,3}")
_THOUSAND = re.compile(r"[0-9]{3}(?:[.,][0-9]{2})?")
_TIME = re.compile(r"[0-9]{1,2}(?:am|pm|h[0-9]{0,2})", re.IGNORECASE)
_UNITS = word_set(
    "days day weeks months hours hrs years working business pages users licences licenses"
    " tage tagen wochen jours mois giorni dagen dias dage dagar dni users seats pcs stuck"
)
_NETWORK = re.compile(r"an0[0-9]{10}(?:-t)?|(?:doc|ws|cw)[0-9]{6,12}", re.IGNORECASE)
"""An Ariba Network id names a company there, a supplier or a buyer: AN and eleven digits.

Doc, WS and CW count its sourcing events, workspaces and contracts.
"""

_LEITWEG = re.compile(r"[0-9]{2,12}-[a-z0-9]{1,30}-[0-9]{2}", re.IGNORECASE)
_DISTRICT = re.compile(r"po[0-9]{1,2}", re.IGNORECASE)
_INWARD = re.compile(r"[0-9][a-z]{2}", re.IGNORECASE)


class Shape(StrEnum):
    """What a token looks like; the value completes "it looks like …"."""

    NUMBER = "a number"
    SHORT = "too short or too long for an order number"
    DATE = "a date"
    YEAR = "a year"
    MONEY = "a sum of money"
    PERCENT = "a percentage"
    PHONE = "a telephone number"
    UNIT = "a quantity"
    POSTCODE = "a postcode"
    ROUTING = "a routing, bank or technical identifier"
    LINK = "part of a web or mail address"
    NETWORK = "an id on a supplier network"
    OWN = "one of our own numbers"
    PLACEHOLDER = "a placeholder"
    ITEM = "the number of a line"
    TERM = "the name of a field"


def shapes(found: Scan, company: Company) -> dict[int, Shape]:
    """Return the shape of every numeric word, by its index."""
    words = found.words
    own = _covered(words, [m.span() for _, p in series(company) for m in p.finditer(words.text)])
    linked = _covered(words, links(words.text))
    return {
        i: Shape.OWN if i in own else Shape.LINK if i in linked else _shape(found, i)
        for i in range(len(words))
        if words.numeric[i]
    }


def _covered(words: Words, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return the words that begin in one of some spans of the text."""
    covered: set[int] = set()
    for start, end in spans:
        i = bisect_left(words.starts, start)
        while i < len(words) and words.starts[i] < end:
            covered.add(i)
            i += 1
    return covered


def _shape(found: Scan, i: int) -> Shape:
    token = found.words.word(i)
    return _by_form(token) or _by_neighbours(found, i) or _by_length(token)


def _by_form(token: str) -> Shape | None:
    for pattern, shape in (
        (_DATE, Shape.DATE),
        (_YEAR, Shape.YEAR),
        (_GROUPED, Shape.MONEY),
        (_TIME, Shape.DATE),
        (_UUID, Shape.ROUTING),
        (_PLACEHOLDER, Shape.PLACEHOLDER),
        (_SAMPLE, Shape.PLACEHOLDER),
        (_TERM, Shape.TERM),
        (_ITEM, Shape.ITEM),
        (_NETWORK, Shape.NETWORK),
        (_IBAN, Shape.ROUTING),
    ):
        if pattern.fullmatch(token):
            return shape
    if _LEITWEG.fullmatch(token) and _leitweg_valid(token):
        return Shape.ROUTING
    return None


def _by_neighbours(found: Scan, i: int) -> Shape | None:
    words = found.words
    before, after = words.before(i), words.after(i)
    text = words.text
    if before.rstrip(" ")[-1:] in set(CURRENCY_SIGNS) and before:
        return Shape.MONEY
    if after.lstrip(" ")[:1] == "%":
        return Shape.PERCENT
    if after[:2] in {"##", "**", "??", "__"}:
        return Shape.PLACEHOLDER
    if _DIRECTORY.fullmatch(words.word(i)) and before[-1:] == "." and _is_letter_d(found, i - 1):
        return Shape.ROUTING
    if _in_thousands(found, i):
        return Shape.MONEY
    if before[-1:] == "+" or before[-2:] == "+(":
        return Shape.PHONE
    if (
        after.strip(" ")[:1] in set(CURRENCY_SIGNS)
        and after
        and not _digit_follows(text, words.ends[i])
    ):
        return Shape.MONEY
    return _by_next_word(found, i)


def _is_letter_d(found: Scan, i: int) -> bool:
    return i >= 0 and found.words.folded[i] == "d"


def _in_thousands(found: Scan, i: int) -> bool:
    """Say whether a token leads a sum in groups, with its currency: "230 000 NOK"."""
    words = found.words
    last = i
    while (
        last + 1 < len(words)
        and last - i < MOST_GROUPS
        and words.after(last) == " "
        and _THOUSAND.fullmatch(words.word(last + 1))
    ):
        last += 1
    if last == i or not _HEAD.fullmatch(words.word(i)):
        return False
    gap = words.after(last).strip(" ")
    named = last + 1 < len(words) and not gap and words.folded[last + 1] in CURRENCY_WORDS
    led = i > 0 and not words.before(i).strip(" ") and words.folded[i - 1] in CURRENCY_WORDS
    return named or led or (bool(gap) and gap[0] in CURRENCY_SIGNS)


def _by_next_word(found: Scan, i: int) -> Shape | None:
    words = found.words
    token = words.word(i)
    if i and words.folded[i - 1] in CURRENCY_WORDS and not words.before(i).strip(" "):
        return Shape.MONEY
    if i + 1 >= len(words) or words.after(i).strip(" "):
        return None
    follower = words.folded[i + 1]
    if _DISTRICT.fullmatch(token) and _INWARD.fullmatch(follower):
        return Shape.POSTCODE
    if follower in _UNITS and len(token) < 5:
        return Shape.UNIT
    if follower in CURRENCY_WORDS and "\n" not in words.after(i):
        third = words.numeric[i + 2] if i + 2 < len(words) else False
        return None if third and len(token) > 6 else Shape.MONEY
    return None


def _digit_follows(text: str, end: int) -> bool:
    rest = text[end : end + WIDEST_GAP].lstrip(" " + CURRENCY_SIGNS)
    return rest[:1].isdigit()


def _by_length(token: str) -> Shape:
    signs = sum(c.isalnum() for c in token)
    return Shape.NUMBER if signs >= SHORTEST and len(token) <= LONGEST else Shape.SHORT


def _leitweg_valid(token: str) -> bool:
    """Check a German Leitweg-ID: ISO 7064 mod 97-10 over all of it leaves 1."""
    digits = "".join(str(int(c, 36)) for c in token if c != "-")
    return int(digits) % 97 == 1
