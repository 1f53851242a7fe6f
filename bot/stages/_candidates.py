"""The numbers of one passage, each accepted or refused with the reason."""

import re
from collections.abc import Iterator

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Platform, Rules
from bot.stages._announced import announced
from bot.stages._bound import bound
from bot.stages._codes import coded, is_of_a_year
from bot.stages._context import Context
from bot.stages._fields import own_fields
from bot.stages._formats import TIMEOUT_SECONDS, compiled
from bot.stages._judged import BARE_DIGITS, LAYER_WEIGHT, Looked
from bot.stages._layout import lines
from bot.stages._normal import word_set
from bot.stages._scan import Scan, scan
from bot.stages._shapes import Shape, shapes
from bot.stages._ties import ties
from bot.stages._words import Words

_PHONE = re.compile(r"0[1-9][0-9]{8,9}")
MOST_NUMBERS = 300
"""No more numbers of one passage are judged: no order lists so many others."""

INTRODUCTION = 8
"""So many words may introduce a bare number: "Hi, here you go, it is …"."""

MOST_CLOSING = 8
"""So many words may follow a bare number in its line as thanks and the like."""

NAMES = 2
"""So many words is the name of who writes."""

_DIGIT = re.compile("[0-9]")

_PURPOSE = word_set("for is fur pour para per voor til till for dla na pro")
"""After a number that answers a request these say what it is for."""


def _has_digit(text: str) -> bool:
    """Say whether a text holds a digit of any script."""
    if text.isascii():
        return bool(_DIGIT.search(text))
    return any(c.isdigit() for c in text)


