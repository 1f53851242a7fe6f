"""Sums of money in a text: how much, in which currency, and what the words beside say they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.domain.rules import AmountCue, AmountKind, Side
from bot.stages._currencies import (
    MULTIPLE,
    currency,
    is_open,
    only,
    times,
    told,
    unit,
)
from bot.stages._figures import PLAIN, RATE, SUM, may_be_sum, parsed, sign_of
from bot.stages._grid import Cell, alone_under, heading_over
from bot.stages._normal import word_set
from bot.stages._remembered import remembered
from bot.stages._scan import Scan
from bot.stages._spelled import spelled
from bot.stages._sum_columns import column_of, is_negative, label_of
from bot.stages._unsigned import is_of_order
from bot.stages._words import Words

LONGEST_SMALL = 3
"""So many letters has a small word such as "to", "auf" or "la"."""

LARGEST_IN_THOUSANDS = 1_000_000
"""A greater sum under a heading "in thousands" is printed in full."""

WORDS_BETWEEN = 3
"""So many words may stand between a sum and what is said of it: "total for phase two: £…"."""

REACH = 6
"""Within so many words of a clause it is said that a sum is no order's."""

_TAXES = word_set(
    "vat tax taxes gst mwst ust umsatzsteuer mehrwertsteuer tva iva btw moms mva alv dph"
)
_TAXED = {AmountKind.NET, AmountKind.GROSS}
_CLAUSE_END = re.compile(r"\.?\s*(?:$|[,;:)\n\t]|\s[A-ZÀ-ÖØ-Þ0-9])")
"""What follows the last word of a clause."""
_OF_CHANGE = {AmountKind.PREVIOUS, AmountKind.ADDITION, AmountKind.NEW_TOTAL}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum, as printed, and the rule that says what it is.

    Attributes:
        amount: in major units.
        currency: ISO 4217, "kr" or the like where several share the sign, "" where there is none.
        start: its place in the normalised text.
        end: the place after it.
        first: index of its first word.
        last: index of its last word.
        marked: whether a currency stands beside it, be it only "kr", or the ",-" of an even sum.
        cue: what the words beside it say; None where they say nothing.
        kind: of the cue; "net" also for "£12,000 + VAT".
        net: what the heading of its column says: net or gross.
    """

    amount: Decimal
    currency: str
    start: int
    end: int
    first: int
    last: int
    marked: bool
    cue: AmountCue | None = None
    kind: AmountKind | None = None
    net: bool | None = None


@remembered
def sums(found: Scan, numbers: frozenset[int] = frozenset()) -> tuple[Sum, ...]:
    """Return the sums of a text in reading order.

    Args:
        found: the text.
        numbers: words that are known to be order or other numbers, which no sum is.
    """
    bare = sorted(_printed_or_spelled(found, numbers), key=lambda s: s.start)
    taken = frozenset(i for s in bare for i in range(s.first, s.last + 1))
    own = frozenset(found.words.folded) if any(is_open(s.currency) for s in bare) else frozenset()
    result = []
    for s in bare:
        cue, kind = _headed(found, s) or _said(found, s, taken)
        worth = cue is None and is_of_order(found, s.first, s.last, s.amount)
        if s.marked or worth or _certain(found, s, cue):
            said = replace(s, cue=cue, kind=kind, currency=told(s.currency, own))
            result.append(_completed(found, said))
    return tuple(result)


def only_currency(text: str) -> str:
    """Return the one currency that a text names, or ""."""
    code = only(text)
    return "" if is_open(code) else code


def _completed(found: Scan, s: Sum) -> Sum:
    """Give a sum what its label or the heading of its column says: currency, unit, net or gross."""
    text = found.words.text
    heading = column_of(text, s.start)
    within = _kind_within(found, heading) if heading else None
    if within:
        kind = within if s.kind is AmountKind.TOTAL else s.kind
        s = replace(s, kind=kind, net=within is AmountKind.NET)
    if s.marked:
        return s
    places = (label_of(text, s.start, s.end), heading.text if heading else "")
    code = next((c for p in places if (c := only_currency(p))), "")
    multiple = max(map(unit, places)) if s.amount < LARGEST_IN_THOUSANDS else 1
    return replace(s, currency=code, amount=s.amount * multiple)


def _kind_within(found: Scan, heading: Cell) -> AmountKind | None:
    """Return whether a heading says that the sums below are net or gross; None where neither."""
    words, cues = found.words, _by_first(found)
    first, stop = (bisect_left(words.starts, at) for at in (heading.start, heading.end))
    inside = cues[bisect_left(cues, (first, -1)) : bisect_left(cues, (stop, -1))]
    kinds = {_rule(found, at).kind for _, at in inside} & {AmountKind.NET, AmountKind.GROSS}
    return kinds.pop() if len(kinds) == 1 else None


def _printed_or_spelled(found: Scan, numbers: frozenset[int]) -> list[Sum]:
    """Return the sums in figures, and those in words: of "38 thousand euro" the figures."""
    printed = list(_sums(found, numbers))
    taken = {i for s in printed for i in range(s.first, s.last + 1)}
    return printed + [
        Sum(Decimal(n.value), currency(n.sign), n.start, n.end, n.first, n.last, marked=True)
        for n in spelled(found.words)
        if taken.isdisjoint(range(n.first, n.last + 1))
    ]


def _sums(found: Scan, numbers: frozenset[int]) -> Iterator[Sum]:
    words = found.words
    if not any(words.numeric):
        return
    for m in SUM.finditer(words.text):
        number, sign = m["money"] or m["bare"], sign_of(m["before"], m["after"] or m["also"])
        first = max(0, bisect_right(words.starts, m.start("money" if m["money"] else "bare")) - 1)
        code = currency(sign)
        if first in numbers or not may_be_sum(number, m["times"], marked=bool(sign)):
            continue
        amount = parsed(number, code)
        if amount is None:
            continue
        amount *= MULTIPLE[m["times"].strip().lower()] if m["times"] else times(sign)
        if is_negative(words.text, m.start(), m.end()):
            amount = -amount
        last = max(first, bisect_left(words.starts, m.end()) - 1)
        # "94 800,-" is money, whatever currency it is.
        marked = bool(sign or m["even"])
        yield Sum(amount, code, m.start(), m.end(), first, last, marked)


def _certain(found: Scan, s: Sum, cue: AmountCue | None) -> bool:
    """Say whether a number without a currency is a sum: after a heading such as "Total:"."""
    if cue is None or cue.kind not in {
        AmountKind.NET,
        AmountKind.GROSS,
        AmountKind.TAX,
        AmountKind.TOTAL,
        AmountKind.NEW_TOTAL,
    }:
        return False
    printed = found.words.text[s.start : s.end]
    if PLAIN.fullmatch(printed) or printed[-1:] in {"k", "K"}:
        return True
    before = found.words.text[max(0, s.start - 2) : s.start]
    return before == "  " or any(sign in before for sign in ":\t|=")


def _headed(found: Scan, s: Sum) -> tuple[AmountCue | None, AmountKind | None] | None:
    """Return what the heading of a sum's column says; None where the sum has no such heading.

    Of a column of items nothing is said of any one: their total says it.
    """
    heading = heading_over(found.words.text, s.start)
    if heading is None:
        return None
    words, cues = found.words, _by_first(found)
    first = bisect_left(words.starts, heading.start)
    stop = bisect_left(words.starts, heading.end)
    inside = cues[bisect_left(cues, (first, -1)) : bisect_left(cues, (stop, -1))]
    rules = [_rule(found, at) for _, at in inside if found.amounts[at].last < stop]
    if rules and alone_under(found.words.text, heading):
        return rules[-1], rules[-1].kind
    return None if _is_labelled(found, s) else (None, None)


@remembered
def _by_first(found: Scan) -> list[tuple[int, int]]:
    """Return all cues by first word, ascending."""
    return sorted((hit.first, at) for at, hit in enumerate(found.amounts))


def _is_labelled(found: Scan, s: Sum) -> bool:
    """Say whether words stand before a sum in its own line, so that no heading is needed."""
    line = found.words.text.rfind("\n", 0, s.start) + 1
    return any(c.isalpha() for c in found.words.text[line : s.start])


def _said(found: Scan, s: Sum, taken: frozenset[int]) -> tuple[AmountCue | None, AmountKind | None]:
    after = _after(found, s, taken)
    if other := _other(found, s, taken):
        return other, other.kind
    before = _before(found, s, taken)
    # "Davon 1.900 EUR MwSt." is a part, and the tax.
    part = before and before.kind is AmountKind.PART and after and after.kind is not AmountKind.TAX
    if after and not part and (not before or before.kind is not AmountKind.TAX):
        gap = found.words.text[s.end : s.end + 3]
        if after.kind is AmountKind.TAX:
            return after, AmountKind.NET if "+" in gap else AmountKind.TAX
        if not before or before.kind not in {AmountKind.ADDITION, AmountKind.PREVIOUS}:
            return after, after.kind
    return (before, before.kind) if before else (None, None)


def _before(found: Scan, s: Sum, taken: frozenset[int]) -> AmountCue | None:
    """Find what is said before a sum: nearest first; a cell or line may end between."""
    words, cues = found.words, _cues(found)[0]
    for k in range(bisect_left(cues, (s.first, -1)) - 1, -1, -1):
        last, at = cues[k]
        between = range(last + 1, s.first)
        if len(between) > WORDS_BETWEEN:
            return None
        gap = words.text[words.ends[last] : s.start]
        apart = re.search(r"[.;!?]\s+\S", gap) or gap.count("\n") > 2 or ("\n" in gap and between)
        # "£500 each, £1,500 net": "each" is said of the sum before it.
        first = found.amounts[at].first
        if first - 1 in taken and "," in gap and "\n" not in words.before(first):
            return None
        aside = len(between) > 1 and ("," in gap or "(" in gap)
        small = bool(between) and _is_small(found, at)
        if not (apart or aside or small or any(i in taken for i in between)):
            return _in_full(found, k, _of_tax(found, at, taken))
    return None


def _other(found: Scan, s: Sum, taken: frozenset[int]) -> AmountCue | None:
    """Find what says earlier in its clause that a sum is no order's: "the threshold went to …"."""
    words, cues = found.words, _cues(found)[0]
    for k in range(bisect_left(cues, (s.first, -1)) - 1, -1, -1):
        last, at = cues[k]
        gap = words.text[words.ends[last] : s.start]
        if s.first - last > REACH or re.search(r"[,;:!?(\n]|\.\s", gap):
            return None
        if any(i in taken for i in range(last + 1, s.first)):
            return None
        if _rule(found, at).kind is AmountKind.OTHER:
            return _rule(found, at)
    return None


