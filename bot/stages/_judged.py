"""One number of a passage, judged by its label, its shape, and what is said of it."""

import re
from dataclasses import dataclass, replace

from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Label, Negative
from bot.stages._announced import answers_which
from bot.stages._business import OWN_WORDS
from bot.stages._codes import is_no_month, is_of_a_year
from bot.stages._context import Context
from bot.stages._fields import fills_field
from bot.stages._formats import ending_of, fits, form, lacks_letters
from bot.stages._former import is_former
from bot.stages._named import Text
from bot.stages._renamed import old_number
from bot.stages._roles import liveness
from bot.stages._scan import Scan
from bot.stages._shapes import SHORTEST, Shape
from bot.stages._tie import Tie

LAYER_WEIGHT = {Layer.NEW: 1.0, Layer.SUBJECT: 0.97, Layer.ATTACHMENT: 0.96, Layer.FORWARDED: 0.93}
"""How much a label weighs by where it stands; history weighs nothing in the end."""

BESIDE_WORDS = 3
"""No more words stand between "vendor" and its number: "vendor number for us is 4711"."""

BARE_DIGITS = 4
"""A number without a strong label counts from so many digits on."""

LONGEST_CODE = 4
"""A longer glued label is a word and no part of the number: "Order118834"."""

LONGEST_DATE = 8
"""A date is written with no more digits."""

FILED_SIGNS = 5
"""A number on file is known again without a label if it has so many signs."""

FEWEST_GROUPED, MOST_GROUPED = 7, 12
"""So many digits has a number printed in groups, if no letters of a series lead it."""

MOST_PARTS = 3
"""No number is printed in more groups of digits behind its first."""

_CODE = re.compile(r"[A-Z]{1,5}")
_SAP_GLUED = re.compile(r"(?:PO|OC|BC|PO[-/#])([1-9][0-9]{9})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{2,6}")
_NO_FORMAT = frozenset(
    {Shape.OWN, Shape.LINK, Shape.PHONE, Shape.MONEY, Shape.POSTCODE, Shape.PLACEHOLDER}
)


