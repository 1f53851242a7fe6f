"""Cues whose words say something else where they stand: a number, a manner, another order."""

from bot.domain.rules import Negative
from bot.domain.understanding import Intent
from bot.stages._cue_words import FROM, SEPARATE, WITHOUT
from bot.stages._cues import Spoken

SUPPLIER = "vendor"
"""Id of the negative label that announces a supplier number."""

_NEAR = 5
"""So many words behind such a label its number stands."""


def says_less(s: Spoken) -> bool:
    """Say whether a cue shows nothing of its intent."""
    match s.cue.intent:
        case Intent.VENDOR_ONBOARDING:
            return _is_supplier_number(s)
        case Intent.PO_SUPPLEMENT:
            return _is_set_apart(s)
        case Intent.CONTACT_CHANGE:
            return _is_without_order(s)
        case _:
            return False


def _is_supplier_number(s: Spoken) -> bool:
    """Say whether a supplier's file is only a number: "your supplier number here is 70033418"."""
    words, label_at = s.found.words, s.found.label_at
    hits = (label_at[i] for i in range(s.hit.first, s.hit.last + 1) if i in label_at)
    ends = (h.last for h in hits if isinstance(h.rule, Negative) and h.rule.id == SUPPLIER)
    return any(any(words.numeric[end + 1 : end + 1 + _NEAR]) for end in ends)


def _is_set_apart(s: Spoken) -> bool:
    """Say whether an order is separate from another, and adds nothing: "a separate order from"."""
    words, last = s.found.words, s.hit.last
    after = words.folded[last + 1] if last + 1 < len(words) else ""
    apart = not SEPARATE.isdisjoint(words.folded[s.hit.first : last + 1])
    return apart and after in FROM


def _is_without_order(s: Spoken) -> bool:
    """Say whether "from now on" is how bills come, not where: "send them without one"."""
    hit = s.found.words.folded[s.hit.first : s.hit.last + 3]
    return not WITHOUT.isdisjoint(hit)
