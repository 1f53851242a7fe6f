"""Structured orders, as the stages see them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.message import Layer, OrderDocument, Passage, Reading
from bot.stages._normal import normalise


def documents_in(readings: Sequence[Reading]) -> tuple[OrderDocument, ...]:
    """Return the structured orders, their numbers in normal form."""
    return tuple(
        replace(
            order,
            po_number=normalise(order.po_number).text,
            replaces=normalise(order.replaces).text,
        )
        for reading in readings
        for order in reading.orders
    )


def said_in(document: OrderDocument) -> Passage:
    """Return what an order says beside its number: what it refers to, and what is ordered."""
    text = "\n".join((*document.references, document.words))
    return Passage(document.origin, text, Layer.ATTACHMENT)
