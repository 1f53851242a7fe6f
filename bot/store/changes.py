"""What each change of a decision does to the ledger. Pure: both stores apply the same bookings.

A change with nothing left to do gives no booking.

Raises `StoreBusy` where the ledger moved on between the decision and its commit (the invoice has
got another number meanwhile): nothing is changed, and the mail is decided again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.domain.decision import (
    AssignOrder,
    Change,
    CloseOrder,
    HoldReminders,
    IssueInvoice,
    MarkAddress,
    NotePromise,
    RaiseOrder,
    RecordOrder,
    SetPoPolicy,
)
from bot.domain.late_payment_waiver import WaiveLateFee
from bot.domain.ledger import EngagementId, Invoice, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.purchase_order import OrderStatus, canonical
from bot.domain.staff_changes import NoteItem, PauseInvoice, ResumeInvoice
from bot.domain.successors import gives_way
from bot.errors import StoreBusy
from bot.store.booking import Booking, Hold, HoldKind, Occasion, Put
from bot.store.records import order_key
from bot.store.staff import note_item, pause_invoice, resume_invoice
from bot.store.waiving import waive_late_fee


def bookings(change: Change, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    """Return what a change does to this ledger, in order."""
    return _APPLY[type(change)](change, ledger, occasion)


def released(invoice: Invoice) -> InvoiceStatus:
    """Return the status of an invoice that waited for its number and now has one.

    With a date it was sent and becomes payable: `issued`. Without one it was never sent and is
    ready to be: `draft`.
    """
    return InvoiceStatus.ISSUED if invoice.issued_on else InvoiceStatus.DRAFT


# --- orders --------------------------------------------------------------------------------------


def _record_order(change: RecordOrder, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    _client_must_exist(ledger, change.client_id)
    known = ledger.order(change.client_id, change.po_number)
    if known:
        return _complete_order(change, known)
    order = PurchaseOrder(
        po_number=change.po_number,
        client_id=change.client_id,
        kind=change.order_kind,
        amount=change.amount,
        currency=change.currency,
        valid_from=change.valid_from,
        valid_to=change.valid_to,
        engagement_ids=change.engagement_ids,
        parent_po=change.parent_po,
        received_on=occasion.today,
    )
    return (_new_order(change, "record_order", order),)


def _complete_order(change: RecordOrder, known: PurchaseOrder) -> tuple[Booking, ...]:
    """Link further engagements and fill what was unknown; what is on file is never overwritten."""
    stated: dict[str, Any] = {
        "amount": change.amount,
        "currency": change.currency,
        "valid_from": change.valid_from,
        "valid_to": change.valid_to,
        "parent_po": change.parent_po,
    }
    news = {name: value for name, value in stated.items() if value and not getattr(known, name)}
    engagement_ids = _joined(known.engagement_ids, change.engagement_ids)
    if engagement_ids != known.engagement_ids:
        news["engagement_ids"] = engagement_ids
    if not news:
        return ()
    key = ":".join((_key(change), *sorted(news), *engagement_ids))
    return (_change_order(change, "complete_order", key, known, news),)


def _raise_order(change: RaiseOrder, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    """Set the new total. An order that the client tops up and we never saw is entered with it."""
    _client_must_exist(ledger, change.client_id)
    known = ledger.order(change.client_id, change.po_number)
    if known is None:
        order = PurchaseOrder(
            po_number=change.po_number,
            client_id=change.client_id,
            amount=change.amount,
            engagement_ids=change.engagement_ids,
            received_on=occasion.today,
        )
        return (_new_order(change, "record_order", order),)
    news: dict[str, Any] = {}
    if change.amount is not None:
        news["amount"] = change.amount
    if change.valid_to is not None:
        news["valid_to"] = change.valid_to
    again = known.status is OrderStatus.EXPIRED and (change.valid_to or date.min) >= occasion.today
    if known.status is OrderStatus.EXHAUSTED or again:
        news["status"] = OrderStatus.OPEN
    engagement_ids = _joined(known.engagement_ids, change.engagement_ids)
    if engagement_ids != known.engagement_ids:
        news["engagement_ids"] = engagement_ids
    return (_change_order(change, "raise_order", f"{occasion.key}:{_key(change)}", known, news),)


def _close_order(change: CloseOrder, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    """Set the status. An order that we never saw is entered closed, so that it is known later."""
    _client_must_exist(ledger, change.client_id)
    status = OrderStatus(change.status)
    known = ledger.order(change.client_id, change.po_number)
    if known is None:
        order = PurchaseOrder(
            po_number=change.po_number,
            client_id=change.client_id,
            received_on=occasion.today,
            status=status,
        )
        return (_new_order(change, "record_order", order),)
    if known.status is status:
        return ()
    key = f"{occasion.key}:{_key(change)}"
    return (_change_order(change, "close_order", key, known, {"status": status}),)


def _assign_order(change: AssignOrder, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    invoice = ledger.invoice.get(change.invoice_number)
    if invoice is None:
        raise StoreBusy(f"invoice {change.invoice_number} is no longer in the ledger; decide again")
    if invoice.po_number and canonical(invoice.po_number) != canonical(change.po_number):
        if gives_way(invoice, ledger.order(change.client_id, invoice.po_number), occasion.today):
            return (_renumber(change, invoice, occasion),)
        raise StoreBusy(
            f"invoice {change.invoice_number} has got PO {invoice.po_number} meanwhile; "
            "decide again"
        )
    status, printed = invoice.status, invoice.po_number or change.po_number
    key = f"{invoice.invoice_number}:{canonical(change.po_number)}"
    if status is InvoiceStatus.AWAITING_PO:
        status = released(invoice)
        key = f"{key}:{status}" if invoice.po_number else key  # It was booked as a draft before.
    elif invoice.po_number:
        printed = _clients_print(change, invoice, ledger)
        if printed == invoice.po_number:
            return ()
        key = f"{key}:{printed}"
    numbered = replace(invoice, po_number=printed, status=status)
    put = Put("invoices", numbered, invoice, ("po_number",))
    data = _data(change, status_before=invoice.status, status=status)
    return (Booking("assign_order", key, invoice.invoice_number, data, (put,)),)


def _renumber(change: AssignOrder, invoice: Invoice, occasion: Occasion) -> Booking:
    """Put another order's number on a draft whose own order has ended: it never left."""
    put = Put("invoices", replace(invoice, po_number=change.po_number), invoice, ("po_number",))
    old = canonical(invoice.po_number)
    key = f"{invoice.invoice_number}:{canonical(change.po_number)}:{old}:{occasion.today}"
    data = _data(
        change,
        status_before=invoice.status,
        status=invoice.status,
        po_number_before=invoice.po_number,
    )
    return Booking("assign_order", key, invoice.invoice_number, data, (put,))


