"""Sums that the writer takes back in the same breath: "23,500 - oh wait, 20,000 only"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.stages._amounts import Sum
from bot.stages._scan import Scan
from bot.stages._titles import fold

LONGEST_TURN = 60
"""So many characters at most stand between a sum and the one that corrects it."""

_CORRECTS = re.compile(
    r"\b(?:oh wait|wait|scratch that|sorry|i mean|make that|actually|correction|or rather|oops"
    r"|korrigiere|korrektur|quatsch|besser gesagt|ich meine|vielmehr|entschuldigung|pardon"
    r"|ou plutot|je corrige|rectification|excusez|perdon|mejor dicho|digo|corrijo|quiero decir"
    r"|rectifico|perdona|anzi|scusa|scusate|correggo|volevo dire|rettifico|correctie|ik bedoel"
    r"|alias|perdao|quero dizer|rattelse|forlat|menar|rettelse|undskyld|mener|unnskyld|beklager"
    r"|anteeksi|korjaan|siis|przepraszam|znaczy|poprawka|oprava|vlastne|bocsanat|pontosabban"
    r"|scuze)\b|\b(?:no|nein|non|nee|nej|nie|ne),"
)
"""How somebody says that what they just wrote was wrong."""


def as_corrected(every: Sequence[Sum], found: Scan) -> list[Sum]:
    """Return the sums of a text, in its order, without those that the next one corrects."""
    wrong = {id(before) for before, after in pairwise(every) if _corrects(before, after, found)}
    return [s for s in every if id(s) not in wrong]


def _corrects(before: Sum, after: Sum, found: Scan) -> bool:
    between = found.words.text[before.end : after.start]
    if len(between) > LONGEST_TURN or "\n\n" in between:
        return False
    return bool(_CORRECTS.search(fold(between)))
