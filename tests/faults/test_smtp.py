"""Faults 21 to 26: an SMTP server that refuses, is slow to accept, or breaks off."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.domain.outgoing import OutboxRow, OutgoingState
from bot.ports import Store
from bot.wiring import opened_store, read_config
from tests.faults.room import Room, room
from tests.servers.smtp_sink import Fault, Moment, Way

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=120)
        yield opened


def replies(store: Store) -> list[OutboxRow]:
    return [row for row in store.outbox() if row.mail.idem_key.startswith("reply:")]


def states(scene: Room) -> list[OutgoingState]:
    with opened_store(read_config(scene.scene.config)) as store:
        return [row.state for row in replies(store)]


def test_a_mail_accepted_without_an_answer_is_found_in_sent_and_not_sent_again(
    scene: Room,
) -> None:
    scene.scene.feed(12)
    scene.scene.sink.plan = lambda n: Fault(Moment.DOT, Way.DROP, accepted=True) if n % 3 else None
    scene.run(2)
    assert scene.wrong() == []
    assert len(scene.replies()) == sum(fed.answered for fed in scene.scene.fed)


def test_a_mail_lost_before_acceptance_goes_again(scene: Room) -> None:
    scene.scene.feed(12)
    scene.scene.sink.plan = lambda n: Fault(Moment.DOT, Way.DROP) if n % 3 else None
    scene.run()
    scene.scene.sink.plan = lambda _number: None
    assert scene.wrong() == []


def test_greylisting_is_waited_out_with_ever_longer_waits(scene: Room) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    begin = scene.clock.at

    def greylisting(_number: int) -> Fault | None:
        return Fault(Moment.RCPT) if scene.clock.at < begin + timedelta(minutes=15) else None

    scene.scene.sink.plan = greylisting
    with scene.open() as work:
        for _ in range(20):
            scene.step(work, timedelta(minutes=3))
        (row,) = replies(work.store)
    assert row.state is OutgoingState.ACCEPTED
    assert row.attempts == 2  # at once, and after a quarter of an hour
    scene.scene.sink.plan = lambda _number: None
    assert scene.wrong() == []


@pytest.mark.parametrize(
    ("reply", "marked"),
    [
        ("550 5.1.1 no such user", True),
        ("550 5.7.1 message content rejected", False),
        ("552 5.3.4 message too big", False),
        ("554 5.7.1 policy", False),
    ],
)
def test_a_refusal_for_good_is_not_tried_again_and_is_shown(
    scene: Room, reply: str, marked: bool
) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    scene.scene.sink.plan = lambda _number: Fault(Moment.RCPT, reply=reply)
    with scene.open() as work:
        for _ in range(3):
            scene.step(work)
        (row,) = replies(work.store)
        assert (row.state, row.attempts) == (OutgoingState.FAILED, 1)
        shown = [item for item in work.store.review_items() if "refused" in str(item.reasons)]
        assert any(reply in str(item.reasons) for item in shown)
        assert ("pat@client1.example" in str(work.store.holds())) is marked


def test_one_recipient_who_is_refused_takes_no_other_with_him(scene: Room) -> None:
    for number in (1, 2, 3):
        scene.scene.dovecot.deliver(scene.order(number))
    scene.scene.sink.faults.extend([None, Fault(Moment.RCPT, reply="550 5.7.1 no"), None])
    with scene.open() as work:
        work.intake.poll()
        work.outbox.run()
        found = [row.state.value for row in replies(work.store)]
    assert sorted(found) == ["accepted", "accepted", "failed"]
    assert {mail.recipient.count("@") for mail in scene.scene.sink.accepted()} == {1}


def test_a_server_that_is_away_is_tried_again_and_everything_goes(scene: Room) -> None:
    scene.scene.feed(6)
    scene.configure(f"port = {scene.scene.sink.port}", "port = 1")
    assert scene.run() == [False]
    assert scene.errors("outbox")
    assert OutgoingState.ACCEPTED not in states(scene)
    scene.configure("port = 1", f"port = {scene.scene.sink.port}")
    assert scene.wrong() == []
    assert scene.errors("outbox") == ""


def test_after_five_days_of_deferrals_a_person_is_told(scene: Room) -> None:
    scene.scene.dovecot.deliver(scene.order(1))
    scene.scene.sink.plan = lambda _number: Fault(Moment.RCPT)
    begin: datetime = scene.clock.at
    with scene.open() as work:
        while scene.clock.at < begin + timedelta(days=6):
            scene.step(work, timedelta(hours=4))
        (row,) = replies(work.store)
        assert row.state is OutgoingState.FAILED
        assert any("refused for 5 days" in str(item.reasons) for item in work.store.review_items())
