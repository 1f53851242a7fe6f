"""Our own numbers in a mail."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.company import Company
from bot.domain.message import Passage
from bot.domain.understanding import Mention, MentionKind
from bot.stages._broken import as_issued
from bot.stages._normal import normalise
from bot.stages._remembered import remembered
from bot.stages._scan import series

_TOKEN = re.compile(r"\[PR-REF\b[^\]]*\]|\bPR-REF[\s:]{1,3}\S+(?:-\s\d+)?", re.IGNORECASE)
"""The token of our subjects, also where a program took its brackets away."""


def mentions(passages: Sequence[Passage], company: Company) -> tuple[Mention, ...]:
    """Return every number of ours, passage by passage, in reading order."""
    return tuple(m for passage in passages for m in mentions_in(passage, company))


@remembered
def mentions_in(passage: Passage, company: Company) -> tuple[Mention, ...]:
    """Return the numbers of ours in one passage, in reading order, as we issue them."""
    return tuple(sorted(_mentions(passage, company), key=lambda m: m.start))


def _mentions(passage: Passage, company: Company) -> Iterator[Mention]:
    normal = normalise(passage.text)
    tokens = [m.span() for m in _TOKEN.finditer(normal.text)]
    for (kind, pattern), (_, own) in zip(series(company), company.series, strict=True):
        for found in pattern.finditer(normal.text):
            start, end = normal.span(*found.span())
            yield Mention(
                kind=MentionKind(kind),
                number=as_issued(found[0], own).upper(),
                origin=passage.origin,
                layer=passage.layer,
                start=start,
                end=end,
                token=any(a <= found.start() < b for a, b in tokens),
            )
