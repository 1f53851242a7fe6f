"""Sums of money: a decimal amount and a currency, never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency.

    Attributes:
        amount: in major units (pounds, euros); whether net or gross is said where it is held.
        currency: ISO 4217, upper case.
    """

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"


def rounded(amount: Decimal) -> Decimal:
    """Round to the penny, half up, as invoices are."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
