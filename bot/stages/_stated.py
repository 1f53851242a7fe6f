"""The orders that a mail gives, each with what is said of it and not of the others."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.company import Company
from bot.domain.message import Layer, OrderDocument, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Rules
from bot.domain.understanding import Intent, Mention, StatedOrder
from bot.stages._addressees import addressees, letterhead
from bot.stages._documents import said_in
from bot.stages._listed import is_named
from bot.stages._mentions import mentions_in
from bot.stages._names import is_incorporated
from bot.stages._parties import party
from bot.stages._pictured import is_doubtful_sum
from bot.stages._scan import Scan, heading, scan
from bot.stages._steps import step
from bot.stages._tabled import Place, place_of, row_total
from bot.stages._totals import Total, sums_of, total
from bot.stages._units import Unit, units

MOST_ORDERS = 200
"""The text about so many orders of one passage is told apart; the others have their number only."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A number where it stands: the passage, its scan, the text about it, its row in a list."""

    candidate: Candidate
    passage: Passage
    found: Scan
    unit: Unit
    alone: bool
    row: Place | None = None


def pieces(
    candidates: Iterable[Candidate], passages: Sequence[Passage], rules: Rules
) -> tuple[Piece, ...]:
    """Return where each accepted candidate stands, with the text about it."""
    result: list[Piece] = []
    given = [
        c for c in candidates if c.accepted and c.end > c.start and c.layer is not Layer.QUOTED_OURS
    ]
    for passage in passages:
        here = sorted((c for c in given if _stands_in(c, passage)), key=lambda c: c.start)
        here = here[:MOST_ORDERS]
        if here:
            result += _in_passage(here, passage, scan(passage.text, rules))
    return tuple(result)


def stated(
    candidates: Sequence[Candidate],
    found: Sequence[Piece],
    documents: Sequence[OrderDocument],
    company: Company,
    rules: Rules,
    *,
    intents: Collection[Intent] = (),
) -> tuple[StatedOrder, ...]:
    """Return the orders, best first: by number, with the words, sums and references about each.

    `intents`: what the mail wants; of an order that it raises, what is added is not its total.
    """
    raised = Intent.PO_TOPUP in intents
    orders: dict[str, StatedOrder] = {}
    by_number: dict[str, list[Piece]] = {}
    for piece in found:
        by_number.setdefault(canonical(piece.candidate.number), []).append(piece)
    for candidate in (c for c in candidates if c.accepted):
        key = canonical(candidate.number)
        if key not in orders:
            order = StatedOrder(candidate.number)
            for piece in sorted(by_number.get(key, ()), key=_outranked):
                order = _with(order, piece, company, rules, raised=raised)
            for document in (d for d in documents if canonical(d.po_number) == key):
                order = _documented(order, document, company)
            orders[key] = order
    return _replacing(tuple(orders.values()), candidates, found)


def _in_passage(here: list[Candidate], passage: Passage, found: Scan) -> list[Piece]:
    spans = [(found.normal.position(c.start), found.normal.position(c.end - 1) + 1) for c in here]
    rows = [place_of(found.words.text, start) for start, _ in spans]
    if all(row and row.listed and not _is_field(c, row) for c, row in zip(here, rows, strict=True)):
        return [
            Piece(c, passage, found, Unit(row.row[0].start, row.end), alone=False, row=row)
            for c, row in zip(here, rows, strict=True)
            if row
        ]
    distinct = {canonical(c.number) for c in here}
    if len(distinct) == 1 and passage.layer is Layer.ATTACHMENT:
        whole = Unit(0, len(found.words.text))
        return [Piece(here[0], passage, found, whole, alone=True)]
    return [
        Piece(c, passage, found, unit, alone=len(distinct) == 1)
        for c, unit in zip(here, units(found, spans), strict=True)
    ]


def _is_field(candidate: Candidate, row: Place) -> bool:
    """Say whether a number stands beside its own label: in a form, and in no list of orders."""
    own = row.table.cell(row.heading, row.row)
    alone = own is not None and own.text == candidate.text and own != row.row[0]
    return alone and candidate.rule.endswith("/label")


def _stands_in(candidate: Candidate, passage: Passage) -> bool:
    return (
        candidate.origin == passage.origin
        and candidate.layer is passage.layer
        and passage.text[candidate.start : candidate.end] == candidate.text
    )


