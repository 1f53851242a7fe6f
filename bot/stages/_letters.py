"""The one letter that answers a mail, and the values it is written from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.decision import (
    AssignOrder,
    Choice,
    CloseOrder,
    Letter,
    Placement,
    RaiseOrder,
    RecordOrder,
    Reply,
    SetPoPolicy,
)
from bot.domain.ledger import Engagement, Invoice
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.purchase_order import OrderKind, canonical
from bot.domain.understanding import StatedOrder
from bot.stages._booking import stated_amount
from bot.stages._case import Case, Question, Ruling

MOST_COPIES = 5
"""A mail to more contacts than this is a circular."""

LONGEST_NAME = 60
"""A display name is the sender's own text; more than this is no name."""


def letters(case: Case, ruling: Ruling, reply: Reply) -> tuple[Letter, ...]:
    """Return the letter for this reply; none where none is due."""
    match reply:
        case Reply.NONE:
            return ()
        case Reply.ACKNOWLEDGEMENT:
            return (_letter(case, "acknowledgement", {}),)
        case Reply.CLARIFICATION:
            return (_copied(case, _letter(case, "po_question", _question(case, ruling.question))),)
        case Reply.CONFIRMATION:
            return (_copied(case, _confirmation(case, ruling)),)


def _letter(case: Case, template: str, values: Mapping[str, object]) -> Letter:
    return Letter(
        template=template,
        to=case.recipient,
        language=_language(case),
        idem_key=f"reply:{case.message.content_key}",
        values={"recipient": _recipient(case), **values},
        client_id="" if case.standing.carrier or case.client is None else case.client.client_id,
    )


def _copied(case: Case, letter: Letter) -> Letter:
    """Copy a letter to those whom the mail was addressed to as well, if they are its contacts."""
    client = case.client
    if client is None or case.standing.carrier:
        return letter
    known = {c.email.lower(): c.name for c in case.snapshot.contacts_of(client.client_id)}
    named = (a.email for a in (*case.message.to, *case.message.cc) if a.email in known)
    others = [email for email in dict.fromkeys(named) if email != letter.to.email]
    copied = tuple(Address(known[email], email) for email in others[:MOST_COPIES])
    return replace(letter, copied=copied)


def _language(case: Case) -> str:
    """Return the client's language, else the mail's, else English; a colleague gets English."""
    if case.standing.carrier:
        return "en"
    return (case.client.language if case.client else "") or case.understanding.language or "en"


def _confirmation(case: Case, ruling: Ruling) -> Letter:
    policy = next((c.policy.value for c in ruling.changes if isinstance(c, SetPoPolicy)), "")
    if policy and not case.placed:
        return _letter(case, "policy_noted", {"client": _client(case), "policy": policy})
    closed = tuple(c for c in ruling.changes if isinstance(c, CloseOrder) and c.successor)
    orders = tuple(
        {
            **_order(case, order, place, ruling),
            "replaces": tuple(c.po_number for c in closed if c.successor == order.po_number),
        }
        for order, place in case.placed
    )
    works = tuple(e for _, place in case.placed for e in place.engagements)
    return _letter(
        case,
        "po_recorded",
        {
            "client": _client(case),
            "orders": orders,
            "person": looks_after(works),
            "references": _references(works),
        },
    )


def _order(
    case: Case, order: StatedOrder, placement: Placement, ruling: Ruling
) -> Mapping[str, object]:
    """Return what the letter says of an order: of its invoices those alone that got its number."""
    amount, net = stated_amount(case, order)
    key = canonical(order.po_number)
    own = [
        c
        for c in ruling.changes
        if isinstance(c, AssignOrder | RaiseOrder | RecordOrder) and canonical(c.po_number) == key
    ]
    called = (c for c in own if isinstance(c, RecordOrder) and c.order_kind is OrderKind.STANDARD)
    return {
        "po_number": order.po_number,
        "works": tuple(_work(e) for e in placement.engagements),
        "invoices": tuple(c.invoice_number for c in own if isinstance(c, AssignOrder)),
        "amount": amount,
        "gross": net is False,
        "currency": order.currency or placement.currency,
        "under": next((c.parent_po for c in called), ""),
        "until": next((c.valid_to for c in own if isinstance(c, RaiseOrder)), None),
        "raised": any(isinstance(c, RaiseOrder) for c in own),
    }


def _question(case: Case, question: Question | None) -> Mapping[str, object]:
    if question is None:
        return {}
    works = question.engagements or tuple(c.engagement for c in question.choices)
    return {
        "client": _client(case),
        "asks": question.asks.value,
        "asked_on": None,
        "po_number": question.po_number,
        "choices": tuple(_choice(choice) for choice in question.choices),
        "works": tuple(_work(e) for e in question.engagements),
        "invoices": tuple(i.invoice_number for i in question.invoices),
        "person": looks_after(works),
        "references": _references(works),
    }


def _choice(choice: Choice) -> Mapping[str, object]:
    work = _work(choice.engagement)
    return {**work, "invoices": tuple(_invoice(i) for i in choice.invoices)}


def _invoice(invoice: Invoice) -> Mapping[str, object]:
    return {
        "number": invoice.invoice_number,
        "net": invoice.net,
        "currency": invoice.currency,
    }


def _work(engagement: Engagement) -> Mapping[str, object]:
    return {"title": engagement.title, "engagement_id": engagement.engagement_id}


def _references(engagements: Iterable[Engagement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(e.engagement_id) for e in engagements))


def _client(case: Case) -> str:
    return case.client.name if case.client else ""


def _recipient(case: Case) -> str:
    """Return the name to greet: of the registered contact, else as the sender writes it."""
    contact = case.standing.contact
    if contact and contact.name and contact.email.lower() == case.recipient.email:
        return contact.name
    name = " ".join(case.recipient.name.split())
    return name if len(name) <= LONGEST_NAME and "://" not in name and "@" not in name else ""
