"""What a mail states of its order as a whole: sum, period, revision, references, promised day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import regex

from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.rules import DateKind, Negative, Rule, Rules
from bot.domain.understanding import Facts, Intent, Mention, MentionKind, StatedOrder
from bot.stages._dates import days
from bot.stages._day import Day
from bot.stages._evidence import Spoken
from bot.stages._scan import Scan, scan
from bot.stages._shapes import Shape
from bot.stages._stretches import stretches
from bot.stages._ties import ties
from bot.stages._totals import Total, total

NEAREST = (Layer.NEW, Layer.SUBJECT, Layer.FORWARDED, Layer.ATTACHMENT)
"""Where facts are looked for: the sender's own words first."""

LONGEST_REVISION = 6
"""A longer token after "release" or "amendment" is an order's own number."""

LONGEST_CALLOFF = 3
"""A longer number after "Abruf" is an order's own."""

PLATFORM_SECONDS = 0.05
"""No platform pattern may look at one passage for longer."""

_LETTER = re.compile(
    r"\b(?:[Rr]ev(?:ision|\.)?|REV(?:ISION)?|[Vv]ersion|[Aa]mendment)\.?\s+([A-Z])\b"
)
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

    def scans(self, *layers: Layer) -> Iterator[Scan]:
        """Yield the scans of these layers, layer by layer."""
        for layer in layers:
            for passage in self.passages:
                if passage.layer is layer:
                    yield scan(passage.text, self.rules)

    def given(self) -> tuple[OrderDocument, ...]:
        """Return the structured orders that are live; where there is none, those that are not."""
        live = tuple(d for d in self.documents if d.action != "cancel")
        return live or self.documents


def facts(source: Source) -> Facts:
    """Return what a mail states; None where it does not, or not unambiguously."""
    said = _sum(source)
    starts, ends = _period(source)
    return Facts(
        amount=said.amount if said else None,
        currency=(said.currency if said else "") or _currency(source),
        net=said.net if said else None,
        valid_from=starts,
        valid_to=ends,
        quote_ref=_reference(source, MentionKind.QUOTE),
        sow_ref=_reference(source, MentionKind.SOW),
        cr_ref=_reference(source, MentionKind.CHANGE_REQUEST),
        revision=_revision(source),
        promised_on=_promised(source) if source.intents & _PROMISING else None,
    )


def _sum(source: Source) -> Total | None:
    """Return the order's sum: of structured data, then a document's, then the words'."""
    if len(source.orders) > 1:
        return _common(source.orders)
    for document in source.given():
        if document.amount is not None:
            return Total(document.amount, document.currency, document.net, labelled=True)
    raised = Intent.PO_TOPUP in source.intents
    attached = _first_total(source.scans(Layer.ATTACHMENT), raised=raised, last=True)
    own = _first_total(
        source.scans(Layer.NEW, Layer.SUBJECT, Layer.FORWARDED), raised=raised, last=False
    )
    if attached and (attached.labelled or own is None) and not (raised and own and own.labelled):
        return attached if source.orders or own is None else own
    return own


def _first_total(scans: Iterable[Scan], *, raised: bool, last: bool) -> Total | None:
    """Return the first labelled total, or else the only bare one; of pages the last."""
    totals = [t for found in scans if (t := total(found, raised=raised))]
    labelled = [t for t in totals if t.labelled]
    if labelled:
        return labelled[-1 if last else 0]
    return totals[0] if len({t.amount for t in totals}) == 1 else None


def _common(orders: Sequence[StatedOrder]) -> Total | None:
    """Return a sum that occurs once among several orders."""
    priced = [o for o in orders if o.amount is not None]
    if len(priced) != 1 or priced[0].amount is None:
        return None
    order = priced[0]
    return Total(Decimal(priced[0].amount), order.currency or "", order.net, labelled=True)


def _currency(source: Source) -> str | None:
    named = {o.currency for o in source.orders if o.currency}
    named |= {d.currency for d in source.documents if d.currency}
    return named.pop() if len(named) == 1 else None


