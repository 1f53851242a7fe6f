"""Sums without a currency that stand behind an order: "PO 4711 for 11k", "order for 9,900.00"."""

from decimal import Decimal

from bot.domain.rules import Label
from bot.stages._figures import PLAIN
from bot.stages._normal import word_set
from bot.stages._scan import Scan

LABEL_REACH = 3
"""So many words may stand between the word "order" and its number."""

SMALLEST = 100
"""Without a currency a smaller number is a day, a quantity or a rate."""

_WORTH = word_set(
    "for of worth at over uber um pour de por per di da voor van til till for pa na za o w"
    " totalling totaling amounting value"
)
_CLOSES = word_set(
    "net gross plus ex excl excluding exclusive inc incl including inclusive only in total vat and"
    " altogether please thanks thx as agreed netto brutto zzgl zuzuglich inkl exkl mwst ht ttc hors"
    " tva iva mas sin con piu esclusa inclusa btw moms mva alv dph is has to on under which we i it"
)
"""What may follow a sum, and no thing that is counted: "12.50 hours" is none."""


def is_of_order(found: Scan, first: int, last: int, amount: Decimal) -> bool:
    """Say whether the number in words `first` to `last` is what an order before it is worth.

    It is printed as sums are, and stands right behind "for" and the like, that behind the order's
    number, or the word order itself; and nothing that could be counted follows.
    """
    words = found.words
    printed = words.text[words.starts[first] : words.ends[last]]
    if amount < SMALLEST or not (PLAIN.fullmatch(printed) or printed[-1:] in {"k", "K"}):
        return False
    at = first - 1
    if at < 1 or words.hard[first] or words.hard[at] or words.folded[at] not in _WORTH:
        return False
    if not _is_order(found, at - 1):
        return False
    following = last + 1
    if following >= len(words) or words.hard[following] or words.before(following) != " ":
        return True
    return words.folded[following] in _CLOSES


def _is_order(found: Scan, i: int) -> bool:
    """Say whether word `i` is an order's number, or the word for one."""
    labels = found.label_at
    if i in labels:
        return _is_label(found, i)
    near = range(max(0, i - LABEL_REACH), i)
    return found.words.numeric[i] and any(j in labels and _is_label(found, j) for j in near)


def _is_label(found: Scan, i: int) -> bool:
    return isinstance(found.label_at[i].rule, Label)
