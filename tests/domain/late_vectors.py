"""Sums calculated by hand and by others, which late payment must give to the penny.

The first is the government's own example of March 2026 (10,293.15 with the fixed sum).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vector:
    """A debt (gross) paid whole on a day, with its interest and fixed sum."""

    principal: str
    due_on: str
    paid_on: str
    interest: str
    fixed_sum: str | None
    policy: str = "statutory_uk"
    country: str = "GB"
    currency: str = "GBP"

    def __str__(self) -> str:
        return f"{self.policy} {self.country} {self.principal} {self.due_on} {self.paid_on}"


UNITED_KINGDOM = (
    Vector("10000", "2026-03-31", "2026-05-30", "193.15", "100"),
    Vector("999.99", "2026-01-31", "2026-03-02", "9.66", "40"),
    Vector("1000.00", "2026-01-31", "2026-03-02", "9.66", "70"),
    Vector("9999.99", "2026-01-31", "2026-03-02", "96.58", "70"),
    Vector("10000.00", "2026-01-31", "2026-03-02", "96.58", "100"),
    # The last day of a half-year still belongs to its own rate; interest starts the day after.
    Vector("6000", "2023-06-29", "2023-08-28", "113.42", "70"),
    Vector("6000", "2023-06-30", "2023-08-29", "128.22", "70"),
    Vector("6000", "2024-12-30", "2025-02-28", "130.68", "70"),
    Vector("6000", "2024-12-31", "2025-03-01", "125.75", "70"),
    Vector("6000", "2025-06-29", "2025-08-28", "125.75", "70"),
    Vector("6000", "2025-06-30", "2025-08-29", "120.82", "70"),
    Vector("6000", "2025-12-30", "2026-02-28", "120.82", "70"),
    Vector("6000", "2025-12-31", "2026-03-01", "115.89", "70"),
    Vector("12000", "2026-04-30", "2026-11-23", "799.64", "100"),
    # 29 February is a day like any other, and the year has 365 in the formula.
    Vector("5000", "2024-02-01", "2025-02-01", "664.32", "70"),
    Vector("480", "2026-10-31", "2026-11-01", "0.15", "40"),
    # Rounding each day first would give 169.68, 11.50 and 32.66.
    Vector("5000", "2025-06-30", "2025-10-09", "169.49", "70"),
    Vector("1000", "2018-01-31", "2018-03-22", "11.64", "70"),
    Vector("2000", "2024-01-31", "2024-03-16", "32.67", "70"),
)

CONTRACTS = (
    Vector("12000", "2026-04-30", "2026-11-23", "544.44", None, policy="contract:8%"),
    Vector("12000", "2026-04-30", "2026-11-23", "527.42", None, policy="contract:4%+base"),
    Vector("5000", "2026-01-15", "2026-03-01", "110.96", None, "contract:1.5%/month", "US", "USD"),
)


def _euro(country: str, interest: tuple[str, str], fixed_sum: str) -> tuple[Vector, Vector]:
    policy, currency = "statutory_eu", "EUR"
    return (
        Vector(
            "5000", "2023-03-31", "2023-09-30", interest[0], fixed_sum, policy, country, currency
        ),
        Vector(
            "5000", "2026-03-31", "2026-09-30", interest[1], fixed_sum, policy, country, currency
        ),
    )


EURO = (
    # Split at 1 July; and Ireland's one rate, that of the day of payment.
    *_euro("ES", ("282.12", "257.60"), "40"),
    *_euro("IE", ("300.82", "260.71"), "70"),
)

ALL = (*UNITED_KINGDOM, *CONTRACTS, *EURO)
