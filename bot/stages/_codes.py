"""The letters of a series that are printed apart from its number: "NE 2026/318", "BY 2026 14"."""

import re

from bot.domain.rules import Rules
from bot.stages._calendar import MONTHS
from bot.stages._normal import word_set
from bot.stages._scan import Scan
from bot.stages._shapes import CURRENCY_WORDS, Shape

LONGEST_PLAIN = 7
"""A longer number of digits alone has no series: "SAP 4500012345" only says whence it is."""

MONTHS_OF_A_YEAR = 12
LIST_REACH = 4
"""So many words lie between two numbers of one list, each with its letters."""

_CODE = re.compile(r"[A-Z]{1,4}")
_SIGN = re.compile(r"[:#=→»\t|\n°]|  ")
_OF_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[-/][0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2})")
_SERIAL = frozenset({Shape.NUMBER, Shape.YEAR, Shape.SHORT})
_CALLS = word_set("no nr n num nos nro ref id date datum vom of")
"""Words that only lead to a number, even where a line is written in capitals."""

_NEVER = CURRENCY_WORDS | MONTHS.keys() | _CALLS
_SMALL = ("connectors", "copulas", "determiners", "joiners", "beside", "abbreviations")


def coded(found: Scan, shape: dict[int, Shape], rules: Rules) -> frozenset[int]:
    """Return the numbers that a series' letters lead, as the first words of a value.

    The letters are capitals, no word that the rules know, and stand right behind a label or where
    a cell begins: "Encomenda n.º NE 2026/318", but not "order for the UK 4711".
    """
    if not shape:
        return frozenset()
    small = frozenset().union(*(rules.word_list(name) for name in _SMALL))
    result: set[int] = set()
    for i, form in shape.items():
        serial = form in _SERIAL or is_of_a_year(found, i)
        if not (i and serial and _leads(found, i)) or found.words.folded[i - 1] in _NEVER:
            continue
        if _begins(found, i - 1, small, rules) or _repeats(found, i, result):
            result.add(i)
    return frozenset(result)


def is_of_a_year(found: Scan, i: int) -> bool:
    """Say whether a number counts within a year, and is a date only where no letters lead it."""
    return bool(_OF_A_YEAR.fullmatch(found.words.word(i)))


def is_no_month(found: Scan, i: int) -> bool:
    """Say whether a number counts within a year, and can be no month of it: "2026-14"."""
    _, _, count = found.words.word(i).replace("/", "-").partition("-")
    return is_of_a_year(found, i) and count.isdigit() and int(count) > MONTHS_OF_A_YEAR


def _leads(found: Scan, i: int) -> bool:
    words, number = found.words, found.words.word(i)
    long = number.isdigit() and len(number) > LONGEST_PLAIN
    return (
        words.before(i) == " "
        and bool(_CODE.fullmatch(words.word(i - 1)))
        and number[0].isdigit()
        and (i - 1) not in found.label_at
        and not long
    )


def _begins(found: Scan, j: int, small: frozenset[str], rules: Rules) -> bool:
    """Say whether a value begins with word `j`: after a label, a colon, or in a cell of its own."""
    words = found.words
    if j == 0 or _SIGN.search(words.before(j)):
        return j > 0 or words.folded[j] not in small
    spoken = words.before(j).strip(" .") == "" and not words.word(j - 1).isupper()
    after = (j - 1) in found.label_at or words.folded[j - 1] in rules.word_list("connectors")
    return spoken and after and words.folded[j] not in small


def _repeats(found: Scan, i: int, before: set[int]) -> bool:
    """Say whether the same letters lead a number just before: "IK 22818 och IK 22819"."""
    folded = found.words.folded
    return any(k in before and folded[k - 1] == folded[i - 1] for k in range(i - LIST_REACH, i))
