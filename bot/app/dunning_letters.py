"""Notices as letters, and in one line for people: the values that the templates are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.app.quoting import quoted
from bot.domain.arrears import MissingOrder, Overdue
from bot.domain.decision import Attachment, Letter
from bot.domain.dunning import CHASE, REMIND, Notice
from bot.domain.dunning_conditions import FIXED_SUM, INTEREST
from bot.domain.late_payment import LateFee
from bot.domain.late_payment_interest import Stretch
from bot.domain.late_payment_terms import InterestTerms
from bot.domain.ledger import Client, Invoice, InvoiceNumber, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.money import Money
from bot.domain.procedure import in_days

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with a reminder: late fees that it states, and copies of its invoices."""

    late_fees: tuple[LateFee, ...] = ()
    copies: tuple[Attachment, ...] = ()

    @property
    def charged(self) -> tuple[tuple[InvoiceNumber, str], ...]:
        """Return what is quoted, for the letter's condition."""
        figures = (
            (fee.invoice.invoice_number, what, figure)
            for fee in self.late_fees
            for what, figure in ((INTEREST, fee.interest), (FIXED_SUM, fee.fixed_sum))
        )
        return tuple((number, what) for number, what, figure in figures if figure)


def letter_for(
    notice: Notice,
    snapshot: Snapshot,
    day: date,
    prefix: str = "",
    enclosed: Enclosed | None = None,
) -> Letter:
    """Return the letter of a notice; its key is unique per client, kind and local day.

    Args:
        notice: what is due.
        snapshot: the ledger, for the terms of invoices.
        day: the local day.
        prefix: of the key, in shadow mode.
        enclosed: what goes with a reminder.
    """
    kind, goes_with = REMIND if notice.overdue else CHASE, enclosed or Enclosed()
    if notice.overdue:
        own = {**_reminder(notice), **_enclosures(goes_with, day)}
    else:
        own = dict(_chaser(notice, snapshot, day))
    return Letter(
        template=notice.level.template,
        to=Address(notice.recipient.name, notice.recipient.email.lower()),
        language=notice.client.language or "en",
        idem_key=f"{prefix}{kind}:{notice.client.client_id}:{day}",
        values={
            "recipient": notice.recipient.name,
            "client": notice.client.name,
            "tone": notice.level.tone,
            "person": looks_after(notice.works),
            **own,
        },
        attachments=goes_with.copies,
        client_id=notice.client.client_id,
    )


def staff_note(notice: Notice, day: date, prefix: str, to: str, held_because: str) -> Letter:
    """Return the note to one of our people: who is written to, on which level, and about what."""
    return Letter(
        template="dunning_note",
        to=Address("", to),
        language="en",
        idem_key=f"{prefix}tell:{notice.client.client_id}:{day}:{notice.level.name}:to:{to}",
        values={
            "client": quoted(notice.client.name),
            "overdue": bool(notice.overdue),
            "level": notice.level.name,
            "held_because": held_because,
            "told": tuple(
                quoted(f"{c.name} <{c.email}>" if c.name else c.email)
                for c in (notice.recipient, *notice.copies_to)
            ),
            "lines": tuple(quoted(line) for line in contents(notice)),
            "references": tuple(work.engagement_id for work in notice.works),
        },
    )


def summary(notice: Notice) -> str:
    """Say in one line who is written to, why, and about what."""
    return f"{addressee(notice)}: {occasion(notice)}: {'; '.join(contents(notice))}"


def addressee(notice: Notice) -> str:
    """Return the client and who of its people is written to."""
    people = (notice.recipient, *notice.copies_to)
    return f"{notice.client.name}, {', '.join(f'{each.name} <{each.email}>' for each in people)}"


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


def money_of(sums: Iterable[Money]) -> tuple[Values, ...]:
    """Return sums as the templates want them."""
    return tuple({"amount": money.amount, "currency": money.currency} for money in sums)


def invoice_values(line: Overdue, promised_on: date | None = None) -> Values:
    """Return what a letter says of an invoice.

    `promised_on`: the day for which payment was promised and did not come; None without one.
    """
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
        "broken": promised_on is not None,
        "promised_on": promised_on,
    }


def _overdue_line(line: Overdue) -> str:
    days = line.days_past_due
    late = f"{in_days(days)} past due" if days > 0 else f"due on {line.due_on}"
    return f"{line.invoice.invoice_number} {late}, {line.outstanding}"


def _missing_line(gap: MissingOrder) -> str:
    waiting = "".join(f", {i.invoice_number} waits" for i in gap.waiting)
    return f"{gap.engagement.engagement_id} {gap.engagement.title}{waiting}"


def _reminder(notice: Notice) -> Values:
    owed = totals(line.outstanding for line in notice.overdue)
    works = dict.fromkeys(line.invoice.engagement_id for line in notice.overdue)
    return {
        "invoices": tuple(
            invoice_values(line, notice.broken.get(line.invoice.invoice_number))
            for line in notice.overdue
        ),
        "totals": money_of(owed),
        "without_po": tuple(o.invoice.invoice_number for o in notice.overdue if o.awaits_po),
        "references": tuple(works),
    }


def _enclosures(enclosed: Enclosed, day: date) -> Values:
    return {
        "late_fees": tuple(_late_fee(fee) for fee in enclosed.late_fees),
        "late_until": day,
        "copies": bool(enclosed.copies),
    }


def _late_fee(fee: LateFee) -> Values:
    """Return what a letter says of a late fee: sums, and the law, rates and days they rest on."""
    terms, fixed = fee.terms, fee.fixed_sum
    return {
        "number": fee.invoice.invoice_number,
        "interest": fee.interest.amount if fee.interest else None,
        "currency": fee.debt.currency,
        "parts": tuple(_part(each, terms) for each in fee.stretches) if terms else (),
        "fixed_sum": fixed.amount if fixed else None,
        "fixed_sum_currency": fixed.currency if fixed else "",
        "law": terms.law if terms and terms.regime else "",
    }


def _part(stretch: Stretch, terms: InterestTerms) -> Values:
    reference = terms.reference
    rate = reference.rates.get(stretch.half_year) if reference else None
    exact = rate is not None and rate.percent + terms.margin == stretch.percent
    return {
        "base": stretch.base,
        "percent": stretch.percent,
        "days": stretch.days,
        "first": stretch.first,
        "margin": terms.margin,
        "rate": rate.percent if rate else None,
        "reference": reference.title if reference and exact else "",
        "rate_of": reference.day(stretch.half_year) if reference else None,
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
