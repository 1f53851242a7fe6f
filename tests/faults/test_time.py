"""Faults 20 and 38 to 40: clocks that jump, summer time, late ticks, and days of standstill."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.backoff import BackOff
from bot.app.reminders import Reminders
from bot.daemon import _scheduler
from bot.errors import ServerGone
from tests.app.office import LONDON, TestClock, office
from tests.faults.mails import order
from tests.faults.room import Room, room

pytestmark = [pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=60)
        yield opened


@pytest.mark.dovecot
@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=3)])
def test_a_clock_that_is_set_back_reminds_nobody_that_time_and_doubles_nothing(
    scene: Room, jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded: list[int] = []
    really = Reminders.run

    def counted(reminders: Reminders) -> int:
        reminded.append(1)
        return really(reminders)

    monkeypatch.setattr(Reminders, "run", counted)
    scene.scene.feed(4)
    with scene.open() as work:
        assert scene.step(work)
        scene.clock.at -= jump
        scene.scene.feed(4)
        before = len(reminded)
        assert not scene.step(work, timedelta(minutes=1))
        assert len(reminded) == before
        assert scene.step(work)
        assert len(reminded) == before + 1
    scene.clock.at += jump
    assert scene.wrong() == []


def test_a_wait_does_not_last_for_days_because_the_clock_was_set_back() -> None:
    clock, back_off = TestClock(), BackOff()
    back_off.failed(clock.at, ServerGone("away"))
    assert back_off.waits(clock.at)
    assert not back_off.waits(clock.at - timedelta(days=3))


@pytest.mark.parametrize(
    "night", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
)
def test_around_a_change_of_summer_time_there_is_one_digest_a_working_day(night: datetime) -> None:
    desk = office()
    desk.clock.at = night - timedelta(days=3)
    while desk.clock.at < night + timedelta(days=4):
        desk.digest().run()
        desk.clock.at += timedelta(minutes=30)
    keys = [row.mail.idem_key for row in desk.store.outbox()]
    daily = [key for key in keys if key.startswith("digest:accounts@")]
    days = [date.fromisoformat(key.rpartition(":")[2]) for key in daily]
    made = [row.created_at.astimezone(LONDON) for row in desk.store.outbox()]
    assert days == sorted(set(days))
    assert len(days) == 5
    assert {day.isoweekday() for day in days} <= {1, 2, 3, 4, 5}
    assert {(moment.hour, moment.minute) for moment in made} <= {(8, 0), (8, 30)}


class Slow:
    """Work whose first tick takes longer than APScheduler's own patience."""

    def __init__(self) -> None:
        self.polls = self.sends = 0
        self.go_on, self.sent = threading.Event(), threading.Event()
        self.pulse = None

    def due(self) -> bool:
        return True

    def poll(self) -> bool:
        self.polls += 1
        if self.polls == 1:
            self.go_on.wait(30)
        return True

    def send(self) -> bool:
        self.sent.set()
        return True


def test_ticks_that_come_late_are_not_dropped() -> None:
    work = Slow()
    scheduler = _scheduler(work, 0.2)  # type: ignore[arg-type]
    scheduler.modify_job("outbox", next_run_time=datetime.now(UTC) + timedelta(seconds=0.4))
    scheduler.start()
    jobs = {job.id: (job.misfire_grace_time, job.coalesce) for job in scheduler.get_jobs()}
    threading.Timer(3, work.go_on.set).start()  # three times APScheduler's grace of a second
    came = work.sent.wait(30)
    scheduler.shutdown(wait=True)
    assert came
    assert all(job == (None, True) for job in jobs.values())


@pytest.mark.dovecot
def test_after_three_days_down_the_inbox_is_read_before_anybody_is_written_to(scene: Room) -> None:
    invoices = scene.scene.folder / "ledger" / "invoices.csv"
    rows = invoices.read_text("utf-8").splitlines()
    head = f"{rows[0]},issued_on,po_number"
    overdue = [
        f"PR-2026-{n:04},ENG-{n:04},1000.00,200.00,1200.00,GBP,issued,2026-10-01,45{n:08}"
        for n in range(1, 61)
    ]
    invoices.write_text("\n".join([head, *overdue, ""]), "utf-8")
    for client in range(1, 20):
        text = f"We have paid invoice PR-2026-{client:04} today, all of it.\n"
        when = scene.clock.at - timedelta(hours=client)
        scene.scene.dovecot.deliver(order(client, text=text), when=when.timestamp())
    scene.run(2)
    ours = [mail for mail in scene.scene.sink.accepted() if mail.recipient.startswith("pat@")]
    reminded = [mail.recipient for mail in ours if b"auto-generated" in mail.source]
    assert reminded == ["pat@client0.example"]  # the only one who has not written
