"""Letters that may have gone before: sent by a pobot whose database was newer than this one.

A database restored from a backup knows nothing of what was sent after the backup was made, and
would send it again. The Sent folder knows. A letter always has the same Message-ID, made of what
it is and a secret of the installation; so the letter itself is found, and also the one that was
written about the same thing on an earlier day.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

import structlog

from bot.app.notes import LOOK_FIRST
from bot.domain.outgoing import OutboxRow, OutgoingClass
from bot.errors import Permanent, Transient
from bot.ports import Mailbox, Store

CAUTION = timedelta(days=7)
"""For so long letters are looked for before they go: what comes again comes within days."""

MOST_DAYS = 14
"""Earlier days of which letters are looked for; backups are younger."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

log = structlog.get_logger()


class Trace(Enum):
    """What the Sent folder says of a letter."""

    NONE = "none"
    SENT = "sent"
    SENT_ON_ANOTHER_DAY = "sent on another day"
    UNKNOWN = "unknown"


def be_careful(store: Store, since: datetime, now: datetime) -> None:
    """Have letters looked for before they go, from now on.

    Args:
        store: keeps this in mind.
        since: up to when it knows what was sent.
        now: when that was found to be in doubt.
    """
    known = _period(store)
    begin = min(since, known[0]) if known and now < known[1] else since
    store.put_note(LOOK_FIRST, f"{begin.isoformat()} {(now + CAUTION).isoformat()}")


@dataclass(frozen=True, slots=True)
class SentBefore:
    """Looks for letters. `message_id_of` gives the Message-ID of an idem_key."""

    store: Store
    mailbox: Mailbox
    message_id_of: Callable[[str], str]

    def trace(self, row: OutboxRow, now: datetime) -> Trace:
        """Look for a letter, if there is reason to.

        Digests are not looked for: they may come twice, and must come if the mailbox is away.
        """
        period = _period(self.store)
        if period is None or now >= period[1] or row.mail.kind is OutgoingClass.DIGEST:
            return Trace.NONE
        try:
            if self.mailbox.find_sent(row.mail.message_id):
                return Trace.SENT
            found = any(map(self.mailbox.find_sent, self._of_other_days(row, period[0].date())))
        except (Transient, Permanent) as error:
            log.warning("the Sent folder cannot be looked at", error=str(error))
            return Trace.UNKNOWN
        return Trace.SENT_ON_ANOTHER_DAY if found else Trace.NONE

    def _of_other_days(self, row: OutboxRow, first: date) -> Iterator[str]:
        """Yield the Message-IDs of the same letter on days before, but for those that are known."""
        key = row.mail.idem_key
        if (match := _DAY.search(key)) is None:
            return
        day = date.fromisoformat(match[0])
        days = range(1, min((day - first).days, MOST_DAYS) + 1)
        earlier = [key.replace(match[0], f"{day - timedelta(days=back)}") for back in days]
        known = self.store.has_queued(earlier)
        yield from (self.message_id_of(each) for each in earlier if each not in known)


def _period(store: Store) -> tuple[datetime, datetime] | None:
    note = store.note(LOOK_FIRST)
    since, _, until = note.partition(" ")
    return (datetime.fromisoformat(since), datetime.fromisoformat(until)) if until else None
