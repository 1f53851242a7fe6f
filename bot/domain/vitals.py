"""Vital signs: what the daemon knows of itself at one moment, and what is wrong with it. Pure.

The silent failures are those where nothing is said because nothing happens: an inbox that is not
read, a queue that does not move, a login that died. So it is not errors alone that are looked at,
but how long ago something last went well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.alerts import Trouble

GRACE = timedelta(minutes=3)
"""After a start, so long for the first reading of the inbox: what was down is not silent now."""

SLACK = timedelta(minutes=5)
"""Work that is so much later than planned, and does not move, stands still."""

INBOX = "inbox"
OUTBOX = "outbox"


class FailureKind(StrEnum):
    """What a failure says of its cause."""

    LOGIN = "login"
    LEASE = "lease"
    STORE = "store"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """A part of the work that fails, and has since. `what` is the last error, in one line."""

    part: str
    kind: FailureKind
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the store at one moment. Times are UTC.

    Attributes:
        outbox: outgoing mails by state, those that are not done.
        overdue: mails that should be on their way; `overdue_since` the oldest.
        unsettled: mails that are stored and not decided; `unsettled_since` when the first of them
            was stored, `oldest` when it was received.
        review: open review items by kind.
    """

    outbox: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    overdue_since: datetime | None = None
    unsettled: int = 0
    unsettled_since: datetime | None = None
    oldest: datetime | None = None
    review: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the disk of the database, in octets; `least` is what must be left."""

    place: str
    free: int
    least: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is known of the daemon at one moment.

    Attributes:
        now: this moment, UTC.
        up: how long the daemon runs.
        last_poll: when the inbox was last read, UTC; None before the first time.
        poll_every: how often it is to be read.
        moved: for parts of the work, how long ago each last moved on.
        failures: the parts that fail.
        backlog: what waits; None where the store does not say.
        store_error: why it does not.
        sending: whether mail is to go out at all.
        disks: room on disks.
    """

    now: datetime
    up: timedelta
    last_poll: datetime | None
    poll_every: timedelta
    moved: Mapping[str, timedelta] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    backlog: Backlog | None = None
    store_error: str = ""
    sending: bool = True
    disks: tuple[Disk, ...] = ()


def troubles(vitals: Vitals) -> tuple[Trouble, ...]:
    """Return what is wrong, each trouble once however many parts suffer from it."""
    found: dict[str, Trouble] = {}
    for trouble in (*_failing(vitals), *_silent(vitals), *_running_full(vitals)):
        found.setdefault(trouble.key, trouble)
    return tuple(found.values())


def _failing(vitals: Vitals) -> Iterator[Trouble]:
    if vitals.store_error:
        yield Trouble("database", f"The database cannot be used: {vitals.store_error}")
    for failure in vitals.failures:
        match failure.kind:
            case FailureKind.LOGIN:
                what = f"The login for the {failure.part} is refused: {failure.what}"
                yield Trouble(f"login:{failure.part}", what, failure.since)
            case FailureKind.LEASE:
                what = f"Another process has taken over; this one does nothing: {failure.what}"
                yield Trouble("lease", what, failure.since, at_once=True)
            case FailureKind.STORE:
                what = f"The database cannot be used: {failure.what}"
                yield Trouble("database", what, failure.since)
            case FailureKind.OTHER:
                what = f"The {failure.part} does not work: {failure.what}"
                yield Trouble(failure.part, what, failure.since)


def _silent(vitals: Vitals) -> Iterator[Trouble]:
    """Yield what does not happen, unless it is known why: a failure of the part says that."""
    failing = {failure.part for failure in vitals.failures}
    if not failing & {INBOX} and (since := _unread_since(vitals)):
        was = "was last read at" if vitals.last_poll else "has not been read since the start at"
        yield Trouble(INBOX, f"The inbox {was} {_at(since)}", since)
    waiting = vitals.backlog
    if waiting is None:
        return
    if waiting.overdue_since and vitals.sending and OUTBOX not in failing:
        late = vitals.now - waiting.overdue_since
        if late > SLACK and _stands(vitals, OUTBOX):
            what = f"{waiting.overdue} mails wait to go out, the first since "
            yield Trouble("queue", what + _at(waiting.overdue_since), waiting.overdue_since)
    if waiting.unsettled_since and INBOX not in failing and _stands(vitals, INBOX):
        late = vitals.now - waiting.unsettled_since
        if late > SLACK:
            what = f"{waiting.unsettled} mails are stored and not decided, the first since "
            yield Trouble("undecided", what + _at(waiting.unsettled_since), waiting.unsettled_since)
    if doubtful := waiting.outbox.get("in_doubt"):
        yield Trouble("doubt", f"{doubtful} outgoing mails are in doubt: they may have arrived")


def _unread_since(vitals: Vitals) -> datetime | None:
    """Return since when the inbox was not read though it should be; None where all is well."""
    if vitals.up < GRACE:
        return None
    since = vitals.last_poll or vitals.now - vitals.up
    late = vitals.now - since > vitals.poll_every + SLACK
    return since if late and _stands(vitals, INBOX) else None


def _stands(vitals: Vitals, part: str) -> bool:
    moved = vitals.moved.get(part)
    return moved is None or moved > SLACK


def _running_full(vitals: Vitals) -> Iterator[Trouble]:
    for disk in vitals.disks:
        if disk.free < disk.least:
            what = f"{disk.free // 1_000_000} MB are left on the disk of {disk.place}"
            yield Trouble(f"disk:{disk.place}", what, at_once=True)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
