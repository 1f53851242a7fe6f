"""Cues in the sender's own words, those left out that only look like one."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.message import Layer, Passage
from bot.domain.rules import Cue, Label, Rules
from bot.domain.understanding import Intent
from bot.stages._cue_words import (
    BEFORE,
    HANDED,
    NEVER,
    NOT,
    OTHERWISE,
    REGULARLY,
    STAYS,
    YET,
    YOU,
)
from bot.stages._phrases import Hit
from bot.stages._scan import Scan, scan

SPOKEN = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED})
"""Layers that hold the sender's words, or whom they forward."""

_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|vs|odp|rif|r|res|vá|ynt)\s*(?:\[\d+\])?:", re.IGNORECASE)
ANNOUNCED = "required-from"
"""Id of the cue by which a client says from when it wants orders: no small print of one."""

CANNOT_BOOK = "rejected-frames"
"""Id of the cue by which bills without an order cannot be booked: any, or one that came."""

LACKS_ORDER = "lacks-order"
"""Id of the cue by which an order is missing on a bill: any, until one is sent back."""

COPY_REQUEST = "copy-request"
"""Id of the cue by which a copy or a statement is asked for."""

_TOKEN = re.compile(r"\[PR-REF[^\]\n]{0,200}\]", re.IGNORECASE)
"""Our own token, which our subjects carry: nobody's words."""

_LONG_NUMBER = re.compile(r"(?![0-9]{1,2}[./-])(?=.*[0-9]).{6,}")
"""An invoice's number, and no date or year."""

_OF_ONE_INVOICE = frozenset(
    {Intent.INVOICE_REJECTED_PO, Intent.REMITTANCE, Intent.PROMISE_TO_PAY, Intent.DISPUTE}
)
_OF_ONE_ORDER = frozenset(
    {
        Intent.PO_TOPUP,
        Intent.PO_REPLACE,
        Intent.PO_CANCEL,
        Intent.PO_SUPPLEMENT,
        Intent.PO_BLANKET,
    }
)
_LOOKED_FOR = frozenset({Intent.PO_REQUIRED, Intent.CONTACT_CHANGE})
"""What changes the sense of other cues in its sentence."""

_NEGATABLE = frozenset(
    {
        Intent.PO_TOPUP,
        Intent.PO_REPLACE,
        Intent.PO_CANCEL,
        Intent.REMITTANCE,
        Intent.PROMISE_TO_PAY,
        Intent.QUESTION,
    }
)
"""What is not done where the sender says that it cannot be: "I could not uplift X"."""

_NEAR = 5
"""So many words before a verb, in its own clause, its negation stands."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue in the sender's own words.

    Attributes:
        cue: the rule.
        hit: where it was found.
        found: the passage's scan.
        layer: the passage's layer.
    """

    cue: Cue
    hit: Hit
    found: Scan
    layer: Layer

    @property
    def in_brackets(self) -> bool:
        """Return whether the words stand in brackets, as what describes something else does."""
        return "(" in self.found.words.before(self.hit.first)

    @property
    def has_number(self) -> bool:
        """Return whether a number stands among the words."""
        return any(self.found.words.numeric[self.hit.first : self.hit.last + 1])

    @property
    def text(self) -> str:
        """Return the words themselves, as written."""
        words = self.found.words
        return words.text[words.starts[self.hit.first] : words.ends[self.hit.last]]

    def sentence(self) -> range:
        """Return the words of its sentence."""
        return self.found.sentence(self.hit.first, self.hit.last)

    def sentence_words(self) -> frozenset[str]:
        """Return the folded words of its sentence."""
        return frozenset(self.found.words.folded[i] for i in self.sentence())

    def clause_before(self) -> tuple[str, ...]:
        """Return the few words before it that no comma parts from it."""
        words, first = self.found.words, self.hit.first
        start = first
        while first - start < _NEAR and start > self.sentence().start:
            if "," in words.before(start) or "\n" in words.before(start).strip(" "):
                break
            start -= 1
        return words.folded[start:first]


