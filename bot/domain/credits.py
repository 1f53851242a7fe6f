"""What credit notes give back to the order of their invoice. A credit never makes money.

A credit note counts once it is issued, of an invoice that went out to the same client in the same
currency; all credits of one invoice together give back at most what that invoice drew. Whatever is
above that, or of another invoice, gives nothing back and is shown. Sums are net, those of credit
notes negative.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from bot.domain.ledger import Invoice, InvoiceStatus, Snapshot

OUT = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.PAID, InvoiceStatus.DISPUTED})
"""Statuses of invoices and credit notes that the client has."""

NOTHING = Decimal(0)


def gives_back(note: Invoice, snapshot: Snapshot) -> Decimal:
    """Return what a credit note gives back of what its invoice drew: negative, or zero."""
    credited = snapshot.invoice.get(note.credits_invoice) if note.credits_invoice else None
    if credited is None or not _counts(note, credited, snapshot):
        return NOTHING
    left = max(credited.net, NOTHING)
    for other in sorted(snapshot.credits_of(credited.invoice_number), key=_age):
        if not _counts(other, credited, snapshot):
            continue
        given = min(max(other.net, -left), NOTHING)
        if other.invoice_number == note.invoice_number:
            return given
        left += given
    return NOTHING


def credit_trouble(note: Invoice, snapshot: Snapshot, before: Iterable[Invoice] = ()) -> str:
    """Say why a document that is negative cannot be what it is called, whatever pays; "" if it can.

    A credit note that is still a draft is judged as if it went out now, after the drafts `before`.
    """
    number = note.invoice_number
    if note.credits_invoice is None:
        if note.net >= 0:
            return ""
        return f"{number} is over {note.net:,.2f} and names no invoice that it credits."
    credited = snapshot.invoice.get(note.credits_invoice)
    what = f"{number} credits {note.credits_invoice}, which"
    if credited is None:
        return f"{what} is not in the ledger."
    if snapshot.client_of(credited) != snapshot.client_of(note):
        return f"{what} is another client's."
    if credited.status is InvoiceStatus.VOID:
        return f"{what} is void."
    if not went_out(credited):
        return f"{what} has not gone out."
    if _currency(note, snapshot) != _currency(credited, snapshot):
        return f"{what} is in {_currency(credited, snapshot)}, not {_currency(note, snapshot)}."
    notes = [other for other in snapshot.credits_of(credited.invoice_number) if went_out(other)]
    earlier = [other for other in notes if _age(other) < _age(note) or not went_out(note)]
    earlier += [other for other in before if other.credits_invoice == credited.invoice_number]
    return next(filter(None, (_too_much(note, credited, earlier, s) for s in _SUMS)), "")


_SUMS: Mapping[str, Callable[[Invoice], Decimal]] = {
    "": lambda invoice: invoice.net,
    " tax": lambda invoice: invoice.tax,
    " gross": lambda invoice: invoice.gross,
}
"""The sums of an invoice that a credit may not be above, each with the word for it; net has none.

More tax than was charged cannot be given back, though the net sum may fit.
"""


def _too_much(note: Invoice, credited: Invoice, earlier: Collection[Invoice], what: str) -> str:
    """Compare one sum of what was credited up to this note with the invoice's."""
    of = _SUMS[what]
    total = sum((of(other) for other in earlier), of(note))
    if -total <= max(of(credited), NOTHING):
        return ""
    names = ", ".join(sorted(str(other.invoice_number) for other in earlier))
    along = f", {-total:,.2f}{what} together with {names}" if names else ""
    return (
        f"{note.invoice_number} credits {-of(note):,.2f}{what}{along}: more than "
        f"{credited.invoice_number} is over, which is {of(credited):,.2f}{what}."
    )


def _counts(note: Invoice, credited: Invoice, snapshot: Snapshot) -> bool:
    client = snapshot.engagement.get(note.engagement_id)
    owner = snapshot.engagement.get(credited.engagement_id)
    return (
        note.status in OUT
        and credited.status in OUT
        and client is not None
        and owner is not None
        and client.client_id == owner.client_id
        and _currency(note, snapshot) == _currency(credited, snapshot)
    )


def went_out(invoice: Invoice) -> bool:
    """Return whether the client has it. One that waits for its number with a date was sent."""
    sent_without_number = invoice.status is InvoiceStatus.AWAITING_PO and invoice.issued_on
    return invoice.status in OUT or bool(sent_without_number)


def _currency(invoice: Invoice, snapshot: Snapshot) -> str:
    client = snapshot.client_of(invoice)
    return invoice.currency or (client.currency if client else "")


def _age(note: Invoice) -> tuple[date, str]:
    return note.issued_on or date.max, note.invoice_number