def _is_small(found: Scan, at: int) -> bool:
    """Say whether a cue is a small word ("to", "en", "la") that speaks only of the next word."""
    hit = found.amounts[at]
    if _rule(found, at).kind not in _OF_CHANGE:
        return False
    return hit.first == hit.last and len(found.words.folded[hit.first]) <= LONGEST_SMALL


def _in_full(found: Scan, k: int, rule: AmountCue) -> AmountCue:
    """Return what a label of several cues says: "total net target value" is net."""
    cues = _cues(found)[0]
    if k == 0 or rule.kind is not AmountKind.TOTAL:
        return rule
    (last, before), first = cues[k - 1], found.amounts[cues[k][1]].first
    gap = found.words.text[found.words.ends[last] : found.words.starts[first]]
    other = _rule(found, before)
    near = first - last <= 2 and not re.search(r"[\n.,;:!?]|[0-9]", gap)
    return other if near and other.kind in {AmountKind.NET, AmountKind.GROSS} else rule


def _of_tax(found: Scan, at: int, taken: frozenset[int]) -> AmountCue:
    """Return a cue: "£12,000 including VAT £2,000" says of the second sum that it is the tax."""
    hit, rule = found.amounts[at], _rule(found, at)
    words = found.words
    right_after = hit.first - 1 in taken and "\n" not in words.before(hit.first)
    about_tax = hit.last > hit.first and words.folded[hit.last] in _TAXES
    if right_after and about_tax and rule.kind in {AmountKind.NET, AmountKind.GROSS}:
        return replace(rule, kind=AmountKind.TAX)
    return rule