def _period(source: Source) -> tuple[date | None, date | None]:
    if not source.intents & _ORDERING:
        return None, None
    periods = {(d.valid_from, d.valid_to) for d in source.given()} - {(None, None)}
    if periods:
        return periods.pop() if len(periods) == 1 else (None, None)
    starts = ends = None
    for layer in NEAREST:
        stated = [
            day
            for found in source.scans(layer)
            for day in days(found, source.written)
            if not _of_absence(found, day, source.rules)
        ]
        starts = starts or _only(stated, DateKind.VALID_FROM, source)
        ends = ends or _only(stated, DateKind.VALID_TO, source)
    if starts or ends:
        return starts, ends
    return _whole_year(source)


def _whole_year(source: Source) -> tuple[date | None, date | None]:
    """Return the one year, half or quarter that an order is for: "blanket PO for 2027"."""
    blanket = Intent.PO_BLANKET in source.intents
    named = {p for found in source.scans(*NEAREST) for p in stretches(found, blanket=blanket)}
    return named.pop() if len(named) == 1 else (None, None)


def _of_absence(found: Scan, day: Day, rules: Rules) -> bool:
    words = (found.words.folded[i] for i in found.sentence(day.first, day.last))
    return not rules.word_list("absence").isdisjoint(words)


def _only(stated: Sequence[Day], kind: DateKind, source: Source) -> date | None:
    """Return the one day of a kind; with several orders, several days say nothing of the mail."""
    whole = [d for d in stated if d.kind is kind or (d.kind is DateKind.PERIOD and d.until > d.on)]
    found = [d.until if kind is DateKind.VALID_TO else d.on for d in whole]
    if not found or (len(source.orders) > 1 and len(set(found)) > 1):
        return None
    return found[-1] if kind is DateKind.VALID_TO and len(set(found)) == 1 else found[0]


def _reference(source: Source, kind: MentionKind) -> str | None:
    for layer in NEAREST:
        numbers = dict.fromkeys(
            m.number for m in source.mentions if m.kind is kind and m.layer is layer and not m.token
        )
        if numbers:
            return next(iter(numbers)) if len(numbers) == 1 or len(source.orders) < 2 else None
    answered = (m.number for m in source.mentions if m.kind is kind and m.token)
    return next(answered, None)


def _revision(source: Source) -> str | None:
    printed = {d.revision for d in source.given()} - {""}
    if printed:
        return printed.pop() if len(printed) == 1 else None
    for found in source.scans(*NEAREST):
        for revision in _revisions(found, source.rules):
            return revision
    return None


def _revisions(found: Scan, rules: Rules) -> Iterator[str]:
    words = found.words
    yield from _of_platforms(words.text, rules)
    letter = _LETTER.search(words.text)
    if letter:
        yield letter[1]
    calloffs = rules.word_list("calloffs")
    if not any(
        _is_revision(hit.rule) or words.folded[hit.first] in calloffs for hit in found.labels
    ):
        return
    for i, tie in ties(found, dict.fromkeys(_tokens(found), Shape.NUMBER), rules).items():
        longest = LONGEST_REVISION if _is_revision(tie.hit.rule) else LONGEST_CALLOFF
        called_off = words.folded[tie.hit.first] in calloffs
        if (
            (_is_revision(tie.hit.rule) or called_off)
            and tie.how in {"label", "column"}
            and len(words.word(i)) <= longest
        ):
            yield words.word(i)


def _of_platforms(text: str, rules: Rules) -> Iterator[str]:
    lowered = text.lower()
    for platform in rules.platforms:
        if "(?P<rev>" in platform.regex and platform.hint in lowered:
            with suppress(TimeoutError):
                hit = regex.search(platform.regex, text, timeout=PLATFORM_SECONDS)
                if hit:
                    yield hit["rev"]


def _tokens(found: Scan) -> list[int]:
    return [i for i in range(len(found.words)) if found.words.numeric[i]]


def _is_revision(rule: Rule) -> bool:
    return isinstance(rule, Negative) and rule.fact == "revision"


def _promised(source: Source) -> date | None:
    """Return the day in the sentence of a promise; without one, the only day that is named."""
    if source.written is None:
        return None
    promised = {
        day.until
        for s in source.spoken
        if s.cue.intent in _PROMISING and s.cue.intent in source.intents
        for day in days(s.found, source.written)
        if day.first in s.sentence() and day.until >= source.written
    }
    if promised:
        return min(promised)
    others = {
        day.until
        for found in source.scans(Layer.NEW)
        for day in days(found, source.written)
        if day.until >= source.written
    }
    return others.pop() if len(others) == 1 else None
