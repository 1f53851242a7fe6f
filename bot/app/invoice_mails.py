"""The mails that were to bring an invoice: which never left, and what goes instead of them."""

from datetime import datetime

from bot.app.pauses import UNDECIDED, clients_whose_mail_waits
from bot.domain.invoice_keys import brings_first, first_key, key_instead
from bot.domain.ledger import InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.outgoing import OutboxRow, OutgoingClass, OutgoingState
from bot.ports import Store

ON_ITS_WAY = frozenset({OutgoingState.QUEUED, OutgoingState.CLAIMED, OutgoingState.DEFERRED})
"""States of a mail that leaves, or is suppressed, without anybody's doing."""


def next_key(row: OutboxRow) -> str:
    """Return the key of the one mail that goes instead of a suppressed one."""
    return key_instead(row.mail.idem_key, row.row_id)


def brings_copy(row: OutboxRow, number: InvoiceNumber) -> bool:
    """Return whether a mail brings the copy with a late PO number, not the invoice itself."""
    return not brings_first(row.mail.idem_key, number)


def mails_of(store: Store, number: InvoiceNumber) -> tuple[OutboxRow, ...]:
    """Return every mail that was to bring an invoice, oldest first."""
    if not store.has_queued((first_key(number),)):
        return ()
    return tuple(row for row in store.outbox() if number in _brought(row))


def never_left(store: Store, snapshot: Snapshot) -> tuple[tuple[InvoiceNumber, OutboxRow], ...]:
    """Return the issued invoices whose last mail was suppressed, with that mail."""
    last = {
        number: row
        for row in store.outbox(OutgoingState.SUPPRESSED)
        for number in _brought(row)
        if not row.may_have_arrived
        and (invoice := snapshot.invoice.get(number))
        and invoice.status is InvoiceStatus.ISSUED
    }
    followed = store.has_queued([next_key(row) for row in last.values()])
    open_ = {number: row for number, row in last.items() if next_key(row) not in followed}
    if not open_:
        return ()
    newest = {number: row for row in store.outbox() for number in _brought(row)}
    return tuple((n, row) for n, row in open_.items() if newest[n].row_id == row.row_id)


def undecided(row: OutboxRow, store: Store, now: datetime) -> str:
    """Return why a mail with invoices waits: their client's own mail may change the order; or "".

    A mail that waited for its server is held by this as a draft is.
    """
    numbers = _brought(row)
    if not numbers:
        return ""
    snapshot = store.snapshot()
    unsure = clients_whose_mail_waits(store, snapshot, now, UNDECIDED)
    found = (snapshot.invoice.get(number) for number in numbers)
    clients = (snapshot.client_of(invoice) for invoice in found if invoice)
    return next((unsure[c.client_id] for c in clients if c and c.client_id in unsure), "")


def _brought(row: OutboxRow) -> tuple[InvoiceNumber, ...]:
    if row.mail.kind is not OutgoingClass.INVOICE:
        return ()
    return tuple(number for number, _ in row.mail.condition.invoices)
