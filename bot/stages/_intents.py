"""What a sender wants: the cues in their own words, weighed with the numbers that they give."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.decision import Kind
from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.purchase_order import Candidate, Role
from bot.domain.rules import Cue, Rules
from bot.domain.understanding import Intent
from bot.stages._dates import days
from bot.stages._phrases import Hit
from bot.stages._scan import Scan, heading, scan

ORDER = (
    Intent.BANK_CHANGE,
    Intent.PO_REPLACE,
    Intent.PO_CORRECTION,
    Intent.PO_CANCEL,
    Intent.PO_TOPUP,
    Intent.PO_SUPPLEMENT,
    Intent.PO_BLANKET,
    Intent.INVOICE_REJECTED_PO,
    Intent.PO_NEW,
    Intent.PO_UNREADABLE,
    Intent.DISPUTE,
    Intent.PO_PROMISED,
    Intent.REMITTANCE,
    Intent.PROMISE_TO_PAY,
    Intent.PO_NOT_USED,
    Intent.PO_REQUIRED,
    Intent.VENDOR_ONBOARDING,
    Intent.TERMS_REQUEST,
    Intent.CONTACT_CHANGE,
    Intent.PORTAL_NOISE,
    Intent.QUESTION,
    Intent.OTHER,
)
"""Most important first: money and trust, then orders, then everything else."""

_AUTOMATIC = {
    Kind.AUTO_REPLY: Intent.AUTO_REPLY,
    Kind.RECEIPT: Intent.AUTO_REPLY,
    Kind.BOUNCE: Intent.BOUNCE,
    Kind.CALENDAR: Intent.OTHER,
}
_REPLY = re.compile(r"^\s*(?:re|aw|antw|sv|vs|odp|rif|r|res|vá|ynt)\s*(?:\[\d+\])?:", re.IGNORECASE)
_OF_ONE_INVOICE = frozenset(
    {Intent.INVOICE_REJECTED_PO, Intent.REMITTANCE, Intent.PROMISE_TO_PAY, Intent.DISPUTE}
)
_ONE_MORE = frozenset(
    [
        "second",
        "other",
        "another",
        "rest",
        "remaining",
        "further",
        "zweite",
        "weitere",
        "ubrige",
        "autre",
        "reste",
        "seconde",
        "otro",
        "otra",
        "resto",
        "altro",
        "tweede",
        "andere",
        "overige",
        "anden",
        "anden",
        "andra",
        "ovriga",
        "toinen",
        "drugi",
        "druha",
    ]
)
_THEIRS = frozenset(
    [
        "your",
        "ihre",
        "ihrer",
        "vos",
        "votre",
        "sus",
        "vuestros",
        "uw",
        "jullie",
        "deres",
        "jeres",
        "era",
        "vostre",
        "vostri",
    ]
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue in the sender's own words.

    Attributes:
        cue: the rule.
        hit: where it was found.
        found: the passage's scan.
        layer: the passage's layer.
    """

    cue: Cue
    hit: Hit
    found: Scan
    layer: Layer

    def sentence(self) -> range:
        """Return the words of its sentence."""
        hard, first, last = self.found.words.hard, self.hit.first, self.hit.last
        while first and not hard[first]:
            first -= 1
        while last + 1 < len(hard) and not hard[last + 1]:
            last += 1
        return range(first, last + 1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What intents are read from.

    Attributes:
        spoken: cues in the sender's own words.
        given: accepted candidates.
        gone: cancelled and superseded candidates in the sender's own words.
        documents: structured orders.
        kind: the sort of sender.
        unreadable: whether an attachment could not be opened.
        missing: whether an attachment is said to be there, and none is.
        order_attached: whether an attached document says that it is an order.
        answered: whether the sender answers our question.
        asks: whether there is a question mark in the sender's own words.
    """

    spoken: tuple[Spoken, ...]
    given: tuple[Candidate, ...]
    gone: tuple[Candidate, ...]
    documents: tuple[OrderDocument, ...]
    kind: Kind
    unreadable: bool
    missing: bool
    order_attached: bool
    answered: bool
    asks: bool

    @property
    def cued(self) -> frozenset[Intent]:
        """Return the intents that cues show."""
        return frozenset(s.cue.intent for s in self.spoken)

    @property
    def accepts(self) -> bool:
        """Return whether an offer is accepted, or the work started."""
        return any(s.cue.accepts for s in self.spoken)


def spoken(passages: Sequence[Passage], rules: Rules) -> tuple[Spoken, ...]:
    """Return the cues in the sender's own words.

    The subject of a reply repeats ours, and counts only where the sender wrote nothing else.
    """
    wrote = any(p.layer in {Layer.NEW, Layer.FORWARDED} and p.text.strip() for p in passages)
    result: list[Spoken] = []
    for passage in passages:
        echo = passage.layer is Layer.SUBJECT and wrote and _REPLY.match(passage.text)
        if passage.layer in {Layer.SUBJECT, Layer.NEW, Layer.FORWARDED} and not echo:
            found = scan(passage.text, rules)
            result += [
                Spoken(hit.rule, hit, found, passage.layer)
                for hit in found.cues
                if isinstance(hit.rule, Cue)
            ]
    return tuple(s for s in result if not _is_policy(s, result))


def _is_policy(s: Spoken, every: Sequence[Spoken]) -> bool:
    """Say whether a cue only says what happens to any invoice without a PO, and names none."""
    if s.cue.intent not in _OF_ONE_INVOICE:
        return False
    sentence = s.sentence()
    if any(s.found.words.numeric[i] for i in sentence):
        return False
    return any(
        other.cue.intent is Intent.PO_REQUIRED
        and other.found is s.found
        and other.hit.first in sentence
        for other in every
    )


def attached_order(passages: Sequence[Passage], rules: Rules) -> bool:
    """Say whether an attached document says that it is an order."""
    heads = (heading(scan(p.text, rules)) for p in passages if p.layer is Layer.ATTACHMENT)
    return any(head.order for head in heads if head)


def intents(seen: Evidence) -> tuple[Intent, ...]:
    """Return what the sender wants, most important first; never empty."""
    automatic = _AUTOMATIC.get(seen.kind)
    if automatic:
        return (automatic,)
    found = {*_about_orders(seen), *_about_money(seen), *_about_us(seen)}
    if (seen.unreadable and found) or (seen.missing and Intent.PO_NEW in found):
        found.add(Intent.PO_UNREADABLE)
    if found <= {Intent.PO_UNREADABLE, Intent.PO_PROMISED}:
        found |= _fallback(seen, found)
    return tuple(intent for intent in ORDER if intent in found)


def _fallback(seen: Evidence, found: set[Intent]) -> set[Intent]:
    if found & {Intent.PO_PROMISED}:
        return set()
    if seen.kind in {Kind.PORTAL, Kind.NO_REPLY} and (
        seen.kind is Kind.PORTAL or Intent.PORTAL_NOISE in seen.cued
    ):
        return {Intent.PORTAL_NOISE}
    return {Intent.QUESTION} if seen.asks or Intent.QUESTION in seen.cued else {Intent.OTHER}


def _about_orders(seen: Evidence) -> set[Intent]:
    actions = {document.action for document in seen.documents}
    if seen.given or actions - {"cancel"}:
        found = _with_numbers(seen)
    elif seen.gone or "cancel" in actions:
        found = {Intent.PO_CANCEL}
    else:
        found = _without_numbers(seen)
    if Intent.INVOICE_REJECTED_PO in seen.cued and Intent.PO_NOT_USED not in found:
        found.add(Intent.INVOICE_REJECTED_PO)
        if not seen.given:
            found -= {Intent.PO_REQUIRED, Intent.PO_NEW}
    return found


def _with_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that gives at least one number."""
    found: set[Intent] = set()
    cued = seen.cued
    if seen.gone or (Intent.PO_REPLACE in cued and _replaces(seen)):
        corrected = Intent.PO_CORRECTION in cued and not _cancels(seen)
        found.add(Intent.PO_CORRECTION if corrected else Intent.PO_REPLACE)
    elif Intent.PO_CORRECTION in cued:
        found.add(Intent.PO_CORRECTION)
    elif Intent.PO_SUPPLEMENT in cued:
        found |= {Intent.PO_SUPPLEMENT, Intent.PO_NEW}
    elif Intent.PO_TOPUP in cued or any(d.action == "change" for d in seen.documents):
        found.add(Intent.PO_TOPUP)
    if Intent.PO_BLANKET in cued:
        found.add(Intent.PO_BLANKET)
        if not found & {Intent.PO_REPLACE, Intent.PO_CORRECTION, Intent.PO_TOPUP}:
            found |= set() if any(s.cue.calls_off for s in seen.spoken) else {Intent.PO_NEW}
    if Intent.PO_PROMISED in cued and _promises_another(seen):
        found.add(Intent.PO_PROMISED)
    return found if found - {Intent.PO_PROMISED} else found | {Intent.PO_NEW}


def _replaces(seen: Evidence) -> bool:
    """Say whether a cue of replacing speaks of an order that is named, not of this mail's own."""
    return any(
        s.cue.intent is Intent.PO_REPLACE and s.layer is not Layer.SUBJECT for s in seen.spoken
    )


def _cancels(seen: Evidence) -> bool:
    return any(c.role is Role.CANCELLED for c in seen.gone)


def _promises_another(seen: Evidence) -> bool:
    """Say whether a second order is promised beside the one that is given."""
    return any(
        s.cue.intent is Intent.PO_PROMISED
        and any(s.found.words.folded[i] in _ONE_MORE for i in s.sentence())
        for s in seen.spoken
    )


def _without_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that speaks of orders, and gives no number."""
    cued = seen.cued
    if Intent.PO_NOT_USED in cued:
        return {Intent.PO_NOT_USED} | ({Intent.PO_NEW} if seen.accepts else set())
    found = {Intent.PO_NEW} if seen.accepts else set()
    if Intent.PO_PROMISED in cued:
        return found | {Intent.PO_PROMISED}
    if Intent.PO_REQUIRED in cued:
        return found | {Intent.PO_REQUIRED}
    if cued & {Intent.REMITTANCE, Intent.DISPUTE, Intent.INVOICE_REJECTED_PO}:
        return set()
    for intent in (Intent.PO_CORRECTION, Intent.PO_REPLACE, Intent.PO_CANCEL, Intent.PO_TOPUP):
        if intent in cued and _speaks_of_an_order(seen, intent):
            return {intent}
    for intent in (Intent.PO_SUPPLEMENT, Intent.PO_BLANKET):
        if intent in cued and Intent.PO_NEW in cued:
            return {intent, Intent.PO_NEW}
    if Intent.PO_NEW in cued or seen.order_attached or seen.answered:
        found.add(Intent.PO_NEW)
    if seen.unreadable and not cued & {Intent.PROMISE_TO_PAY, Intent.VENDOR_ONBOARDING}:
        found.add(Intent.PO_NEW)
    return found


def _speaks_of_an_order(seen: Evidence, intent: Intent) -> bool:
    """Say whether the sentence of a cue names an order: not every cancellation is one of a PO."""
    for s in seen.spoken:
        if s.cue.intent is intent:
            sentence = s.sentence()
            if any(h.first in sentence for h in s.found.labels if hasattr(h.rule, "weak")):
                return True
    return False


def _about_money(seen: Evidence) -> set[Intent]:
    found = seen.cued & {Intent.REMITTANCE, Intent.DISPUTE}
    if Intent.PROMISE_TO_PAY in seen.cued and not found and (not seen.given or _dated(seen)):
        found |= {Intent.PROMISE_TO_PAY}
    bank = (s for s in seen.spoken if s.cue.intent is Intent.BANK_CHANGE)
    if any(not _of_ours(s) for s in bank):
        found |= {Intent.BANK_CHANGE}
    return set(found)


def _dated(seen: Evidence) -> bool:
    """Say whether a promise to pay names a day: with an order it is otherwise only its terms."""
    return any(
        s.cue.intent is Intent.PROMISE_TO_PAY
        and any(day.first in s.sentence() for day in days(s.found, None))
        for s in seen.spoken
    )


def _of_ours(s: Spoken) -> bool:
    """Say whether bank details are asked for: "your bank details", and not "are changed"."""
    around = s.found.words.folded[max(0, s.hit.first - 1) : s.hit.last + 1]
    return bool(_THEIRS & set(around))


def _about_us(seen: Evidence) -> set[Intent]:
    found = seen.cued & {Intent.VENDOR_ONBOARDING, Intent.CONTACT_CHANGE}
    if Intent.BANK_CHANGE in seen.cued:
        found -= {Intent.CONTACT_CHANGE}
    if Intent.TERMS_REQUEST in seen.cued and not seen.given:
        found |= {Intent.TERMS_REQUEST}
    return set(found)
