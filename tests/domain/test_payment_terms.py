"""A due date is explained in words, and terms of more than sixty days are pointed out."""

from dataclasses import replace
from datetime import date

from bot.domain.ledger import Invoice, InvoiceStatus, Snapshot
from bot.domain.payment_terms import due_date, long_terms
from tests.builders import client, engagement, invoice, ledger

SENT = invoice(
    "PR-2026-0117", status=InvoiceStatus.ISSUED, issued_on=date(2026, 3, 3), po_number="4500012345"
)


def books(sent: Invoice = SENT, **terms: int) -> Snapshot:
    """Return a ledger with one invoice, and terms of the client or of the engagement."""
    return ledger(
        clients=(client(payment_terms_days=terms.get("client")),),
        engagements=(engagement(payment_terms_days=terms.get("engagement")),),
        invoices=(sent,),
    )


def said(snapshot: Snapshot) -> str:
    """Return the due date of the one invoice in words, with where its terms come from."""
    found = due_date(snapshot, snapshot.invoices[0])
    return f"{found} ({found.agreed})" if found else ""


def test_without_any_agreement_thirty_days_from_the_date_of_the_invoice_count() -> None:
    assert said(books()) == (
        "30 days from the invoice's date of 3 March 2026: 2 April 2026 (our standard terms)"
    )


def test_what_was_agreed_with_the_client_stands_above_the_standard() -> None:
    assert said(books(client=45)) == (
        "45 days from the invoice's date of 3 March 2026: 17 April 2026 (agreed with the client)"
    )


def test_what_was_agreed_for_the_engagement_stands_above_the_client() -> None:
    assert said(books(client=45, engagement=14)) == (
        "14 days from the invoice's date of 3 March 2026: 17 March 2026 (agreed for ENG-0007)"
    )


def test_a_single_day_and_none_are_written_as_people_do() -> None:
    assert said(books(engagement=1)).startswith("1 day from the invoice's date of 3 March 2026: 4")
    assert said(books(engagement=0)).startswith("payable on the invoice's date, 3 March 2026")


def test_a_due_date_on_the_invoice_stands_above_all_terms() -> None:
    stated = replace(SENT, due_on=date(2026, 4, 5))

    assert said(books(stated, client=45)) == (
        "the due date stated on the invoice of 3 March 2026: 5 April 2026 (stated on the invoice)"
    )


def test_a_missing_po_changes_nothing_about_the_due_date() -> None:
    waiting = replace(SENT, status=InvoiceStatus.AWAITING_PO, po_number="")

    assert said(books(waiting)) == said(books())


def test_an_invoice_without_a_date_and_a_credit_note_are_not_due() -> None:
    credit = replace(SENT, credits_invoice=SENT.invoice_number)

    assert said(books(replace(SENT, issued_on=None))) == ""
    assert said(books(credit)) == ""


def test_terms_of_more_than_sixty_days_are_found_wherever_they_stand() -> None:
    late = replace(SENT, due_on=date(2026, 5, 3))
    found = long_terms(books(late, client=61, engagement=90))

    assert [(each.subject, each.days) for each in found] == [
        ("northgate", 61),
        ("ENG-0007", 90),
        ("PR-2026-0117", 61),
    ]
    assert str(found[0]) == (
        "northgate: 61 days to pay is more than 60: a person confirms that this was agreed"
    )


def test_sixty_days_standard_terms_and_settled_matters_are_no_finding() -> None:
    paid = replace(SENT, due_on=date(2026, 12, 31), status=InvoiceStatus.PAID)
    closed = replace(
        books(paid, client=60),
        engagements=(engagement(payment_terms_days=90, status="closed"),),
    )

    assert long_terms(closed) == ()
    assert long_terms(books()) == ()
