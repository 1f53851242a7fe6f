"""Cues that count only where the rest of the mail bears them out.

"Fine", "goes back" and "not paying" are said of everything; beside a quotation of ours, a bill of
ours and an order that is missing on it they are said in earnest.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.message import Layer
from bot.domain.purchase_order import Candidate, canonical
from bot.domain.rules import Label
from bot.domain.understanding import Intent, Mention, MentionKind
from bot.stages._business import SUM_GOES
from bot.stages._cue_words import NEVER, NOT, YET
from bot.stages._cues import LACKS_ORDER, SPOKEN, Places, Spoken
from bot.stages._dates import days
from bot.stages._day import Day
from bot.stages._normal import word_set
from bot.stages._says_less import says_less
from bot.stages._words import Words

COMES_THEN = "comes-then"
"""Id of the cue by which anything comes on a day: an order, where orders are spoken of."""

FINE = "fine-of-ours"
"""Id of the cue by which something is called good: an acceptance, said of an offer of ours."""

SENT_BACK = "sent-back"
"""Id of the cue by which a bill comes back: for want of an order, where one is missing."""

SUPPLIER_FORM = "supplier-form"
"""Id of the cue that names a supplier's file: what a form is, and no request for one."""

MOVED = "remittance-frames"
"""Id of the cue by which something went out: money, where a bill of ours or a sum is named."""

NOT_PAYING = "not-paying"
"""Id of the cue by which something is not paid: a dispute, unless only an order is wanted."""

TYPING_ERROR = "typing-error"
"""Id of the cue by which a wrong key was struck: in a number, where two are told apart."""

TOPIC = "orders-topic"
"""Id of the cue that names orders: no policy, unless a short question is answered by never."""

_SHORT = 4
"""So many words are all of such a question."""

_OFFERS = frozenset({MentionKind.QUOTE, MentionKind.SOW})
_WENT = frozenset({MOVED, SUM_GOES})
_SUM = re.compile(
    r"(?:[£$€]|\b(?:eur|euros?|gbp|usd|chf|sek|nok|dkk|pln|czk|huf|ron|lei|kr|zł|kč|ft)\b\.?)"
    r"[ \u00a0]?[0-9]|[0-9][ \u00a0]?(?:[£$€]|(?:eur|euro|euros|gbp|usd|chf|sek|nok|dkk|pln|czk"
    r"|huf|ron|lei|kr|kroner|kronor|zł|kč|ft)\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[0-9]{4}")
_PAST = word_set(
    "yesterday today already heute gestern bereits schon hier aujourd hoy ayer ya oggi ieri gia"
    " vandaag gisteren reeds al hoje ontem ja gar idag igar tanaan eilen jo dzis wczoraj juz dnes"
    " vcera uz ma tegnap mar azi ieri deja"
)
_HERE = word_set(
    "here us hier uns ici nous aqui nosotros qui noi ons nos her oss hos meilla taalla nas nalunk"
)
_OTHER_NUMBERS = word_set(
    "vat tax tva iva btw mva moms mwst ust ustid steuernummer dph afa nip ico alv bank iban account"
    " konto rekening cuenta conto siret cif kvk duns gln ean date datum fecha data"
)
"""In a sentence about a number that is missing, and is not an order's."""

