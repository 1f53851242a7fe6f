"""Which rate and category of VAT two sums mean."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.invoice_document import Buyer, PostalAddress, Seller, TaxCategory
from bot.domain.tax import NoTax, rate_of, tax_of

SELLER = Seller("Us", PostalAddress(country="GB"), vat_id="GB123456789")
BUYER = Buyer("Them", PostalAddress(country="GB"))
NET = Decimal("1234.56")


@pytest.mark.parametrize(
    ("net", "tax", "rate"),
    [
        ("100.00", "20.00", "20"),
        ("1234.56", "246.91", "20"),
        ("1234.56", "246.92", "20"),
        ("1234.56", "246.94", None),
        ("200.00", "11.00", "5.5"),
        ("1000.00", "81.00", "8.1"),
        ("100.00", "12.34", None),
        ("100.00", "31.00", None),
        ("99.99", "20.00", "20"),
        ("99.99", "20.01", None),
        ("0.33", "0.07", None),
        ("0.05", "0.01", None),
        ("0.00", "0.01", None),
        ("1.00", "0.19", "19"),
    ],
)
def test_a_rate_is_a_whole_percentage_or_a_tenth_of_one_and_certain(
    net: str, tax: str, rate: str | None
) -> None:
    found = rate_of(Decimal(net), Decimal(tax))
    assert found == (None if rate is None else Decimal(rate))


@pytest.mark.parametrize("rate", range(1, 31))
def test_every_whole_rate_is_found_from_a_pound_on(rate: int) -> None:
    for net in ("1.00", "7.77", "150.00", "98765.43"):
        tax = (Decimal(net) * rate / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert rate_of(Decimal(net), tax) == rate


def test_charged_tax_is_of_the_standard_category_whatever_its_rate() -> None:
    tax = tax_of(Decimal(100), Decimal(5), SELLER, BUYER)
    assert not isinstance(tax, NoTax)
    assert (tax.category, tax.rate, tax.reason) == (TaxCategory.STANDARD, Decimal(5), "")


def test_tax_that_is_no_percentage_is_refused_in_a_sentence() -> None:
    assert tax_of(NET, Decimal("99.99"), SELLER, BUYER) == NoTax(
        "The tax of 99.99 is no usual percentage of the net sum of 1234.56."
    )


def test_who_has_no_vat_identifier_cannot_charge_vat() -> None:
    refused = tax_of(Decimal(100), Decimal(20), replace(SELLER, vat_id=""), BUYER)
    assert isinstance(refused, NoTax)
    assert "vat_id in [seller]" in refused.why


@pytest.mark.parametrize(
    ("country", "vat_id", "ours", "category"),
    [
        ("GB", "", "GB123456789", TaxCategory.ZERO_RATED),
        ("GB", "GB1", "GB123456789", TaxCategory.ZERO_RATED),
        ("DE", "DE123456789", "GB123456789", TaxCategory.REVERSE_CHARGE),
        ("CH", "CHE123456789", "GB123456789", TaxCategory.REVERSE_CHARGE),
        ("US", "", "GB123456789", TaxCategory.EXPORT),
        ("US", "", "", TaxCategory.NOT_SUBJECT),
        ("DE", "DE123456789", "", TaxCategory.NOT_SUBJECT),
    ],
)
def test_no_tax_has_a_reason(country: str, vat_id: str, ours: str, category: TaxCategory) -> None:
    buyer = Buyer("Them", PostalAddress(country=country), vat_id)
    tax = tax_of(NET, Decimal(0), replace(SELLER, vat_id=ours), buyer)

    assert not isinstance(tax, NoTax)
    assert tax.category is category
    assert tax.rate == tax.amount == 0
    assert bool(tax.reason) is bool(tax.reason_code) is (category is not TaxCategory.ZERO_RATED)


def test_reverse_charge_needs_the_clients_vat_identifier() -> None:
    refused = tax_of(NET, Decimal(0), SELLER, Buyer("Them", PostalAddress(country="FR")))
    assert isinstance(refused, NoTax)
    assert "vat_id of clients.csv" in refused.why
