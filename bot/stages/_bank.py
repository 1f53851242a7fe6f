"""Whether a mail speaks of bank details, which a supplier's form may ask for."""

import re
from collections.abc import Iterable

from bot.domain.message import Layer, Passage

LIVE = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
LONGEST = 60_000
"""Characters of a passage that are looked at: a form says it early."""

_BANK = re.compile(
    r"\bbank|\biban\b|\brib\b|\bswift\b|\bsort code|\bach (?:routing|details|form)|\brouting n"
    r"|\baccount (?:number|details)|kontonummer|bankgiro|plusgiro|bancaire|bancari|cuenta"
    r"|\bkonto(?:daten|verbindung|oplysninger|uppgifter|opplysninger)|conto corrente|conta banc"
    r"|rekeningnummer|tilinumero|pankki|rachun(?:ek|ku)|bankovn|bankowe|sz[áa]mlasz[áa]m"
    r"|cont bancar",
    re.IGNORECASE,
)


def speaks_of_bank(passages: Iterable[Passage]) -> bool:
    """Return whether bank details are spoken of in what the sender wrote or attached."""
    return any(p.layer in LIVE and _BANK.search(p.text[:LONGEST]) for p in passages)
