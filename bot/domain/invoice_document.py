"""An invoice or credit note as a document: what stands on it, whatever file it becomes.

The names are those of the semantic model of EN 16931-1; BT and BG numbers are its terms. All sums
are in the document's currency, to the penny, and positive: a credit note's too, for its type says
which way the money goes. Texts hold no control characters and may hold any other.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """What file an invoice becomes."""

    PDF = "pdf"
    FACTURX = "facturx"
    """A PDF/A-3 that carries itself as XML: Factur-X and ZUGFeRD 2, profile EN 16931."""
    UBL = "ubl"
    """UBL 2.1 for the Peppol network: BIS Billing 3."""


class TaxCategory(StrEnum):
    """Why this much tax (BT-118 and BT-151; UNCL 5305)."""

    STANDARD = "S"
    ZERO_RATED = "Z"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    NOT_SUBJECT = "O"


class DocumentType(StrEnum):
    """What the document is (BT-3; UNCL 1001)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """BG-5 or BG-8. `country` is ISO 3166-1 alpha-2."""

    lines: tuple[str, ...] = ()
    city: str = ""
    post_code: str = ""
    country: str = ""


GLN = "0088"
"""The scheme of Global Location Numbers."""


@dataclass(frozen=True, slots=True)
class ElectronicAddress:
    """Where e-invoices are delivered (BT-34, BT-49). `scheme` is of the EAS list."""

    scheme: str
    identifier: str

    @property
    def is_of_peppol(self) -> bool:
        """Return whether Peppol takes it: no e-mail address, and a GLN with its check digit.

        Rules PEPPOL-EN16931-CL008 and PEPPOL-COMMON-R040.
        """
        return self.scheme.isdigit() and (self.scheme != GLN or _is_gln(self.identifier))


def electronic_address(written: str) -> ElectronicAddress | None:
    """Return an address that is written `scheme:identifier`; None for ""."""
    scheme, _, identifier = written.partition(":")
    return ElectronicAddress(scheme, identifier) if identifier else None


def _is_gln(identifier: str) -> bool:
    """Return whether it is digits, of which the last makes the weighted sum a multiple of ten."""
    if not (identifier.isascii() and identifier.isdigit()):
        return False
    turned = [int(digit) for digit in reversed(identifier)]
    return (sum(turned[0::2]) + 3 * sum(turned[1::2])) % 10 == 0


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where the money goes (BG-17). The IBAN goes before the account number (BT-84).

    `name` is BT-85, `bic` BT-86; `sort_code` is six digits, as British banks have it.
    """

    name: str = ""
    iban: str = ""
    bic: str = ""
    sort_code: str = ""
    account_number: str = ""

    @property
    def identifier(self) -> str:
        """Return BT-84; "" where no account is known."""
        return self.iban or self.account_number

    @property
    def institution(self) -> str:
        """Return BT-86: what names the bank where the account's number does not."""
        return self.bic if self.iban else self.sort_code


@dataclass(frozen=True, slots=True)
class Seller:
    """Ourselves (BG-4), as configured; what is not configured is "".

    `legal_name` is BT-27, `registration_number` BT-30, `vat_id` BT-31 with its country.
    """

    legal_name: str = ""
    address: PostalAddress = PostalAddress()
    vat_id: str = ""
    registration_number: str = ""
    electronic_address: ElectronicAddress | None = None
    bank: BankAccount = BankAccount()

    @property
    def name(self) -> str:
        """Return BT-27, under the name that buyers have theirs."""
        return self.legal_name


@dataclass(frozen=True, slots=True)
class Buyer:
    """The client (BG-7).

    `name` is BT-44, `registration_number` BT-47, `vat_id` BT-48 with its country.
    """

    name: str
    address: PostalAddress = PostalAddress()
    vat_id: str = ""
    registration_number: str = ""
    electronic_address: ElectronicAddress | None = None


@dataclass(frozen=True, slots=True)
class References:
    """What the document refers to; "" where there is nothing.

    Attributes:
        purchase_order: BT-13, the client's number, byte for byte as booked; never one of ours.
        sales_order: BT-14, our number of the work.
        contract: BT-12, the Statement of Work.
        buyer: BT-10, what the client routes invoices by: a Leitweg-ID, a department's code.
        preceding_invoice: BT-25, what a credit note takes back.
        preceding_invoice_on: BT-26, the date of that invoice.
    """

    purchase_order: str = ""
    sales_order: str = ""
    contract: str = ""
    buyer: str = ""
    preceding_invoice: str = ""
    preceding_invoice_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """BG-25. One piece of work: `quantity` (BT-129) is 1 and the price (BT-146) is `net` (BT-131).

    `name` is BT-153, `description` BT-154.
    """

    number: str
    name: str
    net: Decimal
    description: str = ""
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Tax:
    """The one row of the VAT breakdown (BG-23).

    Attributes:
        category: BT-118.
        rate: BT-119, in per cent; 0 where nothing is charged.
        taxable: BT-116, net.
        amount: BT-117.
        reason: BT-120, why no tax is charged; "" where some is, and for the rate of zero.
        reason_code: BT-121, of the VATEX list; "" likewise.
    """

    category: TaxCategory
    rate: Decimal
    taxable: Decimal
    amount: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceDocument:
    """The whole document.

    Attributes:
        number: BT-1.
        issued_on: BT-2.
        due_on: BT-9; None on a credit note.
        currency: BT-5, ISO 4217.
        terms: BT-20, in a sentence.
        net: BT-106 and BT-109.
        gross: BT-112 and BT-115.
    """

    type: DocumentType
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    seller: Seller
    buyer: Buyer
    references: References
    lines: tuple[Line, ...]
    tax: Tax
    net: Decimal
    gross: Decimal
    terms: str

    @property
    def is_credit_note(self) -> bool:
        """Return whether the client gets money back."""
        return self.type is DocumentType.CREDIT_NOTE


# Cc and Cs cannot be in XML 1.0 at all or not safely; Cf of this list turn the reading direction,
# so that a text shows another order of its characters than it has; the last are no characters.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


def is_printable(text: str) -> bool:
    """Return whether every character can stand in a document as it is."""
    return not _UNPRINTABLE.search(text)


def printable(text: str) -> str:
    """Return the text with a space for every character that cannot stand in a document."""
    return _UNPRINTABLE.sub(" ", text).strip()


def without_vat_ids(document: InvoiceDocument) -> InvoiceDocument:
    """Return the document without VAT identifiers: rules BR-O-02 to BR-O-04 forbid them."""
    return replace(
        document,
        seller=replace(document.seller, vat_id=""),
        buyer=replace(document.buyer, vat_id=""),
    )