def _after(found: Scan, s: Sum, taken: frozenset[int]) -> AmountCue | None:
    """Find what is said right after a sum, in its line."""
    words, cues = found.words, _cues(found)[1]
    for first in (s.last + 1, s.last + 2):
        at = cues.get(first)
        if at is None:
            continue
        gap = words.text[s.end : words.starts[first]]
        if "\n" in gap or "\t" in gap or re.search(r"[.;]\s", gap):
            return None
        rule, last = _rule(found, at), found.amounts[at].last
        if (rule.final and not _CLAUSE_END.match(words.text, words.ends[last])) or (
            rule.kind is AmountKind.TAX and _is_told_apart(words, s.last + 1, first)
        ):
            return None
        following = _behind_rate(words, last + 1)
        next_sum = (rule.kind is AmountKind.TAX or "," in gap) and following in taken
        if next_sum or s.last + 1 in taken:
            return None
        further = _rule(found, cues[last + 1]) if last + 1 in cues else rule
        # "£12,000 in total, ex VAT" is net.
        return further if rule.kind is AmountKind.TOTAL and further.kind in _TAXED else rule
    return None


def _is_told_apart(words: Words, start: int, stop: int) -> bool:
    """Say whether a word of weight parts a sum from "VAT": "£900 without any VAT" is no tax."""
    return any(len(words.folded[i]) > LONGEST_SMALL for i in range(start, stop))


def _behind_rate(words: Words, i: int) -> int:
    """Return the word behind a percentage that begins at word `i`; `i` where none does."""
    rate = RATE.match(words.text, words.starts[i]) if i < len(words) else None
    return bisect_left(words.starts, rate.end()) if rate else i


@remembered
def _cues(found: Scan) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """Return the cues before sums by last word, ascending, and those after sums by first word."""
    before = sorted(
        (hit.last, at)
        for at, hit in enumerate(found.amounts)
        if isinstance(hit.rule, AmountCue) and hit.rule.side is Side.BEFORE
    )
    after = {
        hit.first: at
        for at, hit in enumerate(found.amounts)
        if isinstance(hit.rule, AmountCue) and hit.rule.side is Side.AFTER
    }
    return before, after


def _rule(found: Scan, at: int) -> AmountCue:
    rule = found.amounts[at].rule
    if not isinstance(rule, AmountCue):
        raise TypeError(rule)
    return rule
