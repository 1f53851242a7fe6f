"""Who issues a document, and whom it is made out to, where it says so.

A name stands behind its title ("Supplier: Acme Ltd"), in the cell beside it, or below it where
several titles stand side by side. Whether the cell beside is a value or the next column's heading
is told by what it says, and by the company form that most names carry. In doubt there is no name: a
wrong one would hold up an order that is ours.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from bot.domain.rules import Rules
from bot.stages._grid import Cell, Row, grid, under
from bot.stages._names import closed_up, is_incorporated
from bot.stages._normal import fold, word_set
from bot.stages._scan import Scan

LONGEST_NAME = 80
"""A company's name on a document is not longer; what is, is a sentence."""

BLOCK = 3
"""So many lines of an address can come before the company's name: "Attn. Accounts"."""

FORM_CELLS = 2
"""In a row of a form a title has its value beside it; longer rows may be all headings."""

_TITLES = word_set(
    "name details address anschrift nom nombre adresse to an a à til till aan de di du la"
)
"""Words of a title beside the one that says whose it is: "Invoice to", "Facturer à"."""

_COUNTED = word_set("no nr number num nummer numero code id n")
"""Before a party's own number, which stands before its name: "Lieferant Nr. 70417 Acme GmbH"."""

LONGEST_SOURCE = 3
"""So many words has a title such as "Order placed with"."""

LONGEST_GLUED = 10
"""A title, a number and a company's name are no more words together."""

_TOKEN = re.compile(r"\S+")

_NUMBER_BEFORE = re.compile(r"^\(?[A-Za-z]{0,3}[-/.]?[0-9][\w./-]{2,}\)?[\s,:-]+(?=[^\W\d])")
"""A supplier's number in front of its name: "P0771 Acme", "0000204417 Acme", "(7714) Acme"."""

