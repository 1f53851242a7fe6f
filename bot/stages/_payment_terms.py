"""Payment terms that a mail or its document states: "Payment terms: 60 days net", "NET 90".

Only what stands beside words for payment terms counts, or a net number of days that is usual: a sum
net of tax, a period of notice or days overdue are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.message import Layer, Passage

SAID = frozenset({Layer.SUBJECT, Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
"""Layers whose words are the client's; what is quoted of us states our terms."""

LONGEST = 180
"""More days than this are no payment terms."""

REACH = 60
"""Characters after the words for terms in which their days stand."""

_DAYS = (
    r"(?:(?:calendar|working|business)\s+)?(?:days?|tagen?|jours?|d[ií]as|giorni|dagen|dage[rn]?"
    r"|dagar|p[äa]iv[äa]\w*|dni|dn[íů]|nap\w*|zile)\b"
)
_CUES = re.compile(
    r"\b(?:payment\s+terms?|terms\s+of\s+payment|(?:our|your|standard)\s+terms|terms\s*:"
    r"|(?:invoices?|bills?)\s+(?:are|is)\s+(?:paid|payable|settled)|payable\s+(?:with)?in"
    r"|zahlungsziel|zahlungsbedingung\w*|zahlungskondition\w*|zahlungsfrist|zahlbar"
    r"|(?:conditions?|d[ée]lais?)\s+de\s+(?:paiement|r[èe]glement)"
    r"|(?:condici[óo]n(?:es)?|plazos?|forma)\s+de\s+pago"
    r"|(?:condizioni|termini)\s+di\s+pagamento|(?:condi[çc][õo]es|prazos?)\s+de\s+pagamento"
    r"|betalingstermijn|betaaltermijn|betalingsvoorwaarden|betalings(?:betingelser|frist|vilk[åa]r)"
    r"|betalnings(?:villkor|tid)|maksueh\w+|maksuaika\w*|(?:warunki|termin)\s+p[łl]atno[śs]ci"
    r"|platebn[íi]\s+podm[íi]nky|splatnost\w*|fizet[ée]si\s+(?:hat[áa]rid\w+|felt[ée]telek)"
    r"|(?:condi[țţt]ii|termen\w*)\s+de\s+plat[ăa])",
    re.IGNORECASE,
)
_NET = re.compile(
    rf"\bnett?o?\s*-?\s*(\d{{1,3}})\b(?![.,]\d)|\b(\d{{1,3}})\s*{_DAYS}\s*-?\s*nett?[os]?\b",
    re.IGNORECASE,
)
_SOME_DAYS = re.compile(rf"(?<![\d.,])(\d{{1,3}})\s*-?\s*{_DAYS}", re.IGNORECASE)
_USUAL = re.compile(
    rf"\bnet\s*-?\s*(30|45|60|75|90|120)(?:\s*{_DAYS}|(?=\s*(?:$|[;)\n]|[.,](?!\d))))"
    rf"|\b(30|45|60|75|90|120)\s*{_DAYS}\s*-?\s*(?:nett?[os]?|eom|end\s+of\s+(?:the\s+)?month)\b",
    re.IGNORECASE,
)
_END_OF_MONTH = re.compile(
    r"\beom\b|end\s+of\s+(?:the\s+)?month|monatsende|fin\s+de\s+mois|fine\s+mese|fin\s+de\s+mes"
    r"|l[øo]bende\s+m[åa]ned|einde\s+(?:van\s+de\s+)?maand",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StatedTerms:
    """Payment terms as stated.

    Attributes:
        days: from the invoice's date.
        of_month_end: whether they count from the end of its month.
        text: the words, on one line.
        origin: the passage that they stand in.
    """

    days: int
    of_month_end: bool
    text: str
    origin: str


def stated_terms(passages: Sequence[Passage]) -> tuple[StatedTerms, ...]:
    """Return the payment terms that a mail states, each number of days once, in order."""
    found: dict[tuple[int, bool], StatedTerms] = {}
    for passage in passages:
        if passage.layer in SAID:
            for terms in _in(passage):
                found.setdefault((terms.days, terms.of_month_end), terms)
    return tuple(found.values())


def _in(passage: Passage) -> Iterator[StatedTerms]:
    text = passage.text
    for cue in _CUES.finditer(text):
        window = _window(text, cue.end())
        hit = _NET.search(window) or _SOME_DAYS.search(window)
        if hit:
            yield from _terms(hit, f"{cue[0]}{window}", passage.origin)
    for hit in _USUAL.finditer(text):
        line = text[text.rfind("\n", 0, hit.start()) + 1 :].split("\n", 1)[0]
        yield from _terms(hit, line if len(line) <= REACH else hit[0], passage.origin)


def _window(text: str, start: int) -> str:
    """Return the rest of a line behind the words, or the next line where nothing follows them."""
    rest = text[start : start + 2 * REACH]
    line, _, below = rest.partition("\n")
    if not line.strip(" \t:|-"):
        line = f" {below.partition(chr(10))[0]}"
    return line[:REACH]


def _terms(hit: re.Match[str], words: str, origin: str) -> Iterator[StatedTerms]:
    days = int(next(group for group in hit.groups() if group))
    if 0 < days <= LONGEST:
        ends = bool(_END_OF_MONTH.search(words))
        yield StatedTerms(days, ends, " ".join(words.split()), origin)
