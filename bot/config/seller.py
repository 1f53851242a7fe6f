"""What config.toml may hold of ourselves as invoices name us: the table `seller`.

Everything may be left out. What is there must be right: a wrong digit here is a wrong digit on
every invoice.
"""

import re
from collections.abc import Callable
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from bot.config.section import Section, wrong

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
BIC = re.compile(r"[A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?")
VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
ELECTRONIC_ADDRESS = re.compile(r"([0-9]{4}|[A-Z]{2}):[!-~]{1,128}")
"""A scheme of the Electronic Address Scheme list (EN 16931, BT-34-1), a colon, the identifier."""


def _iban(value: str) -> str:
    """Return an IBAN without spaces; ISO 13616: the remainder by 97 is 1."""
    found = _dense(value)
    turned = found[4:] + found[:4]
    digits = "".join(str(int(c, 36)) for c in turned) if IBAN.fullmatch(found) else "0"
    if int(digits) % 97 != 1:
        raise ValueError("not an IBAN: its check digits are wrong")
    return found


def _dense(value: str) -> str:
    return re.sub(r"[\s.-]", "", value).upper()


def _matching(pattern: str | re.Pattern[str], wrong: str) -> Callable[[str], str]:
    """Return a function that takes what matches without spaces, dots and hyphens."""

    def check(value: str) -> str:
        found = _dense(value)
        if not re.fullmatch(pattern, found):
            raise ValueError(wrong)
        return found

    return check


def _country(value: str) -> str:
    if value == "UK" or not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("not a country: write its ISO code, as GB")
    return value


def _electronic_address(value: str) -> str:
    if not ELECTRONIC_ADDRESS.fullmatch(value):
        raise ValueError("write scheme:identifier, as 0088:5060012349998")
    return value


def _unless_empty(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda value: check(value) if value else "")


VatId: TypeAlias = Annotated[
    str, _unless_empty(_matching(VAT_ID, "write it with its country, as GB123456789"))
]
Country: TypeAlias = Annotated[str, _unless_empty(_country)]
Endpoint: TypeAlias = Annotated[str, _unless_empty(_electronic_address)]
Iban: TypeAlias = Annotated[str, _unless_empty(_iban)]
Bic: TypeAlias = Annotated[str, _unless_empty(_matching(BIC, "not a BIC: 8 or 11 characters"))]
SortCode: TypeAlias = Annotated[
    str, _unless_empty(_matching(r"[0-9]{6}", "write six digits, as 20-20-15"))
]
AccountNumber: TypeAlias = Annotated[
    str, _unless_empty(_matching(r"[0-9A-Z]{5,20}", "not an account number"))
]
AddressLine: TypeAlias = Annotated[str, Field(min_length=1)]


class BankSection(Section):
    """The account that clients pay to."""

    account_name: str = ""
    iban: Iban = ""
    bic: Bic = ""
    sort_code: SortCode = ""
    account_number: AccountNumber = ""

    @model_validator(mode="after")
    def _is_an_account(self) -> "BankSection":
        if self.sort_code and not self.account_number:
            raise wrong("account_number", "missing, but there is a sort_code")
        if self.bic and not self.iban:
            raise wrong("iban", "missing, but there is a bic")
        return self


class SellerSection(Section):
    """Ourselves, as invoices must name us."""

    legal_name: str = ""
    address: tuple[AddressLine, ...] = ()
    city: str = ""
    post_code: str = ""
    country: Country = ""
    vat_id: VatId = ""
    registration_number: str = ""
    electronic_address: Endpoint = ""
    bank: BankSection = BankSection()
