"""Checks of a mail as a whole: who writes, and mails that give no order."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.decision import (
    Change,
    HoldReminders,
    Kind,
    MarkAddress,
    NotePromise,
    SetPoPolicy,
    Trust,
    Verdict,
)
from bot.domain.ledger import PoPolicy
from bot.domain.understanding import Intent
from bot.stages._bounce import failed_recipients
from bot.stages._case import Asks, Case, Question, Ruling, ask, nothing, review
from bot.stages._insolvency import insolvency
from bot.stages._orders import judge
from bot.stages._recalled import recalled
from bot.stages._withdrawn import cancelled

MailCheck = Callable[[Case], Ruling | None]

HARMLESS = frozenset(
    {
        Intent.OTHER,
        Intent.QUESTION,
        Intent.PORTAL_NOISE,
        Intent.AUTO_REPLY,
        Intent.BOUNCE,
    }
)
"""Intents with which neither money nor trust is at risk."""

GIVING = frozenset(
    {
        Intent.PO_NEW,
        Intent.PO_REPLACE,
        Intent.PO_TOPUP,
        Intent.PO_SUPPLEMENT,
        Intent.PO_BLANKET,
        Intent.PO_CORRECTION,
        Intent.PO_UNREADABLE,
    }
)
"""Intents of a sender who believes to have given us an order."""

REQUESTS = {
    Intent.VENDOR_ONBOARDING: "a supplier registration",
    Intent.CONTACT_CHANGE: "a change of contact data",
    Intent.TERMS_REQUEST: "payment terms",
}
"""Requests that a mail cannot fulfil; beside an order they do not hold it."""

_MACHINES = {
    Kind.AUTO_REPLY: "An automatic reply",
    Kind.BOUNCE: "A bounce",
    Kind.RECEIPT: "A read receipt",
    Kind.CALENDAR: "A calendar notice",
    Kind.OWN: "Our own mail",
}


def machine(case: Case) -> Ruling | None:
    """Ignore what machines write about mail itself; note addresses that no longer exist."""
    what = _MACHINES.get(case.screening.kind)
    if what is None and case.foremost not in {Intent.AUTO_REPLY, Intent.BOUNCE}:
        return None
    marks = tuple(
        MarkAddress(email, why)
        for email, why in failed_recipients(case.message)
        if email in case.snapshot.contacts_by_email
    )
    return nothing(f"{what or 'An automatic mail'}: nothing is booked from it.", changes=marks)


def portal_noise(case: Case) -> Ruling | None:
    """Ignore a platform's notices that give no order."""
    noise = case.foremost is Intent.PORTAL_NOISE and not case.understanding.orders
    return nothing("A platform's notice without an order.") if noise else None


def distrust(case: Case) -> Ruling | None:
    """Show what strangers, look-alikes and forgers write about money; ignore the rest."""
    if case.standing.trust not in {Trust.UNKNOWN, Trust.LOOKALIKE, Trust.FORGED}:
        return None
    who = {
        Trust.UNKNOWN: "is nobody we can believe",
        Trust.LOOKALIKE: "only looks like a registered one",
        Trust.FORGED: "failed authentication",
    }[case.standing.trust]
    sender = f"The sender {case.screening.author.email} {who}"
    if case.standing.trust is Trust.UNKNOWN and _harmless(case):
        return nothing(f"{sender}, and writes of no order.")
    return review(f"{sender}.")


def bank_details(case: Case) -> Ruling | None:
    """Show whatever speaks of bank details."""
    if Intent.BANK_CHANGE not in case.intents:
        return None
    return review("It is about bank details, which never change by mail.")


def unauthenticated(case: Case) -> Ruling | None:
    """Show what is said in a client's name without our mail host vouching for it."""
    if case.believed or _harmless(case):
        return None
    return review(
        f"Nothing authenticates {case.screening.author.email}, and the address alone is not enough."
    )


