"""Money that came in and stands on no invoice yet: which invoices it may be for. Pure.

Whoever has perhaps paid is not reminded before accounts have allocated the money. What a bank's
reference names counts first, then a client's name in it, then a sum that fits one client only.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.domain.arrears import SENT
from bot.domain.ledger import Client, Invoice, InvoiceNumber, Payment, Snapshot

UNALLOCATED = InvoiceNumber("")
"""The invoice number of a payment that nobody has allocated yet; no store holds one."""

SHORTEST_NAME = 4
"""A client's name of fewer letters is in too many words."""


def spared(snapshot: Snapshot, payments: Iterable[Payment]) -> dict[InvoiceNumber, str]:
    """Return the invoices that unallocated payments may be for, with why, in a sentence.

    Args:
        snapshot: the ledger.
        payments: that name no invoice; sums gross.
    """
    found: dict[InvoiceNumber, str] = {}
    for payment in payments:
        why = (
            f"a payment of {payment.amount:,.2f} of {payment.paid_on} "
            f"({payment.reference or 'no reference'}) is not allocated yet and may be for it"
        )
        for number in _meant(snapshot, payment):
            found.setdefault(number, why)
    return found


def _meant(snapshot: Snapshot, payment: Payment) -> tuple[InvoiceNumber, ...]:
    if payment.amount <= 0:
        return ()
    unpaid = [each for each in snapshot.invoices if _is_owed(snapshot, each)]
    if named := [each for each in unpaid if _names(payment.reference, each.invoice_number)]:
        return tuple(each.invoice_number for each in named)
    payers = [each for each in snapshot.clients if _is_payer(payment.reference, each)]
    if payers:
        return _covered(snapshot, unpaid, payers, payment.amount)
    same = [each for each in unpaid if snapshot.outstanding(each) == payment.amount]
    owners = {snapshot.client_of(each) for each in same}
    return tuple(each.invoice_number for each in same) if len(owners) == 1 else ()


def _is_owed(snapshot: Snapshot, invoice: Invoice) -> bool:
    return bool(invoice.status in SENT and invoice.issued_on and snapshot.outstanding(invoice) > 0)


def _covered(
    snapshot: Snapshot, unpaid: Iterable[Invoice], payers: Iterable[Client], amount: Decimal
) -> tuple[InvoiceNumber, ...]:
    """Return the payers' invoices that a sum covers, each whole, the oldest due first."""
    ids = {payer.client_id for payer in payers}
    theirs = [e for e in unpaid if (owner := snapshot.client_of(e)) and owner.client_id in ids]
    covered = []
    for each in sorted(theirs, key=lambda one: (snapshot.due_on(one), one.invoice_number)):
        owed = snapshot.outstanding(each)
        if owed <= amount:
            covered.append(each.invoice_number)
            amount -= owed
    return tuple(covered)


def _names(reference: str, number: InvoiceNumber) -> bool:
    """Return whether a bank's reference names an invoice, whatever signs the bank left out."""
    plain, said = _plain(number), _plain(reference)
    if not plain:
        return False
    before = r"(?<!\d)" if plain[0].isdigit() else ""
    after = r"(?!\d)" if plain[-1].isdigit() else ""
    return re.search(f"{before}{re.escape(plain)}{after}", said) is not None


def _is_payer(reference: str, client: Client) -> bool:
    said = _plain(reference)
    names = (_plain(name) for name in (client.name, *client.aliases))
    return any(len(name) >= SHORTEST_NAME and name in said for name in names)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
