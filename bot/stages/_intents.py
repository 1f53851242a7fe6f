"""What a sender wants: cues weighed with the numbers that are given."""

from bot.domain.decision import Kind
from bot.domain.message import Layer
from bot.domain.rules import Label
from bot.domain.understanding import Intent
from bot.stages._backed import SENT_BACK, asks
from bot.stages._bank import NAMED, asks_for_ours, of_form_or_bank
from bot.stages._changes import ANOTHER, of_more, of_old_and_new
from bot.stages._cue_words import ASKS, INVOICES, ONE_MORE
from bot.stages._cues import ANNOUNCED, Places, Spoken
from bot.stages._dates import days
from bot.stages._evidence import SAYS_ATTACHED, Evidence
from bot.stages._paid import is_paid

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

SMALL_PRINT = frozenset({"contact-address", "form-back"})
"""Ids of cues that beside an order are its small print."""

SIGNED_OFFER = "signed-offer"
"""Id of the cue by which a signed offer is named: of clients without orders, instead of one."""

FRAMED = "dispute-frames"
"""Id of the cue of bills that are not right: of one sent back for want of an order, that is why."""

SHIPPED = "shipped"
"""Id of the cue by which a shop says that a parcel is on its way."""

HANDED_OVER = frozenset({"promised-frames"})
"""Ids of cues that promise nothing in a sentence that says that the order is attached."""

QUOTE_REQUESTS = frozenset({"quote-request", "price-request"})
"""Ids of the cues by which somebody asks for an offer: no order is given then."""

_AUTOMATIC = {
    Kind.AUTO_REPLY: Intent.AUTO_REPLY,
    Kind.RECEIPT: Intent.AUTO_REPLY,
    Kind.BOUNCE: Intent.BOUNCE,
    Kind.CALENDAR: Intent.OTHER,
}
_NOT_REJECTED = {Intent.PO_NOT_USED, Intent.PO_CORRECTION}
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

_NO_PROMISE = frozenset({Intent.INVOICE_REJECTED_PO, Intent.PO_NOT_USED, Intent.PO_REQUIRED})
"""Beside these, paying is what would follow."""

_LONG_TERMS = frozenset({"45", "60", "75", "90", "120"})


def intents(seen: Evidence) -> tuple[Intent, ...]:
    """Return what the sender wants, most important first; never empty."""
    automatic = _AUTOMATIC.get(seen.kind)
    if automatic:
        return (automatic,)
    found = _about_orders(seen) | _about_money(seen) | _about_us(seen)
    if seen.kind is Kind.PORTAL and found <= (_NOTICES | _without_order(seen)):
        found = {Intent.PORTAL_NOISE}
    if Intent.BANK_CHANGE in found:
        found -= of_form_or_bank(seen.spoken, ordered=bool(seen.given or seen.documents))
    if Intent.BANK_CHANGE in found:
        found -= _of_bank_mail(seen)
    found -= _only_said_beside(found, seen)
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


def _is_general(s: Spoken, seen: Evidence) -> bool:
    """Say whether a cue beside an order is its small print: "invoices without PO are returned"."""
    if not seen.given or seen.names_ours(s):
        return False
    return bool(s.sentence_words() & INVOICES)


def _without_order(seen: Evidence) -> set[Intent]:
    """Return what a portal's words show of an order where none is there: "0 new orders"."""
    there = seen.given or seen.documents or seen.order_attached or seen.unreadable
    return set() if there else {Intent.PO_NEW}


def _only_said_beside(found: set[Intent], seen: Evidence) -> set[Intent]:
    """Return manners of speaking: "then I pay it" where an order is wanted, a list's discounts."""
    beside: set[Intent] = set()
    if found & _NO_PROMISE and not any(_dated(s) for s in seen.of(Intent.PROMISE_TO_PAY)):
        beside.add(Intent.PROMISE_TO_PAY)
    if Intent.REMITTANCE in found and not any(
        _moves_terms(s) for s in seen.of(Intent.TERMS_REQUEST)
    ):
        beside.add(Intent.TERMS_REQUEST)
    policy = found & {Intent.PO_NOT_USED, Intent.PO_REQUIRED}
    # "It gets paid on the run" is how bills are paid there, and no payment.
    if policy and not any(seen.names_ours(s) or s.has_number for s in seen.of(Intent.REMITTANCE)):
        beside.add(Intent.REMITTANCE)
    return beside


def _of_bank_mail(seen: Evidence) -> set[Intent]:
    """Return what bank details are only talked about beside: what would be paid, and its order."""
    ordered = seen.documents or seen.order_attached
    gives = any(s.cue.intent is Intent.PO_NEW and not s.in_brackets for s in seen.spoken)
    paying = {Intent.PROMISE_TO_PAY, Intent.REMITTANCE}
    return paying if ordered or gives or seen.given else paying | {Intent.PO_NEW}