def dispute(case: Case) -> Ruling | None:
    """Show a dispute, and stop reminding of what is disputed."""
    if Intent.DISPUTE not in case.intents:
        return None
    return review(f"The sender disputes {_spoken_of(case)}.", changes=_hold(case, "dispute"))


def unreadable(case: Case) -> Ruling | None:
    """Show a mail that could not be read to its end."""
    if not case.message.complete:
        return review("The mail is too large to be read.", *case.message.defects)
    if case.understanding.unreadable:
        return review(*case.understanding.unreadable)
    return None


def contradiction(case: Case) -> Ruling | None:
    """Show a mail that contradicts itself or the ledger."""
    conflicts = (*case.understanding.conflicts, *case.match.conflicts)
    return review(*conflicts) if conflicts else None


def orders(case: Case) -> Ruling | None:
    """Judge the orders that a mail gives, and book with them what else it may change."""
    ruling = judge(case)
    if ruling is None or ruling.verdict is not Verdict.APPLY:
        return ruling
    return replace(ruling, changes=(*ruling.changes, *besides(case)))


def besides(case: Case) -> tuple[Change, ...]:
    """Return what a mail that gives orders may change beside them: the policy, a promise."""
    policy = _policy_change(case)
    promised = _promised_order(case) if Intent.PO_PROMISED in case.intents else ()
    return (*((policy,) if policy else ()), *promised)


def remittance(case: Case) -> Ruling:
    """Book nothing for a payment advice; stop reminding of what it names."""
    return nothing(
        f"A payment advice for {_spoken_of(case)}: payments are booked from the bank.",
        changes=_hold(case, "remittance"),
    )


def promise_to_pay(case: Case) -> Ruling:
    """Remember a promised payment."""
    day = case.understanding.facts.promised_on
    when = f" by {day}" if day else ""
    return nothing(
        f"Payment of {_spoken_of(case)} is promised{when}.", changes=_promised_payment(case)
    )


def promised_order(case: Case) -> Ruling:
    """Remember a promised order: a promise is no order. What it says of the policy is noted."""
    day = case.understanding.facts.promised_on
    when = f" by {day}" if day else ""
    promised = f"An order is promised{when}, not given."
    noted = policy(case) if _policy_change(case) else None
    if noted is None:
        return nothing(promised, changes=_promised_order(case))
    return replace(
        noted,
        reasons=(promised, *noted.reasons),
        changes=(*_promised_order(case), *noted.changes),
    )


def policy(case: Case) -> Ruling | None:
    """Note whether a client uses POs, if its finance contact says so and nothing else was known."""
    wanted = policy_wanted(case)
    if wanted is None or case.client is None:
        return None
    says = f"The sender says that POs are {wanted.value.replace('_', ' ')}"
    if case.client.po_policy is wanted:
        return nothing(f"{says}, as the ledger has it.")
    if change := _policy_change(case):
        return Ruling(Verdict.APPLY, (f"{says}, and is a registered finance contact.",), (change,))
    return review(f"{says}; the ledger says {case.client.po_policy.value.replace('_', ' ')}.")


def rejected_invoice(case: Case) -> Ruling:
    """Ask for the number that an invoice was rejected for; show it, if the invoice has one."""
    for invoice in case.match.invoices:
        if invoice.po_number:
            return review(
                f"Invoice {invoice.invoice_number} was rejected with PO {invoice.po_number}.",
                changes=_hold(case, "rejected"),
            )
    asked = _ask_number(case, f"{_spoken_of(case)} was rejected for want of a PO number.")
    return replace(asked, changes=_hold(case, "rejected"))


def missing_number(case: Case) -> Ruling:
    """Ask for the number of an order that was given without one."""
    if Intent.PO_PROMISED in case.intents:
        return promised_order(case)
    if case.client and case.client.po_policy is PoPolicy.NOT_USED:
        return nothing(f"A go-ahead without a PO number; {case.client.name} uses none.")
    return _ask_number(case, "An order is given, and no number that can be used.")


