"""Whether a mail speaks of bank details, which a supplier's form may ask for."""

import re
from collections.abc import Iterable

from bot.domain.message import Layer, Passage
from bot.domain.understanding import Intent
from bot.stages._cues import Spoken
from bot.stages._normal import word_set

LIVE = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
LONGEST = 60_000
"""Characters of a passage that are looked at: a form says it early."""

NAMED = "bank-named"
"""Id of the cue by which bank details are only named: a supplier's form asks for them."""

_THEIRS = word_set("your ihre ihrer vos votre sus vuestros uw jullie deres jeres era vostre vostri")
_BANK = re.compile(
    r"\bbank|\biban\b|\brib\b|\bswift\b|\bsort code|\bach (?:routing|details|form)|\brouting n"
    r"|\baccount (?:number|details)|kontonummer|bankgiro|plusgiro|bancaire|bancari|cuenta"
    r"|\bkonto(?:daten|verbindung|oplysninger|uppgifter|opplysninger)|conto corrente|conta banc"
    r"|rekeningnummer|tilinumero|pankki|rachun(?:ek|ku)|bankovn|bankowe|sz[áa]mlasz[áa]m"
    r"|cont bancar",
    re.IGNORECASE,
)


def of_form_or_bank(spoken: Iterable[Spoken], *, ordered: bool) -> set[Intent]:
    """Return which of a supplier's form and a change of bank details a mail is not about.

    A form asks for bank details and is a form; whoever only asks for them wants to know where to
    pay, and no form. Beside an order bank details always count: they hold it.

    Args:
        spoken: cues in the sender's own words.
        ordered: whether an order is given.
    """
    said = tuple(spoken)
    forms = [s for s in said if s.cue.intent is Intent.VENDOR_ONBOARDING]
    forms = [s for s in forms if not _BANK.search(s.text) or s.cue.id != "onboarding"]
    bank = [s for s in said if s.cue.intent is Intent.BANK_CHANGE]
    if forms and not ordered and all(s.cue.id == NAMED or asks_for_ours(s) for s in bank):
        return {Intent.BANK_CHANGE}
    return {Intent.VENDOR_ONBOARDING} if bank and not forms else set()


def asks_for_ours(s: Spoken) -> bool:
    """Say whether a cue is of bank details of ours: "your bank details", and not "are changed"."""
    around = s.found.words.folded[max(0, s.hit.first - 1) : s.hit.last + 1]
    return bool(_THEIRS & set(around))


def speaks_of_bank(passages: Iterable[Passage]) -> bool:
    """Return whether bank details are spoken of in what the sender wrote or attached."""
    return any(p.layer in LIVE and _BANK.search(p.text[:LONGEST]) for p in passages)