@dataclass(frozen=True, slots=True)
class Looked:
    """A passage with all that is known of its words."""

    passage: Passage
    found: Scan
    context: Context
    shape: dict[int, Shape]
    tied: dict[int, Tie]
    bare: frozenset[int]
    own: frozenset[int] = frozenset()
    coded: frozenset[int] = frozenset()

    def last_group(self, i: int) -> int:
        """Return the last word of a number printed in groups: "4500 012 345"."""
        words, tie = self.found.words, self.tied.get(i)
        if apart := self._apart(i):
            return apart[1]
        if not tie or not tie.positive or not re.fullmatch(r"[0-9]{2,4}", words.word(i)):
            return i
        last = i
        while (
            last + 1 < len(words)
            and last - i < MOST_PARTS
            and words.after(last) == " "
            and _DIGITS.fullmatch(words.word(last + 1))
            and self.shape[last + 1] in {Shape.NUMBER, Shape.SHORT, Shape.YEAR}
            and (last + 1 not in self.tied or self._of_group(tie, i, last + 1))
        ):
            last += 1
        digits = words.text[words.starts[i] : words.ends[last]].replace(" ", "")
        fewest = BARE_DIGITS if i in self.coded else FEWEST_GROUPED
        return last if fewest <= len(digits) <= MOST_GROUPED else i

    def _of_group(self, tie: Tie, i: int, j: int) -> bool:
        """Say whether word `j` is but one more group of number `i`: "Order no: 2026 0417"."""
        other = self.tied[j]
        year = self.shape[i] is Shape.YEAR and ":" in self.found.words.before(i)
        return other.how == "list" or (year and other.hit == tie.hit)

    def at(self, i: int, last: int) -> Candidate | None:
        """Return the candidate at words `i` to `last`, or None for a number that is no matter."""
        words = self.found.words
        start, end = words.starts[i], words.ends[last]
        number = words.text[start:end]
        tie = self.tied.get(i)
        glued = self._glued(number)
        start = self._number_start(start, number, labelled=bool(tie and tie.positive))
        number = words.text[start:end]
        start, end = self._as_printed(i, start, end)
        number = words.text[start:end]
        in_format = self._in_format(i, number)
        if not in_format and (apart := self._apart(i)):
            start, in_format = words.starts[apart[0]], True
            number = words.text[start:end]
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

    def _apart(self, i: int) -> tuple[int, int] | None:
        """Return the first and last word of a number whose parts are printed apart: "KD 25 118".

        Put together they have the client's format, or the form of an order of theirs on file.
        """
        words, formats, forms = self.found.words, self.context.formats, self.context.forms
        if not (formats or forms) or fits(words.word(i), formats):
            return None
        if i > 0 and words.before(i) == " " and _DIGITS.fullmatch(words.word(i - 1)):
            return None  # It goes on with a number, and begins none.
        lettered = i > 0 and words.before(i) == " " and _CODE.fullmatch(words.word(i - 1))
        last = i
        while last - i < MOST_PARTS and last + 1 < len(words) and self._goes_on(last):
            last += 1
        for first in (i - 1, i) if lettered else (i,):
            for end in range(last, max(i, first + 1) - 1, -1):
                if end == first:
                    continue
                number = "".join(words.text[words.starts[first] : words.ends[end]].split())
                if fits(number, formats) or (first < i and form(number) in forms):
                    return first, end
        return None

    def _goes_on(self, last: int) -> bool:
        """Say whether one more group of digits follows, with but a blank between."""
        words = self.found.words
        return words.after(last) == " " and bool(_DIGITS.fullmatch(words.word(last + 1)))

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

    def _as_printed(self, i: int, start: int, end: int) -> tuple[int, int]:
        """Return the number's place with the letters of its series, and without a mere initial.

        What the client's format, or a number on file, says of the number outweighs both:
        "4500012345/JS" is 4500012345 where their numbers have ten digits.
        """
        words, formats, known = self.found.words, self.context.formats, self.context.known
        number = words.text[start:end]
        if fits(number, formats) or canonical(number) in known:
            return start, end
        if ending := ending_of(number, words.text[end:], formats, known):
            return start, end + len(ending)
        head, slash, _ = number.rpartition("/")
        if slash and (fits(head, formats) or canonical(head) in known):
            return start, start + len(head)
        if i in self.coded and start == words.starts[i] and not self._like_on_file(number):
            return words.starts[i - 1], end
        return start, end

    def _like_on_file(self, number: str) -> bool:
        """Say whether the client's orders on file are printed like this, without a series."""
        return any(form(number) == form(on_file) for on_file in self.context.known)

    def _in_format(self, i: int, number: str) -> bool:
        return self.shape[i] not in _NO_FORMAT and fits(number, self.context.formats)

    def _judged(self, i: int, last: int, *, in_format: bool, glued: bool) -> "_Judged | None":
        tie = self.tied.get(i)
        if self.shape[i] is Shape.OWN:
            return _Judged("our own numbers", 0.0, "one of our own numbers")
        if tie and isinstance(tie.hit.rule, Label):
            return self._labelled(tie, tie.hit.rule, i, last, in_format=in_format)
        if i in self.own and (in_format or self.shape[i] is Shape.NUMBER):
            return _Judged("own number field", 0.9)
        glued = glued and self.shape[i] is Shape.NUMBER
        if tie and isinstance(tie.hit.rule, Negative) and self._may_be(tie.hit.rule, i):
            return self._otherwise(tie, tie.hit.rule, i, in_format=in_format, glued=glued)
        if in_format:
            grouped = self._grouped(i) and not self._apart(i)
            return None if grouped else _Judged("client format", 0.8)
        return _Judged("glued label", 0.9) if glued else self._unlabelled(i)

    def _unlabelled(self, i: int) -> "_Judged | None":
        """Judge a number that only the ledger, or our question, makes one."""
        if self.shape[i] is Shape.NUMBER and self._on_file(i):
            return _Judged("on file", 0.8)
        if i in self.bare:
            return _Judged("bare answer", 0.75)
        if self.context.asked and self._lacks_letters(i):
            return _Judged("client format without its letters", 0.6)
        return _Judged("form on file", 0.7) if self._formed(i) else None

    def _lacks_letters(self, i: int) -> bool:
        """Say whether only the letters of the client's format are left out: 240122 for CF240122."""
        if self.shape[i] is not Shape.NUMBER or self._grouped(i) or i in self.tied:
            return False
        told = answers_which(self.found, i, self.context.rules)
        return told and lacks_letters(self.found.words.word(i), self.context.formats)

    def _formed(self, i: int) -> bool:
        """Say whether a number has the form of this client's orders on file, letters first."""
        if self.shape[i] is not Shape.NUMBER or self._grouped(i):
            return False
        number = canonical(self.found.words.word(i))
        return len(number) >= FILED_SIGNS and form(number) in self.context.forms

    def _may_be(self, other: Negative, i: int) -> bool:
        """Say whether number `i` can be what it is called: no date has ten digits."""
        digits = re.findall(r"[0-9]", self.found.words.word(i))
        return other.id != "date" or len(digits) <= LONGEST_DATE

    def _on_file(self, i: int) -> bool:
        """Say whether an order with this number is on file, and the number is no short one."""
        number = canonical(self.found.words.word(i))
        return len(number) >= FILED_SIGNS and number in self.context.known

    def _otherwise(
        self, tie: Tie, other: Negative, i: int, *, in_format: bool, glued: bool
    ) -> "_Judged | None":
        """Judge a number that the words before it call something else."""
        if glued:
            return _Judged("glued label", 0.88)
        if in_format and (other.yields or not self._beside(tie, i)):
            return _Judged("client format", 0.85)
        if other.yields and self.context.quoted and i in self.bare:
            return _Judged("bare answer", 0.75)
        if self.shape[i] is not Shape.NUMBER:
            return None
        return _Judged(other.id, tie.strength * 0.9, f"it is {other.what}")

    def _beside(self, tie: Tie, i: int) -> bool:
        """Say whether what calls number `i` something else stands right before it, or heads it."""
        if tie.how != "label":
            return tie.how in {"column", "list"}
        words = self.found.words
        gap = words.text[words.ends[tie.hit.last] : words.starts[i]]
        return i - tie.hit.last <= BESIDE_WORDS + 1 and "\n" not in gap and " / " not in gap

    def _labelled(
        self, tie: Tie, label: Label, i: int, last: int, *, in_format: bool
    ) -> "_Judged | None":
        rule = f"{label.id}/{tie.how}"
        confidence = label.confidence * tie.strength
        shape = self.shape[i]
        if in_format:
            return _Judged(rule, max(confidence, 0.98))
        firm = tie.how in {"label", "verb"} and not label.weak and is_no_month(self.found, i)
        serial = firm or (i in self.coded and is_of_a_year(self.found, i))
        if shape is not Shape.NUMBER and last == i and not serial:
            if shape is Shape.SHORT and tie.how in {"list", "loose"}:
                return None
            return _Judged(rule, 0.1, f"it looks like {shape.value}")
        if label.field and not fills_field(self.found, last):
            return _Judged(rule, 0.2, "more stands in its field")
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
        text = Text(self.found, self.shape, self.tied, rules, candidate.layer)
        if candidate.layer in OWN_WORDS and text.reminded(i):
            return candidate
        if old_number(self.found, i) is not None:
            return self._given(candidate, i, text, said=False)
        said = liveness(self.found, i, self.tied, rules, lettered=i in self.coded)
        if said is None or said.role is Role.GIVEN:
            return self._given(candidate, i, text, said=said is not None)
        return replace(
            candidate,
            accepted=False,
            role=said.role,
            reason=said.why,
            rule=f"{candidate.rule}; {said.id}",
        )

    def _given(self, candidate: Candidate, i: int, text: Text, *, said: bool) -> Candidate:
        """Refuse a number of the mail's own text that its sentence only names."""
        if candidate.layer not in OWN_WORDS:
            return candidate
        known = canonical(candidate.number) in self.context.known
        why = text.merely_named(i, known=known, said=said)
        if not why:
            return candidate
        return replace(candidate, accepted=False, role=Role.MENTIONED, reason=why)


@dataclass(frozen=True, slots=True)
class _Judged:
    rule: str
    confidence: float
    reason: str = ""


def _has_letters(looked: Looked, i: int) -> bool:
    return any(c.isalpha() for c in looked.found.words.word(i))
