"""Codes of EN 16931 that both syntaxes write alike."""

from bot.documents.elements import number_of
from bot.domain.invoice_document import InvoiceDocument, Tax, TaxCategory

UNIT = "C62"
"""BT-130: one, of UN/ECE Recommendation 20."""

CREDIT_TRANSFER, SEPA_TRANSFER = "30", "58"
"""BT-81, UNCL 4461."""


def means_of(document: InvoiceDocument) -> str:
    """Return BT-81: a SEPA credit transfer for euros to an IBAN, else a credit transfer."""
    is_sepa = document.currency == "EUR" and document.seller.bank.iban
    return SEPA_TRANSFER if is_sepa else CREDIT_TRANSFER


def rate_of(tax: Tax) -> str:
    """Return BT-119 or BT-152; "" where there is no tax to have a rate (rule BR-O-05)."""
    return "" if tax.category is TaxCategory.NOT_SUBJECT else number_of(tax.rate)
