"""Which keys a table of rules/late_payment has, and of which kind each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Table = Mapping[str, Any]

NUMBER = (int, Decimal)

_WORDS: Mapping[object, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    NUMBER: "a number, 0 or more",
    date: "a date, as 2026-07-01 without quotes",
    list: "a list",
    Decimal: "a number",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of a table, each with its kind; `optional` ones may be missing."""

    what: str
    keys: Mapping[str, Any]
    optional: frozenset[str] = frozenset()

    def amiss(self, table: Any) -> Iterator[tuple[str, str]]:
        """Yield key and sentence for everything that is missing, unknown or of another kind."""
        if not isinstance(table, dict):
            yield self.what, "is a table of its own"
            return
        for key in sorted(table.keys() - self.keys.keys()):
            yield key, f"is no key of {self.what}"
        for key, kind in self.keys.items():
            if key not in table and key in self.optional:
                continue
            if not _is(table.get(key), kind):
                yield key, f"needs {_WORDS[kind]}"


REFERENCE = Shape(
    "reference", {"name": str, "title": str, "on_eve": bool, "base_of": str}, frozenset({"base_of"})
)
RATE = Shape("rate", {"half_year": str, "percent": Decimal, "source": str, "verified": bool})
REGIME = Shape(
    "regime",
    {
        "policy": str,
        "country": str,
        "law": str,
        "source": str,
        "reference": str,
        "margin": NUMBER,
        "step": NUMBER,
        "method": str,
        "days_in_year": int,
        "currency": str,
        "fixed_sums": list,
        "simple_days": int,
        "mandatory_from": date,
        "note": str,
        "verified": bool,
        "example": list,
    },
    frozenset({"step", "days_in_year", "simple_days", "mandatory_from", "note"}),
)
FIXED_SUM = Shape(
    "fixed_sums", {"least": NUMBER, "above": NUMBER, "sum": NUMBER}, frozenset({"least", "above"})
)
EXAMPLE = Shape(
    "example",
    {"gross": NUMBER, "due_on": date, "paid_on": date, "interest": NUMBER, "fixed_sum": NUMBER},
)


def _is(value: object, kind: Any) -> bool:
    """Say whether a value is of a kind; true, false and nan are no numbers, no sum is negative."""
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    if kind is Decimal:
        # A reference rate may be negative: the Basiszinssatz was from 2013 to 2022.
        return isinstance(value, NUMBER) and not isinstance(value, bool)
    if isinstance(value, bool) and kind is not bool:
        return False
    if kind in {int, NUMBER}:
        return isinstance(value, NUMBER) and isinstance(value, kind) and value >= 0
    return isinstance(value, kind)
