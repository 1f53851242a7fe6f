"""The period that an order covers, out of all the days that a mail names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.rules import DateKind, Label, Rules
from bot.stages._dates import days
from bot.stages._day import Day
from bot.stages._normal import word_set
from bot.stages._scan import Scan

_ANSWERING = (
    "confirm acknowledg repl respond answer accept sign quotat bestatig auftragsbestatig ruckmeld"
    " antwort ruckantwort accus respuest respost respond repond repons rispost rispond confer"
    " acus aceit aceptac bevestig orderbevestig antwoord bekraft orderbekraft ordrebekraft bekreft"
    " ordrebekreft bekraeft ordrebekraeft svar ordererkann vahvist tilausvahvist vastau vastat"
    " potwierdz odpowied potvrd potvrz odpoved visszaigazol igazol valasz megerosit"
    " confirmar raspuns angebot abgabe payment payable due fallig zahlbar echeance pagar betal"
    " zahlung skonto pago paiement reglement betaling escompte pronto sconto"
    " faktur rechnung invoice factur fattur fatur lasku splatn platnosc"
)
"""How words begin that ask for an answer, or say when something is due."""
_STARTS = tuple(_ANSWERING.split())

_COVERING = (
    "valid valab gult giltig gyldig geldig wazn obowiazuj platnost platna plati ervenyes voimass"
    " period periodo zeitraum laufzeit looptijd lobetid lopetid okres obdob idoszak perioad kausi"
    " vigen vigor duree durat duracion term end contract cover service leistung liefer"
)
_COVERS = tuple(_COVERING.split())
"""How words begin that say what an order covers."""

_OFFERS = tuple(
    word_set(
        "quote quotation estimate proposal angebot kostenvoranschlag devis oferta presupuesto"
        " offerta preventivo offerte proposta orcamento tilbud offert tarjous wycen nabidk cenov"
        " ajanlat arajanlat ofert"
    )
)
"""How words begin that name an offer."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a period, and the text and day that state it."""

    on: date
    found: Scan
    day: Day


def period(
    scans: Iterable[Scan],
    written: date | None,
    rules: Rules,
    *,
    several: bool,
    month_first: bool = False,
) -> tuple[Bound | None, Bound | None]:
    """Return the first and last day that an order covers, as one layer of a mail states them.

    Args:
        scans: the texts of the layer.
        written: the day of writing.
        rules: with the words that speak of an absence.
        several: whether there are several orders, of which several days say nothing.
        month_first: whether the sender writes the month before the day.
    """
    stated = [
        (found, day)
        for found in scans
        for day in days(found, written, month_first=month_first)
        if not (_of_absence(found, day, rules) or _of_answer(found, day) or _of_offer(found, day))
    ]
    starts = _bounds(stated, DateKind.VALID_FROM)
    ends = _bounds(stated, DateKind.VALID_TO)
    return _first(starts, ends, several=several), _last(starts, ends, several=several)


def _bounds(stated: Sequence[tuple[Scan, Day]], kind: DateKind) -> list[Bound]:
    """Return the days of one kind; where a label of its own says some, those."""
    whole = [
        (found, d)
        for found, d in stated
        if d.kind is kind or (d.kind is DateKind.PERIOD and d.until > d.on)
    ]
    bounds = [Bound(d.until if kind is DateKind.VALID_TO else d.on, f, d) for f, d in whole]
    labelled = [b for b in bounds if b.day.beside]
    return labelled if labelled and len({b.on for b in bounds}) > 1 else bounds


def _first(starts: list[Bound], ends: list[Bound], *, several: bool) -> Bound | None:
    starts = _sure(starts) if several else starts
    if not starts:
        return None
    return min(starts, key=lambda b: b.on) if _chained(starts, ends) else starts[0]


def _last(starts: list[Bound], ends: list[Bound], *, several: bool) -> Bound | None:
    ends = _sure(ends) if several else ends
    if not ends:
        return None
    return max(ends, key=lambda b: b.on) if _chained(starts, ends) else ends[0]


def _sure(bounds: list[Bound]) -> list[Bound]:
    """Return the bounds that agree; a period outweighs the lone end of another."""
    for some in (bounds, [b for b in bounds if b.day.ranged]):
        if len({b.on for b in some}) == 1:
            return some
    return []


def _chained(starts: list[Bound], ends: list[Bound]) -> bool:
    """Say whether periods follow each other without a gap, as those of an order's lines do."""
    if len(starts) != len(ends) or len(starts) < 2:
        return False
    spans = sorted(zip((b.on for b in starts), (b.on for b in ends), strict=True))
    reached = spans[0][1]
    for start, end in spans[1:]:
        if start > reached + timedelta(days=1):
            return False
        reached = max(reached, end)
    return True


def _of_absence(found: Scan, day: Day, rules: Rules) -> bool:
    words = (found.words.folded[i] for i in found.sentence(day.first, day.last))
    return not rules.word_list("absence").isdisjoint(words)


def _of_answer(found: Scan, day: Day) -> bool:
    """Say whether "until" a day is the time for an answer: "confirmation by 4 May, please"."""
    if day.kind is not DateKind.VALID_TO or day.ranged:
        return False
    said = [found.words.folded[i] for i in _line(found, day)]
    return any(w.startswith(_STARTS) for w in said) and not any(w.startswith(_COVERS) for w in said)


def _of_offer(found: Scan, day: Day) -> bool:
    """Say whether a day is one of an offer's validity: "your quote is valid until 31 December"."""
    line = _line(found, day)
    offered = any(found.words.folded[i].startswith(_OFFERS) for i in line)
    return offered and not any(h.first in line and isinstance(h.rule, Label) for h in found.labels)


def _line(found: Scan, day: Day) -> range:
    """Return the words of a day's sentence that no comma and no blank line parts from it."""
    whole = found.sentence(day.first, day.last)
    first, last = day.first, day.last
    while first > whole.start and not _apart(found.words.before(first)):
        first -= 1
    while last + 1 < whole.stop and not _apart(found.words.after(last)):
        last += 1
    return range(first, last + 1)


def _apart(gap: str) -> bool:
    return any(sign in gap for sign in ",;") or "\n\n" in gap
