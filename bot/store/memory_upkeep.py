"""The store in memory, one more part: mails as they are kept, and what is not kept for ever."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.domain.message import Location, RawMessage
from bot.domain.vitals import Backlog
from bot.errors import Permanent
from bot.ports import StoredMessage
from bot.store.inbox import NOT_KEPT
from bot.store.memory_backlog import counted
from bot.store.memory_outbox import MemoryOutbox
from bot.store.retention import dropped


@dataclass(slots=True)
class Mail:
    """A mail that came in. `places` maps where it lies to "pending", "filed" or "gone"."""

    message: StoredMessage
    raw: RawMessage
    registered_at: datetime
    places: dict[Location, str] = field(default_factory=dict)

    def __copy__(self) -> "Mail":
        return replace(self, places=dict(self.places))


@dataclass(slots=True)
class MemoryUpkeep(MemoryOutbox):
    """What is counted, and what is dropped."""

    _mails: dict[str, Mail] = field(default_factory=dict)

    def source(self, message: StoredMessage) -> RawMessage:
        """See `bot.ports.Store`."""
        raw = self._mails[message.content_key].raw
        if raw.size and not raw.source:
            raise Permanent(NOT_KEPT)
        return raw

    def backlog(self, now: datetime) -> Backlog:
        """See `bot.ports.Store`."""
        return counted(self.outbox(), self._mails.values(), self.review_items(), now)

    def drop_raw(self, before: datetime, now: datetime, limit: int) -> int:
        """See `bot.ports.Store`."""
        self._write()
        waiting = {item.message_id for item in self.review_items()}
        old = [
            mail
            for mail in self._mails.values()
            if mail.registered_at < before
            and mail.message.state.terminal
            and mail.message.row_id not in waiting
            and mail.raw.source
        ][:limit]
        for mail in old:
            mail.raw = replace(mail.raw, source=b"")
        if old:
            self._write_down([dropped(before, len(old))], now)
        return len(old)

    def backup(self, target: Path) -> None:
        """See `bot.ports.Store`."""
        raise Permanent(f"{target}: a store in memory has nothing to back up")
