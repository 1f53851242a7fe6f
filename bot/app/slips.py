"""Shows a person the invoices that we sent without the number that the client had given."""

from datetime import date, datetime

from bot.domain.ledger import InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.our_slips import Slip, slips
from bot.domain.purchase_order import canonical
from bot.ports import NewReviewItem, Store

_KEY = "slip:"

LOOKED = "slips_looked"
"""Name of the note with the day on which slips were looked for last."""


def show_slips(store: Store, today: date, now: datetime) -> int:
    """Open a review item for each slip of ours, once for all time; return how many are new.

    Looked for once on a day. While the slip lasts no reminder speaks of the invoice.
    """
    if store.note(LOOKED) == str(today):
        return 0
    found = [_item(slip) for slip in slips(store.snapshot(), today) if slip.ours]
    known = {item.key for item in store.review_items(closed=True)} if found else set()
    opened = store.open_review([item for item in found if item.key not in known], now)
    store.put_note(LOOKED, str(today))
    return opened


def mended_slips(store: Store, snapshot: Snapshot) -> dict[InvoiceNumber, int]:
    """Return the invoices whose open slip has been put right, each with the item that shows it.

    The number stands on them now, and they wait for none any more: a corrected copy is owed.
    """
    keys = {item.key: item.item_id for item in store.review_items() if item.key.startswith(_KEY)}
    if not keys:
        return {}
    return {
        invoice.invoice_number: keys[key]
        for invoice in snapshot.invoices
        if invoice.po_number
        and invoice.status is not InvoiceStatus.AWAITING_PO
        and (key := f"{_KEY}{invoice.invoice_number}:{canonical(invoice.po_number)}") in keys
    }


def _item(slip: Slip) -> NewReviewItem:
    number, order = slip.invoice.invoice_number, slip.order
    return NewReviewItem(
        "invoice",
        f"{_KEY}{number}:{canonical(order.po_number)}",
        f"{number} went out without PO {order.po_number} of {slip.client.name}",
        (
            f"the order came on {order.received_on}, the invoice is of {slip.invoice.issued_on}",
            "the slip is ours, and no reminder mentions the invoice",
            f"put {order.po_number} on {number} in the ledger folder: a corrected copy goes out",
            "from when it is due, and interest runs, is your decision (its due_on, pobot waive)",
        ),
    )
