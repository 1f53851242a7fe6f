"""The sum of an order, out of all the sums that stand around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.domain.money import rounded
from bot.domain.rules import AmountCue, AmountKind, Label
from bot.stages._amounts import Sum, only_currency, sums
from bot.stages._corrected_sums import as_corrected
from bot.stages._figures import PLAIN, parsed, rates
from bot.stages._grid import grid
from bot.stages._normal import fold, word_set
from bot.stages._page_currency import page_currency
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._units import Unit

_RATES = {
    "GBP": (50, 200),
    "CHF": (26, 38, 81),
    "DKK": (250,),
    "SEK": (60, 120, 250),
    "NOK": (120, 150, 250),
    "EUR": (50, 55, 60, 70, 90, 100, 135, 170, 190, 200, 210, 220, 230, 240, 255),
}
"""Rates of VAT per mille by currency: what tells whether a total holds its tax."""

_OTHER_RATES = (50, 80, 90, 120, 150, 190, 210, 230, 270)

_ANY = frozenset(mille for rates_there in _RATES.values() for mille in rates_there)
"""Where no currency is said, the rates of all of them."""

HIGHEST_RATE = Decimal("0.30")
"""What comes to more is no tax, whatever its line is called: "Council Tax Web Forms"."""

MOST_TAXES = 50
"""So many sums of tax are tried against the others; more is no order."""

_NOT_ORDERS = {AmountKind.PART, AmountKind.OTHER}
_UP_TO = word_set("to auf a hasta para naar tot til till na do para la -rol -> => →")
STEPS = 3
_FIGURE = re.compile(rf"\+? ?(?:{PLAIN.pattern})")
"""A sum alone in its cell, be it with the sign of what is added."""

_EVERY = word_set(
    "all both each every everything prices amounts values figures sums totals alle alles beide"
    " beides jeweils samtliche preise betrage summen prix montants tous tout toutes deux chacun"
    " chaque todo todos todas ambos ambas cada importes precios tutto tutti entrambi entrambe"
    " ciascuno importi prezzi allemaal allebei elk bedragen prijzen tudo ambas valores precos begge"
    " alt hver belob belop belopp priser bada allt samtliga vardera kaikki molemmat hinnat"
    " summat obie oba"
    " wszystko wszystkie kazde kwoty ceny vse obe castky mindketto minden mindegyik arak osszegek"
    " ambele toate preturile sumele"
)
"""Words that speak of all sums of a text: what is said of these is said of each."""

LONGEST_SAYING = 6
"""So many words may stand between "all prices" and "excl. VAT"."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of an order. `net`: true or false as stated, None where not said.

    `labelled`: whether words said that it is the order's sum, so that it outweighs a bare one.
    """

    amount: Decimal
    currency: str
    net: bool | None
    labelled: bool


def total(found: Scan, unit: Unit | None = None, *, raised: bool = False) -> Total | None:
    """Return the sum that a text states for its order; None where none, or more than one.

    Args:
        found: the text.
        unit: the part of it that counts; all of it without.
        raised: whether the mail raises an order: then the new total counts, not what is added.
    """
    every = sums_of(found, unit)
    chosen = _chosen(every, found, raised=raised)
    if chosen is None:
        return None
    if chosen.currency:
        return chosen
    return Total(chosen.amount, page_currency(found), chosen.net, chosen.labelled)


def sums_of(found: Scan, unit: Unit | None = None) -> list[Sum]:
    """Return the sums of a text, or of a part of it, without those that the next one corrects."""
    every = [s for s in sums(found, _numbers(found)) if unit is None or unit.holds(s.start)]
    return as_corrected(every, found)


@remembered
def _numbers(found: Scan) -> frozenset[int]:
    """Return the words that follow a PO label: an order's number is no sum."""
    return frozenset(
        h.last + 1 for h in found.labels if isinstance(h.rule, Label) and not h.rule.weak
    )


