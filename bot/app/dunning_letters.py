"""Notices as letters, and in one line for people: the values that the templates are given."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from bot.domain.arrears import MissingOrder, Overdue
from bot.domain.decision import Letter
from bot.domain.dunning import CHASE, REMIND, Notice
from bot.domain.ledger import Client, Engagement, Invoice, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.money import Money
from bot.domain.procedure import in_days

Values = Mapping[str, object]


def letter_for(notice: Notice, snapshot: Snapshot, day: date, prefix: str = "") -> Letter:
    """Return the letter of a notice; its key is unique per client, kind and local day.

    Args:
        notice: what is due.
        snapshot: the ledger, for the terms of invoices.
        day: the local day.
        prefix: of the key, in shadow mode.
    """
    kind = REMIND if notice.overdue else CHASE
    own = _reminder(notice) if notice.overdue else _chaser(notice, snapshot, day)
    works = _works(notice, snapshot)
    return Letter(
        template=notice.level.template,
        to=Address(notice.recipient.name, notice.recipient.email.lower()),
        language=notice.client.language or "en",
        idem_key=f"{prefix}{kind}:{notice.client.client_id}:{day}",
        values={
            "recipient": notice.recipient.name,
            "client": notice.client.name,
            "tone": notice.level.tone,
            "person": looks_after(works),
            **own,
        },
        client_id=notice.client.client_id,
    )


def summary(notice: Notice) -> str:
    """Say in one line who is written to, why, and about what."""
    return f"{addressee(notice)}: {occasion(notice)}: {'; '.join(contents(notice))}"


def addressee(notice: Notice) -> str:
    """Return the client and the person who is written to."""
    return f"{notice.client.name}, {notice.recipient.name} <{notice.recipient.email}>"


def occasion(notice: Notice) -> str:
    """Return what sort of letter it is, and the level."""
    return f"{'reminder' if notice.overdue else 'asks for a PO'}, level {notice.level.name!r}"


def contents(notice: Notice) -> tuple[str, ...]:
    """Return a phrase for each invoice or engagement that the letter is about."""
    return (*map(_overdue_line, notice.overdue), *map(_missing_line, notice.missing))


def totals(sums: Iterable[Money]) -> tuple[Money, ...]:
    """Add sums up per currency, in the order of the currencies' codes."""
    added: dict[str, Decimal] = {}
    for money in sums:
        added[money.currency] = added.get(money.currency, Decimal(0)) + money.amount
    return tuple(Money(amount, currency) for currency, amount in sorted(added.items()))


def _overdue_line(line: Overdue) -> str:
    late = f"{in_days(line.days_past_due)} past due"
    return f"{line.invoice.invoice_number} {late}, {line.outstanding}"


def _missing_line(gap: MissingOrder) -> str:
    waiting = "".join(f", {i.invoice_number} waits" for i in gap.waiting)
    return f"{gap.engagement.engagement_id} {gap.engagement.title}{waiting}"


def _works(notice: Notice, snapshot: Snapshot) -> tuple[Engagement, ...]:
    owed = (snapshot.engagement.get(line.invoice.engagement_id) for line in notice.overdue)
    return (*(gap.engagement for gap in notice.missing), *(work for work in owed if work))


def _reminder(notice: Notice) -> Values:
    owed = totals(line.outstanding for line in notice.overdue)
    works = dict.fromkeys(line.invoice.engagement_id for line in notice.overdue)
    return {
        "invoices": tuple(_invoice(line) for line in notice.overdue),
        "totals": tuple({"amount": money.amount, "currency": money.currency} for money in owed),
        "without_po": tuple(o.invoice.invoice_number for o in notice.overdue if o.awaits_po),
        "references": tuple(works),
    }


def _invoice(line: Overdue) -> Values:
    invoice = line.invoice
    return {
        "number": invoice.invoice_number,
        "issued_on": invoice.issued_on,
        "due_on": line.due_on,
        "days_past_due": line.days_past_due,
        "gross": invoice.gross,
        "outstanding": line.outstanding.amount,
        "currency": line.outstanding.currency,
        "po_number": invoice.po_number,
        "awaits_po": line.awaits_po,
    }


def _chaser(notice: Notice, snapshot: Snapshot, day: date) -> Values:
    works = tuple(_work(gap, notice.client, snapshot, day) for gap in notice.missing)
    return {
        "works": works,
        "sent_already": any(i.issued_on for gap in notice.missing for i in gap.waiting),
        "references": tuple(gap.engagement.engagement_id for gap in notice.missing),
    }


def _work(gap: MissingOrder, client: Client, snapshot: Snapshot, day: date) -> Values:
    work = gap.engagement
    ahead = work.starts_on is not None and work.starts_on > day
    return {
        "engagement_id": work.engagement_id,
        "title": work.title,
        "quote_ref": work.quote_ref,
        "sow_ref": work.sow_ref,
        "value": work.value,
        "currency": work.currency or client.currency,
        "starts_on": work.starts_on,
        "ahead": ahead,
        "needed_to_start": ahead and client.start_rule == "po",
        "invoices": tuple(_waiting(invoice, client, snapshot) for invoice in gap.waiting),
    }


def _waiting(invoice: Invoice, client: Client, snapshot: Snapshot) -> Values:
    return {
        "number": invoice.invoice_number,
        "gross": invoice.gross,
        "currency": invoice.currency or client.currency,
        "issued_on": invoice.issued_on,
        "due_on": snapshot.due_on(invoice),
    }
