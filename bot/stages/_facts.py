"""What a mail states of its order as a whole: sum, period, revision, references, promised day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.rules import Rules
from bot.domain.understanding import Facts, Intent, Mention, MentionKind, StatedOrder
from bot.stages._cues import Spoken
from bot.stages._currencies import country_of, currencies, settled, spoken, told, usual
from bot.stages._day import Day
from bot.stages._periods import period
from bot.stages._promises import promised
from bot.stages._revisions import revisions
from bot.stages._scan import Scan, scan
from bot.stages._stretches import stretches
from bot.stages._tabled import place_of, row_total
from bot.stages._totals import Total, all_exclusive, total

_T = TypeVar("_T")

NEAREST = (Layer.NEW, Layer.SUBJECT, Layer.FORWARDED, Layer.ATTACHMENT)
"""Where facts are looked for: the sender's own words first."""

_AMERICAN = re.compile(
    r",\s(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI"
    r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? [0-9]{5}(?:-[0-9]{4})?\b"
)
"""The end of a postal address in the United States: "Joliet, IL 60431"."""

_ORDERING = frozenset(
    {
        Intent.PO_NEW,
        Intent.PO_REPLACE,
        Intent.PO_TOPUP,
        Intent.PO_SUPPLEMENT,
        Intent.PO_BLANKET,
        Intent.PO_CORRECTION,
        Intent.PO_CANCEL,
        Intent.INVOICE_REJECTED_PO,
    }
)
_PROMISING = frozenset({Intent.PO_PROMISED, Intent.PROMISE_TO_PAY})


@dataclass(frozen=True, slots=True)
class Source:
    """All that facts are read from."""

    passages: tuple[Passage, ...]
    rules: Rules
    intents: frozenset[Intent]
    orders: tuple[StatedOrder, ...]
    documents: tuple[OrderDocument, ...]
    mentions: tuple[Mention, ...]
    spoken: tuple[Spoken, ...]
    written: date | None
    domain: str = ""

    def scans(self, *layers: Layer) -> Iterator[Scan]:
        """Yield the scans of these layers, layer by layer."""
        for layer in layers:
            for passage in self.passages:
                if passage.layer is layer:
                    yield scan(passage.text, self.rules)

    def folded(self, *layers: Layer) -> frozenset[str]:
        """Return the words of these layers."""
        return frozenset(word for found in self.scans(*layers) for word in found.words.folded)

    @property
    def month_first(self) -> bool:
        """Return whether the sender is American, and so writes the month before the day."""
        told = (p.text for p in self.passages if p.layer in (*NEAREST, Layer.SIGNATURE))
        return country_of(self.domain) == "" and any(_AMERICAN.search(text) for text in told)

    def given(self) -> tuple[OrderDocument, ...]:
        """Return the structured orders that are live; where there is none, those that are not."""
        live = tuple(d for d in self.documents if d.action != "cancel")
        return live or self.documents


def facts(source: Source) -> Facts:
    """Return what a mail states; None where it does not, or not unambiguously."""
    said = _sum(source)
    starts, ends = _period(source)
    several = len(source.orders) > 1
    priced = said is not None or any(o.amount is not None for o in source.orders)
    return Facts(
        amount=said.amount if said else None,
        currency=(said.currency if said else "") or _currency(source, priced=priced),
        net=_net(source) if several else said.net if said else None,
        valid_from=starts,
        valid_to=ends,
        quote_ref=_reference(source, MentionKind.QUOTE),
        sow_ref=_reference(source, MentionKind.SOW),
        cr_ref=_reference(source, MentionKind.CHANGE_REQUEST),
        revision=_revision(source),
        promised_on=_promised(source),
    )


def _sum(source: Source) -> Total | None:
    """Return the order's sum: of structured data, then a document's, then the words'."""
    if len(source.orders) > 1:
        return _common(source.orders)
    for document in source.given():
        if document.amount is not None:
            return Total(document.amount, document.currency, document.net, labelled=True)
    if listed := _in_list(source):
        return listed
    raised = Intent.PO_TOPUP in source.intents
    attached = _first_total(source.scans(Layer.ATTACHMENT), raised=raised, last=True)
    own = _first_total(
        source.scans(Layer.NEW, Layer.SUBJECT, Layer.FORWARDED), raised=raised, last=False
    )
    if attached and (attached.labelled or own is None) and not (raised and own and own.labelled):
        return attached if source.orders or own is None else own
    return own


def _in_list(source: Source) -> Total | None:
    """Return what the row of the one order says, where it stands in a list with others."""
    for order in source.orders:
        for found in source.scans(Layer.ATTACHMENT, Layer.NEW):
            place = place_of(found.words.text, found.words.text.find(order.po_number))
            if place and place.listed:
                return row_total(found, place)
    return None


