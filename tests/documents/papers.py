"""A seller, a client and an invoice as a document, with defaults that a test overrides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.invoice_document import (
    BankAccount,
    ElectronicAddress,
    Form,
    InvoiceDocument,
    PostalAddress,
    Seller,
)
from bot.domain.invoice_drafting import Draft, drafted
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Snapshot,
)

ISSUED = date(2026, 11, 24)
ORDER = "0045/00 123-A"

SELLER = Seller(
    legal_name="Progressive Robot Ltd",
    address=PostalAddress(("Unit 4", "1 Robot Way"), "Leeds", "LS7 2AP", "GB"),
    vat_id="GB123456789",
    registration_number="01234567",
    electronic_address=ElectronicAddress("0088", "5060012349998"),
    bank=BankAccount(
        "Progressive Robot Ltd", "GB33BUKB20201555555555", "BUKBGB22", "202015", "55555555"
    ),
)
CLIENT = Client(
    ClientId("northgate"),
    "Northgate Foods Ltd",
    country="GB",
    address=("Accounts Payable", "2 Mill Lane", "Riverside", "Gate B"),
    city="York",
    post_code="YO1 7HH",
    vat_id="GB987654321",
    electronic_address="9932:GB987654321",
)
WORK = Engagement(EngagementId("ENG-0007"), CLIENT.client_id, "Intranet search", sow_ref="SOW-0007")
CHANGE = ChangeRequest(ChangeRequestId("CR-0011"), WORK.engagement_id, "Synonyms for German")
INVOICE = Invoice(
    InvoiceNumber("PR-2026-0142"),
    WORK.engagement_id,
    issued_on=ISSUED,
    net=Decimal("12500.00"),
    tax=Decimal("2500.00"),
    gross=Decimal("15000.00"),
    currency="GBP",
    status=InvoiceStatus.ISSUED,
    po_number=ORDER,
)
CREDIT_NOTE = replace(
    INVOICE,
    invoice_number=InvoiceNumber("PR-2026-0143"),
    issued_on=date(2026, 12, 1),
    net=Decimal("-500.00"),
    tax=Decimal("-100.00"),
    gross=Decimal("-600.00"),
    po_number="",
    credits_invoice=INVOICE.invoice_number,
)


def draft(
    invoice: Invoice = INVOICE,
    client: Client = CLIENT,
    work: Engagement = WORK,
    seller: Seller = SELLER,
    form: Form = Form.UBL,
    issued_on: date | None = None,
) -> Draft:
    """Return what is drafted of an invoice in a ledger of one client and one engagement."""
    ledger = Snapshot(
        clients=(client,),
        engagements=(work,),
        change_requests=(CHANGE,),
        invoices=(INVOICE, invoice) if invoice.credits_invoice else (invoice,),
    )
    return drafted(invoice, ledger, seller, form, issued_on)


def paper(
    invoice: Invoice = INVOICE,
    client: Client = CLIENT,
    work: Engagement = WORK,
    seller: Seller = SELLER,
    form: Form = Form.UBL,
) -> InvoiceDocument:
    """Return the document; it must be complete."""
    found = draft(invoice, client, work, seller, form)
    assert found.document, found.missing
    return found.document


def untaxed(invoice: Invoice = INVOICE) -> Invoice:
    """Return the same invoice without tax."""
    return replace(invoice, tax=Decimal(0), gross=invoice.net)


def ordered(po_number: str) -> InvoiceDocument:
    """Return the document of an invoice with this PO number."""
    routed = replace(CLIENT, buyer_reference="AP-3")
    return paper(replace(INVOICE, po_number=po_number), routed)


EUROPEAN = replace(
    CLIENT,
    name="Südwind <&> Söhne GmbH",
    country="DE",
    address=("Domkloster 4",),
    city="Köln",
    post_code="50667",
    vat_id="DE123456789",
    electronic_address="0204:04011000-1234512345-06",
    buyer_reference="04011000-1234512345-06",
)
AMERICAN = replace(CLIENT, country="US", vat_id="", city="Boston", post_code="02108")
SMALL = replace(SELLER, vat_id="")
LOCAL_BANK = replace(SELLER, bank=BankAccount(sort_code="202015", account_number="55555555"))

CASES: dict[str, InvoiceDocument] = {
    "standard rate": paper(),
    "no purchase order": ordered(""),
    "change request": paper(replace(INVOICE, change_request_id=CHANGE.change_request_id)),
    "credit note": paper(CREDIT_NOTE),
    "reduced rate": paper(replace(INVOICE, tax=Decimal("687.50"), gross=Decimal("13187.50"))),
    "tax a penny off": paper(replace(INVOICE, tax=Decimal("2500.01"), gross=Decimal("15000.01"))),
    "zero rate": paper(untaxed()),
    "reverse charge": paper(untaxed(), EUROPEAN),
    "reverse charge credited": paper(untaxed(CREDIT_NOTE), EUROPEAN),
    "export": paper(untaxed(), AMERICAN),
    "not registered for VAT": paper(untaxed(), seller=SMALL),
    "euros by SEPA": paper(replace(untaxed(), currency="EUR"), EUROPEAN),
    "sort code only": paper(seller=LOCAL_BANK),
    "no bank": paper(seller=replace(SELLER, bank=BankAccount())),
    "bare client": paper(client=replace(CLIENT, address=(), city="", post_code="", vat_id="")),
    "nothing to pay": paper(replace(INVOICE, net=Decimal(0), tax=Decimal(0), gross=Decimal(0))),
    "hostile texts": paper(
        client=replace(EUROPEAN, name="A<&>\"' Ltd]]>", country="GB"),
        work=replace(WORK, title='<!ENTITY x> &amp; <a b="c"/> #panic("x") $x$ \x07\u202e*b*'),
    ),
}
"""Documents by what is particular to them."""
