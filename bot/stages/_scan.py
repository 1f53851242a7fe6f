"""One look at a passage: its words, and every rule that is found in them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.company import Company
from bot.domain.rules import (
    AmountCue,
    Cue,
    DateCue,
    Heading,
    Label,
    Liveness,
    Negative,
    Rules,
    Side,
)
from bot.stages._normal import Normal, normalise
from bot.stages._phrases import Finder, Hit, finder
from bot.stages._words import Words, split

_LINK = re.compile(r"(?:https?://|www\.)\S+|[^\s<>@]+@[^\s<>@]+\.[a-zA-Z]+", re.IGNORECASE)


HEADING_WORDS = 80
"""A document says what it is within so many words, or not at all."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A passage's normal text, words, and hits by what they are about, each in reading order.

    `labels` holds Label and Negative hits that do not overlap: the longest phrase wins.
    """

    normal: Normal
    words: Words
    labels: tuple[Hit, ...]
    cues: tuple[Hit, ...]
    liveness: tuple[Hit, ...]
    amounts: tuple[Hit, ...]
    dates: tuple[Hit, ...]
    headings: tuple[Hit, ...]

    def same_sentence(self, i: int, j: int) -> bool:
        """Say whether no sentence, paragraph or cell ends between words `i` and `j`, i < j."""
        return not any(self.words.hard[i + 1 : j + 1])


@lru_cache(maxsize=256)
def scan(text: str, rules: Rules) -> Scan:
    """Look at a passage's text once; the same text is not looked at twice."""
    normal = normalise(text)
    words = split(normal, rules.word_list("abbreviations"))
    hits = _finder(rules)(words)
    return Scan(
        normal=normal,
        words=words,
        labels=_longest(h for h in hits if isinstance(h.rule, Label | Negative)),
        cues=_of(hits, Cue),
        liveness=_of(hits, Liveness),
        amounts=tuple(
            hit
            for side in Side
            for hit in _longest(
                h for h in hits if isinstance(h.rule, AmountCue) and h.rule.side is side
            )
        ),
        dates=_longest(h for h in hits if isinstance(h.rule, DateCue)),
        headings=_longest(h for h in hits if isinstance(h.rule, Heading)),
    )


def heading(found: Scan) -> Heading | None:
    """Return what an attached page says it is, near its top; None where it does not say."""
    for hit in found.headings:
        if hit.first > HEADING_WORDS:
            return None
        if isinstance(hit.rule, Heading) and _opens_a_line(found, hit):
            return hit.rule
    return None


def _opens_a_line(found: Scan, hit: Hit) -> bool:
    gap = found.words.before(hit.first)
    return hit.first == 0 or "\n" in gap or "\t" in gap or "|" in gap or "   " in gap


def links(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of web and mail addresses: digits in them are nobody's order."""
    if "@" not in text and "://" not in text and "www." not in text.lower():
        return ()
    return tuple(m.span() for m in _LINK.finditer(text))


@lru_cache(maxsize=32)
def series(company: Company) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Return the patterns of our own numbers by kind, each to match a whole token."""
    return tuple(
        (kind, re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE))
        for kind, pattern in company.series
    )


def _of(hits: Iterable[Hit], kind: type) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if isinstance(hit.rule, kind))


def _longest(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Keep the leftmost, and of those the longest, of hits that overlap."""
    kept: list[Hit] = []
    by_place = sorted(hits, key=lambda h: (h.first, -h.last, _last_choice(h)))
    for hit in by_place:
        if not kept or hit.first > kept[-1].last:
            kept.append(hit)
    return tuple(kept)


def _last_choice(hit: Hit) -> float:
    """Return how late a hit comes among equals: what refuses a number first, a weak label last."""
    return 2 - hit.rule.confidence if isinstance(hit.rule, Label) else 0


@lru_cache(maxsize=8)
def _finder(rules: Rules) -> Finder:
    return finder(rules.phrased(), dict(rules.groups))