def _about_orders(seen: Evidence) -> set[Intent]:
    actions = {document.action for document in seen.documents}
    if seen.given or actions - {"cancel"}:
        found = _with_numbers(seen)
    elif (seen.gone and not _is_not_there_yet(seen)) or actions:
        corrects = Intent.PO_CORRECTION in seen.cued and Intent.PO_CANCEL not in seen.cued
        found = {Intent.PO_CORRECTION if corrects else Intent.PO_CANCEL}
    else:
        found = _without_numbers(seen)
    if any(not _is_general(s, seen) for s in seen.of(Intent.INVOICE_REJECTED_PO)) and not (
        found & _NOT_REJECTED
    ):
        found.add(Intent.INVOICE_REJECTED_PO)
        if not seen.given:
            found -= {Intent.PO_REQUIRED, Intent.PO_NEW}
    return found


def _is_not_there_yet(seen: Evidence) -> bool:
    """Say whether a number is only not valid so far: "not valid until Legal releases it"."""
    return Intent.PO_PROMISED in seen.cued and not seen.of(Intent.PO_CANCEL)


def _with_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that gives at least one number."""
    found = of_old_and_new(seen) or of_more(seen)
    if Intent.PO_BLANKET in seen.cued or seen.kinds & {"blanket", "release"}:
        calls_off = "release" in seen.kinds or any(s.cue.calls_off for s in seen.spoken)
        found = _of_blanket(found, seen, calls_off=calls_off)
    found = found or {Intent.PO_NEW}
    raised = Places(seen.of(Intent.PO_TOPUP))
    promised = (s for s in seen.of(Intent.PO_PROMISED) if not raised.beside(s))
    if any(s.sentence_words() & ONE_MORE for s in promised):
        found.add(Intent.PO_PROMISED)
    given = {c.number.upper() for c in seen.given}
    if any(s.cue.id == ANNOUNCED and not _names(s, given) for s in seen.spoken):
        found.add(Intent.PO_REQUIRED)
    return found


def _names(s: Spoken, given: set[str]) -> bool:
    """Say whether the sentence of a cue names the order that is given: it is of that one only."""
    return any(s.found.words.word(i).upper() in given for i in s.sentence())


def _of_blanket(found: set[Intent], seen: Evidence, *, calls_off: bool) -> set[Intent]:
    """Tell a new blanket from a call-off, and from one that is only raised or added to."""
    if Intent.PO_TOPUP in found:
        return found
    if calls_off and not seen.of(Intent.PO_SUPPLEMENT):
        return (found - ANOTHER) | {Intent.PO_BLANKET}
    return found | ({Intent.PO_BLANKET} if found else {Intent.PO_BLANKET, Intent.PO_NEW})


def _without_numbers(seen: Evidence) -> set[Intent]:
    """Read the intents of a mail that speaks of orders, and gives no number."""
    if any(s.cue.id in QUOTE_REQUESTS for s in seen.spoken):
        return set()
    found = {Intent.PO_NEW} if any(_accepts(s, seen) for s in seen.spoken) else set()
    handed = Places(s for s in seen.spoken if s.cue.id == SAYS_ATTACHED and not seen.requested)
    announced = Places(s for s in seen.spoken if s.cue.id == ANNOUNCED)
    said = {
        s.cue.intent
        for s in seen.spoken
        if not (s.cue.id in HANDED_OVER and handed.beside(s))
        # What would become of bills without an order is no promise of one.
        and not (s.cue.intent is Intent.PO_PROMISED and announced.beside(s))
    }
    for policy in (Intent.PO_NOT_USED, Intent.PO_PROMISED, Intent.PO_REQUIRED):
        if policy in said and not (policy is Intent.PO_REQUIRED and _attaches(seen)):
            return found | {policy} | (_required(seen) if policy is Intent.PO_PROMISED else set())
    if seen.cued & _ABOUT_INVOICES:
        return set()
    for intent in _OF_AN_OLD_ONE:
        if any(_names_an_order(s) for s in seen.of(intent)):
            return {intent}
    return _ordered_without_number(seen, found)


def _required(seen: Evidence) -> set[Intent]:
    """Return the policy that is said in a sentence of its own, beside an order that will come."""
    promised = Places(seen.of(Intent.PO_PROMISED))
    return set() if all(map(promised.beside, seen.of(Intent.PO_REQUIRED))) else {Intent.PO_REQUIRED}


def _ordered_without_number(seen: Evidence, found: set[Intent]) -> set[Intent]:
    """Tell a call-off, an addition and a blanket apart, though no number can be read."""
    if any(s.cue.calls_off and not asks(s) for s in seen.spoken):
        return (found - ANOTHER) | {Intent.PO_BLANKET}
    if Intent.PO_NEW in seen.cued:
        found |= seen.cued & {Intent.PO_SUPPLEMENT, Intent.PO_BLANKET}
    return found | _given_or_requested(seen, found)


def _accepts(s: Spoken, seen: Evidence) -> bool:
    """Say whether an offer is accepted: not where a signed one stands in for all orders."""
    stands_in = s.cue.id == SIGNED_OFFER and seen.of(Intent.PO_NOT_USED)
    return s.cue.accepts and not stands_in


def _given_or_requested(seen: Evidence, found: set[Intent]) -> set[Intent]:
    """Tell an order without a readable number from a requisition, which only promises one."""
    if _gives_without_number(seen):
        return {Intent.PO_NEW}
    return {Intent.PO_PROMISED} if seen.requested and not found else set()


def _attaches(seen: Evidence) -> bool:
    """Say whether an order is attached: what it says of all invoices is then its small print."""
    if any(s.layer is Layer.SUBJECT for s in seen.of(Intent.PO_REQUIRED)):
        return False
    said = seen.says_attached and Intent.PO_NEW in seen.cued
    return seen.order_attached or (said and (seen.unreadable or seen.missing))


def _gives_without_number(seen: Evidence) -> bool:
    """Say whether an order is given, though its number cannot be read."""
    elsewhere = {Intent.PROMISE_TO_PAY, Intent.VENDOR_ONBOARDING}
    return (
        any(not _is_of_one_named(s, seen) for s in seen.of(Intent.PO_NEW))
        or seen.order_attached
        or seen.doubtful
        or seen.answered
        or ((seen.unreadable or _seems_attached(seen)) and not seen.cued & elsewhere)
    )


def _is_of_one_named(s: Spoken, seen: Evidence) -> bool:
    """Say whether what seems given is a number that is only named: "matched to our order 4711"."""
    words = s.found.words
    numbers = [words.word(i).upper() for i in s.sentence() if words.numeric[i]]
    return not s.cue.accepts and not seen.only_named.isdisjoint(numbers)


def _seems_attached(seen: Evidence) -> bool:
    """Say whether an order is attached: by the sender's words, or as a picture of nothing."""
    return (seen.says_attached and seen.names_order) or (seen.blurred and not seen.asks)