_WANTS_ORDER = frozenset({Intent.INVOICE_REJECTED_PO, Intent.PO_REQUIRED, Intent.PO_NOT_USED})
_BORNE_OUT = frozenset(
    {COMES_THEN, FINE, SENT_BACK, LACKS_ORDER, NOT_PAYING, TYPING_ERROR, SUPPLIER_FORM, TOPIC}
    | {SUM_GOES}
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What bears a cue out.

    Attributes:
        offers: our quotations and statements of work that the mail names, upper case.
        bill: whether the sender's words name an invoice of ours.
        lacking: whether they say somewhere that an order is missing.
        wants_order: whether they ask for one, or have none.
        several: whether more than one number was looked at.
        promised: promises of an order.
    """

    offers: frozenset[str]
    bill: bool
    lacking: bool
    wants_order: bool
    several: bool
    promised: Places


def backed(
    said: Sequence[Spoken], mentions: Sequence[Mention], numbers: Sequence[Candidate]
) -> tuple[Spoken, ...]:
    """Return the cues that stand by themselves, and those that the rest of the mail bears out."""
    said = [s for s in said if not says_less(s)]
    beside = _beside(said, mentions, numbers)
    kept = [s for s in said if s.cue.id not in _BORNE_OUT or _is_borne_out(s, beside)]
    ours = {m.number for m in mentions}
    kept = [s for s in kept if s.cue.id not in _WENT or not _is_order_sent(s, ours)]
    paid = Places(s for s in kept if s.cue.intent is Intent.REMITTANCE)
    paying = Places(s for s in kept if s.cue.intent is Intent.PROMISE_TO_PAY)
    return tuple(
        s
        for s in kept
        if s.cue.intent is not Intent.PO_PROMISED
        # "The money should be with you by Friday" promises no order.
        or not (paid.beside(s) or (paying.beside(s) and not _speaks_of_order(s)))
    )


def _is_order_sent(s: Spoken, ours: Collection[str]) -> bool:
    """Say whether what went out is a number that is none of ours: "CM-7790 went out today"."""
    words = s.found.words
    numbers = [words.word(i) for i in s.sentence() if words.numeric[i]]
    codes = [number for number in numbers if number[0].isalpha()]
    if s.cue.id == SUM_GOES:
        return any(code.upper() not in ours for code in codes)
    return bool(codes) and not _names(s, ours)


def _beside(
    said: Sequence[Spoken], mentions: Sequence[Mention], numbers: Sequence[Candidate]
) -> Beside:
    own = [m for m in mentions if m.layer in SPOKEN and not m.token]
    alone = [s for s in said if s.cue.id not in _BORNE_OUT]
    bill = any(m.kind is MentionKind.INVOICE for m in own)
    lacking = any(
        s.cue.id == LACKS_ORDER and _OTHER_NUMBERS.isdisjoint(s.sentence_words()) for s in said
    )
    back = bill and lacking and any(s.cue.id == SENT_BACK for s in said)
    return Beside(
        offers=frozenset(m.number for m in own if m.kind in _OFFERS),
        bill=bill,
        lacking=lacking,
        wants_order=back or any(s.cue.intent in _WANTS_ORDER for s in alone),
        several=len({canonical(c.number) for c in numbers}) > 1,
        promised=Places(s for s in alone if s.cue.intent is Intent.PO_PROMISED),
    )


def _is_borne_out(s: Spoken, beside: Beside) -> bool:
    if s.cue.id == FINE:
        named = _names(s, beside.offers)
        return named and not asks(s) and not beside.promised.beside(s)
    if s.cue.id == SENT_BACK:
        return beside.bill and beside.lacking
    if s.cue.id == NOT_PAYING:
        return not (beside.wants_order or _speaks_of_order(s))
    if s.cue.id == SUM_GOES:
        ordering = _speaks_of_order(s) or _names(s, beside.offers)
        return (beside.bill or _names_sum(s)) and not (asks(s) or ordering)
    if s.cue.id == TOPIC:
        return _is_answered_by_never(s)
    if s.cue.id == SUPPLIER_FORM:
        return s.layer is Layer.ATTACHMENT
    return s.cue.id == TYPING_ERROR and (beside.several or _speaks_of_order(s))


def _is_answered_by_never(s: Spoken) -> bool:
    """Say whether the sender asks about orders and answers: "Orders? Not here, never had any."."""
    sentence = s.sentence()
    if len(sentence) > _SHORT or not asks(s) or sentence.stop >= len(s.found.words):
        return False
    answer = {s.found.words.folded[i] for i in s.found.sentence(sentence.stop, sentence.stop)}
    refused = not (NOT.isdisjoint(answer) or _HERE.isdisjoint(answer))
    return not NEVER.isdisjoint(answer) or (refused and YET.isdisjoint(answer))


def awaits(said: Sequence[Spoken]) -> bool:
    """Say whether something is said to come on a day, and nobody asks for it."""
    return any(s.cue.id == COMES_THEN and not asks(s) for s in said)


def asks(s: Spoken) -> bool:
    """Say whether the sentence of a cue ends with a question mark."""
    words, last = s.found.words, s.sentence().stop - 1
    return "?" in words.after(last).split("\n")[0]


def _names(s: Spoken, ours: Collection[str]) -> bool:
    return any(s.found.words.word(i).upper() in ours for i in s.sentence())


def _names_sum(s: Spoken) -> bool:
    """Say whether a sum of money stands in the sentence of a cue."""
    words, sentence = s.found.words, s.sentence()
    text = words.text[words.starts[sentence.start] : words.ends[sentence.stop - 1]]
    return bool(_SUM.search(text))


def _speaks_of_order(s: Spoken) -> bool:
    label_at = s.found.label_at
    return any(i in label_at and isinstance(label_at[i].rule, Label) for i in s.sentence())


def in_time(said: Sequence[Spoken], written: date | None) -> tuple[Spoken, ...]:
    """Read what is paid on a day to come as a promise: "wordt betaald op 4 december".

    Args:
        said: cues.
        written: the day on which the mail was written; without it nothing is changed.
    """
    if written is None:
        return tuple(said)
    paid = {
        id(s.found): s.found
        for s in said
        if s.cue.intent is Intent.REMITTANCE and s.layer is not Layer.SUBJECT
    }
    dated = {key: days(found, written) for key, found in paid.items()}
    return tuple(_as_promise(s) if _is_to_come(s, dated, written) else s for s in said)


def _is_to_come(s: Spoken, dated: Mapping[int, Sequence[Day]], written: date) -> bool:
    if s.cue.intent is not Intent.REMITTANCE or s.layer is Layer.SUBJECT:
        return False
    if not _PAST.isdisjoint(s.sentence_words()):
        return False
    sentence = s.sentence()
    on = [
        day.on
        for day in dated[id(s.found)]
        if day.first in sentence and _has_year(s.found.words, day)
    ]
    return bool(on) and min(on) > written


def _has_year(words: Words, day: Day) -> bool:
    """Say whether a date names its year: without one, "on the 20th" may be past or to come."""
    return any(_YEAR.search(words.word(i)) for i in range(day.first, day.last + 1))


def _as_promise(s: Spoken) -> Spoken:
    return replace(s, cue=replace(s.cue, intent=Intent.PROMISE_TO_PAY))
