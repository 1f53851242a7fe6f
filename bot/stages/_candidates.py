"""The numbers of one passage, each accepted or refused with the reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Label, Negative, Platform, Rules
from bot.stages._layout import lines
from bot.stages._roles import liveness
from bot.stages._scan import Scan, scan
from bot.stages._shapes import Shape, shapes
from bot.stages._ties import Tie, ties

TIMEOUT_SECONDS = 0.05
"""No platform pattern may look at one passage for longer: a hostile mail must not stall us."""

LAYER_WEIGHT = {Layer.NEW: 1.0, Layer.SUBJECT: 0.97, Layer.ATTACHMENT: 0.96, Layer.FORWARDED: 0.93}
"""How much a label weighs by where it stands; history weighs nothing in the end."""

BARE_DIGITS = 4
"""A line that holds only a number answers our request from so many digits on."""

_SAP_GLUED = re.compile(r"(?:PO|OC|BC|PO[-/#])([1-9][0-9]{9})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{2,6}")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a passage.

    Attributes:
        rules: the rule packs.
        company: whose own numbers are not a client's.
        formats: how the client's numbers look, where known.
        asked: whether the mail answers a request for a PO number, so that a bare number counts.
    """

    rules: Rules
    company: Company
    formats: tuple[str, ...] = ()
    asked: bool = False


def candidates_in(passage: Passage, context: Context) -> Iterator[Candidate]:
    """Yield every number of a passage that is labelled, in the client's format, or our own."""
    if not any(c.isdigit() for c in passage.text):
        return
    found = scan(passage.text, context.rules)
    taken: set[int] = set()
    for candidate in _by_platform(passage, found, context):
        taken |= set(range(candidate.start, candidate.end))
        yield candidate
    shape = shapes(found, context.company)
    tied = ties(found, shape, context.rules)
    bare = _bare(found, shape) if context.asked and passage.layer is Layer.NEW else frozenset()
    looked = _Looked(passage, found, context, shape, tied, bare)
    done = -1
    for i in shape:
        if i <= done or found.normal.origin(found.words.starts[i]) in taken:
            continue
        last = looked.last_group(i)
        done = last
        candidate_or_none = looked.at(i, last)
        if candidate_or_none:
            yield candidate_or_none


def fits(number: str, formats: Sequence[str]) -> bool:
    """Say whether a number has one of the client's formats, as a whole."""
    for pattern in formats:
        try:
            if _compiled(pattern).fullmatch(number, timeout=TIMEOUT_SECONDS):
                return True
        except TimeoutError:
            continue
    return False