def _outranked(piece: Piece) -> bool:
    """Say whether the sum beside a number is only what words say of it: its document's is first."""
    if piece.passage.layer is not Layer.ATTACHMENT:
        return True
    said = _sum_of(piece)
    return said is None or not said.labelled


def _sum_of(piece: Piece, *, raised: bool = False) -> Total | None:
    if piece.row:
        return row_total(piece.found, piece.row)
    title = heading(piece.found) if piece.passage.layer is Layer.ATTACHMENT else None
    raised = title.changes if title else raised and piece.passage.layer is not Layer.ATTACHMENT
    return total(piece.found, piece.unit, raised=raised)


def _with(
    order: StatedOrder, piece: Piece, company: Company, rules: Rules, *, raised: bool
) -> StatedOrder:
    text = piece.unit.text(piece.found.words.text)
    spoken = [
        m
        for m in mentions_in(piece.passage, company)
        if not m.token and piece.unit.holds(piece.found.normal.position(m.start))
    ]
    said = _sum_of(piece, raised=raised)
    if said and f"{said.amount:f}" == canonical(order.po_number):
        said = None
    if raised and order.step is None and piece.passage.layer is not Layer.ATTACHMENT:
        every, amount = sums_of(piece.found, piece.unit), said.amount if said else None
        order = replace(order, step=step(text, every, amount))
    if said and is_doubtful_sum(said.amount, [piece.passage]):
        said = None
    order = replace(
        order,
        mentions=_merged(order.mentions, spoken),
        words=f"{order.words} {_flat(text)}".strip() if piece.alone or text else order.words,
    )
    if piece.passage.layer is Layer.ATTACHMENT:
        order = replace(
            order,
            seller=order.seller or _supplier(piece, rules),
            buyer=order.buyer or _buyer(piece, rules),
            addressees=order.addressees or addressees(piece.found, rules, company),
        )
    return _priced(order, said)


def _buyer(piece: Piece, rules: Rules) -> str:
    """Return who issues an order; where nobody is called so, the company that is invoiced.

    Where none is either, the one whose letterhead it bears.
    """
    if named := party(piece.found, rules, "buyers"):
        return named
    invoiced = party(piece.found, rules, "payers")
    return invoiced if is_incorporated(invoiced) else letterhead(piece.found)


def _supplier(piece: Piece, rules: Rules) -> str:
    """Return whom an order is made out to: in a list of orders its row says it."""
    if piece.row is None:
        return party(piece.found, rules, "sellers")
    named = piece.row.cell(rules.word_list("sellers"), rules.word_list("number_fields"))
    return named if is_named(named) else ""


def _priced(order: StatedOrder, said: Total | None) -> StatedOrder:
    if said is None or order.amount is not None:
        return order
    return replace(order, amount=said.amount, currency=said.currency or None, net=said.net)


def _documented(order: StatedOrder, document: OrderDocument, company: Company) -> StatedOrder:
    named = said_in(document)
    order = replace(
        order,
        mentions=_merged(order.mentions, mentions_in(named, company)),
        seller=document.seller or order.seller,
        buyer=document.buyer or order.buyer,
        words=f"{order.words} {_flat(named.text)}".strip(),
    )
    if document.amount is not None:
        return replace(
            order, amount=document.amount, currency=document.currency or None, net=document.net
        )
    return replace(order, currency=order.currency or document.currency or None)


def _replacing(
    orders: tuple[StatedOrder, ...], candidates: Sequence[Candidate], found: Sequence[Piece]
) -> tuple[StatedOrder, ...]:
    """Say of each order which numbers it stands in for: those of its own text, or all of one."""
    gone = [c for c in candidates if c.role in {Role.SUPERSEDED, Role.CANCELLED}]
    if not gone:
        return orders
    if len(orders) == 1:
        return (replace(orders[0], replaces=_numbers(gone)),)
    return tuple(
        replace(
            order,
            replaces=_numbers(
                c
                for c in gone
                for p in found
                if canonical(p.candidate.number) == canonical(order.po_number)
                and _stands_in(c, p.passage)
                and p.unit.holds(p.found.normal.position(c.start))
            ),
        )
        for order in orders
    )


def _numbers(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple({canonical(c.number): c.number for c in candidates}.values())


def _merged(first: Sequence[Mention], second: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _flat(text: str) -> str:
    return " ".join(text.lower().split())
