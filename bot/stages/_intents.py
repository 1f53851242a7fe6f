"""What a sender wants: cues weighed with the numbers that are given."""

import re

from bot.domain.decision import Kind
from bot.domain.message import Layer
from bot.domain.purchase_order import Role
from bot.domain.rules import Label
from bot.domain.understanding import Intent
from bot.stages._dates import days
from bot.stages._evidence import Evidence, Spoken
from bot.stages._normal import word_set

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

QUOTE_REQUEST = "quote-request"
"""Id of the cue by which somebody asks for an offer: no order is given then."""

_AUTOMATIC = {
    Kind.AUTO_REPLY: Intent.AUTO_REPLY,
    Kind.RECEIPT: Intent.AUTO_REPLY,
    Kind.BOUNCE: Intent.BOUNCE,
    Kind.CALENDAR: Intent.OTHER,
}
_NOT_REJECTED = {Intent.PO_NOT_USED, Intent.PO_CORRECTION}
CORRECTED_DOCUMENT = "corrected-document"
"""Id of the cue by which an order is called a corrected one: no word of an error of writing."""

_REPLACES = re.compile(
    r"replac|supersed|ersetz|remplac|sustitu|reemplaz|substitu|sostitu|vervang|erstatt|ersatt"
    r"|korva|zastep|nahraz|helyettes|inlocui"
)
_ANOTHER = {Intent.PO_SUPPLEMENT, Intent.PO_NEW}
_OF_AN_OLD_ONE = (Intent.PO_CORRECTION, Intent.PO_REPLACE, Intent.PO_CANCEL, Intent.PO_TOPUP)
_ABOUT_INVOICES = frozenset(
    {Intent.REMITTANCE, Intent.DISPUTE, Intent.INVOICE_REJECTED_PO, Intent.OTHER}
)
"""Beside these an order is only named. OTHER: a statement of account, an invoice's status."""

_NOTICES = frozenset(
    {
        Intent.PROMISE_TO_PAY,
        Intent.TERMS_REQUEST,
        Intent.PO_REQUIRED,
        Intent.PO_PROMISED,
        Intent.VENDOR_ONBOARDING,
    }
)
"""What a portal says to everybody: nobody there promises or asks us anything."""

_FIRST = {
    "version": ("0", "1"),
    "rev": ("0", "00"),
    "revision": ("0", "00"),
}
"""Numbers of an order's first issue: versions are counted from one, revisions from nought."""

_LONG_TERMS = frozenset({"45", "60", "75", "90", "120"})
_ONE_MORE = word_set(
    "one second other another separate additional extra rest remaining further new zweite"
    " weitere ubrige neue autre reste seconde nouveau nouvelle otro otra resto nuevo nueva altro"
    " tweede andere overige nieuwe anden anden andra ovriga ny nye toinen drugi druha nowe"
)
_THEIRS = word_set("your ihre ihrer vos votre sus vuestros uw jullie deres jeres era vostre vostri")


def intents(seen: Evidence) -> tuple[Intent, ...]:
    """Return what the sender wants, most important first; never empty."""
    automatic = _AUTOMATIC.get(seen.kind)
    if automatic:
        return (automatic,)
    found = _about_orders(seen) | _about_money(seen) | _about_us(seen)
    if seen.kind is Kind.PORTAL and found <= _NOTICES:
        found = {Intent.PORTAL_NOISE}
    lost = seen.missing or _is_lost_in_a_picture(seen)
    if (seen.unreadable and found) or (lost and Intent.PO_NEW in found):
        found.add(Intent.PO_UNREADABLE)
    if not found - {Intent.PO_UNREADABLE}:
        found |= _about_nothing_else(seen)
    return tuple(intent for intent in ORDER if intent in found)


def _is_lost_in_a_picture(seen: Evidence) -> bool:
    """Say whether an order is attached as a picture that gives no number; a logo is no order."""
    attached = seen.doubtful or seen.order_attached or seen.says_attached or seen.blurred
    return seen.illegible and attached


