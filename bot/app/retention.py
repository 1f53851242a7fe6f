"""What is not kept for ever: once a day the bytes of mails that are old enough are dropped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.app.notes import LAST_RETENTION
from bot.ports import Clock, Store

BATCH = 500
"""Mails whose bytes are dropped in one transaction: others wait for it for milliseconds."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retention:
    """Drops what was kept for long enough. `days` of 0 keeps everything."""

    store: Store
    clock: Clock
    days: int
    timezone: ZoneInfo

    def run(self) -> int:
        """Do it, if it was not done today; return of how many mails the bytes were dropped."""
        if not self.days:
            return 0
        now = self.clock.now()
        today = now.astimezone(self.timezone).date().isoformat()
        if self.store.note(LAST_RETENTION) == today:
            return 0
        count = drop_raw(self.store, now - timedelta(days=self.days), now)
        self.store.put_note(LAST_RETENTION, today)
        if count:
            log.info("raw mail dropped", count=count, older_than_days=self.days)
        return count


def drop_raw(store: Store, before: datetime, now: datetime) -> int:
    """Drop the bytes of mails dealt with and stored before; return how many."""
    count = 0
    while dropped := store.drop_raw(before, now, BATCH):
        count += dropped
    return count
