"""What waits, counted in the database: no row of mail is fetched for it."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.domain.outgoing import OutgoingState
from bot.domain.vitals import Backlog
from bot.ports import MessageState
from bot.store.schema import message, outbox, review_item

NOT_DONE = (
    OutgoingState.QUEUED,
    OutgoingState.CLAIMED,
    OutgoingState.COMMITTING,
    OutgoingState.DEFERRED,
    OutgoingState.IN_DOUBT,
    OutgoingState.HELD,
    OutgoingState.FAILED,
)
"""States of outgoing mails that are not done, or that a person may still do something about."""

ON_THEIR_WAY = (
    OutgoingState.QUEUED,
    OutgoingState.CLAIMED,
    OutgoingState.COMMITTING,
    OutgoingState.DEFERRED,
)
"""States that a mail does not stay in while sending works."""

_OPEN = (MessageState.RECEIVED, MessageState.WORKING)


def backlog(connection: Connection, now: datetime) -> Backlog:
    """Return what waits at this moment."""
    states = connection.execute(
        select(outbox.c.state, func.count())
        .where(outbox.c.state.in_(NOT_DONE))
        .group_by(outbox.c.state)
    )
    overdue, overdue_since = connection.execute(
        select(func.count(), func.min(outbox.c.next_at)).where(
            outbox.c.state.in_(ON_THEIR_WAY), outbox.c.next_at <= now
        )
    ).one()
    unsettled, unsettled_since, oldest = connection.execute(
        select(
            func.count(), func.min(message.c.registered_at), func.min(message.c.received_at)
        ).where(message.c.state.in_(_OPEN))
    ).one()
    kinds = connection.execute(
        select(review_item.c.kind, func.count())
        .where(review_item.c.closed_at.is_(None))
        .group_by(review_item.c.kind)
    )
    return Backlog(
        outbox={state.value: number for state, number in sorted(states.all())},
        overdue=overdue,
        overdue_since=overdue_since,
        unsettled=unsettled,
        unsettled_since=unsettled_since,
        oldest=oldest,
        review=dict(sorted(tuple(row) for row in kinds)),
    )
