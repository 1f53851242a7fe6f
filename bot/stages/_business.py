"""What a mail is about as a whole, as far as that decides whether its numbers are given."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Cue, Rules
from bot.domain.understanding import Intent
from bot.stages._phrases import Hit
from bot.stages._renamed import old_number
from bot.stages._scan import Scan, in_one_cell, scan, series

OWN_WORDS = (Layer.SUBJECT, Layer.NEW, Layer.FORWARDED)
"""Layers that hold what the sender says now."""

_GIVES = frozenset(
    {
        Intent.PO_NEW,
        Intent.PO_REPLACE,
        Intent.PO_CORRECTION,
        Intent.PO_TOPUP,
        Intent.PO_SUPPLEMENT,
        Intent.PO_BLANKET,
    }
)
_ONLY_MENTIONS = {
    Intent.REMITTANCE: "in a notice of payment",
    Intent.DISPUTE: "in a dispute",
    Intent.PROMISE_TO_PAY: "in a promise to pay",
    Intent.BANK_CHANGE: "beside bank details",
    Intent.OTHER: "in a statement of account",
}
_IN_SENTENCE = frozenset({Intent.PROMISE_TO_PAY, Intent.BANK_CHANGE})

WENT = frozenset({"remittance-frames", "sum-goes", "money-went"})
"""Ids of the cues by which something went out, or goes: money, or an order."""

SUM_GOES = "sum-goes"
"""Id of the cue by which something goes out on a day: money, where a sum or a bill is named."""


def business(passages: Sequence[Passage], rules: Rules, company: Company) -> frozenset[Intent]:
    """Return the payments and disputes that a mail is about."""
    own = "|".join(pattern.pattern for _, pattern in series(company))
    ours = re.compile(own or "(?!)", re.IGNORECASE)
    return frozenset(
        intent
        for passage in passages
        if passage.layer in OWN_WORDS
        for intent in _intents(scan(passage.text, rules), ours)
        if intent in _ONLY_MENTIONS
    )


def _intents(found: Scan, ours: re.Pattern[str]) -> set[Intent]:
    """Return the intents that cues show; an order that went out is no payment."""
    return intents_of(hit for hit in found.cues if not _is_order_sent(found, hit, ours))


def _is_order_sent(found: Scan, hit: Hit, ours: re.Pattern[str]) -> bool:
    """Say whether what went out is a number that is none of ours: "CM-7790 went out today"."""
    if not (isinstance(hit.rule, Cue) and hit.rule.id in WENT):
        return False
    words = found.words
    numbers = [words.word(i) for i in found.sentence(hit.first, hit.last) if words.numeric[i]]
    codes = [number for number in numbers if number[0].isalpha()]
    return bool(codes) and not any(ours.fullmatch(number) for number in codes)


def mere_mention(
    found: Scan, candidate: Candidate, about: frozenset[Intent], rules: Rules, *, known: bool
) -> str:
    """Return why a number is merely mentioned, or "".

    In a notice of payment or a dispute every number is, unless its sentence gives it; beside a
    promise to pay, which every order's small print holds, or bank details, only one in the same
    sentence. A `known` order that is named in a dispute is not given anew.
    """
    if not about:
        return ""
    i = word_at(found, candidate.end)
    if old_number(found, i) is not None:
        return ""
    sentence = found.sentence(i, i)
    start = bisect_left(found.cues, sentence.start, key=lambda hit: hit.first)
    end = bisect_right(found.cues, sentence.stop - 1, key=lambda hit: hit.first)
    cues = found.cues[start:end]
    if candidate.rule.endswith("/column"):
        # The headings of a table, read one after the other, are no sentence that gives a number.
        cues = tuple(hit for hit in cues if _is_spoken(found, hit))
    cues = tuple(hit for hit in cues if not (_needs_sum(hit) or _only_names(found, hit, rules)))
    kinds = intents_of(cues)
    disputed = known and Intent.DISPUTE in about
    if kinds & _GIVES and not kinds & set(_ONLY_MENTIONS) and not disputed:
        return ""
    beside = kinds & _IN_SENTENCE
    said = found.words.folded[sentence.start : sentence.stop]
    if not rules.word_list("giving").isdisjoint(said):
        beside = set()  # "PR-2026-0117 will be paid; please resend it with PO 4711."
    if not rules.word_list("obtaining").isdisjoint(said):
        about -= {Intent.OTHER}  # "After all these statements I was handed 4711."
    if _in_brackets(found, i):
        beside |= about & _IN_SENTENCE
    reasons = (about - _IN_SENTENCE) or beside
    return next((why for intent, why in _ONLY_MENTIONS.items() if intent in reasons), "")


def _needs_sum(hit: Hit) -> bool:
    """Say whether a cue speaks of payment only where its sentence names a sum and no order."""
    return isinstance(hit.rule, Cue) and hit.rule.id == SUM_GOES


def _in_brackets(found: Scan, i: int) -> bool:
    """Say whether a number only describes what stands before it: "invoice 12 (order 34)"."""
    line = found.words.text[max(0, found.words.starts[i] - 80) : found.words.starts[i]]
    return "(" in line.rpartition(")")[2].rpartition("\n")[2]


def _only_names(found: Scan, hit: Hit, rules: Rules) -> bool:
    """Say whether a cue is but the name of an order, with no verb that gives it: "our PO 4711"."""
    beside = rules.word_list("beside")
    return all(
        found.words.numeric[i] or i in found.label_at or found.words.folded[i] in beside
        for i in range(hit.first, hit.last + 1)
    )


def _is_spoken(found: Scan, hit: Hit) -> bool:
    text = found.words.text[found.words.starts[hit.first] : found.words.ends[hit.last]]
    return "\n" not in text and in_one_cell(hit, found.words)


def word_at(found: Scan, end: int) -> int:
    """Return the index of the word that ends at (or after) a place in the original text."""
    place = found.normal.position(max(0, end - 1))
    return min(bisect_right(found.words.ends, place), max(0, len(found.words) - 1))


def intents_of(cues: Iterable[Hit]) -> set[Intent]:
    """Return the intents that cues show."""
    return {hit.rule.intent for hit in cues if isinstance(hit.rule, Cue)}