def _chosen(every: Sequence[Sum], found: Scan, *, raised: bool) -> Total | None:
    new = _of(every, AmountKind.NEW_TOTAL)
    previous = _of(every, AmountKind.PREVIOUS)
    added = _of(every, AmountKind.ADDITION)
    if raised and (stepped := _stepped(every, found)):
        return stepped
    pair = _raised(every, found) if raised else None
    if pair:
        return Total(pair.amount, pair.currency, _net_said(every), labelled=True)
    changes = raised or bool(new and (previous or added))
    if changes and new:
        return _single(new, net=_net_said(every) or _net_beside(new, found), labelled=True)
    if changes and added and not _of(every, AmountKind.TOTAL, AmountKind.NET, AmountKind.GROSS):
        return None
    usable = [
        s for s in every if s.kind not in _NOT_ORDERS and not (changes and s in (*previous, *added))
    ]
    return _taxed(usable, found) or _plain(usable, found)


def _stepped(every: Sequence[Sum], found: Scan) -> Total | None:
    """Return the last of three sums in a row of which it is the other two: before, change, now."""
    for row in grid(found.words.text):
        figures = [
            parsed(cell.text.lstrip("+ "), "") for cell in row if _FIGURE.fullmatch(cell.text)
        ]
        if len(figures) != STEPS or None in figures or not row[0].text[:1].isalpha():
            continue
        before, change, now = (figure or Decimal(0) for figure in figures)
        if before and change and before + change == now and not _is_rate(change / before, ""):
            net = _net_said(every) or _net_in(found, row[0].start, row[-1].end)
            code = only_currency(found.words.text[row[0].start : row[-1].end])
            return Total(now, code or page_currency(found), net, labelled=True)
    return None


def _net_beside(some: Sequence[Sum], found: Scan) -> bool | None:
    """Say whether the label of a sum says that it is net: "Nouveau montant HT   19 700,00"."""
    s = max(some, key=lambda s: s.amount)
    line = found.words.text.rfind("\n", 0, s.start) + 1
    return _net_in(found, line, s.start)


def _net_in(found: Scan, start: int, end: int) -> bool | None:
    """Say whether a piece of text says that its sum is net; None where it does not."""
    starts = found.words.starts
    said = any(
        isinstance(hit.rule, AmountCue) and hit.rule.kind is AmountKind.NET
        for hit in found.amounts
        if start <= starts[hit.first] < end
    )
    return True if said or all_exclusive(found) else None


def _raised(every: Sequence[Sum], found: Scan) -> Sum | None:
    """Return the second of two sums that one small word joins: "from £15k to £20k"."""
    for before, after in pairwise(every):
        between = found.words.text[before.end : after.start].split()
        if len(between) == 1 and fold(between[0]) in _UP_TO and before.amount < after.amount:
            return after
    return None


def _taxed(usable: Sequence[Sum], found: Scan) -> Total | None:
    """Use the tax where it is stated: net plus tax is gross; the net sum is the order's."""
    taxes = _of(usable, AmountKind.TAX)[-MOST_TAXES:]
    others = [s for s in usable if s.kind is not AmountKind.TAX]
    currency_of = {s.amount: s.currency for s in others}
    # Of two taxes, such as a country's and a province's, the sum is what the total holds.
    stated = {s.amount for s in taxes}
    for tax in [s.amount for s in taxes] + [sum(stated, Decimal(0))] * (len(stated) > 1):
        for net in others if tax else ():
            gross = net.amount + tax
            if gross in currency_of and tax <= net.amount * HIGHEST_RATE:
                return Total(net.amount, net.currency or currency_of[gross], True, True)
    if printed := _printed(found, taxes):
        return printed
    if len(taxes) == 1 and len({s.amount for s in others}) == 1:
        return _by_rate(others[0], taxes[0])
    return None


def _printed(found: Scan, taxes: Sequence[Sum]) -> Total | None:
    """Return the net sum to which a tax is added on a page, whatever words stand beside it.

    Both it and the gross one are printed alone in cells, and the tax is at a usual rate.
    """
    if len(taxes) != 1:
        return None
    tax, cells = taxes[0], (c.text for row in grid(found.words.text) for c in row)
    currency = tax.currency or page_currency(found)
    figures = {parsed(text, currency) for text in cells if PLAIN.fullmatch(text)}
    nets = [
        net
        for net in figures - {None}
        if net and net + tax.amount in figures and _is_rate(tax.amount / net, currency)
    ]
    return Total(nets[0], currency, True, True) if len(nets) == 1 else None