@dataclass(frozen=True, slots=True)
class _Looked:
    """A passage with all that is known of its words."""

    passage: Passage
    found: Scan
    context: Context
    shape: dict[int, Shape]
    tied: dict[int, Tie]
    bare: frozenset[int]

    def last_group(self, i: int) -> int:
        """Return the last word of a number printed in groups: "4500 012 345"."""
        words, tie = self.found.words, self.tied.get(i)
        if not tie or not tie.positive or not re.fullmatch(r"[0-9]{2,4}", words.word(i)):
            return i
        last = i
        while (
            last + 1 < len(words)
            and words.after(last) == " "
            and _DIGITS.fullmatch(words.word(last + 1))
            and self.shape[last + 1] in {Shape.NUMBER, Shape.SHORT, Shape.YEAR}
            and (last + 1 not in self.tied or self.tied[last + 1].how == "list")
        ):
            last += 1
        digits = words.text[words.starts[i] : words.ends[last]].replace(" ", "")
        return last if 7 <= len(digits) <= 12 else i

    def at(self, i: int, last: int) -> Candidate | None:
        """Return the candidate at words `i` to `last`, or None for a number that is no matter."""
        words = self.found.words
        start, end = words.starts[i], words.ends[last]
        number = words.text[start:end]
        tie = self.tied.get(i)
        if not (tie and tie.positive):
            start, number = self._without_label(start, number)
        in_format = fits(number, self.context.formats) and self.shape[i] not in {
            Shape.OWN,
            Shape.LINK,
        }
        if not in_format and i and fits(words.word(i - 1) + number, self.context.formats):
            start, in_format = words.starts[i - 1], words.before(i) == " "
            number = words.text[start:end]
        judged = self._judged(i, last, number, in_format=in_format)
        if judged is None:
            return None
        a, b = self.found.normal.span(start, end)
        candidate = Candidate(
            number=number,
            accepted=not judged.reason,
            reason=judged.reason,
            rule=judged.rule,
            origin=self.passage.origin,
            layer=self.passage.layer,
            text=self.passage.text[a:b],
            start=a,
            end=b,
            confidence=round(judged.confidence * LAYER_WEIGHT.get(self.passage.layer, 0.5), 3),
            role=Role.MENTIONED if judged.reason else Role.GIVEN,
        )
        return self._alive(candidate, i)

    def _without_label(self, start: int, number: str) -> tuple[int, str]:
        """Cut a glued label off where the rest is the number: "PO4500012345"."""
        glued = _SAP_GLUED.fullmatch(number)
        if glued and not fits(number, self.context.formats):
            return start + glued.start(1), glued[1]
        head = re.match(r"[A-Za-z]{2,12}[-/.]?(?=[0-9])", number)
        if (
            head
            and head[0].rstrip("-/.").lower() in self.context.rules.word_list("prefixes")
            and not fits(number, self.context.formats)
            and fits(number[head.end() :], self.context.formats)
        ):
            return start + head.end(), number[head.end() :]
        return start, number

    def _judged(self, i: int, last: int, number: str, *, in_format: bool) -> "_Judged | None":
        tie, shape = self.tied.get(i), self.shape[i]
        if shape is Shape.OWN:
            return _Judged("our own numbers", 0.0, "one of our own numbers")
        if tie and isinstance(tie.hit.rule, Label):
            return self._labelled(tie, tie.hit.rule, i, last, in_format=in_format)
        if tie and isinstance(tie.hit.rule, Negative):
            if shape is Shape.NUMBER and self._glued(number):
                return _Judged("glued label", 0.88)
            if in_format and tie.hit.rule.yields:
                return _Judged("client format", 0.85)
            if tie.hit.rule.yields and i in self.bare:
                return _Judged("bare answer", 0.75)
            return _Judged(tie.hit.rule.id, tie.strength * 0.9, f"it is {tie.hit.rule.what}")
        if in_format and shape not in {Shape.PHONE, Shape.MONEY, Shape.POSTCODE}:
            return None if self._grouped(i) else _Judged("client format", 0.8)
        if shape is Shape.NUMBER and self._glued(number):
            return _Judged("glued label", 0.9)
        if i in self.bare:
            return _Judged("bare answer", 0.75)
        return None

    def _labelled(
        self, tie: Tie, label: Label, i: int, last: int, *, in_format: bool
    ) -> "_Judged | None":
        rule = f"{label.id}/{tie.how}"
        confidence = label.confidence * tie.strength
        shape = self.shape[i]
        if in_format:
            return _Judged(rule, max(confidence, 0.98))
        if shape is not Shape.NUMBER and last == i:
            if shape is Shape.SHORT and tie.how in {"list", "loose"}:
                return None
            return _Judged(rule, 0.1, f"it looks like {shape.value}")
        digits = sum(c.isdigit() for c in self.found.words.word(i))
        if label.weak and last == i and digits < BARE_DIGITS and not _has_letters(self, i):
            return _Judged(rule, 0.2, "too short for a number after these words")
        return _Judged(rule, confidence)

    def _glued(self, number: str) -> bool:
        head = re.match(r"([A-Za-z]{2,})[-/]?[0-9]", number)
        digits = sum(c.isdigit() for c in number)
        prefixes = self.context.rules.word_list("prefixes")
        return bool(head and head[1].lower() in prefixes and digits >= 3) or bool(
            _SAP_GLUED.fullmatch(f"PO{number}") and self.passage.text.count(f"O{number}")
        )

    def _grouped(self, i: int) -> bool:
        """Say whether a token is one group of several, as in telephone numbers."""
        words = self.found.words
        left = i > 0 and words.numeric[i - 1] and words.before(i) == " "
        right = i + 1 < len(words) and words.numeric[i + 1] and words.after(i) == " "
        return left or right

    def _alive(self, candidate: Candidate, i: int) -> Candidate:
        if not candidate.accepted:
            return candidate
        said = liveness(self.found, i, self.tied, self.context.rules)
        if said is None or said.role is Role.GIVEN:
            return candidate
        return replace(
            candidate,
            accepted=False,
            role=said.role,
            reason=said.why,
            rule=f"{candidate.rule}; {said.id}",
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    rule: str
    confidence: float
    reason: str = ""


def _has_letters(looked: _Looked, i: int) -> bool:
    return any(c.isalpha() for c in looked.found.words.word(i))


def _bare(found: Scan, shape: dict[int, Shape]) -> frozenset[int]:
    """Return the numbers that stand alone in their line, or right after "it is" or a colon."""
    words = found.words
    alone = set()
    for row in lines(found):
        numbers = [i for i in range(row.first, row.last + 1) if shape.get(i) is Shape.NUMBER]
        if len(numbers) != 1:
            continue
        i = numbers[0]
        digits = sum(c.isdigit() for c in words.word(i))
        announced = i > 0 and re.search(r":\s*$", words.before(i)) is not None
        copula = i > row.first and words.folded[i - 1] in {"is", "s", "ist", "est", "es"}
        if digits >= BARE_DIGITS and (row.first == row.last or announced or copula):
            alone.add(i)
    return frozenset(alone)


def _by_platform(passage: Passage, found: Scan, context: Context) -> Iterator[Candidate]:
    lowered = found.words.text.lower()
    for platform in context.rules.platforms:
        if platform.hint in lowered:
            yield from _platform_hits(passage, found, platform)


def _platform_hits(passage: Passage, found: Scan, platform: Platform) -> Iterator[Candidate]:
    try:
        for hit in _compiled(platform.regex).finditer(found.words.text, timeout=TIMEOUT_SECONDS):
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


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern)
