"""Which rate and category of VAT a net sum and a tax sum mean (EN 16931, BG-23)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.invoice_document import Buyer, Seller, Tax, TaxCategory
from bot.domain.money import CENT, rounded

HIGHEST_RATE = 30
"""In per cent. The highest rate in Europe is Hungary's 27."""

PENNY_OFF_FROM = Decimal(100)
"""From this net sum on, tax rounded line by line may be a penny off: the rate is certain still."""

EU = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""Member states: ISO 3166-1 alpha-2."""

REASONS = {
    TaxCategory.REVERSE_CHARGE: ("Reverse charge: VAT is due from the customer", "VATEX-EU-AE"),
    TaxCategory.EXPORT: ("Supply outside the scope of domestic VAT", "VATEX-EU-G"),
    TaxCategory.NOT_SUBJECT: ("Not subject to VAT", "VATEX-EU-O"),
}
"""BT-120 and BT-121. Peppol rules P0104, P0105 and P0107 tie each code to its category."""


@dataclass(frozen=True, slots=True)
class NoTax:
    """What is wrong with the sums, or missing to say which tax this is; in one sentence."""

    why: str


def tax_of(net: Decimal, tax: Decimal, seller: Seller, buyer: Buyer) -> Tax | NoTax:
    """Return the VAT breakdown of an invoice.

    Args:
        net: the taxable sum, not negative.
        tax: the tax on it, not negative.
        seller: whose VAT identifier and country count.
        buyer: the same.
    """
    if tax:
        return _charged(net, tax, seller)
    category = _uncharged(seller, buyer)
    if isinstance(category, NoTax):
        return category
    reason, code = REASONS.get(category, ("", ""))
    return Tax(category, Decimal(0), net, Decimal("0.00"), reason, code)


def rate_of(net: Decimal, tax: Decimal) -> Decimal | None:
    """Return the percentage that makes this tax of this net sum; None for no sensible one.

    Whole percentages go before tenths (5.5, 8.1). Of a sum so small that several would make the
    same tax, none is taken.
    """
    nothing = Decimal(0)
    allowed = CENT if net >= PENNY_OFF_FROM else nothing
    for step, off in ((Decimal(1), allowed), (Decimal("0.1"), nothing)):
        fitting = [r for r in _rates(step) if abs(rounded(net * r / 100) - tax) <= off]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _rates(step: Decimal) -> Iterator[Decimal]:
    return (step * count for count in range(1, int(HIGHEST_RATE / step) + 1))


def _charged(net: Decimal, tax: Decimal, seller: Seller) -> Tax | NoTax:
    rate = rate_of(net, tax)
    if rate is None:
        return NoTax(f"The tax of {tax} is no usual percentage of the net sum of {net}.")
    if not seller.vat_id:
        return NoTax("Tax is charged, but vat_id in [seller] of the configuration is empty.")
    return Tax(TaxCategory.STANDARD, rate, net, tax)


def _uncharged(seller: Seller, buyer: Buyer) -> TaxCategory | NoTax:
    """Return why nothing is charged.

    Who has no VAT identifier is not subject to VAT. Otherwise services to a business abroad are
    taxed where the client is (Directive 2006/112/EC, articles 44 and 196; VATA 1994, section 7A):
    the client accounts for the tax, or it is out of reach. At home it is the rate of zero.
    """
    here, there = seller.address.country, buyer.address.country
    if not seller.vat_id:
        return TaxCategory.NOT_SUBJECT
    if here == there:
        return TaxCategory.ZERO_RATED
    if buyer.vat_id:
        return TaxCategory.REVERSE_CHARGE
    if there in EU | {"GB"}:
        return NoTax(
            f"No tax is charged to a client in {there}: that needs the client's VAT identifier, "
            "in the column vat_id of clients.csv."
        )
    return TaxCategory.EXPORT
