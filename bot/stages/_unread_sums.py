"""Sums that a mail states and nobody can be sure of: "12.000 GBP", "12,OOO.00", a range.

An order without a sum authorises any; one whose sum cannot be read is not one without.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from bot.domain.message import Layer, Passage
from bot.domain.money import rounded
from bot.domain.understanding import Facts, Intent, StatedOrder
from bot.stages._currencies import AFTER, BEFORE, currency
from bot.stages._figures import PLAIN, parsed

LONGEST = 20_000
"""So many characters of a text are looked at."""

LEAST = 100
"""A smaller figure behind a dash is a day, a rate or a number of days."""

NEAR = 24
"""Within so many characters behind a sum it is said whether tax is in it."""

_FIGURE = r"[0-9OoIl][0-9OoIl.,']{0,20}[0-9OoIl]"
_STATED = re.compile(
    rf"(?:(?P<before>{BEFORE}) ?(?P<first>-?{_FIGURE})"
    rf"|(?<![\w.,/-])(?P<last>(?<!\n)-?{_FIGURE})(?P<aside> \([^\W\d_][^()\d\n]{{2,60}}\))? ?"
    rf"(?P<after>{AFTER}))(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_GOOD = re.compile(rf"{PLAIN.pattern}|[0-9]{{1,12}}(?:[.,][0-9]{{1,2}})?")
_SUM = (
    r"(?:[0-9]{1,3}(?:[ .,'][0-9]{3}){1,4}(?:[.,][0-9]{1,2})?|[0-9]{1,12}[.,][0-9]{2}|[0-9]{3,9})"
)
_SIGN = r"(?:[£€$]|[A-Za-z]{3}\b)?"
_RANGE = re.compile(
    rf"(?<![\w.,/-])(?P<low>{_SUM})(?P<between> ?{_SIGN}(?: net| netto)? ?"
    rf"(?P<join>[-\u2013\u2014/]|(?:to|or|bis|oder|ou)\b) ?{_SIGN} ?)"
    rf"(?P<high>{_SUM})(?![\w/]|[.,-]\d)"
)
_TAXED = re.compile(
    r"gross|brutto|ttc|incl|inkl|vat|mwst|ust|tva|iva|btw|moms|mva|dph|alv", re.IGNORECASE
)


def unread_sums(
    orders: Sequence[StatedOrder],
    facts: Facts,
    passages: Iterable[Passage],
    intents: Iterable[Intent],
) -> tuple[str, ...]:
    """Return, in words, the sums that speak against booking: unread ones, ranges, odd fractions.

    Args:
        orders: those that the mail gives.
        facts: what it states as a whole.
        passages: its text; what it quotes does not count.
        intents: what it wants: of an order that is raised, two sums are no range.
    """
    if not orders:
        return ()
    own = "\n".join(p.text for p in passages if p.layer in {Layer.SUBJECT, Layer.NEW})[:LONGEST]
    found: list[str] = []
    for order in orders:
        alone = len(orders) == 1
        amount = facts.amount if alone and order.amount is None else order.amount
        text = f"{own}\n{order.words[:LONGEST]}" if alone else order.words[:LONGEST]
        if amount is None:
            unread = next(_unread(text), "")
            found += [f"a sum that cannot be read ({unread!r})"] if unread else []
            continue
        if amount != rounded(amount):
            found.append(f"a sum with fractions of a penny ({amount})")
        two = "" if Intent.PO_TOPUP in intents else next(_ranges(text, amount), "")
        found += [f"two sums for one order ({two!r})"] if two else []
    return tuple(dict.fromkeys(found))


def _unread(text: str) -> Iterator[str]:
    """Yield the figures beside a currency that are no sum as sums are printed."""
    for found in _STATED.finditer(text):
        figure = found["first"] or found["last"]
        if not any(c.isdigit() for c in figure):
            continue
        good = _GOOD.fullmatch(figure) and not found["aside"]
        if not good or parsed(figure, currency(found["before"] or found["after"])) is None:
            yield found[0].strip()


def _ranges(text: str, amount: Decimal) -> Iterator[str]:
    """Yield two different sums side by side of which one was taken as the order's."""
    for found in _RANGE.finditer(text):
        low, high = (parsed(found[key], "") for key in ("low", "high"))
        if low is None or high is None or low == high or min(low, high) < LEAST:
            continue
        behind = text[found.end() : found.end() + NEAR].partition("\n")[0]
        if amount in {low, high} and not _is_pair(found["join"], found["between"], behind):
            yield found[0]


def _is_pair(join: str, between: str, behind: str) -> bool:
    """Say whether two sums are one without its tax and with it: "10,000 net / 12,000 gross"."""
    return join == "/" and bool(_TAXED.search(between) or _TAXED.search(behind))
