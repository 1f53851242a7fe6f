"""One look at a passage: its words, and every rule that is found in them."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

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
from bot.stages._broken import broken
from bot.stages._normal import Normal, normalise
from bot.stages._phrases import Finder, Hit, finder
from bot.stages._remembered import let_go
from bot.stages._words import Words, split

KEPT = 25_000
"""Passages of so many words together are remembered: the steps of one mail look at each once."""

RENAMED = "renamed-after"
"""Id of the rule for words that lead from an order's old number to its new one."""

LONGEST_SENTENCE = 60
"""What is further apart than so many words is not said together."""

_LINK = re.compile(
    # Bounded as addresses are (RFC 5321 4.5.3.1): unbounded, a long run of signs costs its square.
    r"(?:https?://|www\.)\S+|[^\s<>@]{1,64}@[^\s<>@]{1,255}\.[a-zA-Z]{1,63}",
    re.IGNORECASE,
)


COLUMNS = 3
"""So many cells without a number in one line are the headings of a table."""

LONGEST_LINES = 2_000
"""So many characters of a row of headings, and of the one below, are looked at."""

_CELL_ENDS = re.compile(r"\t|\||   +")
_RATE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s?%")
_GAP_BEHIND = re.compile(r"[.: ]*(?:\t|\||   )")

HEADING_WORDS = 80
"""A document says what it is within so many words, or not at all."""


@dataclass(frozen=True, eq=False)
class Scan:
    """A passage's normal text, words, and hits by what they are about, each in reading order.

    Compared by identity, so that what is read from it can be cached.

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

    @property
    def is_cut(self) -> bool:
        """Say whether the passage goes on behind the words that are looked at."""
        return len(self.words.text) < len(self.normal.text)

    @cached_property
    def label_lasts(self) -> tuple[int, ...]:
        """The last word of each label, ascending."""
        return tuple(hit.last for hit in self.labels)

    @cached_property
    def label_at(self) -> dict[int, Hit]:
        """Labels by each of their words."""
        return {i: hit for hit in self.labels for i in range(hit.first, hit.last + 1)}

    @cached_property
    def said_before(self) -> dict[int, Liveness]:
        """What is said of the number that follows, by last word; the longest phrase."""
        return {
            hit.last: hit.rule
            for hit in sorted(self.liveness, key=lambda h: -h.first)
            if isinstance(hit.rule, Liveness) and hit.rule.side is Side.BEFORE
        }

    @cached_property
    def said_after(self) -> dict[int, tuple[int, Liveness]]:
        """By first word the longest phrase of either side: its last word and the rule."""
        return {
            hit.first: (hit.last, hit.rule)
            for hit in sorted(self.liveness, key=_later_wins)
            if isinstance(hit.rule, Liveness) and hit.rule.id != RENAMED
        }

    def same_sentence(self, i: int, j: int) -> bool:
        """Say whether no sentence, paragraph or cell ends between words `i` and `j`, i < j."""
        return j - i <= LONGEST_SENTENCE and not any(self.words.hard[i + 1 : j + 1])

    def sentence(self, first: int, last: int) -> range:
        """Return the words of the sentence that holds words `first` to `last`."""
        hard = self.words.hard
        start, end = max(0, first - LONGEST_SENTENCE), min(len(hard), last + LONGEST_SENTENCE)
        while first > start and not hard[first]:
            first -= 1
        while last + 1 < end and not hard[last + 1]:
            last += 1
        return range(first, last + 1)


class _Kept:
    """What was read last, by text and rules, as long as it holds no more than so many words."""

    def __init__(self) -> None:
        self._scans: dict[tuple[str, Rules], Scan] = {}
        self._words = 0

    def scan(self, text: str, rules: Rules) -> Scan:
        """Return what is known of a text, or look at it."""
        found = self._scans.get((text, rules)) or _looked_at(text, rules)
        if self._scans.pop((text, rules), None) is None:
            self._words += len(found.words)
        self._scans[text, rules] = found
        while self._words > KEPT and len(self._scans) > 1:
            oldest = next(iter(self._scans))
            self._words -= len(self._scans.pop(oldest).words)
        return found


_kept = threading.local()


def scan(text: str, rules: Rules) -> Scan:
    """Look at a passage's text once; the same text is not looked at twice in a mail."""
    if not hasattr(_kept, "scans"):
        _kept.scans = _Kept()
    kept: _Kept = _kept.scans
    return kept.scan(text, rules)


def forget() -> None:
    """Let go of what was read: the next mail shares no text with the last one."""
    _kept.scans = _Kept()
    let_go()


