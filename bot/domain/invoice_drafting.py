"""Makes an invoice document of the ledger's records, or says what is missing for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.invoice_document import (
    Buyer,
    DocumentType,
    Form,
    InvoiceDocument,
    Line,
    PostalAddress,
    References,
    Seller,
    TaxCategory,
    electronic_address,
    is_printable,
    printable,
    without_vat_ids,
)
from bot.domain.ledger import (
    Client,
    Engagement,
    Invoice,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from bot.domain.money import CENT
from bot.domain.tax import NoTax, tax_of

SELLER = "[seller] of the configuration"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document, or what is missing for it: plain sentences to show to a person."""

    document: InvoiceDocument | None
    missing: tuple[str, ...] = ()


def form_of(client: Client | None) -> Form:
    """Return the form in which a client wants its invoices; PDF where nothing is said."""
    return Form(client.invoice_format) if client and client.invoice_format else Form.PDF


def drafted(
    invoice: Invoice,
    ledger: Snapshot,
    seller: Seller,
    form: Form,
    issued_on: date | None = None,
) -> Draft:
    """Return the invoice as a document, or every reason why it cannot be one yet.

    Args:
        invoice: an invoice or credit note of the ledger.
        ledger: where its work, its client and what it credits are looked up.
        seller: ourselves, as configured.
        form: what the document shall become; e-invoices need more than a PDF.
        issued_on: its date (BT-2) where the ledger has none yet.
    """
    if seller == Seller():
        return Draft(
            None, ("No invoices are made as documents: the configuration has no [seller].",)
        )
    work = ledger.engagement.get(invoice.engagement_id)
    client = ledger.client_of(invoice)
    if work is None or client is None:
        return Draft(None, (f"The client of {invoice.invoice_number} is not in the ledger.",))
    dated = replace(invoice, issued_on=invoice.issued_on or issued_on)
    case = _Case(dated, ledger, seller, form, work, client)
    tax = tax_of(abs(invoice.net), abs(invoice.tax), seller, case.buyer)
    missing = [*case.amiss(), *([tax.why] if isinstance(tax, NoTax) else [])]
    if missing or isinstance(tax, NoTax) or dated.issued_on is None:
        return Draft(None, tuple(missing))
    document = InvoiceDocument(
        type=DocumentType.CREDIT_NOTE if invoice.credits_invoice else DocumentType.INVOICE,
        number=invoice.invoice_number,
        issued_on=dated.issued_on,
        due_on=case.due_on,
        currency=invoice.currency,
        seller=seller,
        buyer=case.buyer,
        references=case.references,
        lines=(case.line,),
        tax=tax,
        net=case.penny(invoice.net),
        gross=case.penny(invoice.gross),
        terms=case.terms,
    )
    is_taxable = tax.category is not TaxCategory.NOT_SUBJECT
    return Draft(document if is_taxable else without_vat_ids(document))


