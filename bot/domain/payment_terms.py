"""When an invoice is due, explained in words, and terms that are longer than they should be.

Terms are agreed for the engagement, else with the client, else they are the company's own 30 days;
they count from the invoice's date. A due date that the invoice itself states stands above them. No
mail and no order changes them, and a missing PO moves no due date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.late_payment_terms import in_words
from bot.domain.ledger import DEFAULT_TERMS_DAYS, Client, Invoice, InvoiceStatus, Snapshot
from bot.domain.procedure import in_days

LONGEST_DAYS = 60
"""Directive 2011/7/EU, art. 3(5), and the 1998 Act, s. 4(2E): longer terms need a good reason."""


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date and where it comes from.

    Attributes:
        issued_on: the invoice's date.
        due_on: the last day on which it is paid in time.
        days: agreed, from the invoice's date; None where the invoice states the due date.
        agreed: "agreed for ENG-0007", "agreed with the client" or "our standard terms".
    """

    issued_on: date
    due_on: date
    days: int | None
    agreed: str

    def __str__(self) -> str:
        issued, due = in_words(self.issued_on), in_words(self.due_on)
        if self.days is None:
            return f"the due date stated on the invoice of {issued}: {due}"
        if self.days == 0:
            return f"payable on the invoice's date, {due}"
        return f"{in_days(self.days)} from the invoice's date of {issued}: {due}"


@dataclass(frozen=True, slots=True)
class LongTerms:
    """Terms of more than 60 days. `subject`: the number of a client, engagement or invoice."""

    subject: str
    days: int

    def __str__(self) -> str:
        return (
            f"{self.subject}: {in_days(self.days)} to pay is more than {LONGEST_DAYS}: "
            "a person confirms that this was agreed"
        )


def due_date(snapshot: Snapshot, invoice: Invoice) -> DueDate | None:
    """Return when an invoice is due and why; None while it has no date, and for a credit note."""
    due_on = snapshot.due_on(invoice)
    if invoice.issued_on is None or due_on is None or invoice.credits_invoice:
        return None
    if invoice.due_on:
        return DueDate(invoice.issued_on, due_on, None, "stated on the invoice")
    days = snapshot.terms_days(invoice.engagement_id)
    return DueDate(invoice.issued_on, due_on, days, _agreed(snapshot, invoice))


def long_terms(snapshot: Snapshot) -> tuple[LongTerms, ...]:
    """Return all terms of more than 60 days: of clients, of active work, of unpaid invoices."""
    return tuple(
        LongTerms(subject, days) for subject, days in _terms(snapshot) if days > LONGEST_DAYS
    )


def new_long_terms(before: Snapshot, after: Snapshot) -> tuple[LongTerms, ...]:
    """Return the long terms that one state of the ledger has and an earlier one had not."""
    known = set(long_terms(before))
    return tuple(each for each in long_terms(after) if each not in known)


def _agreed(snapshot: Snapshot, invoice: Invoice) -> str:
    engagement = snapshot.engagement.get(invoice.engagement_id)
    client = snapshot.client_of(invoice)
    if engagement and engagement.payment_terms_days is not None:
        return f"agreed for {engagement.engagement_id}"
    if client and client.payment_terms_days is not None:
        return "agreed with the client"
    return "our standard terms"


def _terms(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    for client in snapshot.clients:
        yield client.client_id, _days(client)
    for engagement in snapshot.engagements:
        if engagement.status != "closed" and engagement.payment_terms_days is not None:
            yield engagement.engagement_id, engagement.payment_terms_days
    for invoice in snapshot.invoices:
        settled = invoice.status in {InvoiceStatus.PAID, InvoiceStatus.VOID}
        if invoice.due_on and invoice.issued_on and not settled:
            yield invoice.invoice_number, (invoice.due_on - invoice.issued_on).days


def _days(client: Client) -> int:
    days = client.payment_terms_days
    return DEFAULT_TERMS_DAYS if days is None else days
