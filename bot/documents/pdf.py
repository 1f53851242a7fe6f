"""An invoice as a PDF that people read: one A4 page, set with typst.

Standard: PDF/A-3b (ISO 19005-3), so that it can be archived and can carry XML. The fonts are those
inside typst; a text in a script that they lack (Chinese, Japanese ...) is refused, by name of the
character, for PDF/A allows no blanks in its place. The texts reach typst as JSON, never as markup.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import typst
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.documents.elements import number_of
from bot.documents.terms import rate_of
from bot.documents.unrenderable import Unrenderable
from bot.domain.invoice_document import BankAccount, Buyer, InvoiceDocument, PostalAddress, Seller

LOCALE = Locale("en", "GB")
POST_CODE_LAST = frozenset({"", "AU", "CA", "GB", "IE", "IN", "NZ", "US", "ZA"})
"""Where the post code stands behind the city (UPU S42)."""

Fact = tuple[str, str]


def pdf(document: InvoiceDocument) -> bytes:
    """Return the PDF.

    Raises:
        Unrenderable: a character is in none of the fonts.
    """
    try:
        made = typst.compile(
            _template(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(_page(document))},
            pdf_standards="a-3b",
        )
    except typst.TypstError as error:
        raise Unrenderable(error.message) from error
    if not isinstance(made, bytes):
        raise TypeError("typst made no PDF")
    return made


@cache
def _template() -> bytes:
    return files("bot.documents").joinpath("invoice.typ").read_bytes()


def _page(document: InvoiceDocument) -> dict[str, object]:
    """Return everything that stands on the page, as the template names it."""
    title = "Credit note" if document.is_credit_note else "Invoice"
    seller, buyer, issued_on = document.seller, document.buyer, document.issued_on
    return {
        "heading": f"{title} {document.number}",
        "title": title,
        "number": document.number,
        "issued": [issued_on.year, issued_on.month, issued_on.day],
        "seller": {"name": seller.name, "lines": _address(seller.address)},
        "buyer": {"name": buyer.name, "lines": [*_address(buyer.address), *_vat(buyer)]},
        "facts": list(_facts(document)),
        "order": document.references.purchase_order,
        "amount_heading": f"Net ({document.currency})",
        "lines": [
            {
                "name": line.name,
                "about": line.description,
                "quantity": number_of(line.quantity),
                "vat": _rate(document),
                "net": _sum(line.net),
            }
            for line in document.lines
        ],
        "sums": [("Net", _sum(document.net)), (_tax_name(document), _sum(document.tax.amount))],
        "total": ("Total", f"{_sum(document.gross)} {document.currency}"),
        "reason": document.tax.reason,
        "payment": list(_payment(document)),
        "footer": list(_footer(seller)),
    }


def _address(address: PostalAddress) -> list[str]:
    country = LOCALE.territories.get(address.country, address.country)
    towards = (address.city, address.post_code)
    city = " ".join(filter(None, towards if address.country in POST_CODE_LAST else towards[::-1]))
    return [line for line in (*address.lines, city, country) if line]


def _vat(buyer: Buyer) -> Iterator[str]:
    if buyer.vat_id:
        yield f"VAT {buyer.vat_id}"


def _facts(document: InvoiceDocument) -> Iterator[Fact]:
    """Yield what stands beside the address."""
    found = document.references
    yield "Date", _day(document.issued_on)
    if document.due_on:
        yield "Due", _day(document.due_on)
    if found.preceding_invoice:
        yield "Credits invoice", found.preceding_invoice
    if found.contract:
        yield "Contract", found.contract
    if found.sales_order:
        yield "Our reference", found.sales_order
    if found.buyer:
        yield "Buyer reference", found.buyer


def _payment(document: InvoiceDocument) -> Iterator[Fact]:
    """Yield how to pay, or what a credit note takes back."""
    yield "Terms", document.terms
    bank = document.seller.bank
    if document.is_credit_note or not bank.identifier:
        return
    yield from _account(bank)
    yield "Payment reference", document.number


def _account(bank: BankAccount) -> Iterator[Fact]:
    if bank.name:
        yield "Account name", bank.name
    if bank.sort_code:
        yield "Sort code", "-".join(_grouped(bank.sort_code, 2))
    if bank.account_number:
        yield "Account number", bank.account_number
    if bank.iban:
        yield "IBAN", " ".join(_grouped(bank.iban, 4))
    if bank.bic:
        yield "BIC", bank.bic


def _footer(seller: Seller) -> Iterator[str]:
    yield seller.name
    if seller.registration_number:
        yield f"Registered number {seller.registration_number}"
    if seller.vat_id:
        yield f"VAT {seller.vat_id}"


def _grouped(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def _rate(document: InvoiceDocument) -> str:
    rate = rate_of(document.tax)
    return f"{rate} %" if rate else "–"


def _tax_name(document: InvoiceDocument) -> str:
    return f"VAT {rate} %" if (rate := rate_of(document.tax)) else "VAT"


def _day(day: date) -> str:
    return format_date(day, "d MMMM y", LOCALE)


def _sum(amount: Decimal) -> str:
    return format_decimal(amount, "#,##0.00", LOCALE)