def _names_an_order(s: Spoken) -> bool:
    """Say whether the sentence of a cue names an order: not every cancellation is one of a PO."""
    sentence = s.sentence()
    return any(isinstance(h.rule, Label) and h.first in sentence for h in s.found.labels)


def _about_money(seen: Evidence) -> set[Intent]:
    back = Places(s for s in seen.spoken if s.cue.id == SENT_BACK)
    disputes = (s for s in seen.of(Intent.DISPUTE) if not (s.cue.id == FRAMED and back.beside(s)))
    found = {s.cue.intent for s in disputes}
    planned = Places(seen.of(Intent.PROMISE_TO_PAY))
    disputed = Places(seen.of(Intent.DISPUTE))
    paid = (s for s in seen.of(Intent.REMITTANCE) if not disputed.beside(s))
    if any(is_paid(s, seen, planned) for s in paid):
        found.add(Intent.REMITTANCE)
    announced = Places(s for s in seen.spoken if s.cue.id == ANNOUNCED)
    promises = [s for s in seen.of(Intent.PROMISE_TO_PAY) if not announced.beside(s)]
    if promises and not found and (not seen.given or any(_dated(s) for s in promises)):
        found.add(Intent.PROMISE_TO_PAY)
    if any(s.cue.id != NAMED or not asks_for_ours(s) for s in seen.of(Intent.BANK_CHANGE)):
        found.add(Intent.BANK_CHANGE)
    return found


def _dated(s: Spoken) -> bool:
    """Say whether a promise to pay names a day: with an order it is otherwise only its terms."""
    return any(day.first in s.sentence() for day in days(s.found, None))


def _about_us(seen: Evidence) -> set[Intent]:
    ordered = seen.given or seen.documents or seen.order_attached
    said = {s.cue.intent for s in seen.spoken if not (ordered and s.cue.id in SMALL_PRINT)}
    found = said & {Intent.VENDOR_ONBOARDING, Intent.CONTACT_CHANGE}
    if Intent.BANK_CHANGE in seen.cued:
        found.discard(Intent.CONTACT_CHANGE)
    # Beside an order, payment within 30 days, or "Terms  NET 45", is its small print.
    if any(not seen.given or _moves_terms(s) for s in seen.of(Intent.TERMS_REQUEST)):
        found.add(Intent.TERMS_REQUEST)
    return found


def _moves_terms(s: Spoken) -> bool:
    """Say whether terms are asked for, or changed, and not only printed."""
    words = s.sentence_words()
    return bool(words & _LONG_TERMS and words & ASKS)


def _about_nothing_else(seen: Evidence) -> set[Intent]:
    if any(s.cue.id == SHIPPED for s in seen.spoken):
        return {Intent.OTHER}
    if seen.awaited and not seen.asks:
        return {Intent.PO_PROMISED}
    noise = seen.kind is Kind.NO_REPLY and Intent.PORTAL_NOISE in seen.cued
    if noise or seen.kind is Kind.PORTAL:
        return {Intent.PORTAL_NOISE}
    asks = seen.asks or Intent.QUESTION in seen.cued
    return {Intent.QUESTION} if asks else {Intent.OTHER}
