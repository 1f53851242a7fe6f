"""An invoice as UN/CEFACT Cross Industry Invoice, the XML inside Factur-X and ZUGFeRD.

Standards: CII D22B; EN 16931-3-3; Factur-X 1.0 (ZUGFeRD 2), profile EN 16931. Beside each element
stands the term of EN 16931 that it carries. The order of elements is the schema's.
"""

from datetime import date

from lxml import etree

from bot.documents.elements import Element, basic_date, maker, number_of, sum_of, written
from bot.documents.terms import UNIT, means_of, rate_of
from bot.domain.invoice_document import Buyer, InvoiceDocument, Line, PostalAddress, Seller

GUIDELINE = "urn:cen.eu:en16931:2017"
"""BT-24: the profile EN 16931, also called Comfort."""

CEFACT = "urn:un:unece:uncefact:data"
PREFIXES: dict[str | None, str] = {
    "rsm": f"{CEFACT}:standard:CrossIndustryInvoice:100",
    "ram": f"{CEFACT}:standard:ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{CEFACT}:standard:QualifiedDataType:100",
    "udt": f"{CEFACT}:standard:UnqualifiedDataType:100",
}
make = maker(PREFIXES)


def cii(document: InvoiceDocument) -> bytes:
    """Return the document's XML."""
    guideline = make("ram:ID", GUIDELINE)
    return written(
        make(
            "rsm:CrossIndustryInvoice",
            make(
                "rsm:ExchangedDocumentContext",
                make("ram:GuidelineSpecifiedDocumentContextParameter", guideline),
            ),
            make(
                "rsm:ExchangedDocument",
                make("ram:ID", document.number),  # BT-1
                make("ram:TypeCode", document.type),  # BT-3
                _date("ram:IssueDateTime", document.issued_on),  # BT-2
            ),
            make(
                "rsm:SupplyChainTradeTransaction",
                *(_line(line, document) for line in document.lines),
                _agreement(document),
                _delivery(),
                _settlement(document),
            ),
        )
    )


def _date(tag: str, day: date | None) -> Element | None:
    return make(tag, make("udt:DateTimeString", basic_date(day), format="102"))


def _line(line: Line, document: InvoiceDocument) -> Element | None:
    """Return BG-25."""
    total = make("ram:LineTotalAmount", sum_of(line.net))
    price = make("ram:ChargeAmount", sum_of(line.net))
    return make(
        "ram:IncludedSupplyChainTradeLineItem",
        make("ram:AssociatedDocumentLineDocument", make("ram:LineID", line.number)),
        make(
            "ram:SpecifiedTradeProduct",
            make("ram:Name", line.name),
            make("ram:Description", line.description),
        ),
        make("ram:SpecifiedLineTradeAgreement", make("ram:NetPriceProductTradePrice", price)),
        make(
            "ram:SpecifiedLineTradeDelivery",
            make("ram:BilledQuantity", number_of(line.quantity), unitCode=UNIT),
        ),
        make(
            "ram:SpecifiedLineTradeSettlement",
            make(
                "ram:ApplicableTradeTax",
                make("ram:TypeCode", "VAT"),
                make("ram:CategoryCode", document.tax.category),
                make("ram:RateApplicablePercent", rate_of(document.tax)),
            ),
            make("ram:SpecifiedTradeSettlementLineMonetarySummation", total),
        ),
    )


def _agreement(document: InvoiceDocument) -> Element | None:
    """Return who sells to whom, and BT-10, BT-14, BT-13 and BT-12."""
    found = document.references
    referenced = {
        "ram:SellerOrderReferencedDocument": found.sales_order,
        "ram:BuyerOrderReferencedDocument": found.purchase_order,
        "ram:ContractReferencedDocument": found.contract,
    }
    return make(
        "ram:ApplicableHeaderTradeAgreement",
        make("ram:BuyerReference", found.buyer),
        make("ram:SellerTradeParty", *_party(document.seller)),
        make("ram:BuyerTradeParty", *_party(document.buyer)),
        *(make(tag, make("ram:IssuerAssignedID", referenced[tag])) for tag in referenced),
    )