class Places:
    """Cues by where they stand, so that those of one sentence are found without a search."""

    def __init__(self, cues: Iterable[Spoken]) -> None:
        self._by_text: dict[int, list[Spoken]] = {}
        for s in sorted(cues, key=lambda s: s.hit.first):
            self._by_text.setdefault(id(s.found), []).append(s)

    def within(self, s: Spoken, where: range) -> Iterator[Spoken]:
        """Yield the cues that begin among some words of the text in which another stands."""
        held = self._by_text.get(id(s.found), [])
        for i in range(bisect_left(held, where.start, key=lambda o: o.hit.first), len(held)):
            if held[i].hit.first not in where:
                return
            yield held[i]

    def beside(self, s: Spoken) -> bool:
        """Say whether one of them stands in a cue's sentence."""
        return any(True for _ in self.within(s, s.sentence()))


def spoken(
    passages: Sequence[Passage],
    rules: Rules,
    ours: frozenset[str],
    not_orders: frozenset[str],
    layers: frozenset[Layer] = SPOKEN,
) -> tuple[Spoken, ...]:
    """Return the cues in the sender's own words.

    The subject of a reply repeats ours, and counts only where the sender wrote nothing else.

    Args:
        passages: the mail's text in layers.
        rules: the rule packs.
        ours: our own numbers that it names.
        not_orders: those, and the numbers of requisitions.
        layers: whose words are looked at.
    """
    wrote = any(p.layer in {Layer.NEW, Layer.FORWARDED} and p.text.strip() for p in passages)
    result: list[Spoken] = []
    for passage in passages:
        echo = passage.layer is Layer.SUBJECT and wrote and _REPLY.match(passage.text)
        if passage.layer in layers and not echo:
            result += _in_passage(passage, rules)
    among = Places(s for s in result if s.cue.intent in _LOOKED_FOR)
    return tuple(s for s in result if _counts(s, among, ours, not_orders))


def _in_passage(passage: Passage, rules: Rules) -> list[Spoken]:
    """Return the cues of a passage, our own token left out."""
    found = scan(passage.text, rules)
    tokens = [m.span() for m in _TOKEN.finditer(found.words.text)]
    return [
        Spoken(hit.rule, hit, found, passage.layer)
        for hit in found.cues
        if isinstance(hit.rule, Cue)
        and not any(start <= found.words.starts[hit.first] < end for start, end in tokens)
    ]


def _counts(s: Spoken, among: Places, ours: frozenset[str], not_orders: frozenset[str]) -> bool:
    return not (
        _is_policy(s, among)
        or _is_not_yet(s)
        or _is_denied(s)
        or _is_before_paying(s)
        or _of_another(s, not_orders)
        or _of_no_invoice(s, ours)
        or _is_handed(s)
        or _is_sent_to(s, among)
        or _of_one_invoice(s, ours)
        or _is_otherwise(s)
        or _is_left_alone(s)
        or _is_unchanged(s)
        or _is_regular(s)
        or _asks_for_one(s)
    )


def _is_regular(s: Spoken) -> bool:
    """Say whether a call-off is only how a blanket is drawn on: "called off monthly"."""
    words = s.sentence_words()
    return s.cue.calls_off and not (REGULARLY.isdisjoint(words) or _has_own_number(s))


def _has_own_number(s: Spoken) -> bool:
    """Say whether a number follows the words: "call-off 3"."""
    after = s.hit.last + 1
    return s.has_number or (after < len(s.found.words) and bool(s.found.words.numeric[after]))


def _is_unchanged(s: Spoken) -> bool:
    """Say whether what seems changed is said not to be: "our bank details have not changed"."""
    folded = s.found.words.folded[s.hit.first : s.hit.last + 1]
    return s.cue.intent is Intent.BANK_CHANGE and not NOT.isdisjoint(folded)


def _asks_for_one(s: Spoken) -> bool:
    """Say whether what seems promised is asked of us: "can you get one?", "could you run it?"."""
    if s.cue.intent not in {Intent.PROMISE_TO_PAY, Intent.PO_PROMISED}:
        return False
    words, last = s.found.words, s.sentence().stop - 1
    return "?" in words.after(last).split("\n")[0] and not YOU.isdisjoint(s.sentence_words())


def _is_otherwise(s: Spoken) -> bool:
    """Say whether a bill would only be refused "otherwise": "EAN, or else it is rejected"."""
    refused = s.cue.intent in {Intent.DISPUTE, Intent.INVOICE_REJECTED_PO}
    return refused and not OTHERWISE.isdisjoint(s.sentence_words())


