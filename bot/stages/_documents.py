"""Structured orders, as the stages see them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.message import Layer, OrderDocument, Passage, Reading
from bot.domain.purchase_order import Candidate, Role, canonical
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


_MESSAGE = re.compile(r"\b(?:ORDERS|ORDCHG|ORDRSP)(?:\d{2})?\b[\s:,#/-]{0,4}(?:D[.:]?\s?)?$")
"""What EDI calls a message that holds orders (UN/EDIFACT, SAP); its version or number follows."""


def without_transmissions(
    candidates: Sequence[Candidate], passages: Sequence[Passage], documents: Sequence[OrderDocument]
) -> tuple[Candidate, ...]:
    """Refuse what counts EDI messages: "EDI ORDERS 00004417", "ORDERS D.96A" name no order.

    So does the name of the file: "OrderChange OC-7" beside OC-7.xml, which is about another number.
    Only beside the order itself, by whose fields its number is known.
    """
    if not documents:
        return tuple(candidates)
    given = {canonical(document.po_number) for document in documents}
    files = {canonical(_stem(document.origin)) for document in documents}
    return tuple(
        replace(c, accepted=False, role=Role.MENTIONED, reason="the number of a transmission")
        if c.accepted
        and canonical(c.number) not in given
        and (
            canonical(c.number) in files
            or any(_counts_messages(c, p) for p in passages if p.origin == c.origin)
        )
        else c
        for c in candidates
    )


def _counts_messages(candidate: Candidate, passage: Passage) -> bool:
    before = passage.text[max(0, candidate.start - 20) : candidate.start]
    here = passage.text[candidate.start : candidate.end] == candidate.text
    return here and bool(_MESSAGE.search(before))


def _stem(origin: str) -> str:
    """Return the name of an attached file, without folder and suffix."""
    name = origin.rpartition("/")[2].rpartition(":")[2]
    return name.rpartition(".")[0] or name
