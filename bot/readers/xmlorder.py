"""Reads XML: electronic orders by their fields, anything else by its text.

An order gives no page: what it says stands in its fields, and a number in its text could only be
mistaken for the order's own. Orders may come in Peppol's envelope (SBDH). An invoice, a form or a
report gives its text, under the name of its root element.
"""

import re
from collections.abc import Iterator
from typing import Protocol
from xml.etree import ElementTree as ET

from bot.domain.message import OrderDocument, Part
from bot.readers import Pages, Unreadable
from bot.readers.orders import cii, cxml, ubl
from bot.readers.orders.tree import parsed, root_of

MEDIA_TYPES = frozenset(
    {"application/xml", "text/xml", "application/x-xml", "application/cxml", "text/cxml"}
)
SUFFIXES = frozenset({".xml", ".cxml", ".ubl"})

MAX_CHARS = 500_000
ENVELOPE = "StandardBusinessDocument"

RESPONSE = "Order response"
"""Heading of the text of a seller's answer to an order, in which nothing is ordered."""

_WORD_STARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Format(Protocol):
    """What a module about one sort of order in XML provides."""

    def knows(self, root: ET.Element, /) -> bool:
        """Say whether a document is such an order."""
        ...

    def orders(self, root: ET.Element, origin: str, /) -> tuple[OrderDocument, ...]:
        """Return the orders in it that have a number."""
        ...


FORMATS: tuple[Format, ...] = (ubl, cii, cxml)


def looks_like(payload: bytes) -> bool:
    """Recognise the root element of an order, or of cXML."""
    root = root_of(payload)
    return root is not None and (ubl.knows(root) or cii.knows(root) or root.tag == "cXML")


def read(part: Part) -> Pages:
    """Return the order, or the text of what is none.

    Raises:
        Unreadable: not to be parsed, an order of a kind that is not known, or without a number.
    """
    root = _opened(parsed(part.payload))
    for form in FORMATS:
        if form.knows(root):
            found = form.orders(root, f"attachment:{part.filename}")
            if not found:
                raise Unreadable("an order without a number")
            return Pages((), found)
    name = root.tag.lower()
    answered = _is_response(root)
    if "order" in name and not answered:
        raise Unreadable("not an order we know")
    text = "\n".join((*((RESPONSE,) if answered else ()), *_lines(root)))
    whole = len(text) <= MAX_CHARS
    return Pages((text[:MAX_CHARS],), problem="" if whole else "only the beginning was read")


def _is_response(root: ET.Element) -> bool:
    """Say whether a document answers an order: a seller's, ours as a rule."""
    name = root.tag.lower()
    named = "order" in name and ("response" in name or "confirmation" in name)
    return named or root.find("Request/ConfirmationRequest") is not None or cii.is_response(root)


def _opened(root: ET.Element) -> ET.Element:
    """Return what is in an envelope."""
    inside = list(root) if root.tag == ENVELOPE else []
    return next((child for child in inside if any(form.knows(child) for form in FORMATS)), root)


def _lines(root: ET.Element) -> Iterator[str]:
    """Yield the root's name as words, which says what it is, and every text."""
    yield _WORD_STARTS.sub(" ", root.tag)
    for text in root.itertext():
        if line := " ".join(text.split()):
            yield line
