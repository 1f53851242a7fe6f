"""Text made comparable, with the way back to the text as the sender wrote it."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

LIMIT = 256 * 1024
"""No more of one passage is looked at: nobody states an order after 256 KB of text."""

_UNUSUAL = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_HYPHENS = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
    "\u02d7\u2043\u058a\u2796\u207b\u208b"
)
_SLASHES = "\u2044\u2215\u29f8"
_NOTHING = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u061c\u034f\u206a\u206b\u206c\u206d\u206e\u206f"
    "\ufe0e\ufe0f"
)
_QUOTES = "\u2018\u2019\u02bc\u00b4"
_LINE_ENDS = "\u0085\u2028\u2029"
_MAP = {
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **dict.fromkeys(map(ord, _SLASHES), "/"),
    **dict.fromkeys(map(ord, _NOTHING), ""),
    **dict.fromkeys(map(ord, _QUOTES), "'"),
    **dict.fromkeys(map(ord, _LINE_ENDS), "\n"),
    ord("º"): "°",
}
_LETTERS = {ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("æ"): "ae", ord("œ"): "oe"}


@dataclass(frozen=True, slots=True)
class Normal:
    """Text after NFKC, with plain hyphens and without invisible characters.

    Attributes:
        text: the normalised text.
        marks: positions in `text` from which the distance to the original changes, ascending.
        places: the original position of each mark.
    """

    text: str
    marks: tuple[int, ...] = (0,)
    places: tuple[int, ...] = (0,)

    def origin(self, position: int) -> int:
        """Return where in the original text the character at `position` stands."""
        i = bisect_right(self.marks, position) - 1
        place = self.places[i] + position - self.marks[i]
        # One character may have become several ("½", "№"): all of them are that one.
        later = self.places[i + 1] if i + 1 < len(self.places) else place + 1
        return min(place, max(later - 1, self.places[i]))

    def position(self, origin: int) -> int:
        """Return where the original's character at `origin` stands in the normalised text."""
        i = max(0, bisect_right(self.places, origin) - 1)
        return self.marks[i] + origin - self.places[i]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a piece that is not empty.

        It ends behind the combining marks of its last letter, and before invisible characters.
        """
        i = bisect_left(self.marks, end)
        if i < len(self.marks) and self.marks[i] == end:
            return self.origin(start), max(self.places[i], self.origin(start) + 1)
        return self.origin(start), self.origin(end - 1) + 1


def normalise(text: str) -> Normal:
    """Return the first 256 KB of a text in normal form."""
    text = text[:LIMIT]
    if text.isascii():
        return Normal(text)
    out: list[str] = []
    marks, places = [0], [0]
    done = length = 0
    for run in _UNUSUAL.finditer(text):
        plain = run[0].translate(_MAP)
        if plain == run[0] and unicodedata.is_normalized("NFKC", plain):
            continue
        out.append(text[done : run.start()])
        length += run.start() - done
        for place, piece in _pieces(run[0], run.start()):
            marks.append(length)
            places.append(place)
            out.append(piece)
            length += len(piece)
        done = run.end()
        marks.append(length)
        places.append(done)
    out.append(text[done:])
    return Normal("".join(out), tuple(marks), tuple(places))


def word_set(words: str) -> frozenset[str]:
    """Return a list of folded words, written as text because there are many."""
    return frozenset(words.split())


def fold(word: str) -> str:
    """Return a word without case and accents, as phrases are compared."""
    if word.isascii():
        return word.lower()
    split = unicodedata.normalize("NFD", word.casefold().translate(_LETTERS))
    return "".join(c for c in split if not unicodedata.combining(c))


def _pieces(run: str, start: int) -> list[tuple[int, str]]:
    """Return the normal form of each character, combining marks together with their base."""
    pieces: list[tuple[int, str]] = []
    i = 0
    while i < len(run):
        j = i + 1
        while j < len(run) and unicodedata.combining(run[j]):
            j += 1
        plain = unicodedata.normalize("NFKC", run[i:j].translate(_MAP)).translate(_MAP)
        pieces.append((start + i, plain))
        i = j
    return pieces
