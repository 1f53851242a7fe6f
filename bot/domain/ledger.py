"""The ledger: clients, contacts, engagements, change requests, orders, invoices, payments.

Field names are the columns of the ledger folder. Empty cells are None (or "" and () where the
type says so). All sums are decimal; net or gross as each field says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NewType, TypeVar

from bot.domain.calendar import shifted
from bot.domain.purchase_order import OrderKind, OrderStatus, canonical

DERIVED = frozenset({"unallocated"})
"""Rows of a `Snapshot` that have no file of their own: payments of no invoice yet."""

K = TypeVar("K")
V = TypeVar("V")

ClientId = NewType("ClientId", str)
EngagementId = NewType("EngagementId", str)
ChangeRequestId = NewType("ChangeRequestId", str)
InvoiceNumber = NewType("InvoiceNumber", str)


class PoPolicy(StrEnum):
    """Whether a client needs a PO number on its invoices."""

    REQUIRED = "required"
    NOT_USED = "not_used"
    UNKNOWN = "unknown"


class InvoiceStatus(StrEnum):
    """Where an invoice is.

    `awaiting_po` with a date: sent, and not payable by the client; without: not sent yet.
    """

    DRAFT = "draft"
    AWAITING_PO = "awaiting_po"
    ISSUED = "issued"
    PAID = "paid"
    DISPUTED = "disputed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Client:
    """A client. `payment_terms_days` counts from the invoice's date; None means 30.

    `late_fee_policy` is kept as written: `statutory_uk`, `contract:8%` ... `po_format` is a regular
    expression that must match a whole PO number of this client; "" where unknown.

    What follows `po_format` is for invoices as documents: `address` holds the lines above the city;
    `buyer_reference` is a Leitweg-ID or another routing code (BT-10), never a PO number;
    `electronic_address` is `scheme:identifier` (BT-49); `invoice_format`: pdf, facturx or ubl.
    """

    client_id: ClientId
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    po_policy: PoPolicy = PoPolicy.UNKNOWN
    start_rule: str = ""
    payment_terms_days: int | None = None
    currency: str = ""
    language: str = ""
    timezone: str = ""
    country: str = ""
    is_public_body: bool | None = None
    late_fee_policy: str = ""
    po_format: str = ""
    address: tuple[str, ...] = ()
    city: str = ""
    post_code: str = ""
    vat_id: str = ""
    buyer_reference: str = ""
    electronic_address: str = ""
    invoice_format: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A registered address of a client. `role`: finance, procurement, project or other."""

    client_id: ClientId
    name: str
    email: str
    role: str = "other"


@dataclass(frozen=True, slots=True)
class Engagement:
    """A piece of work agreed under a quote or Statement of Work. `value` is net.

    `status`: active, on_hold or closed. `po_scope`: what one PO is for: engagement, invoice or
    blanket; "" means engagement.
    """

    engagement_id: EngagementId
    client_id: ClientId
    title: str
    kind: str = "project"
    quote_ref: str = ""
    sow_ref: str = ""
    value: Decimal | None = None
    currency: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    contract_signed_on: date | None = None
    account_manager: str = ""
    project_manager: str = ""
    status: str = "active"
    payment_terms_days: int | None = None
    po_scope: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change of an engagement's scope. `amount` is net and additional."""

    change_request_id: ChangeRequestId
    engagement_id: EngagementId
    title: str
    amount: Decimal | None = None
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """A client's order. `amount` is net; a PO number is unique per client, on its canonical key."""

    po_number: str
    client_id: ClientId
    kind: OrderKind = OrderKind.STANDARD
    amount: Decimal | None = None
    currency: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    engagement_ids: tuple[EngagementId, ...] = ()
    parent_po: str = ""
    received_on: date | None = None
    status: OrderStatus = OrderStatus.OPEN


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice of ours; `due_on` None means `issued_on` plus the client's terms."""

    invoice_number: InvoiceNumber
    engagement_id: EngagementId
    change_request_id: ChangeRequestId | None = None
    issued_on: date | None = None
    due_on: date | None = None
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    currency: str = ""
    status: InvoiceStatus = InvoiceStatus.DRAFT
    po_number: str = ""
    credits_invoice: InvoiceNumber | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for an invoice. `amount` is gross; `reference` is the bank's."""

    invoice_number: InvoiceNumber
    paid_on: date
    amount: Decimal
    reference: str = ""


