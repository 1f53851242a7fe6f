"""What an import of the ledger folder never takes silently, beside what pobot booked. Pure.

- An emptied cell is unknown, not unlimited: where it would widen what an order or a client's
  process allows, the value that was there stays.
- What was printed on an invoice that the client has stays, whatever a later row says. A number that
  accounts put on it later is taken: nothing was printed there.
- An invoice that is out does not become a draft again: it must not be mailed a second time. Nor
  does one that went out with a number wait for it again.

Each is shown to a person, with both values. Corrections are a credit note and a new invoice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.credits import OUT, went_out
from bot.domain.ledger import (
    Engagement,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from bot.domain.purchase_order import canonical
from bot.ports import NewReviewItem
from bot.store.records import ITEMS, KEYS, Record, cell

WIDENS: Mapping[str, tuple[str, ...]] = {
    "clients": ("po_policy", "start_rule"),
    "engagements": ("value", "currency", "po_scope", "status"),
    "purchase_orders": (
        "kind",
        "status",
        "amount",
        "currency",
        "valid_from",
        "valid_to",
        "engagement_ids",
        "parent_po",
    ),
}
"""Columns that allow more, or nobody knows what, once they are empty."""

PRINTED = (
    "engagement_id",
    "change_request_id",
    "issued_on",
    "due_on",
    "net",
    "tax",
    "gross",
    "currency",
    "po_number",
    "credits_invoice",
)
"""Columns of an invoice that its paper states, or that say whose it is."""


Kept = tuple[dict[str, Any], list[NewReviewItem]]
"""Columns with the values that stay, and what shows that to a person."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What it hangs on whether a value of the folder is taken.

    Attributes:
        ledger: as it stands.
        unsent: invoices that we issued and whose mail has not left: nobody has their paper yet.
        unsaid: rows of the folder and columns that are empty there, so stand at their default.
    """

    ledger: Snapshot
    unsent: frozenset[InvoiceNumber] = frozenset()
    unsaid: frozenset[tuple[object, str]] = frozenset()


def kept(
    table: str, ours: Record, theirs: Record, booked: Collection[str], grounds: Grounds
) -> Kept:
    """Return what stays of a row as it is, though the folder has it otherwise now.

    `booked`: the columns that pobot booked: they are settled elsewhere.
    """
    if isinstance(ours, Invoice) and isinstance(theirs, Invoice):
        found = [_still_out(ours, theirs, booked)]
        if went_out(ours) and ours.invoice_number not in grounds.unsent:
            found.append(_printed(ours, theirs, booked, grounds.ledger))
    else:
        found = [_emptied(table, ours, theirs, booked, grounds)]
        if isinstance(ours, Engagement) and isinstance(theirs, Engagement):
            found.append(_whose(ours, theirs, grounds.ledger))
    values = {column: value for keep, _ in found for column, value in keep.items()}
    return values, [item for _, items in found for item in items]


def unlisted(ledger: Snapshot, folder: Snapshot) -> frozenset[InvoiceNumber]:
    """Return the invoices that have not gone out and that the folder does not hold any more.

    Their rows stay; whether accounts meant to take them back, a person says.
    """
    listed = {invoice.invoice_number for invoice in folder.invoices}
    return frozenset(
        invoice.invoice_number
        for invoice in ledger.invoices
        if invoice.invoice_number not in listed and _is_unsent(invoice)
    )


def vanished(ours: Snapshot, ledger: Snapshot) -> tuple[NewReviewItem, ...]:
    """Return an item for each draft that this import does not hold and the last one did."""
    return tuple(
        NewReviewItem(
            kind="conflict",
            key=f"unlisted:{number}:{ours.version}",
            subject=f"invoice {number} is not in the ledger folder any more",
            reasons=(
                f"invoices.csv has no good row for {number} any more: the draft does not go out",
                "put its row back, or call it void there",
            ),
        )
        for number in sorted(ledger.unlisted - ours.unlisted)
    )


def conflict(table: str, ours: Record, column: str, theirs: object) -> NewReviewItem:
    """Return the item that shows a value of the folder that is not taken."""
    name, said = _name(table, ours), cell(theirs)
    booked = cell(getattr(ours, column)) or "nothing"
    return NewReviewItem(
        kind="conflict",
        key=f"conflict:{table}:{KEYS[table](ours)}:{column}:{said}",
        subject=f"{name}: {column}",
        reasons=(
            f"{table}.csv says {column} = {said} for {name}, but {booked} is booked and stays",
        ),
    )


def _emptied(
    table: str, ours: Record, theirs: Record, booked: Collection[str], grounds: Grounds
) -> Kept:
    keep = {
        column: getattr(ours, column)
        for column in WIDENS.get(table, ())
        if column not in booked
        and (_says_nothing(getattr(theirs, column)) or (theirs, column) in grounds.unsaid)
        and not _says_nothing(getattr(ours, column))
        and getattr(ours, column) != getattr(theirs, column)
    }
    return keep, [_empty(table, ours, column) for column in keep]


def _empty(table: str, ours: Record, column: str) -> NewReviewItem:
    name, was = _name(table, ours), cell(getattr(ours, column))
    return NewReviewItem(
        kind="conflict",
        key=f"emptied:{table}:{KEYS[table](ours)}:{column}:{was}",
        subject=f"{name}: {column}",
        reasons=(f"{table}.csv has no {column} for {name} any more: {was} stays",),
    )


def _still_out(ours: Invoice, theirs: Invoice, booked: Collection[str]) -> Kept:
    is_draft_again = theirs.status is InvoiceStatus.DRAFT and went_out(ours)
    has_number = ours.status in OUT and ours.po_number and "po_number" not in booked
    waits_again = theirs.status is InvoiceStatus.AWAITING_PO and has_number
    if not (is_draft_again or waits_again) or "status" in booked:
        return {}, []
    keep = {"status": ours.status, "issued_on": theirs.issued_on or ours.issued_on}
    return keep, [conflict("invoices", ours, "status", theirs.status)]


def _printed(ours: Invoice, theirs: Invoice, booked: Collection[str], ledger: Snapshot) -> Kept:
    """An invoice that accounts call void from now on may say what it likes: it draws nothing."""
    if theirs.status is InvoiceStatus.VOID:
        return {}, []
    keep: dict[str, Any] = {}
    said: dict[str, str] = {}
    for column in PRINTED:
        was, now = getattr(ours, column), getattr(theirs, column)
        is_late_number = column == "po_number" and not was
        is_same_day = column == "due_on" and not was and now == ledger.due_on(ours)
        if column in booked or cell(was) == cell(now) or is_late_number or is_same_day:
            continue
        keep[column] = was
        if not _goes_without_saying(column, was, theirs):
            said[column] = cell(now)
    return keep, [_altered(ours, said, ledger)] if said else []


def _goes_without_saying(column: str, was: object, theirs: Invoice) -> bool:
    """Another print of the number, no due date, or no date at all where it is called a draft."""
    if column == "po_number":
        return canonical(str(was)) == canonical(theirs.po_number)
    is_draft = theirs.status is InvoiceStatus.DRAFT
    return not getattr(theirs, column) and (
        column == "due_on" or (column == "issued_on" and is_draft)
    )


def _altered(ours: Invoice, said: Mapping[str, str], ledger: Snapshot) -> NewReviewItem:
    """Return one item for all that a row says otherwise than the paper that the client has."""
    number, columns = ours.invoice_number, ", ".join(said)
    printed = {column: cell(getattr(ours, column)) for column in said}
    if "due_on" in printed:
        printed["due_on"] = cell(ledger.due_on(ours))
    return NewReviewItem(
        kind="conflict",
        key=f"printed:{number}:{';'.join(f'{column}={value}' for column, value in said.items())}",
        subject=f"invoice {number}: {columns}",
        reasons=tuple(
            f"invoices.csv says {column} = {value or 'nothing'} for {number}, which went out with "
            f"{printed[column] or 'none'}: that stays, a credit note corrects it"
            for column, value in said.items()
        ),
    )


def _whose(ours: Engagement, theirs: Engagement, ledger: Snapshot) -> Kept:
    """Work of which a client has invoices does not become another client's."""
    has_invoices = any(map(went_out, ledger.invoices_of(ours.engagement_id)))
    if ours.client_id == theirs.client_id or not has_invoices:
        return {}, []
    item = conflict("engagements", ours, "client_id", theirs.client_id)
    return {"client_id": ours.client_id}, [item]


def _is_unsent(invoice: Invoice) -> bool:
    waits = invoice.status is InvoiceStatus.AWAITING_PO and invoice.issued_on is None
    return invoice.status is InvoiceStatus.DRAFT or waits


def _says_nothing(value: object) -> bool:
    return cell(value) in {"", PoPolicy.UNKNOWN.value}


def _name(table: str, row: Record) -> str:
    number = getattr(row, "po_number", "") if table == "purchase_orders" else KEYS[table](row)
    return f"{ITEMS[table]} {number}"
