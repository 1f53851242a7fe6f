"""What a monitor must raise an alarm for, seen from outside the daemon: from the store alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.alert_notes import recalled
from bot.app.notes import ALERTS, LAST_ERROR, LAST_POLL, PARTS
from bot.domain.alerts import Trouble
from bot.domain.vitals import Disk, Failure, FailureKind, Vitals, troubles
from bot.ports import Store

SILENCE = timedelta(minutes=15)
"""What does not move for longer is unhealthy: a clerk would have noticed by now."""

SILENT = frozenset({"inbox", "queue", "undecided"})
"""Troubles that are nothing but silence. From outside it is not seen whether work goes on."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What the store does not know.

    Attributes:
        now: this moment, UTC.
        poll_every: how often the inbox is to be read.
        sending: whether mail is to go out.
        disks: room on disks.
    """

    now: datetime
    poll_every: timedelta
    sending: bool
    disks: tuple[Disk, ...] = ()


def health(store: Store, outside: Outside) -> tuple[Trouble, ...]:
    """Return what is wrong; nothing if all is well."""
    now, last_poll = outside.now, store.note(LAST_POLL)
    vitals = Vitals(
        now=now,
        up=timedelta.max if last_poll else SILENCE,
        last_poll=datetime.fromisoformat(last_poll) if last_poll else None,
        poll_every=outside.poll_every,
        failures=_failures(store, now),
        backlog=store.backlog(now),
        sending=outside.sending,
        disks=outside.disks,
    )
    silent = SILENT - {failure.part for failure in vitals.failures}
    found = {t.key: t for t in troubles(vitals) if t.key not in silent or _is_long(t, now)}
    told = {
        key: Trouble(key, case.what, case.since)
        for key, case in recalled(store.note(ALERTS)).items()
        if case.told_at and not case.gone_since
    }
    return tuple((told | found).values())


def _is_long(trouble: Trouble, now: datetime) -> bool:
    return trouble.since is None or now - trouble.since >= SILENCE


def _failures(store: Store, now: datetime) -> tuple[Failure, ...]:
    """Return the parts that fail, as the daemon noted it: when, and why."""
    found = []
    for part in PARTS:
        note = store.note(f"{LAST_ERROR}:{part}")
        if note:
            when, _, why = note.partition(" ")
            found.append(Failure(part, FailureKind.OTHER, why, _moment(when, now)))
    return tuple(found)


def _moment(text: str, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return now
