"""Reads EDI: orders and their changes in ANSI X12 and UN/EDIFACT (media types of RFC 1767).

Like `xmlorder`, it gives fields and no page.
"""

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers.orders import edifact, x12
from bot.readers.plain import decoded

MEDIA_TYPES = frozenset({"application/edi-x12", "application/edifact", "application/edi-consent"})
SUFFIXES = frozenset({".edi", ".x12", ".850", ".860", ".edifact", ".ord"})

MAX_BYTES = 1_000_000
"""An order of a thousand lines has a tenth of that."""

MOST_ORDERS = 500


def looks_like(payload: bytes) -> bool:
    """Recognise the first segment of an interchange."""
    text = _begun(payload.decode("latin-1"))
    return x12.knows(text) or edifact.knows(text)


def read(part: Part) -> Pages:
    """Return the orders.

    Raises:
        Unreadable: no interchange, cut off, or one without an order.
    """
    if len(part.payload) > MAX_BYTES:
        raise Unreadable("too large")
    text = _begun(decoded(part.payload, part.charset))
    origin = f"attachment:{part.filename}"
    if x12.knows(text):
        found = x12.orders(text, origin)
    elif edifact.knows(text):
        found = edifact.orders(text, origin)
    else:
        raise Unreadable("corrupt")
    if not found:
        raise Unreadable("not an order we know")
    whole = len(found) <= MOST_ORDERS
    problem = "" if whole else f"only the first {MOST_ORDERS} orders were read"
    return Pages((), found[:MOST_ORDERS], problem)


def _begun(text: str) -> str:
    return text.lstrip("\ufeff\xef\xbb\xbf \r\n\t")
