"""One number of a passage, judged by its label, its shape, and what is said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Label, Negative, Rules
from bot.stages._former import is_former
from bot.stages._roles import liveness
from bot.stages._scan import Scan
from bot.stages._shapes import SHORTEST, Shape
from bot.stages._ties import Tie

TIMEOUT_SECONDS = 0.05
"""No pattern may look at one passage for longer: a hostile mail must not stall us."""

LAYER_WEIGHT = {Layer.NEW: 1.0, Layer.SUBJECT: 0.97, Layer.ATTACHMENT: 0.96, Layer.FORWARDED: 0.93}
"""How much a label weighs by where it stands; history weighs nothing in the end."""

BARE_DIGITS = 4
"""A number without a strong label counts from so many digits on."""

LONGEST_CODE = 4
"""A longer glued label is a word and no part of the number: "Order118834"."""

_SAP_GLUED = re.compile(r"(?:PO|OC|BC|PO[-/#])([1-9][0-9]{9})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{2,6}")
_NO_FORMAT = frozenset({Shape.OWN, Shape.LINK, Shape.PHONE, Shape.MONEY, Shape.POSTCODE})


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


def fits(number: str, formats: Sequence[str]) -> bool:
    """Say whether a number has one of the client's formats, as a whole.

    An expression that cannot be used matches nothing: the ledger says so where it is imported.
    """
    for pattern in formats:
        try:
            if compiled(pattern).fullmatch(number, timeout=TIMEOUT_SECONDS):
                return True
        except (TimeoutError, regex.error):
            continue
    return False


@dataclass(frozen=True, slots=True)
class Looked:
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
        glued = self._glued(number)
        start = self._number_start(start, number, labelled=bool(tie and tie.positive))
        number = words.text[start:end]
        in_format = self._in_format(i, number)
        if not in_format and i and words.before(i) == " ":
            apart = words.text[words.starts[i - 1] : end]
            if fits("".join(apart.split()), self.context.formats):
                start, number, in_format = words.starts[i - 1], apart, True
        judged = self._judged(i, last, in_format=in_format, glued=glued)
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

    def _number_start(self, start: int, number: str, *, labelled: bool) -> int:
        """Return where a number begins without a glued label that is none of it: "PO4500012345"."""
        formats = self.context.formats
        if fits(number, formats):
            return start
        head = re.match(r"([A-Za-z]{2,12})[-/.]?(?=[0-9])", number)
        prefixes = self.context.rules.word_list("prefixes")
        if head and head[1].lower() in prefixes:
            word = len(head[1]) > LONGEST_CODE and not labelled
            if word or fits(number[head.end() :], formats):
                return start + head.end()
        glued = None if labelled else _SAP_GLUED.fullmatch(number)
        return start + glued.start(1) if glued else start

    def _in_format(self, i: int, number: str) -> bool:
        return self.shape[i] not in _NO_FORMAT and fits(number, self.context.formats)

    def _judged(self, i: int, last: int, *, in_format: bool, glued: bool) -> "_Judged | None":
        tie = self.tied.get(i)
        if self.shape[i] is Shape.OWN:
            return _Judged("our own numbers", 0.0, "one of our own numbers")
        if tie and isinstance(tie.hit.rule, Label):
            return self._labelled(tie, tie.hit.rule, i, last, in_format=in_format)
        glued = glued and self.shape[i] is Shape.NUMBER
        if tie and isinstance(tie.hit.rule, Negative):
            return self._otherwise(tie, tie.hit.rule, i, in_format=in_format, glued=glued)
        if in_format:
            return None if self._grouped(i) else _Judged("client format", 0.8)
        if glued:
            return _Judged("glued label", 0.9)
        return _Judged("bare answer", 0.75) if i in self.bare else None

    def _otherwise(
        self, tie: Tie, other: Negative, i: int, *, in_format: bool, glued: bool
    ) -> "_Judged | None":
        """Judge a number that the words before it call something else."""
        if glued:
            return _Judged("glued label", 0.88)
        if other.yields and in_format:
            return _Judged("client format", 0.85)
        if other.yields and i in self.bare:
            return _Judged("bare answer", 0.75)
        if self.shape[i] is not Shape.NUMBER:
            return None
        return _Judged(other.id, tie.strength * 0.9, f"it is {other.what}")

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
        """Say whether a token begins with a label: "PO45012", "PO-2026-001"."""
        head = re.match(r"([A-Za-z]{2,})[-/]?[0-9]", number)
        digits = sum(c.isdigit() for c in number)
        return bool(
            head
            and head[1].lower() in self.context.rules.word_list("prefixes")
            and digits >= SHORTEST
        )

    def _grouped(self, i: int) -> bool:
        """Say whether a token is one group of several, as in telephone numbers."""
        words = self.found.words
        left = i > 0 and words.numeric[i - 1] and words.before(i) == " "
        right = i + 1 < len(words) and words.numeric[i + 1] and words.after(i) == " "
        return left or right

    def _alive(self, candidate: Candidate, i: int) -> Candidate:
        rules = self.context.rules
        if not candidate.accepted:
            return candidate
        if candidate.layer is Layer.ATTACHMENT and is_former(self.found, i, self.tied, rules):
            return replace(
                candidate, accepted=False, role=Role.MENTIONED, reason="an earlier order"
            )
        said = liveness(self.found, i, self.tied, rules)
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


def _has_letters(looked: Looked, i: int) -> bool:
    return any(c.isalpha() for c in looked.found.words.word(i))


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Return a regular expression of a rule or of the ledger, compiled once."""
    return regex.compile(pattern)