DEFAULT_TERMS_DAYS = 30
"""The company's standard terms: 30 days from the invoice's date."""


@dataclass(frozen=True)
class Snapshot:
    """The whole ledger at one moment, with the look-ups that matching needs."""

    clients: tuple[Client, ...] = ()
    contacts: tuple[Contact, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    change_requests: tuple[ChangeRequest, ...] = ()
    purchase_orders: tuple[PurchaseOrder, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    payments: tuple[Payment, ...] = ()
    unallocated: tuple[Payment, ...] = ()
    version: int = field(default=0, compare=False)
    # Of its folder: drafts that it holds no more; rows with the columns that are empty there.
    unlisted: frozenset[InvoiceNumber] = field(default=frozenset(), compare=False)
    unsaid: frozenset[tuple[object, str]] = field(default=frozenset(), compare=False)

    @cached_property
    def client(self) -> dict[ClientId, Client]:
        """Clients by id."""
        return {client.client_id: client for client in self.clients}

    @cached_property
    def engagement(self) -> dict[EngagementId, Engagement]:
        """Engagements by id."""
        return {engagement.engagement_id: engagement for engagement in self.engagements}

    @cached_property
    def change_request(self) -> dict[ChangeRequestId, ChangeRequest]:
        """Change requests by id."""
        return {request.change_request_id: request for request in self.change_requests}

    @cached_property
    def invoice(self) -> dict[InvoiceNumber, Invoice]:
        """Invoices by number."""
        return {invoice.invoice_number: invoice for invoice in self.invoices}

    @cached_property
    def contacts_by_email(self) -> dict[str, tuple[Contact, ...]]:
        """Contacts by lower-case address; one address may serve several clients."""
        return _grouped((contact.email.lower(), contact) for contact in self.contacts)

    @cached_property
    def clients_by_domain(self) -> dict[str, tuple[Client, ...]]:
        """Clients by registered domain, lower case."""
        return _grouped((d.lower(), client) for client in self.clients for d in client.domains)

    @cached_property
    def managers(self) -> frozenset[str]:
        """Addresses of every account and project manager: our own staff."""
        return frozenset(
            address.lower()
            for engagement in self.engagements
            for address in (engagement.account_manager, engagement.project_manager)
            if address
        )

    def part_of(self, client_id: ClientId) -> "Snapshot":
        """Return what the ledger holds of one client, and nothing of any other."""
        client = self.client.get(client_id)
        works = self.engagements_of(client_id)
        ids = {work.engagement_id for work in works}
        invoices = tuple(i for work in works for i in self.invoices_of(work.engagement_id))
        return Snapshot(
            clients=(client,) if client else (),
            contacts=self.contacts_of(client_id),
            engagements=works,
            change_requests=tuple(r for r in self.change_requests if r.engagement_id in ids),
            purchase_orders=self.orders_of(client_id),
            invoices=invoices,
            payments=tuple(p for i in invoices for p in self.payments_of(i.invoice_number)),
            version=self.version,
        )

    def engagements_of(self, client_id: ClientId) -> tuple[Engagement, ...]:
        """Return a client's engagements, in ledger order."""
        return self._engagements_by_client.get(client_id, ())

    def invoices_of(self, engagement_id: EngagementId) -> tuple[Invoice, ...]:
        """Return an engagement's invoices, in ledger order."""
        return self._invoices_by_engagement.get(engagement_id, ())

    def contacts_of(self, client_id: ClientId) -> tuple[Contact, ...]:
        """Return a client's contacts, in ledger order."""
        return self._contacts_by_client.get(client_id, ())

    def orders_of(self, client_id: ClientId) -> tuple[PurchaseOrder, ...]:
        """Return a client's purchase orders, in ledger order."""
        return self._orders_by_client.get(client_id, ())

    def order(self, client_id: ClientId, po_number: str) -> PurchaseOrder | None:
        """Return the client's order with this number, compared on the canonical key."""
        key = canonical(po_number)
        return next((o for o in self.orders_of(client_id) if canonical(o.po_number) == key), None)

    def owners_of(self, po_number: str) -> tuple[PurchaseOrder, ...]:
        """Return every client's order with this number: numbers are unique per client only."""
        return self._orders_by_key.get(canonical(po_number), ())

    def client_of(self, invoice: Invoice) -> Client | None:
        """Return the client that an invoice is for."""
        engagement = self.engagement.get(invoice.engagement_id)
        return self.client.get(engagement.client_id) if engagement else None

    def terms_days(self, engagement_id: EngagementId) -> int:
        """Return the payment terms in days from the invoice's date: engagement, client, 30."""
        engagement = self.engagement.get(engagement_id)
        client = self.client.get(engagement.client_id) if engagement else None
        own = engagement.payment_terms_days if engagement else None
        agreed = client.payment_terms_days if client and own is None else own
        return DEFAULT_TERMS_DAYS if agreed is None else agreed

    def due_on(self, invoice: Invoice) -> date | None:
        """Return the day by which an invoice is payable; None while it has no date."""
        if invoice.due_on or invoice.issued_on is None:
            return invoice.due_on
        return shifted(invoice.issued_on, self.terms_days(invoice.engagement_id))

    def outstanding(self, invoice: Invoice) -> Decimal:
        """Return the gross sum still owed: gross less payments and less credit notes."""
        number = invoice.invoice_number
        paid = sum((payment.amount for payment in self.payments_of(number)), Decimal(0))
        credit = sum((note.gross for note in self.credits_of(number)), Decimal(0))
        return invoice.gross - paid + credit

    def payments_of(self, number: InvoiceNumber) -> tuple[Payment, ...]:
        """Return what was paid for an invoice, in ledger order."""
        return self._payments.get(number, ())

    def credits_of(self, number: InvoiceNumber) -> tuple[Invoice, ...]:
        """Return the credit notes to an invoice (their sums are negative), void ones left out."""
        return self._credits.get(number, ())

    @cached_property
    def _engagements_by_client(self) -> dict[ClientId, tuple[Engagement, ...]]:
        return _grouped((e.client_id, e) for e in self.engagements)

    @cached_property
    def _invoices_by_engagement(self) -> dict[EngagementId, tuple[Invoice, ...]]:
        return _grouped((i.engagement_id, i) for i in self.invoices)

    @cached_property
    def _contacts_by_client(self) -> dict[ClientId, tuple[Contact, ...]]:
        return _grouped((c.client_id, c) for c in self.contacts)

    @cached_property
    def _orders_by_client(self) -> dict[ClientId, tuple[PurchaseOrder, ...]]:
        return _grouped((o.client_id, o) for o in self.purchase_orders)

    @cached_property
    def _orders_by_key(self) -> dict[str, tuple[PurchaseOrder, ...]]:
        return _grouped((canonical(o.po_number), o) for o in self.purchase_orders)

    @cached_property
    def _payments(self) -> dict[InvoiceNumber, tuple[Payment, ...]]:
        return _grouped((p.invoice_number, p) for p in self.payments)

    @cached_property
    def _credits(self) -> dict[InvoiceNumber, tuple[Invoice, ...]]:
        void = InvoiceStatus.VOID
        notes = (i for i in self.invoices if i.credits_invoice and i.status is not void)
        return _grouped((note.credits_invoice, note) for note in notes if note.credits_invoice)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
