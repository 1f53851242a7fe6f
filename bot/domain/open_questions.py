"""Questions of ours that are open: how long they wait for their answer, and what happens then."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from bot.domain.calendar import next_working_day

PATIENCE = 3
"""Working days that a client has to answer, before we ask once more and again after that."""


class Stage(StrEnum):
    """Where an open question stands: it is asked once more, and then a person looks after it."""

    WAITING = "waiting"
    ASK_AGAIN = "ask again"
    UNANSWERED = "unanswered"


def stage(asked_on: date, today: date, holidays: Collection[date] = ()) -> Stage:
    """Return where a question stands that was first asked on a day.

    Args:
        asked_on: the local day of the first question.
        today: the local day.
        holidays: our own, on which nobody is waited for.
    """
    if today >= _later(asked_on, 2 * PATIENCE, holidays):
        return Stage.UNANSWERED
    return Stage.ASK_AGAIN if today >= _later(asked_on, PATIENCE, holidays) else Stage.WAITING


def _later(day: date, working_days: int, holidays: Collection[date]) -> date:
    for _ in range(working_days):
        day = next_working_day(day, holidays)
    return day
