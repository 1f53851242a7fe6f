"""The day from which an invoice may leave. Pure."""

from datetime import date

from bot.domain.calendar import shifted
from bot.domain.ledger import Invoice, Snapshot


def planned_on(invoice: Invoice, snapshot: Snapshot) -> date | None:
    """Return the day from which an invoice may leave; None where the ledger names none.

    A draft's own date, else what its due date leaves after the agreed terms.
    """
    if invoice.issued_on or invoice.due_on is None:
        return invoice.issued_on
    return shifted(invoice.due_on, -snapshot.terms_days(invoice.engagement_id))