_NEXT_FIELD = re.compile(r"[.;]\s+(?=[^.:;]{2,40}:)")
"""Another field in the same cell: "Acme Ltd. Payment terms: 60 days"."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 4
"""Shorter words inside a name need no capital: "van der", "and", "de"."""


def party(found: Scan, rules: Rules, kind: str) -> str:
    """Return the name of a document's supplier or buyer; "" where none is plausible.

    Args:
        found: the document's page.
        rules: for what is a heading, and which word makes a company's name.
        kind: the word list of the titles, "sellers" or "buyers".
    """
    page = _Page(found, rules, rules.word_list(kind), sells=kind == "sellers")
    return next(page.names(), "")


class _Page:
    """A page on which the title of a party is looked for."""

    def __init__(self, found: Scan, rules: Rules, titles: frozenset[str], *, sells: bool) -> None:
        self.sells = sells
        self.found, self.titles = found, titles
        self.ordering, self.sources = rules.word_list("ordering"), rules.word_list("sources")
        self.rows = grid(found.words.text)
        self.forms = rules.word_list("companies")
        self.headings = rules.word_list("addresses") | (
            rules.word_list("sellers") | rules.word_list("buyers")
        )
        self.starts = _heading_starts(found)

    def names(self) -> Iterator[str]:
        """Yield the plausible names after each title, from the top."""
        for index, row in enumerate(self.rows):
            for at, cell in enumerate(row):
                title, colon, rest = cell.text.partition(":")
                if not self._is_title(title):
                    if name := self._glued(cell.text):
                        yield name
                    continue
                name = rest if rest.strip() else self._around(index, at, announced=bool(colon))
                name = _alone(name)
                if self._is_name(name):
                    yield name

    def _is_title(self, text: str) -> bool:
        """Say whether a text is a title and nothing else: "Supplier 70417" has said its number."""
        words = _folded(text)
        if not words or any(c.isdigit() for c in text):
            return False
        if words[0] in self.titles:
            return all(word in self.titles | _TITLES for word in words)
        return self.sells and self._is_source(words)

    def _is_source(self, words: list[str]) -> bool:
        """Say whether a title says where the order is placed: "Order from", "Bestellt bei"."""
        if not 1 < len(words) <= LONGEST_SOURCE:
            return False
        return words[0] in self.ordering and words[-1] in self.sources

    def _glued(self, text: str) -> str:
        """Return the company's name that follows a title with but a blank between, as print may.

        "Vendor name Brightwave Ltd Vendor no 9911": it ends with its legal form.
        """
        words = list(_TOKEN.finditer(text))[:LONGEST_GLUED]
        at = 0
        while at < len(words) and self._goes_before(words[at][0], first=not at):
            at += 1
        if not 0 < at < len(words) or not words[at][0][0].isupper():
            return ""
        for last in range(at + 1, len(words)):
            if not words[last][0][0].isupper() or ":" in words[last - 1][0]:
                return ""
            name = text[words[at].start() : words[last].end()].strip(" .,;:-")
            if is_incorporated(name) and self._has_form(words[last][0]):
                return name
        return ""

    def _goes_before(self, word: str, *, first: bool) -> bool:
        folded = fold(word.strip(".:,;()#"))
        if first:
            return folded in self.titles
        return folded in self.titles | _TITLES | _COUNTED or not any(c.isalpha() for c in word)

    def _around(self, index: int, at: int, *, announced: bool) -> str:
        """Return the name beside or below a title that stands alone in its cell."""
        row = self.rows[index]
        beside = row[at + 1] if at + 1 < len(row) else None
        below = self._below(index, row, row[at])
        if beside is None or beside.text.endswith(":"):
            return below
        if self._is_heading(beside) and (not announced or self._has_form(below)):
            return below
        if announced:
            return beside.text
        if self._has_form(beside.text) or (not below and len(row) == FORM_CELLS):
            return "" if self._heads_values(index, row, row[at]) else beside.text
        return below if self._has_form(below) else ""

    def _below(self, index: int, row: Row, title: Cell) -> str:
        """Return the likeliest name of the block under a title: the first with a company form."""
        block: list[str] = []
        for lower in self.rows[index + 1 : index + 1 + 3 * BLOCK]:
            cell = under(row, title, lower)
            if cell is None:
                continue
            if self._is_heading(cell) or len(block) == BLOCK:
                break
            block.append(cell.text)
        formed = (text for text in block if self._has_form(text))
        return next(formed, block[0] if block and self._is_name(block[0]) else "")

    def _heads_values(self, index: int, row: Row, title: Cell) -> bool:
        """Say whether a value that is no name stands below a title: its row is all headings."""
        lower = self.rows[index + 1] if index + 1 < len(self.rows) else None
        cell = under(row, title, lower) if lower else None
        return cell is not None and cell.text[:1].isdigit() and not self._is_heading(cell)

    def _is_heading(self, cell: Cell) -> bool:
        """Say whether a cell is the title of something, and so nobody's name."""
        if self._has_form(cell.text):
            return False
        words = _folded(cell.text)
        starts = self.found.words.starts
        members = range(bisect_left(starts, cell.start), bisect_left(starts, cell.end))
        return (
            cell.text.endswith(":")
            or not self.starts.isdisjoint(members)
            or bool(words and words[0] in self.headings)
        )

    def _has_form(self, text: str) -> bool:
        """Say whether a text holds a word that only companies and public bodies carry."""
        words = _WORD.findall(closed_up(text))
        return any(word[0].isupper() and fold(word) in self.forms for word in words)

    def _is_name(self, text: str) -> bool:
        letters = sum(c.isalpha() for c in text)
        digits = sum(c.isdigit() for c in text)
        if letters < 3 or letters <= digits or len(text) > LONGEST_NAME or "@" in text:
            return False
        long = [word for word in _WORD.findall(text) if len(word) >= _SHORT]
        titled = not text[0].isdigit() and all(word[0].isupper() for word in long)
        return titled or self._has_form(text)


def _alone(name: str) -> str:
    """Return a name without the supplier's number before it and the fields after it."""
    name = _NEXT_FIELD.split(_NUMBER_BEFORE.sub("", name.strip()))[0]
    return name.strip(" .:,;-")


def _heading_starts(found: Scan) -> frozenset[int]:
    """Return the first words of what announces a number, a date or a sum."""
    return frozenset(hit.first for hit in (*found.labels, *found.dates, *found.amounts))


def _folded(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]