def _about_orders(seen: Evidence) -> set[Intent]:
    actions = {document.action for document in seen.documents}
    if seen.given or actions - {"cancel"}:
        found = _with_numbers(seen)
    elif seen.gone or actions:
        found = {Intent.PO_CANCEL}
    else:
        found = _without_numbers(seen)
    if Intent.INVOICE_REJECTED_PO in seen.cued and not found & _NOT_REJECTED:
        found.add(Intent.INVOICE_REJECTED_PO)
        if not seen.given:
            found -= {Intent.PO_REQUIRED, Intent.PO_NEW}
    return found


def _with_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that gives at least one number."""
    found = _of_old_and_new(seen) or _of_more(seen)
    kinds = {document.kind for document in seen.documents}
    if Intent.PO_BLANKET in seen.cued or kinds & {"blanket", "release"}:
        calls_off = "release" in kinds or any(s.cue.calls_off for s in seen.spoken)
        found |= {Intent.PO_BLANKET} if found or calls_off else {Intent.PO_BLANKET, Intent.PO_NEW}
    found = found or {Intent.PO_NEW}
    if any(s.sentence_words() & _ONE_MORE for s in seen.of(Intent.PO_PROMISED)):
        found.add(Intent.PO_PROMISED)
    return found


def _of_old_and_new(seen: Evidence) -> set[Intent]:
    """Tell a replacement from a correction; empty where no old number is taken back."""
    cancelled = any(c.role is Role.CANCELLED for c in seen.gone)
    replaced = any(s.layer is not Layer.SUBJECT for s in seen.of(Intent.PO_REPLACE))
    # What is said in the text outranks a title such as "rectified order".
    stands_in = any(_says_replaces(s) for s in seen.of(Intent.PO_REPLACE))
    corrected = any(
        (not replaced or s.layer is not Layer.SUBJECT)
        and not (stands_in and s.cue.id == CORRECTED_DOCUMENT)
        for s in seen.of(Intent.PO_CORRECTION)
    )
    if seen.gone or replaced:
        return {Intent.PO_CORRECTION if corrected and not cancelled else Intent.PO_REPLACE}
    return {Intent.PO_CORRECTION} if corrected else set()


def _says_replaces(s: Spoken) -> bool:
    """Say whether a cue is the verb itself ("replaces"), and not "instead of" or "the old one"."""
    return any(_REPLACES.match(word) for word in s.found.words.folded[s.hit.first : s.hit.last + 1])


def _of_more(seen: Evidence) -> set[Intent]:
    """Tell a raised order from an additional one; empty where nothing is added."""
    raised = any(not _is_first_issue(s) for s in seen.of(Intent.PO_TOPUP)) or seen.change_attached
    raised = raised or any(d.action == "change" for d in seen.documents)
    added = any(not _is_promised(s, seen) for s in seen.of(Intent.PO_SUPPLEMENT))
    if added or (seen.apart and (raised or seen.for_a_change)):
        return set(_ANOTHER)
    if raised:
        return {Intent.PO_TOPUP}
    return set(_ANOTHER) if seen.for_a_change else set()


def _is_promised(s: Spoken, seen: Evidence) -> bool:
    """Say whether a cue is part of a promise: "we will raise a separate PO"."""
    return any(
        p.found is s.found and p.hit.first <= s.hit.last and s.hit.first <= p.hit.last
        for p in seen.of(Intent.PO_PROMISED)
    )


def _is_first_issue(s: Spoken) -> bool:
    """Say whether a cue names an order's first version, which changes nothing: "Version 1"."""
    folded, last = s.found.words.folded, s.hit.last
    following = folded[last + 1] if last + 1 < len(folded) else ""
    return following in _FIRST.get(folded[last], ())


