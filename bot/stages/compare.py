"""Beside step 8: what a mail states otherwise than was agreed. A person sees it; nobody obeys it.

An order may print other payment terms than those agreed. It is booked all the same, and due dates
go on to follow the ledger alone.
"""

from collections.abc import Iterator, Sequence

from bot.domain.decision import Match
from bot.domain.ledger import DEFAULT_TERMS_DAYS, Engagement, Snapshot
from bot.domain.message import Passage
from bot.stages._payment_terms import StatedTerms, stated_terms


def other_terms(passages: Sequence[Passage], match: Match, snapshot: Snapshot) -> tuple[str, ...]:
    """Return a sentence for each payment terms of a mail that are not those of its work.

    Args:
        passages: the mail's text in layers.
        match: the client and the work that it is about.
        snapshot: the ledger, for the agreed days.
    """
    return tuple(
        sentence
        for terms in stated_terms(passages)
        for sentence in _differing(terms, match, snapshot)
    )


def _differing(terms: StatedTerms, match: Match, snapshot: Snapshot) -> Iterator[str]:
    for agreed, whose in _agreed(match, snapshot):
        if terms.days != agreed or terms.of_month_end:
            end = " from the end of the month" if terms.of_month_end else ""
            yield (
                f"The mail states payment terms of {terms.days} days{end} ({terms.origin}: "
                f"{terms.text!r}); {agreed} days are agreed for {whose}, and stay."
            )


def _agreed(match: Match, snapshot: Snapshot) -> Iterator[tuple[int, str]]:
    """Yield the agreed days of the works, each number once; of the client where none is named."""
    if match.client is None:
        return
    works: dict[int, Engagement] = {}
    for work in match.engagements:
        works.setdefault(snapshot.terms_days(work.engagement_id), work)
    for days, work in works.items():
        yield days, f"{work.title} ({work.engagement_id})"
    if not works:
        agreed = match.client.payment_terms_days
        yield DEFAULT_TERMS_DAYS if agreed is None else agreed, match.client.name
