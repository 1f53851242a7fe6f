"""Orders that run out by themselves: nothing takes their place before their day.

"Die alte 4711 läuft mit Jahresende aus" tells of an order that stays good until then.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.message import Passage
from bot.domain.purchase_order import Candidate, Role

LONGEST = 120
"""So many characters after a number can say of it that it runs out."""

_ENDS = re.compile(
    r"\bl[äa]uft\b[^.!?\n]*\baus\b|\b(?:runs? out|runs? its course|(?:just )?(?:expires?|lapses?)"
    r"(?: by itself| on its own| as planned)?|arrive à (?:échéance|son terme)|prend fin|expire|"
    r"vence|caduca|termina|se agota|scade|si esaurisce|loopt\b[^.!?\n]*\b(?:af|leeg)|"
    r"udløber|utløper|löper ut|går ut|päättyy|wygasa|kończy się|vyprší|končí|lejár|expiră|"
    r"se încheie)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[!?\n]|\.(?=\s+[^\W\d])")


def left_to_run_out(
    candidates: Iterable[Candidate], passages: Sequence[Passage]
) -> tuple[Candidate, ...]:
    """Return the candidates, those that are said to run out only mentioned and not replaced.

    Args:
        candidates: numbers, with what is said of each.
        passages: the mail's text in layers, in which they stand.
    """
    return tuple(_mentioned(c) if _runs_out(c, passages) else c for c in candidates)


def _runs_out(candidate: Candidate, passages: Sequence[Passage]) -> bool:
    if candidate.role is not Role.SUPERSEDED:
        return False
    start, end = candidate.start, candidate.end
    behind = (
        p.text[end : end + LONGEST]
        for p in passages
        if p.layer is candidate.layer and p.text[start:end] == candidate.text
    )
    return any(_ENDS.search(_SENTENCE.split(rest)[0]) for rest in behind)


def _mentioned(candidate: Candidate) -> Candidate:
    return replace(candidate, role=Role.MENTIONED, reason="it runs out by itself")