def _party(party: Seller | Buyer) -> tuple[Element | None, ...]:
    """Return the content of BG-4 or BG-7."""
    endpoint = party.electronic_address
    return (
        make("ram:Name", party.name),  # BT-27, BT-44
        make("ram:SpecifiedLegalOrganization", make("ram:ID", party.registration_number)),
        _address(party.address),
        make(
            "ram:URIUniversalCommunication",
            make("ram:URIID", endpoint.identifier, schemeID=endpoint.scheme) if endpoint else None,
        ),
        make("ram:SpecifiedTaxRegistration", make("ram:ID", party.vat_id, schemeID="VA")),
    )


def _address(address: PostalAddress) -> Element | None:
    """Return BG-5 or BG-8. A fourth line and more share the third's place."""
    first, second, *more = (*address.lines, "", "")
    return make(
        "ram:PostalTradeAddress",
        make("ram:PostcodeCode", address.post_code),
        make("ram:LineOne", first),
        make("ram:LineTwo", second),
        make("ram:LineThree", ", ".join(filter(None, more))),
        make("ram:CityName", address.city),
        make("ram:CountryID", address.country),
    )


def _delivery() -> Element:
    """Return the element that the schema wants even where nothing is said of a delivery."""
    return etree.Element(etree.QName(PREFIXES["ram"], "ApplicableHeaderTradeDelivery"))


def _settlement(document: InvoiceDocument) -> Element | None:
    """Return payment, tax, terms, totals, and what is credited."""
    preceding = document.references
    return make(
        "ram:ApplicableHeaderTradeSettlement",
        make("ram:PaymentReference", "" if document.is_credit_note else document.number),  # BT-83
        make("ram:InvoiceCurrencyCode", document.currency),  # BT-5
        _payment_means(document),
        _tax(document),
        make(
            "ram:SpecifiedTradePaymentTerms",
            make("ram:Description", document.terms),  # BT-20
            _date("ram:DueDateDateTime", document.due_on),  # BT-9
        ),
        _totals(document),
        make(
            "ram:InvoiceReferencedDocument",
            make("ram:IssuerAssignedID", preceding.preceding_invoice),  # BT-25
            make(
                "ram:FormattedIssueDateTime",
                make(
                    "qdt:DateTimeString",
                    basic_date(preceding.preceding_invoice_on),  # BT-26
                    format="102",
                ),
            ),
        ),
    )


def _payment_means(document: InvoiceDocument) -> Element | None:
    """Return BG-16, where money goes to a known account."""
    bank = document.seller.bank
    if document.is_credit_note or not bank.identifier:
        return None
    return make(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        make("ram:TypeCode", means_of(document)),  # BT-81
        make(
            "ram:PayeePartyCreditorFinancialAccount",
            make("ram:IBANID", bank.iban),  # BT-84
            make("ram:AccountName", bank.name),  # BT-85
            make("ram:ProprietaryID", "" if bank.iban else bank.account_number),  # BT-84
        ),
        make(
            "ram:PayeeSpecifiedCreditorFinancialInstitution",
            make("ram:BICID", bank.institution),  # BT-86
        ),
    )


def _tax(document: InvoiceDocument) -> Element | None:
    """Return BG-23."""
    tax = document.tax
    return make(
        "ram:ApplicableTradeTax",
        make("ram:CalculatedAmount", sum_of(tax.amount)),
        make("ram:TypeCode", "VAT"),
        make("ram:ExemptionReason", tax.reason),
        make("ram:BasisAmount", sum_of(tax.taxable)),
        make("ram:CategoryCode", tax.category),
        make("ram:ExemptionReasonCode", tax.reason_code),
        make("ram:RateApplicablePercent", rate_of(tax)),
    )


def _totals(document: InvoiceDocument) -> Element | None:
    """Return BG-22."""
    return make(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        make("ram:LineTotalAmount", sum_of(document.net)),  # BT-106
        make("ram:TaxBasisTotalAmount", sum_of(document.net)),  # BT-109
        make("ram:TaxTotalAmount", sum_of(document.tax.amount), currencyID=document.currency),
        make("ram:GrandTotalAmount", sum_of(document.gross)),  # BT-112
        make("ram:DuePayableAmount", sum_of(document.gross)),  # BT-115
    )