@dataclass(frozen=True, slots=True)
class _Case:
    """One invoice with everything that belongs to it."""

    invoice: Invoice
    ledger: Snapshot
    seller: Seller
    form: Form
    work: Engagement
    client: Client

    @property
    def credited(self) -> Invoice | None:
        """Return the invoice that this one takes back."""
        number = self.invoice.credits_invoice
        return self.ledger.invoice.get(number) if number else None

    @property
    def buyer(self) -> Buyer:
        """Return BG-7."""
        client = self.client
        address = PostalAddress(
            tuple(map(printable, client.address)),
            printable(client.city),
            printable(client.post_code),
            client.country,
        )
        endpoint = electronic_address(client.electronic_address)
        return Buyer(printable(client.name), address, client.vat_id, electronic_address=endpoint)

    @property
    def references(self) -> References:
        """Return BT-10, BT-12, BT-13, BT-14, BT-25 and BT-26.

        A credit note without a PO number of its own has that of the invoice it takes back.
        """
        credited = self.credited
        return References(
            purchase_order=self.purchase_order,
            sales_order=printable(self.work.engagement_id),
            contract=printable(self.work.sow_ref),
            buyer=printable(self.client.buyer_reference),
            preceding_invoice=self.invoice.credits_invoice or "",
            preceding_invoice_on=credited.issued_on if credited else None,
        )

    @property
    def purchase_order(self) -> str:
        """Return BT-13 byte for byte; "" where there is none."""
        credited = self.credited
        return self.invoice.po_number or (credited.po_number if credited else "")

    @property
    def due_on(self) -> date | None:
        """Return BT-9: nothing is due on a credit note."""
        return None if self.invoice.credits_invoice else self.ledger.due_on(self.invoice)

    @property
    def terms(self) -> str:
        """Return BT-20."""
        if self.invoice.credits_invoice:
            return f"Credited against invoice {self.invoice.credits_invoice}."
        due = self.due_on
        days = (due - self.invoice.issued_on).days if due and self.invoice.issued_on else 0
        if days <= 0:
            return "Payable on receipt."
        return f"Payable within {days} day{'s' * (days != 1)} of the invoice date."

    @property
    def line(self) -> Line:
        """Return the one line: the change request, else the engagement."""
        number = self.invoice.change_request_id
        request = self.ledger.change_request.get(number) if number else None
        title = printable(request.title if request else self.work.title)
        about = f"Change request {number} to {self.work.engagement_id}" if request else ""
        return Line(
            "1", title or self.work.engagement_id, self.penny(self.invoice.net), printable(about)
        )

    @staticmethod
    def penny(amount: Decimal) -> Decimal:
        """Return a sum of the document: positive, with two decimals."""
        return abs(amount).quantize(CENT)

    def amiss(self) -> Iterator[str]:
        """Yield a sentence for each thing that is missing or cannot be right."""
        yield from self._amiss_of_invoice()
        yield from self._amiss_of_sums()
        yield from self._amiss_of_order()
        yield from self._amiss_of_seller()
        if self.form is not Form.PDF:
            yield from self._amiss_of_parties()
        if self.form is Form.UBL:
            yield from self._amiss_of_peppol()

    def _amiss_of_invoice(self) -> Iterator[str]:
        invoice = self.invoice
        if invoice.status is InvoiceStatus.VOID:
            yield f"{invoice.invoice_number} is void."
        if invoice.issued_on is None:
            yield f"{invoice.invoice_number} has no date: issued_on in invoices.csv is empty."
        if not invoice.currency:
            yield f"{invoice.invoice_number} has no currency."
        if not is_printable(invoice.invoice_number):
            yield "The invoice number holds a character that cannot be printed."

    def _amiss_of_sums(self) -> Iterator[str]:
        net, tax, gross = self.invoice.net, self.invoice.tax, self.invoice.gross
        sums = (net, tax, gross)
        if net + tax != gross:
            yield f"Net {net} and tax {tax} are not the gross sum of {gross}."
        if any(amount != amount.quantize(CENT) for amount in sums):
            yield "A sum has fractions of a penny."
        credit = self.invoice.credits_invoice
        if credit and any(amount > 0 for amount in sums):
            yield "It is a credit note, but not all of its sums are negative."
        if not credit and any(amount < 0 for amount in sums):
            yield "A sum is negative, but no invoice is named that it credits (credits_invoice)."

    def _amiss_of_order(self) -> Iterator[str]:
        number = self.purchase_order
        if not number and self.client.po_policy is PoPolicy.REQUIRED:
            yield f"{self.client.name} takes no invoice without a PO number, and there is none yet."
        if not is_printable(number):
            yield "The PO number holds a character that cannot be printed."
        if number and number in self._own_numbers():
            yield f"{number} is a number of ours, not the client's PO number."

    def _own_numbers(self) -> frozenset[str]:
        invoice, work = self.invoice, self.work
        own = (invoice.invoice_number, work.engagement_id, work.quote_ref, work.sow_ref)
        return frozenset((*own, invoice.change_request_id or ""))

    def _amiss_of_seller(self) -> Iterator[str]:
        """Yield what a VAT invoice must say of the seller (VAT Regulations 1995, 14)."""
        address = self.seller.address
        named = {"legal_name": self.seller.legal_name, "address": address.lines}
        for key, value in (named | {"city": address.city, "country": address.country}).items():
            if not value:
                yield f"{key} in {SELLER} is empty."

    def _amiss_of_parties(self) -> Iterator[str]:
        """Yield what rules BR-11 and BR-CO-26 ask of e-invoices."""
        if not self.client.country:
            yield f"The country of {self.client.name} is missing in clients.csv."
        if not (self.seller.vat_id or self.seller.registration_number):
            yield f"{SELLER} has neither vat_id nor registration_number."

    def _amiss_of_peppol(self) -> Iterator[str]:
        """Yield what rules PEPPOL-EN16931-R003, R010 and R020 ask."""
        if not (self.purchase_order or self.client.buyer_reference):
            yield ("Peppol takes no invoice without a PO number or the client's buyer_reference.")
        for whose, found in (
            (f"{self.client.name} in clients.csv", self.buyer.electronic_address),
            (SELLER, self.seller.electronic_address),
        ):
            if not found:
                yield f"The electronic_address of {whose} is missing."
            elif not found.is_of_peppol:
                written = f"{found.scheme}:{found.identifier}"
                yield f"The electronic_address of {whose} is none of Peppol: {written}."
