"""Orders on file that the sender's words withdraw, though no words beside the number do."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.purchase_order import Candidate, Role
from bot.domain.understanding import Intent
from bot.stages._backed import asks
from bot.stages._cues import Spoken
from bot.stages._evidence import Evidence
from bot.stages._named import ON_FILE

DEAD = "dead-after"
"""Id of the words that say of an order that it cannot be used: with a cancellation it is gone."""

_MOST = 100
"""So many cancellations and numbers are looked at: no person's mail has more."""

_WITHDRAWN = "the same sentence withdraws it"


def taken_back(candidates: Iterable[Candidate], seen: Evidence) -> tuple[Candidate, ...]:
    """Return the candidates, the one order on file that a sentence withdraws as cancelled.

    "The waiting list order (7104420) has been closed down": without the words it would only be
    named. Not where the mail gives a number: what becomes of the old one is then said beside it.

    Args:
        candidates: numbers, with what is said of each.
        seen: the evidence of the mail, for its cues.
    """
    numbers = tuple(candidates)
    if seen.given:
        return numbers
    cues = [s for s in seen.of(Intent.PO_CANCEL) if not (asks(s) or _of_bill(s, seen))]
    named = [c for c in numbers if c.reason == ON_FILE or DEAD in c.rule]
    named = named[:_MOST]
    gone = {id(c) for s in cues[:_MOST] for c in _only([c for c in named if _stands_in(c, s)])}
    return tuple(_cancelled(c) if id(c) in gone else c for c in numbers)


def _only(found: list[Candidate]) -> list[Candidate]:
    """Return what stands in a sentence, nothing where two orders do: which one, nobody says."""
    return found if len({c.number for c in found}) == 1 else []


def _stands_in(candidate: Candidate, s: Spoken) -> bool:
    words, sentence = s.found.words, s.sentence()
    start, end = words.starts[sentence.start], words.ends[sentence.stop - 1]
    inside = start <= candidate.start and candidate.end <= end
    same = words.text[candidate.start : candidate.end] == candidate.text
    return inside and same and candidate.layer is s.layer


def _of_bill(s: Spoken, seen: Evidence) -> bool:
    """Say whether a number of ours is withdrawn: "cancel PR-2026-0117, it names the wrong PO"."""
    words = s.found.words
    return any(words.word(i).upper() in seen.ours for i in range(s.hit.first, s.hit.last + 1))


def _cancelled(candidate: Candidate) -> Candidate:
    return replace(candidate, role=Role.CANCELLED, reason=_WITHDRAWN)
