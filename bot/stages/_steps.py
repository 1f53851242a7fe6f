"""By how much an order is said to change, which is never its new total: "increased by 3,000"."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.domain.rules import AmountKind
from bot.domain.understanding import Step
from bot.stages._amounts import Sum
from bot.stages._figures import PLAIN, parsed
from bot.stages._normal import fold

LEAST = 100
"""A smaller figure after "from" is a day or a rate."""

_FALLS = re.compile(
    r"\b(?:reduc|lower|decreas|cut\b|shrunk|kurz|gekurz|reduz|verring|gesenk|senk|herabges|reduit"
    r"|diminu|ramene|baiss|ridott|ridur|rebaj|disminu|verlaag|vermind|nedsat|nedsatt|sank|minsk"
    r"|redusert|zmniejsz|obniz|snizen|csokken|redus)"
)
_SIGN = r"(?:[£€$]|[a-z]{3}|kr\.?)?"
_FROM_TO = re.compile(
    rf"\b(?:from|von|de|da|dai|van|fra|z|od|desde) {_SIGN} ?"
    rf"(?P<before>{PLAIN.pattern}|[0-9]{{3,9}}) ?{_SIGN}"
    rf" (?:to|auf|a|naar|til|till|na|la|hasta|para|tot) {_SIGN} ?"
    rf"(?P<after>{PLAIN.pattern}|[0-9]{{3,9}})(?![0-9])"
)
_SHARE = re.compile(
    r"\b(?:by|um|de|en|di|del|met|med|o|cu|com) (?:another |further |weitere )?"
    r"(?P<share>[0-9]{1,3}(?:[.,][0-9]{1,2})? ?(?:%|percent\b|per cent\b|prozent\b|procent\b))"
)


def step(text: str, every: Sequence[Sum], total: Decimal | None) -> Step | None:
    """Return how the text about an order says that it changes; None where it does not.

    Args:
        text: the text about the order.
        every: its sums.
        total: the new total that it states; None where it states none.
    """
    plain = fold(text)
    added = {s.amount: s for s in every if s.kind is AmountKind.ADDITION}
    by = next(iter(added)) if len(added) == 1 else None
    share = _SHARE.search(plain)
    before = _before(plain, total)
    if by is None and before is None and not (share and total is None):
        return None
    return Step(
        by=by,
        before=before,
        share=share["share"] if share else "",
        falls=_FALLS.search(plain) is not None,
    )


def _before(plain: str, total: Decimal | None) -> Decimal | None:
    """Return the sum that an order had, where "from … to …" ends in its new total."""
    for found in _FROM_TO.finditer(plain):
        before, after = (parsed(found[key], "") for key in ("before", "after"))
        if total is not None and after == total and before is not None and before >= LEAST:
            return before
    return None