def never_by_mail(case: Case) -> Ruling:
    """Show requests that a mail cannot fulfil; a form without bank details is only kept."""
    if case.foremost is Intent.VENDOR_ONBOARDING and not case.understanding.asks_for_bank:
        return nothing("It asks for a supplier's form, which a person fills in.")
    asked = tuple(what for intent, what in REQUESTS.items() if intent in case.intents)
    return review(f"It asks for {' and '.join(asked)}, which is never done by mail.")


def no_order(case: Case) -> Ruling:
    """Book nothing."""
    return nothing(f"It gives no order ({', '.join(i.value for i in case.understanding.intents)}).")


BY_INTENT: Mapping[Intent, MailCheck] = {
    Intent.PO_CANCEL: cancelled,
    Intent.INVOICE_REJECTED_PO: rejected_invoice,
    Intent.REMITTANCE: remittance,
    Intent.PROMISE_TO_PAY: promise_to_pay,
    Intent.PO_PROMISED: promised_order,
    **dict.fromkeys(GIVING, missing_number),
    Intent.PO_NOT_USED: policy,
    Intent.PO_REQUIRED: policy,
    **dict.fromkeys(REQUESTS, never_by_mail),
}
"""Who judges a mail that gives no order, by what it wants."""


def without_order(case: Case) -> Ruling | None:
    """Judge a mail that gives no order by the most important thing it wants."""
    checks = (BY_INTENT[intent] for intent in case.understanding.intents if intent in BY_INTENT)
    return next((ruling for check in checks if (ruling := check(case))), None)


MAIL_CHECKS: tuple[MailCheck, ...] = (
    machine,
    portal_noise,
    distrust,
    bank_details,
    unauthenticated,
    insolvency,
    dispute,
    unreadable,
    contradiction,
    recalled,
    orders,
    without_order,
    no_order,
)
"""The first that rules decides. Trust comes before money, money before everything else."""


def _harmless(case: Case) -> bool:
    return set(case.understanding.intents) <= HARMLESS and not case.understanding.orders


def _spoken_of(case: Case) -> str:
    return ", ".join(i.invoice_number for i in case.match.invoices) or "an invoice it does not name"


def _hold(case: Case, why: str) -> tuple[Change, ...]:
    numbers = tuple(i.invoice_number for i in case.match.invoices)
    if case.client is None or not numbers or not case.believed:
        return ()
    return (HoldReminders(case.client.client_id, numbers, why),)


def _promised_payment(case: Case) -> tuple[Change, ...]:
    numbers = tuple(i.invoice_number for i in case.match.invoices)
    if case.client is None or not numbers:
        return ()
    day = case.understanding.facts.promised_on
    return (NotePromise(case.client.client_id, "payment", day, invoice_numbers=numbers),)


def _promised_order(case: Case) -> tuple[Change, ...]:
    given = {e.engagement_id for _, place in case.placed for e in place.engagements}
    ids = tuple(e.engagement_id for e in case.match.engagements if e.engagement_id not in given)
    if case.client is None or not ids:
        return ()
    day = case.understanding.facts.promised_on
    return (NotePromise(case.client.client_id, "order", day, engagement_ids=ids),)


def policy_wanted(case: Case) -> PoPolicy | None:
    """Return what a mail says about whether its client uses POs."""
    if Intent.PO_NOT_USED in case.intents:
        return PoPolicy.NOT_USED
    return PoPolicy.REQUIRED if Intent.PO_REQUIRED in case.intents else None


def _policy_change(case: Case) -> SetPoPolicy | None:
    wanted, contact = policy_wanted(case), case.standing.contact
    if wanted is None or case.client is None or case.client.po_policy is not PoPolicy.UNKNOWN:
        return None
    if case.standing.trust is not Trust.CONTACT or contact is None or contact.role != "finance":
        return None
    return SetPoPolicy(case.client.client_id, wanted)


def _ask_number(case: Case, reason: str) -> Ruling:
    question = Question(
        Asks.NUMBER, engagements=case.match.engagements, invoices=case.match.invoices
    )
    return ask(question, reason)
