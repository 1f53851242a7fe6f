"""How pobot is: what is waiting, when it last read the inbox, what does not work."""

from dataclasses import dataclass
from datetime import datetime

from bot.app.notes import LAST_ERROR, LAST_POLL, PARTS
from bot.ports import Readers, Store


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


def status(store: Store, mode: str, readers: Readers, now: datetime) -> Status:
    """Look at the store."""
    waiting = store.backlog(now)
    last_poll = store.note(LAST_POLL)
    notes = {part: store.note(f"{LAST_ERROR}:{part}") for part in PARTS}
    return Status(
        mode=mode,
        last_poll=datetime.fromisoformat(last_poll) if last_poll else None,
        unsettled=waiting.unsettled,
        oldest=waiting.oldest,
        outbox=dict(waiting.outbox),
        review=dict(waiting.review),
        errors={part: note for part, note in notes.items() if note},
        confinement=readers.confinement,
        pictures=readers.pictures,
    )
