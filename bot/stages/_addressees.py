"""The companies that an order may be made out to though no title says so.

A letter-style order has its addressee's name above the address, and nothing before it, or a mere
"To". Where our name stands nowhere on the page, a whole company's name alone in its cell, above the
first sum and outside the letterhead, may be whose order it is. Whether it is the client's own is
for `decide`.
"""

import re

from bot.domain.company import Company
from bot.domain.rules import Rules
from bot.stages._amounts import sums
from bot.stages._grid import Cell, Row, grid, under
from bot.stages._names import is_incorporated, same_company
from bot.stages._normal import fold, word_set
from bot.stages._scan import Scan

LONGEST_NAME = 60
MOST_WORDS = 7
"""What is longer is a sentence with a company in it."""

MOST_ROWS = 25
"""An addressee stands in so many first rows; below them are items, banks and small print."""

BLOCK = 3
"""So many lines of an address can stand between its title and the company's name."""

_BETWEEN = word_set("the attention of l attention de die firma la ditta company le")
"""Words of such a title beside "to": "An die Firma", "To the company"."""

_TOKEN = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_OTHER_FIELD = re.compile(r":.*\d")
"""A field that has its own value, and so heads nothing: "Order number: 4711"."""

_STREET = re.compile(r"\s*[,;(]|\s+-\s+")
"""Ends a company's name where its address goes on in the same line."""


def addressees(found: Scan, rules: Rules, company: Company) -> tuple[str, ...]:
    """Return the companies in a page's address blocks; none where the page names us.

    Args:
        found: the page of the document.
        rules: for the titles of addresses, which say that a company is no addressee.
        company: us.
    """
    text = found.words.text
    if any(same_company(text, name) for name in (company.name, *company.aliases)):
        return ()
    receivers = rules.word_list("receivers")
    titles = rules.word_list("addresses") | rules.word_list("buyers") | rules.word_list("payers")
    rows = _above_sums(grid(text), found)
    return tuple(
        name
        for index, row in enumerate(rows)
        for cell in row
        if index
        and (
            (name := _named(cell.text, receivers))
            or (
                _is_company(name := cell.text)
                and not _is_titled(rows, index, cell, titles - receivers)
            )
        )
    )


def letterhead(found: Scan) -> str:
    """Return the company whose name alone is the first line of a page; "" where none is."""
    first = next(iter(grid(found.words.text)), ())
    return first[0].text if len(first) == 1 and _is_company(first[0].text) else ""


def _named(text: str, receivers: frozenset[str]) -> str:
    """Return the company behind the title of an addressee: "To: Acme Ltd, 1 High Street"."""
    words = list(_TOKEN.finditer(text))
    said = [_words(word[0]) for word in words]
    titled = next((at for at, w in enumerate(said) if not w <= receivers | _BETWEEN), len(said))
    if titled == len(words) or all(w.isdisjoint(receivers) for w in said[:titled]):
        return ""
    name = _STREET.split(text[words[titled].start() :])[0]
    return name if _is_company(name) else ""


def _above_sums(rows: tuple[Row, ...], found: Scan) -> tuple[Row, ...]:
    """Return the rows of a page before its first sum."""
    first = min((s.start for s in sums(found)), default=None)
    upper = rows[:MOST_ROWS]
    return upper if first is None else tuple(row for row in upper if row[-1].end <= first)


def _is_company(text: str) -> bool:
    """Say whether a cell holds a company's whole name with its legal form, and nothing else."""
    words = text.split()
    fits = len(text) <= LONGEST_NAME and 1 < len(words) <= MOST_WORDS
    plain = not any(c.isdigit() or c in ":;@/" for c in text)
    return fits and plain and words[0][:1].isupper() and is_incorporated(text)


def _is_titled(rows: tuple[Row, ...], index: int, cell: Cell, titles: frozenset[str]) -> bool:
    """Say whether a title stands before a name, in its row or above its block."""
    row = rows[index]
    before = [other for other in row if other.end <= cell.start][-1:]
    for upper in rows[max(0, index - BLOCK) : index]:
        above = (other for other in upper if under(upper, other, row) == cell)
        before += [other for other in above if not _OTHER_FIELD.search(other.text)]
    return any(_words(other.text) & titles for other in before)


def _words(text: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(fold(text)))
