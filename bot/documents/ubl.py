"""An invoice as UBL 2.1, for the Peppol network.

Standards: OASIS UBL 2.1 Invoice and CreditNote; EN 16931-3-2; Peppol BIS Billing 3. Beside each
element stands the term of EN 16931 that it carries. The order of elements is the schema's.
"""

from bot.documents.elements import Element, maker, number_of, sum_of, written
from bot.documents.terms import UNIT, means_of, rate_of
from bot.domain.invoice_document import (
    BankAccount,
    Buyer,
    InvoiceDocument,
    Line,
    PostalAddress,
    Seller,
)

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
"""BT-24; rule PEPPOL-EN16931-R004."""

PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
"""BT-23; rule PEPPOL-EN16931-R007."""

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
PREFIXES: dict[str | None, str] = {
    "cac": f"{UBL}:CommonAggregateComponents-2",
    "cbc": f"{UBL}:CommonBasicComponents-2",
}
make = maker(PREFIXES)


def ubl(document: InvoiceDocument) -> bytes:
    """Return the document's XML."""
    kind = "CreditNote" if document.is_credit_note else "Invoice"
    root = maker({None: f"{UBL}:{kind}-2", **PREFIXES})
    due_on = document.due_on.isoformat() if document.due_on else ""
    return written(
        root(
            kind,
            make("cbc:CustomizationID", CUSTOMIZATION),
            make("cbc:ProfileID", PROFILE),
            make("cbc:ID", document.number),  # BT-1
            make("cbc:IssueDate", document.issued_on.isoformat()),  # BT-2
            make("cbc:DueDate", due_on),  # BT-9
            make(f"cbc:{kind}TypeCode", document.type),  # BT-3
            make("cbc:DocumentCurrencyCode", document.currency),  # BT-5
            make("cbc:BuyerReference", document.references.buyer),  # BT-10
            *_references(document),
            make("cac:AccountingSupplierParty", _party(document.seller)),
            make("cac:AccountingCustomerParty", _party(document.buyer)),
            _payment_means(document),
            make("cac:PaymentTerms", make("cbc:Note", document.terms)),  # BT-20
            _tax_total(document),
            _totals(document),
            *(_line(kind, line, document) for line in document.lines),
        )
    )


def _references(document: InvoiceDocument) -> tuple[Element | None, ...]:
    """Return BT-13 with BT-14, BT-25 with BT-26, and BT-12.

    UBL has no place for BT-14 without BT-13. The guide then puts "NA" there, which buyers' systems
    take for an order number: our own number is left out instead.
    """
    found = document.references
    own = found.sales_order if found.purchase_order else ""
    preceding_on = found.preceding_invoice_on.isoformat() if found.preceding_invoice_on else ""
    return (
        make(
            "cac:OrderReference",
            make("cbc:ID", found.purchase_order),
            make("cbc:SalesOrderID", own),
        ),
        make(
            "cac:BillingReference",
            make(
                "cac:InvoiceDocumentReference",
                make("cbc:ID", found.preceding_invoice),
                make("cbc:IssueDate", preceding_on),
            ),
        ),
        make("cac:ContractDocumentReference", make("cbc:ID", found.contract)),
    )


def _party(party: Seller | Buyer) -> Element | None:
    """Return BG-4 or BG-7."""
    endpoint = party.electronic_address
    return make(
        "cac:Party",
        make("cbc:EndpointID", endpoint.identifier, schemeID=endpoint.scheme) if endpoint else None,
        make("cac:PartyName", make("cbc:Name", party.name)),
        _address(party.address),
        make(
            "cac:PartyTaxScheme",
            make("cbc:CompanyID", party.vat_id),  # BT-31, BT-48
            make("cac:TaxScheme", make("cbc:ID", "VAT")),
        )
        if party.vat_id
        else None,
        make(
            "cac:PartyLegalEntity",
            make("cbc:RegistrationName", party.name),  # BT-27, BT-44
            make("cbc:CompanyID", party.registration_number),  # BT-30, BT-47
        ),
    )


def _address(address: PostalAddress) -> Element | None:
    """Return BG-5 or BG-8. A fourth line and more share the third's place."""
    first, second, *more = (*address.lines, "", "")
    return make(
        "cac:PostalAddress",
        make("cbc:StreetName", first),
        make("cbc:AdditionalStreetName", second),
        make("cbc:CityName", address.city),
        make("cbc:PostalZone", address.post_code),
        make("cac:AddressLine", make("cbc:Line", ", ".join(filter(None, more)))),
        make("cac:Country", make("cbc:IdentificationCode", address.country)),
    )


def _payment_means(document: InvoiceDocument) -> Element | None:
    """Return BG-16, where money goes to a known account."""
    bank = document.seller.bank
    if document.is_credit_note or not bank.identifier:
        return None
    return make(
        "cac:PaymentMeans",
        make("cbc:PaymentMeansCode", means_of(document)),
        make("cbc:PaymentID", document.number),  # BT-83
        _account(bank),
    )


def _account(bank: BankAccount) -> Element | None:
    """Return BG-17."""
    return make(
        "cac:PayeeFinancialAccount",
        make("cbc:ID", bank.identifier),
        make("cbc:Name", bank.name),
        make("cac:FinancialInstitutionBranch", make("cbc:ID", bank.institution)),
    )


def _tax_total(document: InvoiceDocument) -> Element | None:
    """Return BT-110 and BG-23."""
    tax, currency = document.tax, document.currency
    return make(
        "cac:TaxTotal",
        make("cbc:TaxAmount", sum_of(tax.amount), currencyID=currency),
        make(
            "cac:TaxSubtotal",
            make("cbc:TaxableAmount", sum_of(tax.taxable), currencyID=currency),
            make("cbc:TaxAmount", sum_of(tax.amount), currencyID=currency),
            make(
                "cac:TaxCategory",
                make("cbc:ID", tax.category),
                make("cbc:Percent", rate_of(tax)),
                make("cbc:TaxExemptionReasonCode", tax.reason_code),
                make("cbc:TaxExemptionReason", tax.reason),
                make("cac:TaxScheme", make("cbc:ID", "VAT")),
            ),
        ),
    )


def _totals(document: InvoiceDocument) -> Element | None:
    """Return BG-22."""
    currency = document.currency
    sums = {
        "LineExtensionAmount": document.net,  # BT-106
        "TaxExclusiveAmount": document.net,  # BT-109
        "TaxInclusiveAmount": document.gross,  # BT-112
        "PayableAmount": document.gross,  # BT-115
    }
    return make(
        "cac:LegalMonetaryTotal",
        *(make(f"cbc:{name}", sum_of(sums[name]), currencyID=currency) for name in sums),
    )


def _line(kind: str, line: Line, document: InvoiceDocument) -> Element | None:
    """Return BG-25."""
    currency, tax = document.currency, document.tax
    quantity = "CreditedQuantity" if document.is_credit_note else "InvoicedQuantity"
    return make(
        f"cac:{kind}Line",
        make("cbc:ID", line.number),
        make(f"cbc:{quantity}", number_of(line.quantity), unitCode=UNIT),
        make("cbc:LineExtensionAmount", sum_of(line.net), currencyID=currency),
        make(
            "cac:Item",
            make("cbc:Description", line.description),
            make("cbc:Name", line.name),
            make(
                "cac:ClassifiedTaxCategory",
                make("cbc:ID", tax.category),
                make("cbc:Percent", rate_of(tax)),
                make("cac:TaxScheme", make("cbc:ID", "VAT")),
            ),
        ),
        make("cac:Price", make("cbc:PriceAmount", sum_of(line.net), currencyID=currency)),
    )
