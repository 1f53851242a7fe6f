"""Which numbers of a document are its own, and which rows of a list of orders are ours."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.company import Company
from bot.domain.message import Layer, Passage
from bot.domain.purchase_order import Candidate, Role, canonical
from bot.domain.rules import Rules
from bot.domain.understanding import Intent
from bot.stages._grid import Cell, grid
from bot.stages._names import same_company
from bot.stages._normal import Normal, fold, word_set
from bot.stages._scan import scan
from bot.stages._tabled import Place, Table, is_ledger, place_of

BOOKED = {
    Intent.REMITTANCE: "in a notice of payment",
    Intent.OTHER: "in a statement of account",
}
"""What a mail is about whose attachments, unless they say that they are orders, give none."""

LONGEST_FIELD = 60
"""So many characters before a number are compared."""

FEWEST_LETTERS = 3
"""A supplier's name has so many; what has fewer is the supplier's number."""

_ORDERS = word_set(
    "order orders po pos purchase bestellungen aufträge commandes pedidos ordini bestellingen"
    " ordrer ordrar tilaukset zamówienia objednávky"
)
_LIVE = frozenset({Layer.NEW, Layer.FORWARDED, Layer.ATTACHMENT})
_LABELLED = ("/label", "/verb", "own number field")


def listed_orders(
    found: list[Candidate], passages: Sequence[Passage], rules: Rules, company: Company
) -> list[Candidate]:
    """Refuse, of the numbers in tables, those of other suppliers, of closed orders and of invoices.

    Args:
        found: the candidates of the mail.
        passages: where they stand.
        rules: for what the columns are called.
        company: whose orders are ours.
    """
    refused: dict[int, str] = {}
    for passage in dict.fromkeys(p for p in passages if p.layer in _LIVE):
        here = [c for c in found if c.accepted and stands_in(c, passage)]
        if here:
            refused |= _refusals(here, scan(passage.text, rules).normal, rules, company)
    return [
        replace(c, accepted=False, role=Role.MENTIONED, reason=why)
        if c.accepted and (why := refused.get(id(c)))
        else c
        for c in found
    ]


def stands_in(candidate: Candidate, passage: Passage) -> bool:
    """Say whether a candidate was found in a passage, of several that may have one origin."""
    return (
        candidate.origin == passage.origin
        and candidate.layer is passage.layer
        and passage.text[candidate.start : candidate.end] == candidate.text
    )


def own_numbers(
    own: Sequence[Candidate], headed: Sequence[Passage], pages: Sequence[Passage], rules: Rules
) -> set[str]:
    """Return a document's own numbers: the surest, one per headed page, the rows of a list.

    Args:
        own: the candidates of the document.
        headed: its pages that say that they are orders.
        pages: all its pages.
        rules: the rule packs, with which the pages were looked at.
    """
    given = [c for c in own if c.accepted]
    if not given:
        return set()
    best = max(given, key=_weight)
    keep = {canonical(best.number)} | _beside(best, given, pages, rules)
    if len(headed) > 1:
        for page in headed:
            on_page = [c for c in given if c.origin == page.origin]
            if on_page:
                keep.add(canonical(max(on_page, key=_weight).number))
    return keep


def _weight(candidate: Candidate) -> tuple[float, bool]:
    """Return how sure a number is: of two that are equally so, the one with its own label."""
    return candidate.confidence, candidate.rule.endswith(_LABELLED)


def _beside(
    best: Candidate, given: Sequence[Candidate], pages: Sequence[Passage], rules: Rules
) -> set[str]:
    """Return the numbers of the list in which a document's surest number stands."""
    if best.rule.endswith("/list"):
        return {canonical(c.number) for c in given if c.rule == best.rule}
    normals = {p.origin: scan(p.text, rules).normal for p in pages}
    if best.rule.endswith(_LABELLED):
        field = _field(best, normals[best.origin])
        return {
            canonical(c.number)
            for c in given
            if c.rule.endswith("/list") or (field and _field(c, normals[c.origin]) == field)
        }
    headings = {id(c): _heading_of(c, normals[c.origin]) for c in given}
    wanted = headings[id(best)]
    return {
        canonical(c.number)
        for c in given
        if (wanted is not None and headings[id(c)] == wanted)
        or (c.rule == best.rule and (wanted is None or c.origin != best.origin))
    }


