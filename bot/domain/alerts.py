"""Alerts: which trouble is told, reminded of, and said to be over. Pure: values in, alerts out.

A trouble is told once, when it lasted long enough to be more than a hiccup; again while it lasts,
hours apart; and its end is told once too, when it stayed away for a while. So a server that comes
and goes every minute gives one alert, not sixty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

Known = Mapping[str, "Case"]
"""Troubles that are looked after, by their keys."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong at this moment.

    Attributes:
        key: which trouble it is; the same one has the same key at every look.
        what: what is wrong, a sentence for whoever is on duty; no text of a mail, no secret.
        since: since when, where that is known; UTC.
        at_once: whether waiting would help nobody.
    """

    key: str
    what: str
    since: datetime | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A trouble over time. All times are UTC.

    Attributes:
        since: when it began, or was first seen.
        what: what was last said of it.
        told_at: when it was last told; None before.
        gone_since: since when it is not seen any more; None while it is.
    """

    since: datetime
    what: str
    told_at: datetime | None = None
    gone_since: datetime | None = None


class News(StrEnum):
    """What an alert says of its trouble."""

    RAISED = "raised"
    STILL = "still"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell whoever is on duty."""

    news: News
    key: str
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited.

    Attributes:
        after: a trouble that lasted so long is told.
        again: so long after, if it lasts, it is told again.
        settled: when it was away for so long, its end is told.
    """

    after: timedelta = timedelta(minutes=12)
    again: timedelta = timedelta(hours=6)
    settled: timedelta = timedelta(minutes=5)


def looked_after(known: Known, troubles: Iterable[Trouble], now: datetime) -> Known:
    """Return the cases after a look that found these troubles.

    One that was never told and is gone is forgotten; one that was told stays until its end is told.
    """
    found = {trouble.key: trouble for trouble in troubles}
    gone = {
        key: case if case.gone_since else replace(case, gone_since=now)
        for key, case in known.items()
        if key not in found and case.told_at
    }
    return gone | {key: _seen(known.get(key), trouble, now) for key, trouble in found.items()}


def due(
    known: Known, troubles: Iterable[Trouble], patience: Patience, now: datetime
) -> tuple[Alert, ...]:
    """Return what is to be told now, of cases that these troubles are in already; by key."""
    at_once = {trouble.key for trouble in troubles if trouble.at_once}
    alerts = (
        Alert(news, key, case.what, case.since)
        for key, case in sorted(known.items())
        if (news := _news(case, patience, now, at_once=key in at_once))
    )
    return tuple(alerts)


def told(known: Known, alerts: Iterable[Alert], now: datetime) -> Known:
    """Return the cases after these alerts reached somebody."""
    news = {alert.key: alert.news for alert in alerts}
    return {
        key: replace(case, told_at=now) if key in news else case
        for key, case in known.items()
        if news.get(key) is not News.CLEARED
    }


def _seen(case: Case | None, trouble: Trouble, now: datetime) -> Case:
    if case is None:
        return Case(min(trouble.since or now, now), trouble.what)
    return replace(case, what=trouble.what, gone_since=None)


def _news(case: Case, patience: Patience, now: datetime, *, at_once: bool) -> News | None:
    if case.gone_since:
        return News.CLEARED if now - case.gone_since >= patience.settled else None
    if case.told_at is None:
        lasted = now - case.since >= patience.after
        return News.RAISED if at_once or lasted else None
    return News.STILL if now - case.told_at >= patience.again else None
