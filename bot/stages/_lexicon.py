"""The words of all phrases, to be looked up by the words of a text: whole, in part, or misspelt."""

from collections.abc import Iterable

NUMBER = "#"
"""Stands for any token that holds a digit."""

SHORTEST_MISSPELT = 6
"""In a shorter word one wrong letter makes another word: "order" and German "oder"."""

Place = tuple[int, tuple[str, ...]]
"""A slot by its number, and the words that must follow its first one."""


class Lexicon:
    """First words of slots.

    An asterisk stands for the rest of a word, before it ("*nummer"), after it ("zamow*") or on both
    sides, as compounds and inflected words need it.
    """

    def __init__(
        self, entries: Iterable[tuple[str, int, tuple[str, ...]]], misspelt: frozenset[str]
    ) -> None:
        self._exact: dict[str, list[Place]] = {}
        self._begun: dict[str, list[Place]] = {}
        self._ended: dict[str, list[Place]] = {}
        self._inside: dict[str, list[Place]] = {}
        for word, number, rest in entries:
            index = (self._exact, self._begun, self._ended, self._inside)[
                word.endswith("*") + 2 * word.startswith("*")
            ]
            index.setdefault(word.strip("*"), []).append((number, rest))
        self._begun_lengths = sorted({len(part) for part in self._begun})
        self._ended_lengths = sorted({len(part) for part in self._ended})
        self._misspelt = tuple(w for w in sorted(misspelt) if len(w) >= SHORTEST_MISSPELT)

    def slots(self, key: str, word: str) -> list[Place]:
        """Return the slots that begin with a word.

        Args:
            key: the folded word, or NUMBER for a token that holds a digit.
            word: the word as it stands; a numeric token can be spelt out in a phrase too.
        """
        if key == NUMBER:
            return self._exact.get(word, []) + self._exact.get(NUMBER, [])
        found = self._in_part(word)
        if word in self._exact:
            return found + self._exact[word]
        meant = self._meant(word)
        return found + self._in_part(meant) + self._exact.get(meant, []) if meant else found

    def _in_part(self, word: str) -> list[Place]:
        found: list[Place] = []
        for length in self._begun_lengths:
            if length <= len(word):
                found += self._begun.get(word[:length], ())
        for length in self._ended_lengths:
            if length <= len(word):
                found += self._ended.get(word[-length:], ())
        for part, places in self._inside.items():
            if part in word:
                found += places
        return found

    def _meant(self, word: str) -> str:
        """Return the known word that was meant by a misspelt one, or ""."""
        if len(word) < SHORTEST_MISSPELT - 1:
            return ""
        return next((w for w in self._misspelt if is_slip(word, w)), "")


def matches(pattern: str, word: str) -> bool:
    """Say whether a word fits a word of a phrase, asterisks included."""
    if pattern.startswith("*"):
        part = pattern.strip("*")
        return part in word if pattern.endswith("*") else word.endswith(part)
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def is_slip(word: str, meant: str) -> bool:
    """Say whether a word is another one with one letter wrong, missing, doubled or swapped.

    The first letter must be right, and a letter added at the end is an ending, not an error.
    """
    if abs(len(word) - len(meant)) > 1 or word[:1] != meant[:1] or word[:-1] == meant:
        return False
    start = 0
    while start < min(len(word), len(meant)) and word[start] == meant[start]:
        start += 1
    a, b = word[start:], meant[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return (len(a) <= 1 and len(b) <= 1) or (len(a) == 2 and a == b[::-1])
