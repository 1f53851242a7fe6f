"""Where in a mail each of its facts stands: the evidence that a person is shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from bot.domain.message import Layer, Passage
from bot.domain.rules import AmountCue, AmountKind
from bot.domain.understanding import Facts, FactSource
from bot.stages._amounts import Sum, sums
from bot.stages._currencies import places_of
from bot.stages._dates import days
from bot.stages._facts import Source, promised_day
from bot.stages._figures import parsed
from bot.stages._revisions import revisions
from bot.stages._scan import Scan, scan

_SHOWN = (
    Layer.NEW,
    Layer.SUBJECT,
    Layer.FORWARDED,
    Layer.ATTACHMENT,
    Layer.SIGNATURE,
    Layer.QUOTED_OURS,
    Layer.QUOTED_THEIRS,
)
"""Layers in the order in which a fact is looked for; an answer points into our quoted question."""


_GROSS = {AmountKind.GROSS, AmountKind.TOTAL, AmountKind.NEW_TOTAL}
_SAID = {AmountKind.NET, AmountKind.GROSS}
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,'][0-9]{2,3})*")


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a passage's normalised text."""

    passage: Passage
    found: Scan
    start: int
    end: int

    def named(self, name: str) -> FactSource:
        """Return it as the source of a fact, in the passage as it was written."""
        start, end = self.found.normal.span(self.start, self.end)
        text = self.passage.text[start:end]
        return FactSource(name, self.passage.origin, text, start, end, self.passage.layer)


def sources(facts: Facts, source: Source) -> tuple[FactSource, ...]:
    """Return where each fact that was read stands; for a field of a file, the file.

    Args:
        facts: as they were read.
        source: what they were read from.
    """
    result: list[FactSource] = []
    for name in (field.name for field in fields(Facts)):
        if getattr(facts, name) is None:
            continue
        place = next(_places(name, facts, source), None)
        if place:
            result.append(place.named(name))
        elif source.documents:
            origin = source.documents[0].origin
            result.append(FactSource(name, origin, "", 0, 0, Layer.ATTACHMENT))
    return tuple(result)


def _places(name: str, facts: Facts, source: Source) -> Iterator[Place]:
    if name in {"amount", "net"}:
        yield from _of_amount(facts, source)
        yield from _of_cue(source) if name == "net" else ()
    elif name == "currency":
        yield from _of_currency(facts, source)
    elif name in {"valid_from", "valid_to"}:
        yield from _of_day(getattr(facts, name), source)
    elif name == "promised_on":
        yield from _of_promise(facts, source)
    elif name == "revision":
        yield from _of_revision(facts, source)
    else:
        yield from _of_reference(str(getattr(facts, name)), source)


def _read(source: Source) -> Iterator[tuple[Passage, Scan]]:
    for layer in _SHOWN:
        for passage in source.passages:
            if passage.layer is layer:
                yield passage, scan(passage.text, source.rules)


def _of_amount(facts: Facts, source: Source) -> Iterator[Place]:
    """Yield sums of this amount, those that are labelled first; else the gross that it is of."""
    every = [(passage, found, s) for passage, found in _read(source) for s in sums(found)]
    same = [e for e in every if e[2].amount == facts.amount]
    for passage, found, s in sorted(same, key=lambda e: not e[2].cue) or _greater(every, facts):
        yield Place(passage, found, *_trimmed(found, s))
    for passage, found in _read(source):
        for i in _printed(found, facts.amount):
            yield Place(passage, found, found.words.starts[i], found.words.ends[i])


def _of_cue(source: Source) -> Iterator[Place]:
    """Yield what says "net" or "gross", be it the heading of a column."""
    for passage, found in _read(source):
        for hit in found.amounts:
            if isinstance(hit.rule, AmountCue) and hit.rule.kind in _SAID:
                starts, ends = found.words.starts[hit.first], found.words.ends[hit.last]
                yield Place(passage, found, starts, ends)


def _printed(found: Scan, amount: Decimal | None) -> Iterator[int]:
    """Yield the words that print a sum in a table, where neither label nor currency is beside."""
    for i, numeric in enumerate(found.words.numeric):
        word = found.words.folded[i]
        if numeric and _NUMBER.fullmatch(word) and parsed(word, "") == amount:
            yield i


def _greater(
    every: list[tuple[Passage, Scan, Sum]], facts: Facts
) -> list[tuple[Passage, Scan, Sum]]:
    if facts.amount is None:
        return [e for e in every if e[2].kind in _SAID]
    return [e for e in every if e[2].kind in _GROSS and e[2].amount > facts.amount]


def _trimmed(found: Scan, s: Sum) -> tuple[int, int]:
    text = found.words.text[s.start : s.end]
    return s.start + len(text) - len(text.lstrip()), s.start + len(text.rstrip())


def _of_currency(facts: Facts, source: Source) -> Iterator[Place]:
    """Yield where the currency of the amount is named; else the sum of a sender's country."""
    for place in _of_amount(facts, source) if facts.amount is not None else ():
        if places_of(place.found.words.text[place.start : place.end], facts.currency or ""):
            yield place
    for passage, found in _read(source):
        for start, end in places_of(found.words.text, facts.currency or ""):
            yield Place(passage, found, start, end)
    if facts.amount is not None:
        yield from _of_amount(facts, source)


def _of_day(day: date, source: Source) -> Iterator[Place]:
    for passage, found in _read(source):
        for named in days(found, source.written, month_first=source.month_first):
            if day in {named.on, named.until}:
                starts, ends = found.words.starts[named.first], found.words.ends[named.last]
                yield Place(passage, found, starts, ends)
    for passage, found in _read(source):
        for m in re.finditer(rf"\b{day.year}\b", found.words.text):
            yield Place(passage, found, *m.span())


def _of_promise(facts: Facts, source: Source) -> Iterator[Place]:
    said = promised_day(source)
    if said and said[1].until == facts.promised_on:
        words, day = said[0].words, said[1]
        for passage, found in _read(source):
            if found is said[0]:
                yield Place(passage, found, words.starts[day.first], words.ends[day.last])


def _of_revision(facts: Facts, source: Source) -> Iterator[Place]:
    if any(d.revision for d in source.given()):
        return
    for passage, found in _read(source):
        for revision, start in revisions(found, source.rules):
            if revision == facts.revision:
                yield Place(passage, found, start, start + len(revision))


def _of_reference(number: str, source: Source) -> Iterator[Place]:
    for passage, found in _read(source):
        for m in source.mentions:
            if m.number == number and m.origin == passage.origin and m.layer is passage.layer:
                start = found.normal.position(m.start)
                yield Place(passage, found, start, found.normal.position(m.end - 1) + 1)