def _is_left_alone(s: Spoken) -> bool:
    """Say whether a blanket is only named to set an order apart: "the blanket simply stays"."""
    words = s.sentence_words()
    stays = s.cue.intent is Intent.PO_BLANKET and not STAYS.isdisjoint(words)
    return stays and not any(_LONG_NUMBER.fullmatch(word) for word in words)


def _is_not_yet(s: Spoken) -> bool:
    """Say whether an order is only missing so far: "we have no PO yet" is no policy."""
    words = s.sentence_words()
    missing = s.cue.intent is Intent.PO_NOT_USED and not YET.isdisjoint(words)
    return missing and NEVER.isdisjoint(words)


def _is_handed(s: Spoken) -> bool:
    """Say whether what seems asked for is sent: "please find your statement"."""
    return s.cue.id == COPY_REQUEST and not HANDED.isdisjoint(s.sentence_words())


def _is_denied(s: Spoken) -> bool:
    """Say whether a change is only said not to be possible: "I could not uplift EV204417"."""
    deniable = s.cue.intent in _NEGATABLE or s.cue.accepts
    return deniable and not NOT.isdisjoint(s.clause_before())


def _is_before_paying(s: Spoken) -> bool:
    """Say whether paying is only what something is wanted for: "before we pay the invoice"."""
    first = s.hit.first
    words = s.found.words
    # An English "for" is none: only "för" and "før" mean before.
    near = {words.folded[i] for i in range(max(0, first - 3), first) if words.word(i) != "for"}
    return s.cue.intent is Intent.PROMISE_TO_PAY and not BEFORE.isdisjoint(near)


def _of_another(s: Spoken, not_orders: frozenset[str]) -> bool:
    """Say whether a cue is about a number that is no order: "extend Q-2041", "RQ-12 is raised"."""
    if s.cue.intent not in _OF_ONE_ORDER:
        return False
    words, label_at = s.found.words, s.found.label_at
    hit = range(s.hit.first, s.hit.last + 1)
    numbers = [words.word(i).upper() for i in hit if words.numeric[i]]
    ordered = any(isinstance(label_at[i].rule, Label) for i in hit if i in label_at)
    if s.cue.calls_off and numbers and numbers[0] in not_orders:
        return True
    return bool(numbers) and not ordered and not_orders.issuperset(numbers)


def _of_no_invoice(s: Spoken, ours: frozenset[str]) -> bool:
    """Say whether what a cue says of an invoice begins with a number that is none of ours.

    A dispute may end with it as well: "afviser os stadig (fejl 4021)".
    """
    if s.cue.intent not in _OF_ONE_INVOICE:
        return False
    words, ends = s.found.words, {s.hit.first}
    if s.cue.id == "dispute-frames":
        ends.add(s.hit.last)
    return any(words.numeric[i] and words.word(i).upper() not in ours for i in ends)


def _is_sent_to(s: Spoken, among: Places) -> bool:
    """Say whether "must" says where bills go, not what stands on them: "must be sent to"."""
    return s.cue.intent is Intent.PO_REQUIRED and any(
        other.hit.last >= s.hit.last
        for other in among.within(s, range(s.hit.first + 1, s.hit.last + 1))
        if other.cue.intent is Intent.CONTACT_CHANGE
    )


def _of_one_invoice(s: Spoken, ours: frozenset[str]) -> bool:
    """Say whether what seems a policy is only said of one invoice: "PR-2026-0117 without PO"."""
    words = s.found.words
    return s.cue.id == ANNOUNCED and any(words.word(i).upper() in ours for i in s.sentence())


def _is_policy(s: Spoken, among: Places) -> bool:
    """Say whether a cue only says what happens to any invoice without a PO, and names none."""
    if s.cue.intent not in _OF_ONE_INVOICE or s.cue.id == LACKS_ORDER:
        return False
    if any(_LONG_NUMBER.fullmatch(word) for word in s.sentence_words()):
        return False
    where = range(len(s.found.words)) if s.cue.id == CANNOT_BOOK else s.sentence()
    return any(o.cue.intent is Intent.PO_REQUIRED for o in among.within(s, where))
