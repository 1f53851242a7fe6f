"""A daemon that cannot start is told of, whatever it is that keeps it from starting."""

from datetime import datetime, timedelta

from bot.app.alert_notes import recalled
from bot.app.failed_starts import tell_of_failed_start
from bot.domain.alerts import News, Patience
from bot.edges.memory import MemoryRoute
from bot.errors import Permanent, ServerGone, StoreBusy
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


def tries(error: Exception, route: MemoryRoute, minutes: int, note: str = "") -> str:
    """Let the service manager start it every minute, each time a new process."""
    for minute in range(minutes):
        note = start(error, route, note, NOW + minute * MINUTE)
    return note


def start(error: Exception, route: MemoryRoute, note: str, now: datetime) -> str:
    return tell_of_failed_start(error, [route], note, now, "mail1", Patience())


def told(route: MemoryRoute) -> list[tuple[News, str]]:
    return [(alert.news, alert.what) for said in route.told for alert in said.alerts]


def test_what_will_not_pass_by_itself_is_told_at_once_and_once() -> None:
    route = MemoryRoute()
    tries(Permanent("database: file is not a database: restore a backup"), route, 60)
    assert told(route) == [
        (
            News.RAISED,
            "pobot does not start: database: file is not a database: restore a backup",
        )
    ]


def test_what_may_pass_is_told_when_it_has_lasted() -> None:
    route = MemoryRoute()
    note = tries(StoreBusy("database: locked"), route, 12)
    assert told(route) == []
    start(StoreBusy("database: locked"), route, note, NOW + 12 * MINUTE)
    assert told(route) == [(News.RAISED, "pobot does not start: database: locked")]


def test_it_is_told_again_hours_later() -> None:
    route = MemoryRoute()
    tries(Permanent("no"), route, 6 * 60 + 1)
    assert [news for news, _ in told(route)] == [News.RAISED, News.STILL]


def test_of_a_bug_only_the_kind_is_told() -> None:
    route = MemoryRoute()
    tries(ValueError("secret words"), route, 1)
    assert told(route) == [(News.RAISED, "pobot does not start: a bug: ValueError")]


def test_what_reached_nobody_is_tried_again_at_the_next_start() -> None:
    route = MemoryRoute(failure=ServerGone("away"))
    note = tries(Permanent("no"), route, 3)
    assert recalled(note)["start"].told_at is None
    route.failure = None
    start(Permanent("no"), route, note, NOW + 3 * MINUTE)
    assert len(told(route)) == 1