def _first_total(scans: Iterable[Scan], *, raised: bool, last: bool) -> Total | None:
    """Return the first labelled total, or else the only bare one; of pages the last."""
    totals = [t for found in scans if (t := total(found, raised=raised))]
    labelled = [t for t in totals if t.labelled]
    if labelled:
        return labelled[-1 if last else 0]
    return totals[0] if len({t.amount for t in totals}) == 1 else None


def _net(source: Source) -> bool | None:
    """Return whether several orders are net: as each says, or as is said of all figures."""
    stated = {o.net for o in source.orders} - {None}
    if stated:
        return stated.pop() if len(stated) == 1 else None
    said = any(all_exclusive(found) for found in source.scans(*NEAREST))
    return True if said else None


def _common(orders: Sequence[StatedOrder]) -> Total | None:
    """Return a sum that occurs once among several orders."""
    amount = _once(o.amount for o in orders)
    if amount is None:
        return None
    currency, net = _once(o.currency for o in orders), _once(o.net for o in orders)
    return Total(amount, currency or "", net, labelled=True)


def _once(values: Iterable[_T | None]) -> _T | None:
    """Return the one value that is stated, or None where none or several are."""
    stated = {v for v in values if v is not None}
    return stated.pop() if len(stated) == 1 else None


def _currency(source: Source, *, priced: bool) -> str | None:
    """Return the currency of the orders; where a sum has none beside it, that of the mail."""
    named = {o.currency for o in source.orders if o.currency}
    named |= {d.currency for d in source.documents if d.currency}
    if named or not (priced or source.orders):
        return named.pop() if len(named) == 1 else None
    read = NEAREST if priced else (Layer.ATTACHMENT,)
    words = source.folded(*NEAREST, Layer.SIGNATURE)
    codes = set().union(*(currencies(p.text) for p in source.passages if p.layer in read))
    codes |= set().union(*(spoken(p.text) for p in source.passages if p.layer is Layer.NEW))
    codes = settled(codes)
    if len(codes) != 1:
        return None
    code = codes.pop()
    return told(code, words, source.domain) or usual(code, words) or None


def _period(source: Source) -> tuple[date | None, date | None]:
    if not source.intents & _ORDERING:
        return None, None
    periods = {(d.valid_from, d.valid_to) for d in source.given()} - {(None, None)}
    if periods:
        return periods.pop() if len(periods) == 1 else (None, None)
    starts: date | None = None
    ends: date | None = None
    several = len(source.orders) > 1
    for layer in NEAREST:
        first, last = period(
            source.scans(layer),
            source.written,
            source.rules,
            several=several,
            month_first=source.month_first,
        )
        starts = starts or (first.on if first else None)
        ends = ends or (last.on if last else None)
    if starts or ends:
        return starts, ends
    return _whole_year(source)


def _whole_year(source: Source) -> tuple[date | None, date | None]:
    """Return the one year, half or quarter that an order is for: "blanket PO for 2027"."""
    blanket = Intent.PO_BLANKET in source.intents
    named = {p for found in source.scans(*NEAREST) for p in stretches(found, blanket=blanket)}
    return named.pop() if len(named) == 1 else (None, None)


def _reference(source: Source, kind: MentionKind) -> str | None:
    for layer in NEAREST:
        numbers = dict.fromkeys(
            m.number for m in source.mentions if m.kind is kind and m.layer is layer and not m.token
        )
        if numbers:
            return next(iter(numbers)) if len(numbers) == 1 else None
    answered = (m.number for m in source.mentions if m.kind is kind and m.token)
    return next(answered, None)


def _revision(source: Source) -> str | None:
    printed = {d.revision for d in source.given()} - {""}
    if printed:
        return printed.pop() if len(printed) == 1 else None
    for found in source.scans(*NEAREST):
        for revision, _ in revisions(found, source.rules):
            return revision
    return None


def promised_day(source: Source) -> tuple[Scan, Day] | None:
    """Return the day of a promise, and the text that names it; the sender's own words first."""
    if source.written is None:
        return None
    promising = source.intents & _PROMISING
    spoken = [s for s in source.spoken if s.cue.intent in promising]
    own, us = source.scans(Layer.NEW), source.month_first
    said = promised(own, spoken, source.written, month_first=us)
    return said or promised((s.found for s in spoken), spoken, source.written, month_first=us)


def _promised(source: Source) -> date | None:
    said = promised_day(source) if source.intents & _PROMISING else None
    return said[1].until if said else None
