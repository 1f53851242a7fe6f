"""Purchase orders: their numbers, and what a text says of them."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.domain.message import Layer


class OrderKind(StrEnum):
    """What an order is for: one job, a period's call-offs, or an addition to another order."""

    STANDARD = "standard"
    BLANKET = "blanket"
    SUPPLEMENTARY = "supplementary"


class OrderStatus(StrEnum):
    """Whether an order may still be invoiced against."""

    OPEN = "open"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXHAUSTED = "exhausted"
    EXPIRED = "expired"


@lru_cache(maxsize=4096)
def canonical(po_number: str) -> str:
    """Return the key on which two printed PO numbers are compared.

    Upper case after NFKC, without spaces, and without a hyphen beside a letter: "po 45001",
    "PO-45001" and "PO45001" differ only in print. A hyphen between digits may set off a release
    ("12345-3" is not "123453"), so it stays, as do leading zeros, slashes and letters.
    """
    folded = "".join(unicodedata.normalize("NFKC", po_number).upper().split())
    return "".join(
        c
        for i, c in enumerate(folded)
        if c != "-" or folded[i - 1 : i + 2].replace("-", "0").isdigit()
    )


class Role(StrEnum):
    """What the sender says of a number."""

    GIVEN = "given"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a PO number, and the evidence for it.

    Attributes:
        number: as printed after NFKC, with plain hyphens and without zero-width characters.
        accepted: whether the sender gives or asserts it as theirs, live, in this mail.
        reason: why it was refused; "" where accepted.
        rule: the rule that found it.
        origin: the passage that holds it.
        layer: whose words that passage holds.
        text: the matched text, as it stands in the passage.
        start: first code point of `text` in the passage's text.
        end: first code point after it.
        confidence: 0 to 1.
        role: what the sender says of it.
    """

    number: str
    accepted: bool
    reason: str
    rule: str
    origin: str
    layer: Layer
    text: str
    start: int
    end: int
    confidence: float
    role: Role = Role.GIVEN