def _field(candidate: Candidate, normal: Normal) -> str:
    """Return what stands before a number in its line: blocks of a form repeat it word for word."""
    place = normal.position(candidate.start)
    return normal.text[normal.text.rfind("\n", 0, place) + 1 : place].strip()[-LONGEST_FIELD:]


def _heading_of(candidate: Candidate, normal: Normal) -> str | None:
    """Return the heading of the column in which a number stands, None where in none."""
    place = place_of(normal.text, normal.position(candidate.start))
    return place.heading.text if place else None


def _refusals(
    here: Sequence[Candidate], normal: Normal, rules: Rules, company: Company
) -> dict[int, str]:
    """Return, by identity, why numbers of one passage are not given, or ""."""
    if _is_closed(normal.text, rules):
        return {id(c): "in a list of closed orders" for c in here}
    names = (company.name, *company.aliases)
    places = {id(c): place_of(normal.text, normal.position(c.start)) for c in here}
    tables = {id(p.table): p.table for p in places.values() if p}
    ours = {key: _columns_of_us(table, names) for key, table in tables.items()}
    return {
        key: _refusal(place, names, rules, ours[id(place.table)])
        for key, place in places.items()
        if place
    }


def _refusal(place: Place, names: Sequence[str], rules: Rules, ours: Sequence[Cell]) -> str:
    """Return why a row of a table gives no order, or "".

    `ours`: the headings of the columns that name us in any row. A list in which we are not found at
    all may call us something else: that is for a person.
    """
    if is_ledger(place.table, rules):
        return "in a list of invoices, not of orders"
    status = place.cell(rules.word_list("status_fields"))
    if _says(status, rules.word_list("closed")):
        return "the list says that it is closed"
    if _is_unready(status, rules):
        return "the list says that it is not in force"
    if not place.listed:
        return ""
    supplier = place.cell(rules.word_list("sellers"), rules.word_list("number_fields"))
    supplier = supplier or _where_we_stand(place, ours)
    others = is_named(supplier) and not any(same_company(supplier, name) for name in names)
    return "an order to another supplier" if others and ours else ""


def _where_we_stand(place: Place, ours: Sequence[Cell]) -> str:
    """Return a row's cell in the column that names us in another row, whatever its heading."""
    own = place.table.cell(ours[0], place.row) if ours else None
    return own.text if own else ""


def _columns_of_us(table: Table, names: Sequence[str]) -> tuple[Cell, ...]:
    """Return the headings of the columns of a table in which we are named."""
    rows = [
        row for row in table.rows if any(same_company(c.text, name) for c in row for name in names)
    ]
    return tuple(
        heading
        for heading in table.head
        if any(
            cell and same_company(cell.text, name)
            for row in rows
            for cell in (table.cell(heading, row),)
            for name in names
        )
    )


def is_named(text: str) -> bool:
    """Say whether a cell holds a name, and not the number that a supplier has or gives."""
    letters = sum(c.isalpha() for c in text)
    return letters >= FEWEST_LETTERS and letters > sum(c.isdigit() for c in text)


def _says(text: str, words: frozenset[str]) -> bool:
    return any(fold(word) in words for word in text.replace("/", " ").split())


def _is_unready(status: str, rules: Rules) -> bool:
    """Say whether a status is of an order that is not in force: "Pending", "Awaiting approval".

    "Pending delivery" is of one that is.
    """
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", status)]
    unready, beside = rules.word_list("unready"), rules.word_list("unready_beside")
    plain = all(word in unready | beside for word in words)
    return plain and not unready.isdisjoint(words)


def _is_closed(text: str, rules: Rules) -> bool:
    """Say whether the title of a page (a sheet's name, as a rule) says that all on it is closed."""
    rows = grid(text)
    if not rows or len(rows[0]) > 1:
        return False
    words = [fold(word) for word in rows[0][0].text.split()]
    plain = rules.word_list("closed") | _ORDERS
    return all(word in plain for word in words) and any(
        word in rules.word_list("closed") for word in words
    )
