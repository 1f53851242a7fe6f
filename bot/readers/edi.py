"""Reads EDI: orders and their changes in ANSI X12 and UN/EDIFACT (media types of RFC 1767).

Like `xmlorder`, it gives fields and no page. Of an interchange that holds other messages only (the
seller's own response that comes back, an invoice), the page says what they are.
"""

from collections.abc import Iterable

from bot.domain.message import Part
from bot.readers import Pages, Unreadable
from bot.readers.orders import edifact, x12
from bot.readers.plain import decoded

MEDIA_TYPES = frozenset({"application/edi-x12", "application/edifact", "application/edi-consent"})
SUFFIXES = frozenset({".edi", ".x12", ".850", ".860", ".edifact", ".ord"})

MAX_BYTES = 1_000_000
"""An order of a thousand lines has a tenth of that."""

MOST_ORDERS = 500

OTHER_MESSAGES = {
    **dict.fromkeys(("ORDRSP", "855", "865"), "Order response"),
    **dict.fromkeys(("INVOIC", "810", "880"), "Invoice"),
    **dict.fromkeys(("DESADV", "RECADV", "856", "861"), "Delivery note"),
    **dict.fromkeys(("REMADV", "820"), "Remittance advice"),
    **dict.fromkeys(("QUOTES", "REQOTE", "840", "843"), "Quotation"),
    **dict.fromkeys(("CONTRL", "APERAK", "997", "999", "824"), "Delivery receipt"),
}
"""What messages that are no orders are called, as headings of documents are."""


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
        names = [segment[1] for segment in x12.segments(text) if segment[0] == "ST" and segment[1:]]
    elif edifact.knows(text):
        found = edifact.orders(text, origin)
        names = [s[2][0] for s in edifact.segments(text) if s[0][0] == "UNH" and len(s) > 2]
    else:
        raise Unreadable("corrupt")
    if not found:
        return Pages((_named(names),))
    whole = len(found) <= MOST_ORDERS
    problem = "" if whole else f"only the first {MOST_ORDERS} orders were read"
    return Pages((), found[:MOST_ORDERS], problem)


def _named(names: Iterable[str]) -> str:
    """Return what messages are that hold no order.

    Raises:
        Unreadable: one is an order without a number, or not known.
    """
    called = [OTHER_MESSAGES.get(name.strip()) for name in names]
    if not called or None in called:
        raise Unreadable("not an order we know")
    return "\n".join(dict.fromkeys(filter(None, called)))


def _begun(text: str) -> str:
    return text.lstrip("\ufeff\xef\xbb\xbf \r\n\t")
