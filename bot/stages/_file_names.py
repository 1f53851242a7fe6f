"""Numbers that stand only in the name of an attachment: "PO_4500012345.pdf"."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.message import Layer, Message, Passage
from bot.domain.purchase_order import Candidate
from bot.domain.rules import Rules
from bot.stages._candidates import candidates_in
from bot.stages._context import Context
from bot.stages._scan import heading, scan

WEIGHT = 0.6
"""A file name is often the one of an older file, or the sender's own system's."""


def from_file_names(
    message: Message, passages: Sequence[Passage], rules: Rules, company: Company
) -> tuple[Candidate, ...]:
    """Return the numbers that labels in file names announce, of files that may be orders.

    Places count code points in the file name.
    """
    others = _other_documents(passages, rules)
    result: list[Candidate] = []
    for part in message.parts:
        origin = f"attachment:{part.filename}"
        if part.attachment and origin not in others:
            name = part.filename.rpartition(".")[0].replace("_", " ")
            found = candidates_in(Passage(origin, name, Layer.ATTACHMENT), Context(rules, company))
            result += [
                replace(c, rule="file name", confidence=round(c.confidence * WEIGHT, 3))
                for c in found
                if c.accepted
            ]
    return tuple(result)


def _other_documents(passages: Sequence[Passage], rules: Rules) -> frozenset[str]:
    """Return the origins, without pages, of documents that say they are no orders."""
    pages = [p for p in passages if p.layer is Layer.ATTACHMENT]
    heads = [(p.origin.rpartition("#")[0], heading(scan(p.text, rules))) for p in pages]
    return frozenset(origin for origin, head in heads if head and not head.order)
