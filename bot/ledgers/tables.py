"""The tables of the ledger folder: columns, what they hold, how they refer to one another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.ledger import (
    ChangeRequest,
    Client,
    Contact,
    Engagement,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    PoPolicy,
    PurchaseOrder,
)
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical
from bot.domain.unallocated import UNALLOCATED
from bot.ledgers import cells

Values = Mapping[str, Any]
Check = Callable[[Values], tuple[str, str] | None]
"""Takes a row's values; gives the column and the sentence of what is wrong, or None."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `refers`: the table whose id stands in it. `optional`: it may be missing."""

    name: str
    parse: Callable[[str], object] = cells.text
    required: bool = False
    optional: bool = False
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the ledger folder.

    Attributes:
        name: of the file, without suffix; also the field of `Snapshot`.
        row: the class of its rows.
        unique: the columns that together must be unique.
        checks: what must be true of the columns together.
    """

    name: str
    row: Callable[..., Any]
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    checks: tuple[Check, ...] = ()

    @property
    def file(self) -> str:
        """Return the file's name."""
        return f"{self.name}.csv"

    @property
    def id_column(self) -> str:
        """Return the column that other tables refer to."""
        return self.columns[0].name

    def key(self, values: Values) -> tuple[object, ...]:
        """Return what must be unique of a row; order numbers compare on their canonical key."""
        return tuple(
            canonical(str(values[name])) if name == "po_number" else values.get(name)
            for name in self.unique
        )


def _contact(name: str = "", **values: Any) -> Contact:
    return Contact(name=name, **values)


def _payment(invoice_number: InvoiceNumber = UNALLOCATED, **values: Any) -> Payment:
    return Payment(invoice_number=invoice_number, **values)


def _in_order(first: str, last: str) -> Check:
    def check(values: Values) -> tuple[str, str] | None:
        start, end = values.get(first), values.get(last)
        if start and end and end < start:
            return last, f"{end} is before {first} {start}"
        return None

    return check


def _sums_add_up(values: Values) -> tuple[str, str] | None:
    net, tax, gross = values["net"], values["tax"], values["gross"]
    if net + tax != gross:
        return "gross", f"{gross} is not net {net} plus tax {tax}, which is {net + tax}"
    return None


def _sent_has_date(values: Values) -> tuple[str, str] | None:
    status = values["status"]
    sent = {InvoiceStatus.ISSUED, InvoiceStatus.PAID, InvoiceStatus.DISPUTED}
    if status in sent and not values.get("issued_on"):
        return "issued_on", f"empty, but the status is {status}"
    return None


def _own_credit(values: Values) -> tuple[str, str] | None:
    if values.get("credits_invoice") and values["gross"] > 0:
        return "gross", "a credit note's sums are negative"
    return None


CLIENTS = Table(
    "clients",
    Client,
    (
        Column("client_id", cells.identifier, required=True),
        Column("name", required=True),
        Column("aliases", cells.texts),
        Column("domains", cells.domains),
        Column("po_policy", cells.member(PoPolicy)),
        Column("start_rule", cells.one_of("contract", "po")),
        Column("payment_terms_days", cells.days),
        Column("currency", cells.currency),
        Column("language", cells.language),
        Column("timezone", cells.timezone),
        Column("country", cells.country),
        Column("is_public_body", cells.yes_or_no),
        Column("late_fee_policy", cells.late_fee),
        Column("po_format", cells.pattern),
        Column("address", cells.texts, optional=True),
        Column("city", optional=True),
        Column("post_code", optional=True),
        Column("vat_id", cells.vat_id, optional=True),
        Column("buyer_reference", optional=True),
        Column("electronic_address", cells.electronic_address, optional=True),
        Column("invoice_format", cells.one_of("pdf", "facturx", "ubl"), optional=True),
    ),
    ("client_id",),
)

