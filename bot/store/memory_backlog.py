"""What waits, counted in lists. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.outgoing import OutboxRow
from bot.domain.vitals import Backlog
from bot.ports import ReviewItem, StoredMessage
from bot.store.backlog import NOT_DONE, ON_THEIR_WAY


class Held(Protocol):
    """A mail that came in, and when it was stored."""

    message: StoredMessage
    registered_at: datetime


def counted(
    outbox: Sequence[OutboxRow],
    mails: Iterable[Held],
    review: Sequence[ReviewItem],
    now: datetime,
) -> Backlog:
    """Return what waits at this moment."""
    unsettled = [mail for mail in mails if not mail.message.state.terminal]
    overdue = [row.next_at for row in outbox if row.state in ON_THEIR_WAY and row.next_at <= now]
    return Backlog(
        outbox=dict(sorted(Counter(r.state.value for r in outbox if r.state in NOT_DONE).items())),
        overdue=len(overdue),
        overdue_since=min(overdue, default=None),
        unsettled=len(unsettled),
        unsettled_since=min((mail.registered_at for mail in unsettled), default=None),
        oldest=min((mail.message.received_at for mail in unsettled), default=None),
        review=dict(sorted(Counter(item.kind for item in review).items())),
    )