def _by_rate(s: Sum, tax: Sum) -> Total:
    """Tell by the rate whether a total holds the tax that is stated beside it."""
    currency = s.currency or tax.currency
    net = s.amount - tax.amount
    # Where no tax is charged, the total is the net one.
    if net <= 0 or not tax.amount:
        return Total(s.amount, currency, True, True)
    holds, comes_on_top = (
        _is_rate(tax.amount / net, currency),
        _is_rate(tax.amount / s.amount, currency),
    )
    inside = holds and not comes_on_top
    # The heading "Net" of the items' column stands over the total that holds the tax, too.
    below_net = inside and s.cue is not None and s.cue.kind is AmountKind.TOTAL
    if s.kind is AmountKind.NET and not below_net:
        return Total(s.amount, currency, True, True)
    if s.kind is AmountKind.GROSS or inside:
        return Total(net, currency, True, True)
    return Total(s.amount, currency, True if comes_on_top and not holds else None, True)


def _is_rate(rate: Decimal, currency: str) -> bool:
    usual = _RATES.get(currency) or (_ANY if not currency else _OTHER_RATES)
    return any(abs(rate - Decimal(mille) / 1000) < Decimal("0.0006") for mille in usual)


def _plain(usable: Sequence[Sum], found: Scan) -> Total | None:
    text = found.words.text
    net = _of(usable, AmountKind.NET)
    if net:
        return _single([max(net, key=lambda s: s.amount)], net=True, labelled=True)
    gross = _of(usable, AmountKind.GROSS)
    if gross:
        return _from_gross(max(gross, key=lambda s: s.amount), text)
    stated = True if all_exclusive(found) else None
    labelled = list(_of(usable, AmountKind.TOTAL, AmountKind.NEW_TOTAL))
    # An order over nothing is said to be so only where no other total is.
    totals = [s for s in labelled if s.amount] or labelled
    if totals:
        return _single(totals, net=stated, labelled=True)
    rest = [s for s in usable if s.amount and s.kind is not AmountKind.TAX]
    return _single(rest, net=stated, labelled=False)


@remembered
def all_exclusive(found: Scan) -> bool:
    """Say whether a text says of all its sums that they hold no tax."""
    return any(
        _speaks_of_all(found, hit.first)
        for hit in found.amounts
        if isinstance(hit.rule, AmountCue) and _excludes_tax(found, hit.first, hit.rule.kind)
    )


def _excludes_tax(found: Scan, at: int, kind: AmountKind) -> bool:
    """Say whether words mean that tax comes on top: "excl. VAT", "+ VAT"."""
    return kind is AmountKind.NET or (kind is AmountKind.TAX and "+" in found.words.before(at))


def _speaks_of_all(found: Scan, at: int) -> bool:
    """Say whether "all", "both" or "prices" stands before a word, with no number in between."""
    words = found.words
    for i in range(at, max(-1, at - LONGEST_SAYING - 1), -1):
        if words.folded[i] in _EVERY:
            return True
        if words.hard[i] or words.numeric[i]:
            return False
    return False


def _from_gross(s: Sum, text: str) -> Total:
    """Take the tax off where its rate is stated; otherwise the sum stays gross, and says so."""
    stated = rates(text)
    if len(stated) == 1:
        return Total(rounded(s.amount / (1 + stated[0])), s.currency, True, True)
    return Total(s.amount, s.currency, False, True)


def _single(some: Sequence[Sum], *, net: bool | None, labelled: bool) -> Total | None:
    """Return the one amount of some sums, or the greatest where it is the sum of the others."""
    amounts = {s.amount for s in some}
    if not amounts:
        return None
    best = max(some, key=lambda s: s.amount)
    currency = best.currency or next((s.currency for s in some if s.currency), "")
    if len(amounts) == 1 or sum(amounts) == 2 * best.amount:
        return Total(best.amount, currency, net, labelled)
    return None


def _net_said(every: Sequence[Sum]) -> bool | None:
    kinds = {s.kind for s in every}
    if AmountKind.NET in kinds or any(s.net for s in every):
        return True
    return False if AmountKind.GROSS in kinds else None


def _of(every: Sequence[Sum], *kinds: AmountKind) -> list[Sum]:
    return [s for s in every if s.kind in kinds]
