"""Figures for monitors: what was done since the start, and how things stand. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.vitals import Backlog, Disk, Failure


@dataclass(frozen=True, slots=True)
class Tally:
    """What was done since the process started, counted from the journal.

    Attributes:
        settled: mails that got their end, by verdict.
        outgoing: outgoing mails that got as far as this, by state and kind.
        entries: all entries of the journal, by kind.
    """

    settled: Mapping[str, int] = field(default_factory=dict)
    outgoing: Mapping[tuple[str, str], int] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """How things stand at one moment. `backlog` is None where the store does not say."""

    tally: Tally
    backlog: Backlog | None
    last_poll: datetime | None
    up: float
    sending: bool
    failures: tuple[Failure, ...] = ()
    troubles: tuple[str, ...] = ()
    disks: tuple[Disk, ...] = ()