CONTACTS = Table(
    "contacts",
    _contact,
    (
        Column("client_id", cells.identifier, required=True, refers="clients"),
        Column("name"),
        Column("email", cells.email, required=True),
        Column("role", cells.one_of("finance", "procurement", "project", "other")),
    ),
    (
        "client_id",
        "email",
    ),
)

ENGAGEMENTS = Table(
    "engagements",
    Engagement,
    (
        Column("engagement_id", cells.identifier, required=True),
        Column("client_id", cells.identifier, required=True, refers="clients"),
        Column("title", required=True),
        Column("kind", cells.one_of("project", "retainer")),
        Column("quote_ref", cells.identifier),
        Column("sow_ref", cells.identifier),
        Column("value", cells.decimal),
        Column("currency", cells.currency),
        Column("starts_on", cells.iso_date),
        Column("ends_on", cells.iso_date),
        Column("contract_signed_on", cells.iso_date),
        Column("account_manager", cells.email),
        Column("project_manager", cells.email),
        Column("status", cells.one_of("active", "on_hold", "closed")),
        Column("payment_terms_days", cells.days, optional=True),
        Column("po_scope", cells.one_of("engagement", "invoice", "blanket"), optional=True),
    ),
    ("engagement_id",),
    (_in_order("starts_on", "ends_on"),),
)

CHANGE_REQUESTS = Table(
    "change_requests",
    ChangeRequest,
    (
        Column("change_request_id", cells.identifier, required=True),
        Column("engagement_id", cells.identifier, required=True, refers="engagements"),
        Column("title", required=True),
        Column("amount", cells.decimal),
        Column("approved_on", cells.iso_date),
    ),
    ("change_request_id",),
)

PURCHASE_ORDERS = Table(
    "purchase_orders",
    PurchaseOrder,
    (
        Column("po_number", cells.identifier, required=True),
        Column("client_id", cells.identifier, required=True, refers="clients"),
        Column("kind", cells.member(OrderKind)),
        Column("amount", cells.authority),
        Column("currency", cells.currency),
        Column("valid_from", cells.iso_date),
        Column("valid_to", cells.iso_date),
        Column("engagement_ids", cells.texts, refers="engagements"),
        Column("parent_po", cells.identifier),
        Column("received_on", cells.iso_date),
        Column("status", cells.member(OrderStatus)),
    ),
    ("po_number", "client_id"),
    (_in_order("valid_from", "valid_to"),),
)

INVOICES = Table(
    "invoices",
    Invoice,
    (
        Column("invoice_number", cells.identifier, required=True),
        Column("engagement_id", cells.identifier, required=True, refers="engagements"),
        Column("change_request_id", cells.identifier, refers="change_requests"),
        Column("issued_on", cells.iso_date),
        Column("due_on", cells.iso_date),
        Column("net", cells.decimal, required=True),
        Column("tax", cells.decimal, required=True),
        Column("gross", cells.decimal, required=True),
        Column("currency", cells.currency, required=True),
        Column("status", cells.member(InvoiceStatus), required=True),
        Column("po_number", cells.identifier),
        Column("credits_invoice", cells.identifier, optional=True, refers="invoices"),
    ),
    ("invoice_number",),
    (_sums_add_up, _sent_has_date, _in_order("issued_on", "due_on"), _own_credit),
)

PAYMENTS = Table(
    "payments",
    _payment,
    (
        Column("invoice_number", cells.identifier, refers="invoices"),
        Column("paid_on", cells.iso_date, required=True),
        Column("amount", cells.decimal, required=True),
        Column("reference"),
    ),
    (
        "invoice_number",
        "paid_on",
        "amount",
        "reference",
    ),
)

TABLES: Sequence[Table] = (
    CLIENTS,
    CONTACTS,
    ENGAGEMENTS,
    CHANGE_REQUESTS,
    PURCHASE_ORDERS,
    INVOICES,
    PAYMENTS,
)
"""In the order in which they are read: a table refers to earlier ones, and to itself."""