def _clients_print(change: AssignOrder, invoice: Invoice, ledger: Snapshot) -> str:
    """Return how an invoice with a number is to print it: until it goes out, as the order does."""
    order = ledger.order(change.client_id, change.po_number)
    is_draft = invoice.status is InvoiceStatus.DRAFT
    return order.po_number if order and is_draft else invoice.po_number


def _issue_invoice(
    change: IssueInvoice, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    del occasion
    invoice = ledger.invoice.get(change.invoice_number)
    if invoice is None or invoice.status is not InvoiceStatus.DRAFT:
        raise StoreBusy(f"invoice {change.invoice_number} is no draft any more; decide again")
    issued = replace(invoice, status=InvoiceStatus.ISSUED, issued_on=change.issued_on)
    # The paper states a day, which other terms that are agreed later do not move.
    issued = replace(issued, due_on=ledger.due_on(issued))
    put = Put("invoices", issued, invoice, ("status", "issued_on"))
    data = _data(change, po_number=invoice.po_number)
    number, instead = invoice.invoice_number, change.instead_of
    key = f"{number}:{instead}" if instead else number
    return (Booking("issue_invoice", key, number, data, (put,)),)


# --- what holds reminders, and the policy --------------------------------------------------------


def _set_po_policy(
    change: SetPoPolicy, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    _client_must_exist(ledger, change.client_id)
    client = ledger.client[change.client_id]
    if client.po_policy is change.policy:
        return ()
    put = Put("clients", replace(client, po_policy=change.policy), client, ("po_policy",))
    data = _data(change, policy_before=client.po_policy)
    key = f"{occasion.key}:{change.client_id}:{change.policy}"
    return (Booking("set_po_policy", key, change.client_id, data, (put,)),)


def _note_promise(change: NotePromise, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    """Hold the invoices named until the promised payment; without any, the chasing of the order."""
    del ledger
    kind, subjects = (
        (HoldKind.PROMISED_PAYMENT, change.invoice_numbers)
        if change.invoice_numbers
        else (HoldKind.PROMISED_ORDER, change.engagement_ids)
    )
    holds = tuple(Hold(kind, each, change.subject, change.promised_on) for each in subjects)
    key = f"{occasion.key}:{change.client_id}:{change.subject}:{','.join(subjects)}"
    return (
        Booking("note_promise", key, change.subject or change.client_id, _data(change), (), holds),
    )


def _hold_reminders(
    change: HoldReminders, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    del ledger
    return tuple(
        Booking(
            "hold_reminders",
            f"{occasion.key}:{number}",
            number,
            _data(change),
            (),
            (Hold(HoldKind.INVOICE, number, change.why),),
        )
        for number in change.invoice_numbers
    )


def _mark_address(change: MarkAddress, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    del ledger
    email = change.email.lower()
    hold = Hold(HoldKind.ADDRESS, email, change.why)
    key = f"{occasion.key}:{email}"
    return (Booking("mark_address", key, email, _data(change), (), (hold,)),)


_APPLY: Mapping[type, Callable[[Any, Snapshot, Occasion], tuple[Booking, ...]]] = {
    RecordOrder: _record_order,
    AssignOrder: _assign_order,
    RaiseOrder: _raise_order,
    CloseOrder: _close_order,
    SetPoPolicy: _set_po_policy,
    NotePromise: _note_promise,
    HoldReminders: _hold_reminders,
    IssueInvoice: _issue_invoice,
    MarkAddress: _mark_address,
    WaiveLateFee: waive_late_fee,
    PauseInvoice: pause_invoice,
    ResumeInvoice: resume_invoice,
    NoteItem: note_item,
}
"""One function per kind of change; a test checks that none is missing."""


# --- parts of the above --------------------------------------------------------------------------


def _new_order(
    change: RecordOrder | RaiseOrder | CloseOrder, effect: str, order: PurchaseOrder
) -> Booking:
    """Enter an order. What the mail did not state stays open to the ledger folder."""
    stated = tuple(
        each.name
        for each in fields(order)
        if each.name not in {"received_on", "po_number", "client_id"}
        and getattr(order, each.name) != each.default
    )
    put = Put("purchase_orders", order, None, stated)
    return Booking(
        effect, _key(change), order.po_number, _data(change), (put,), lifts=_lifts(order)
    )


def _change_order(
    change: RecordOrder | RaiseOrder | CloseOrder,
    effect: str,
    key: str,
    known: PurchaseOrder,
    news: Mapping[str, Any],
) -> Booking:
    order = replace(known, **news)
    put = Put("purchase_orders", order, known, tuple(news))
    data = _data(change, **{f"{name}_before": getattr(known, name) for name in news})
    return Booking(effect, key, known.po_number, data, (put,), lifts=_lifts(order))


def _lifts(order: PurchaseOrder) -> tuple[Hold, ...]:
    """A promise is kept when the order is there."""
    if order.status is not OrderStatus.OPEN:
        return ()
    return tuple(Hold(HoldKind.PROMISED_ORDER, each) for each in order.engagement_ids)


def _client_must_exist(ledger: Snapshot, client_id: str) -> None:
    if client_id not in ledger.client:
        raise StoreBusy(f"client {client_id} is no longer in the ledger; decide again")


def _key(change: RecordOrder | RaiseOrder | CloseOrder) -> str:
    return order_key(change.client_id, change.po_number)


def _joined(
    known: tuple[EngagementId, ...], further: Iterable[EngagementId]
) -> tuple[EngagementId, ...]:
    return tuple(dict.fromkeys((*known, *further)))


def _data(change: Change, **more: object) -> dict[str, object]:
    return {name: _plain(value) for name, value in {**asdict(change), **more}.items()}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