def candidates_in(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Yield every number of a passage that is labelled, in the client's format, or our own."""
    if not _has_digit(passage.text):
        return
    found = scan(passage.text, context.rules)
    taken: set[int] = set()
    for candidate in _by_platform(passage, found, context):
        taken |= set(range(candidate.start, candidate.end))
        yield candidate
    shape = shapes(found, context.company)
    tied = ties(found, shape, context.rules)
    series = coded(found, shape, context.rules)
    bare = (
        _bare(found, shape, series, context)
        if context.asked and passage.layer is Layer.NEW
        else frozenset()
    )
    if passage.layer in {Layer.NEW, Layer.FORWARDED}:
        bare |= bound(found, shape, tied, context.rules) | announced(found, shape, context.rules)
    own = own_fields(found, context.rules)
    looked = Looked(passage, found, context, shape, tied, bare, own, series)
    done, judged = -1, 0
    for i in shape:
        if i <= done or found.normal.origin(found.words.starts[i]) in taken:
            continue
        last = looked.last_group(i)
        done = last
        candidate_or_none = looked.at(i, last)
        if candidate_or_none:
            yield candidate_or_none
            judged += 1
        if judged >= MOST_NUMBERS:
            yield unread(passage, "limit", "more numbers than are read")
            return


def _bare(
    found: Scan, shape: dict[int, Shape], series: frozenset[int], context: Context
) -> frozenset[int]:
    """Return the numbers that answer a request: "4711", "here it is: 4711", "ENG-0001: 4711"."""
    rules = context.rules
    words = found.words
    bare = set()
    for row in lines(found):
        for i in range(row.first, min(row.last, row.first + MOST_NUMBERS) + 1):
            serial = i in series and is_of_a_year(found, i)  # "Q-0001: NE 2026/41"
            if (shape.get(i) is not Shape.NUMBER and not serial) or _PHONE.fullmatch(words.word(i)):
                continue
            start, earliest = i, max(row.first, i - INTRODUCTION - 1)
            while start > earliest and not _clause_begins(found, start, rules):
                start -= 1
            if i - start > INTRODUCTION:
                continue
            if _has_heading(found, row.first, start):
                continue
            before = range(start, i - (i in series))
            introduced = _is_introduced(words, shape, before, i, context)
            ordered = _is_ordered(words, i, rules)
            told = len(before) > 1 or any(shape.get(j) is Shape.OWN for j in before)
            told = told or (bool(before) and _is_equated(words, i))
            priced = any(shape.get(j) is Shape.MONEY for j in range(i + 1, row.last + 1))
            ends = (
                (priced and i == row.first and words.after(i)[:3] == " - ")
                or i == row.last
                or words.hard[i + 1]
                or words.folded[i + 1] in _PURPOSE
                or _only_closes(words, i + 1, row.last, rules)
            )
            enough = sum(c.isdigit() for c in words.word(i)) >= BARE_DIGITS
            told = introduced and (told or (not before and ends))
            if enough and (told or (ordered and ends)):
                bare.add(i)
    return frozenset(bare)


def _is_introduced(
    words: Words, shape: dict[int, Shape], before: range, i: int, context: Context
) -> bool:
    """Say whether only words that introduce a number, or our own numbers, lead to word `i`.

    Before a colon they may be those of a work's title: "Website: 4711".
    """
    rules = context.rules
    plain = frozenset().union(
        *(rules.word_list(name) for name in ("introductions", "connectors", "determiners"))
    )
    if _is_equated(words, i):
        plain |= context.works
    return all(shape.get(j) is Shape.OWN or words.folded[j] in plain for j in before)


def _is_equated(words: Words, i: int) -> bool:
    return any(sign in words.before(i) for sign in ":=")


def _only_closes(words: Words, first: int, last: int, rules: Rules) -> bool:
    """Say whether but a courtesy ends a line: "4711, thanks", "4711 as discussed - cheers, Jo"."""
    closings = rules.word_list("closings")
    plain = closings | rules.word_list("introductions") | rules.word_list("connectors")
    rest = words.folded[first : last + 1]
    known = [j for j, word in enumerate(rest) if word not in plain]
    if not rest or any(words.numeric[first : last + 1]) or "?" in words.after(last):
        return False
    # Behind a closing stands a name at most.
    signed = bool(known) and known[0] > 0 and not closings.isdisjoint(rest[: known[0]])
    return len(rest) <= MOST_CLOSING and (
        not known or (signed and known == list(range(known[0], len(rest))) and len(known) <= NAMES)
    )


def _is_ordered(words: Words, i: int, rules: Rules) -> bool:
    """Say whether a verb bids us to use a number: "for the kiosk use 4471-K"."""
    if i == 0 or words.before(i) != " ":
        return False
    return words.folded[i - 1] in rules.word_list("giving") and not words.numeric[i - 1]


def _has_heading(found: Scan, first: int, start: int) -> bool:
    """Say whether a cell stands before a number's own on its line: it says what the number is."""
    gap = found.words.before(start)
    return start > first and ("\t" in gap or "|" in gap) and "\n" not in gap


def _clause_begins(found: Scan, i: int, rules: Rules) -> bool:
    words = found.words
    # "As 4711" calls something a number, and begins nothing.
    joined = words.folded[i - 1] in rules.word_list("joiners") - {"as"}
    # "Es" joins in Hungarian, and is "it is" in Spanish where a sentence begins with it.
    opens = i == 1 or words.hard[i - 1]
    is_verb = opens and words.folded[i - 1] in rules.word_list("copulas")
    return words.hard[i] or "," in words.before(i) or (joined and not is_verb)


def _by_platform(passage: Passage, found: Scan, context: Context) -> Iterator[Candidate]:
    lowered = found.words.text.lower()
    for platform in context.rules.platforms:
        if platform.hint in lowered:
            yield from _platform_hits(passage, found, platform)


def _platform_hits(passage: Passage, found: Scan, platform: Platform) -> Iterator[Candidate]:
    try:
        for hit in compiled(platform.regex).finditer(found.words.text, timeout=TIMEOUT_SECONDS):
            a, b = found.normal.span(*hit.span("po"))
            yield Candidate(
                number=hit["po"],
                accepted=True,
                reason="",
                rule=platform.id,
                origin=passage.origin,
                layer=passage.layer,
                text=passage.text[a:b],
                start=a,
                end=b,
                confidence=round(platform.confidence * LAYER_WEIGHT.get(passage.layer, 0.5), 3),
            )
    except TimeoutError:
        yield unread(passage, platform.id, "the pattern took too long on this text")


def unread(passage: Passage, rule: str, reason: str) -> Candidate:
    """Return the refusal of a whole passage, or of the rest of one."""
    return Candidate(
        "", False, reason, rule, passage.origin, passage.layer, "", 0, 0, 0.0, Role.MENTIONED
    )
