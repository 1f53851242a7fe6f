"""A client's late fee policy as clients.csv writes it, as a value.

`statutory_uk`, `statutory_eu`, `contract:8%` (a year), `contract:4%+base`, `contract:1.5%/month`,
`none`; empty means that nobody has decided.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

STATUTORY_UK, STATUTORY_EU, NONE = "statutory_uk", "statutory_eu", "none"

MONTHS = 12

_CONTRACT = re.compile(r"contract:([0-9]+(?:\.[0-9]+)?)%(\+base|/month)?")


@dataclass(frozen=True, slots=True)
class Statutory:
    """Interest and fixed sum as a statute gives them; `name` is `statutory_uk` or `_eu`."""

    name: str


@dataclass(frozen=True, slots=True)
class Contract:
    """Interest as agreed, and no fixed sum.

    `percent` a year; with `over_base` it is added to the base rate of the invoice's currency.
    """

    percent: Decimal
    over_base: bool = False


@dataclass(frozen=True, slots=True)
class NoLateFee:
    """No interest is asked for; `why`, in a sentence."""

    why: str


Policy = Statutory | Contract | NoLateFee


def policy_of(written: str) -> Policy:
    """Return the policy that a cell of clients.csv names."""
    if not written:
        return NoLateFee("the client has no late_fee_policy: accounts decide")
    if written == NONE:
        return NoLateFee("the client's policy is none: no interest is asked for")
    if written in {STATUTORY_UK, STATUTORY_EU}:
        return Statutory(written)
    stated = _CONTRACT.fullmatch(written)
    if stated is None:
        return NoLateFee(f"{written!r} is no late fee policy that pobot knows")
    percent = Decimal(stated[1]) * (MONTHS if stated[2] == "/month" else 1)
    return Contract(percent, over_base=stated[2] == "+base")