def _without_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that speaks of orders, and gives no number."""
    if any(s.cue.id == QUOTE_REQUEST for s in seen.spoken):
        return set()
    found = {Intent.PO_NEW} if seen.accepts else set()
    for policy in (Intent.PO_NOT_USED, Intent.PO_PROMISED, Intent.PO_REQUIRED):
        if policy in seen.cued and not (policy is Intent.PO_REQUIRED and _attaches(seen)):
            return found | {policy}
    if seen.cued & _ABOUT_INVOICES:
        return set()
    for intent in _OF_AN_OLD_ONE:
        if any(_names_an_order(s) for s in seen.of(intent)):
            return {intent}
    if Intent.PO_NEW in seen.cued:
        found |= seen.cued & {Intent.PO_SUPPLEMENT, Intent.PO_BLANKET}
    return found | _given_or_requested(seen, found)


def _given_or_requested(seen: Evidence, found: set[Intent]) -> set[Intent]:
    """Tell an order without a readable number from a requisition, which only promises one."""
    if _gives_without_number(seen):
        return {Intent.PO_NEW}
    return {Intent.PO_PROMISED} if seen.requested and not found else set()


def _attaches(seen: Evidence) -> bool:
    """Say whether an order is attached: what it says of all invoices is then its small print."""
    said = seen.says_attached and Intent.PO_NEW in seen.cued
    return seen.order_attached or (said and (seen.unreadable or seen.missing))


def _gives_without_number(seen: Evidence) -> bool:
    """Say whether an order is given, though its number cannot be read."""
    elsewhere = {Intent.PROMISE_TO_PAY, Intent.VENDOR_ONBOARDING}
    return (
        Intent.PO_NEW in seen.cued
        or seen.order_attached
        or seen.doubtful
        or seen.answered
        or ((seen.unreadable or _seems_attached(seen)) and not seen.cued & elsewhere)
    )


def _seems_attached(seen: Evidence) -> bool:
    """Say whether an order is attached: by the sender's words, or as a picture of nothing."""
    return (seen.says_attached and seen.names_order) or (seen.blurred and not seen.asks)


def _names_an_order(s: Spoken) -> bool:
    """Say whether the sentence of a cue names an order: not every cancellation is one of a PO."""
    sentence = s.sentence()
    return any(isinstance(h.rule, Label) and h.first in sentence for h in s.found.labels)


def _about_money(seen: Evidence) -> set[Intent]:
    found = set(seen.cued & {Intent.REMITTANCE, Intent.DISPUTE})
    promises = seen.of(Intent.PROMISE_TO_PAY)
    if promises and not found and (not seen.given or any(_dated(s) for s in promises)):
        found.add(Intent.PROMISE_TO_PAY)
    if any(not _asks_for_ours(s) for s in seen.of(Intent.BANK_CHANGE)):
        found.add(Intent.BANK_CHANGE)
    return found


def _dated(s: Spoken) -> bool:
    """Say whether a promise to pay names a day: with an order it is otherwise only its terms."""
    return any(day.first in s.sentence() for day in days(s.found, None))


def _asks_for_ours(s: Spoken) -> bool:
    """Say whether bank details are asked for: "your bank details", and not "are changed"."""
    around = s.found.words.folded[max(0, s.hit.first - 1) : s.hit.last + 1]
    return bool(_THEIRS & set(around))


def _about_us(seen: Evidence) -> set[Intent]:
    found = set(seen.cued & {Intent.VENDOR_ONBOARDING, Intent.CONTACT_CHANGE})
    if Intent.BANK_CHANGE in seen.cued:
        found.discard(Intent.CONTACT_CHANGE)
    # Beside an order, payment within 30 days is its small print.
    if any(
        not seen.given or s.sentence_words() & _LONG_TERMS for s in seen.of(Intent.TERMS_REQUEST)
    ):
        found.add(Intent.TERMS_REQUEST)
    return found


def _about_nothing_else(seen: Evidence) -> set[Intent]:
    noise = seen.kind is Kind.NO_REPLY and Intent.PORTAL_NOISE in seen.cued
    if noise or seen.kind is Kind.PORTAL:
        return {Intent.PORTAL_NOISE}
    asks = seen.asks or Intent.QUESTION in seen.cued
    return {Intent.QUESTION} if asks else {Intent.OTHER}