def _looked_at(text: str, rules: Rules) -> Scan:
    normal = normalise(text)
    words = split(normal, rules.word_list("abbreviations"))
    hits = [hit for hit in _finder(rules)(words) if not _crosses_rows(hit, words)]
    return Scan(
        normal=normal,
        words=words,
        labels=_longest(h for h in hits if _is_label(h, words)),
        cues=_of(hits, Cue),
        liveness=_of(hits, Liveness),
        amounts=(*_sums_said(hits, words, Side.BEFORE), *_sums_said(hits, words, Side.AFTER)),
        dates=_longest(h for h in hits if isinstance(h.rule, DateCue) and in_one_cell(h, words)),
        headings=_longest(h for h in hits if isinstance(h.rule, Heading)),
    )


def _is_label(hit: Hit, words: Words) -> bool:
    """Say whether a hit calls a number something; some words do only as the name of a field."""
    if not isinstance(hit.rule, Label | Negative):
        return False
    field = isinstance(hit.rule, Label) and hit.rule.field
    return not field or words.after(hit.last).lstrip(" ")[:1] in {":", "=", "\t", "|"}


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
    opens = hit.first == 0 or "\n" in gap or "\t" in gap or "|" in gap or "   " in gap
    return opens and not _names_a_column(found, hit)


def _names_a_column(found: Scan, hit: Hit) -> bool:
    """Say whether a hit is one of several headings of a table, and so no title of the page.

    Two cells may be a letterhead and the title, unless the title is one that gives no order.
    """
    words = found.words
    start = words.text.rfind("\n", 0, words.starts[hit.first]) + 1
    line, _, rest = words.text[start : start + LONGEST_LINES].partition("\n")
    if any(c.isdigit() for c in _RATE.sub("", line)):
        return False
    below = rest.partition("\n")[0]
    order = isinstance(hit.rule, Heading) and hit.rule.order
    valued = _cells(below) >= COLUMNS - 1 and any(c.isdigit() for c in below)
    return _cells(line) >= (COLUMNS - 1 if valued and not order else COLUMNS)


def _cells(line: str) -> int:
    return sum(bool(cell.strip()) for cell in _CELL_ENDS.split(line.strip()))


def _crosses_rows(hit: Hit, words: Words) -> bool:
    """Say whether a phrase begins in the line above a form's label: "VARIATION / Order no:   4".

    Prose may break anywhere; a label with a wide gap behind it stands on one line.
    """
    start, end = words.starts[hit.first], words.ends[hit.last]
    return "\n" in words.text[start:end] and bool(_GAP_BEHIND.match(words.text, end))


def in_one_cell(hit: Hit, words: Words) -> bool:
    """Say whether a hit stays in its cell: "Valid from | Valid to" is not "valid … to"."""
    text = words.text[words.starts[hit.first] : words.ends[hit.last]]
    return not any(sign in text for sign in ("\t", "|", "   "))


def links(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of web and mail addresses: digits in them are nobody's order."""
    if "@" not in text and "://" not in text and "www." not in text.lower():
        return ()
    return tuple(m.span() for m in _LINK.finditer(text))


@lru_cache(maxsize=32)
def series(company: Company) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """Return the patterns of our own numbers by kind, each to match a whole token.

    A number may be broken at its hyphen, as phones and line ends break it; `as_issued` mends it.
    """
    return tuple(
        (kind, re.compile(rf"(?<![A-Za-z0-9])(?:{broken(p)})(?![A-Za-z0-9])", re.IGNORECASE))
        for kind, p in company.series
    )


def _sums_said(hits: Iterable[Hit], words: Words, side: Side) -> tuple[Hit, ...]:
    """Keep what is said of sums on one side; a comma ends it: "without VAT, total …"."""
    return _longest(
        hit
        for hit in hits
        if isinstance(hit.rule, AmountCue)
        and hit.rule.side is side
        and "," not in words.text[words.starts[hit.first] : words.ends[hit.last]]
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


def _later_wins(hit: Hit) -> tuple[int, bool]:
    """Order phrases that begin together: longer ones last, and of equals those after a number."""
    return hit.last, isinstance(hit.rule, Liveness) and hit.rule.side is Side.AFTER


def _last_choice(hit: Hit) -> float:
    """Return how late a hit comes among equals: what refuses a number first, a weak label last."""
    return 2 - hit.rule.confidence if isinstance(hit.rule, Label) else 0


@lru_cache(maxsize=8)
def _finder(rules: Rules) -> Finder:
    return finder(rules.phrased(), dict(rules.groups), rules.word_list("misspelt"))
