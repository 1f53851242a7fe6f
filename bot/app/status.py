"""How pobot is: what is waiting, when it last read the inbox, what does not work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.notes import LAST_ERROR, LAST_POLL, PARTS
from bot.domain.outgoing import OutgoingState
from bot.ports import Clock, Readers, Store

SILENCE = timedelta(minutes=15)
"""A longer time without a successful poll is unhealthy: a clerk would have noticed by now."""

WAITING = (
    OutgoingState.QUEUED,
    OutgoingState.CLAIMED,
    OutgoingState.COMMITTING,
    OutgoingState.DEFERRED,
    OutgoingState.IN_DOUBT,
    OutgoingState.HELD,
    OutgoingState.FAILED,
)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of things at one moment.

    Attributes:
        mode: "sending", or why nothing is sent.
        last_poll: the last successful poll, UTC; None before the first.
        unsettled: mails stored and not decided yet.
        oldest: when the oldest of them was received.
        outbox: outgoing mails by state, those that are not done.
        review: open review items by kind.
        errors: what does not work at the moment, by part.
        confinement: how attachments are confined.
        pictures: whether pictures of text are read.
    """

    mode: str
    last_poll: datetime | None
    unsettled: int
    oldest: datetime | None
    outbox: dict[str, int]
    review: dict[str, int]
    errors: dict[str, str]
    confinement: str
    pictures: bool

    def as_json(self) -> dict[str, object]:
        """Return the object that `pobot status --json` prints."""
        return {
            "mode": self.mode,
            "last_poll": self.last_poll.isoformat() if self.last_poll else None,
            "unsettled": self.unsettled,
            "oldest": self.oldest.isoformat() if self.oldest else None,
            "outbox": self.outbox,
            "review": self.review,
            "errors": self.errors,
            "confinement": self.confinement,
            "pictures": self.pictures,
        }


def status(store: Store, mode: str, readers: Readers) -> Status:
    """Look at the store."""
    waiting = store.unsettled(10_000)
    last_poll = store.note(LAST_POLL)
    notes = {part: store.note(f"{LAST_ERROR}:{part}") for part in PARTS}
    return Status(
        mode=mode,
        last_poll=datetime.fromisoformat(last_poll) if last_poll else None,
        unsettled=len(waiting),
        oldest=min((m.received_at for m in waiting), default=None),
        outbox=_counts([row.state.value for row in store.outbox(*WAITING)]),
        review=_counts([item.kind for item in store.review_items()]),
        errors={part: note for part, note in notes.items() if note},
        confinement=readers.confinement,
        pictures=readers.pictures,
    )


def unhealthy(found: Status, clock: Clock) -> tuple[str, ...]:
    """Return what a monitor must raise an alarm for, a sentence each; nothing if all is well."""
    now = clock.now()
    alarms = [f"{part}: {error}" for part, error in found.errors.items()]
    if found.last_poll is None:
        alarms.append("the inbox has never been read")
    elif now - found.last_poll > SILENCE:
        alarms.append(f"the inbox was last read at {found.last_poll:%Y-%m-%d %H:%M} UTC")
    if found.outbox.get("in_doubt"):
        alarms.append(f"{found.outbox['in_doubt']} outgoing mails are in doubt")
    return tuple(alarms)


def _counts(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
