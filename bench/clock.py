"""When every run takes place."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class FixedClock:
    """See `bot.ports.Clock`: every run takes place at the same moment."""

    def now(self) -> datetime:
        """Return that moment."""
        return NOW
