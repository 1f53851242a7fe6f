"""Which trouble is told, when, and how often."""

from datetime import UTC, datetime, timedelta

from bot.domain.alerts import Alert, Known, News, Patience, Trouble, due, looked_after, told
from bot.domain.bulletin import bulletin

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATIENCE = Patience()
AWAY = Trouble("inbox", "The inbox does not work: connection refused", NOON)


class Desk:
    """Looks minute by minute, and remembers what was told."""

    def __init__(self) -> None:
        self.known: Known = {}
        self.told: list[tuple[int, Alert]] = []
        self.minute = 0

    def looks(self, minutes: int, *troubles: Trouble) -> None:
        for _ in range(minutes):
            now = NOON + timedelta(minutes=self.minute)
            self.known = looked_after(self.known, troubles, now)
            alerts = due(self.known, troubles, PATIENCE, now)
            self.known = told(self.known, alerts, now)
            self.told += [(self.minute, alert) for alert in alerts]
            self.minute += 1

    @property
    def news(self) -> list[tuple[int, News]]:
        return [(minute, alert.news) for minute, alert in self.told]


def test_a_trouble_that_lasts_is_told_once_within_fifteen_minutes() -> None:
    desk = Desk()
    desk.looks(60, AWAY)
    assert desk.news == [(12, News.RAISED)]


def test_a_hiccup_is_not_told() -> None:
    desk = Desk()
    desk.looks(11, AWAY)
    desk.looks(60)
    assert desk.news == []
    assert desk.known == {}


def test_what_cannot_wait_is_told_at_the_first_look() -> None:
    desk = Desk()
    desk.looks(2, Trouble("lease", "Another process has taken over", at_once=True))
    assert desk.news == [(0, News.RAISED)]


def test_a_trouble_that_began_before_anybody_looked_is_told_by_its_own_time() -> None:
    desk = Desk()
    desk.looks(1, Trouble("queue", "3 mails wait", NOON - timedelta(hours=2)))
    assert desk.news == [(0, News.RAISED)]
    assert desk.told[0][1].since == NOON - timedelta(hours=2)


def test_it_is_told_again_hours_later_while_it_lasts() -> None:
    desk = Desk()
    desk.looks(13 * 60, AWAY)
    assert desk.news == [(12, News.RAISED), (372, News.STILL), (732, News.STILL)]


def test_its_end_is_told_once_when_it_stayed_away() -> None:
    desk = Desk()
    desk.looks(20, AWAY)
    desk.looks(60)
    assert desk.news == [(12, News.RAISED), (25, News.CLEARED)]
    assert desk.known == {}


def test_a_server_that_comes_and_goes_gives_one_alert() -> None:
    desk = Desk()
    desk.looks(13, AWAY)
    for _ in range(20):
        desk.looks(2)
        desk.looks(3, AWAY)
    assert desk.news == [(12, News.RAISED)]


def test_each_trouble_has_an_alert_of_its_own() -> None:
    desk = Desk()
    desk.looks(5, AWAY)
    full = Trouble("disk:/var", "10 MB are left", at_once=True)
    desk.looks(20, AWAY, full)
    assert [(m, a.key) for m, a in desk.told] == [(5, "disk:/var"), (12, "inbox")]


def test_what_reached_nobody_is_due_again() -> None:
    known = looked_after({}, [AWAY], NOON)
    later = NOON + timedelta(minutes=12)
    assert due(known, [AWAY], PATIENCE, later) == due(known, [AWAY], PATIENCE, later)
    known = told(known, due(known, [AWAY], PATIENCE, later), later)
    assert due(known, [AWAY], PATIENCE, later) == ()


def test_the_newest_words_are_told() -> None:
    known = looked_after({}, [AWAY], NOON)
    other = Trouble("inbox", "The inbox does not work: no route to host")
    known = looked_after(known, [other], NOON + timedelta(minutes=12))
    (alert,) = due(known, [other], PATIENCE, NOON + timedelta(minutes=12))
    assert "no route to host" in alert.what
    assert alert.since == NOON


def test_a_bulletin_names_the_trouble_in_its_title_and_has_a_line_for_each() -> None:
    raised = Alert(News.RAISED, "inbox", "The inbox does not work", NOON)
    over = Alert(News.CLEARED, "queue", "3 mails wait", NOON)
    said = bulletin([raised, over], "mail1")
    assert said.title == "pobot on mail1: inbox"
    assert said.text.splitlines() == [
        "TROUBLE inbox: The inbox does not work. Since 2026-11-24 12:00 UTC.",
        "ALL CLEAR queue: 3 mails wait. It began 2026-11-24 12:00 UTC.",
    ]
    assert bulletin([over], "mail1").title == "pobot on mail1: all clear"
    assert bulletin([raised, raised], "mail1").title == "pobot on mail1: 2 troubles"
