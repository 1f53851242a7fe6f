"""Questions that were not answered: asked once more, in time and in the thread, and never again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.follow_ups import FollowUps, waiting_for_an_answer
from bot.app.judgement import Desk
from bot.domain.decision import MarkAddress
from bot.domain.outgoing import OutboxRow
from bot.ports import Evidence
from bot.readers import InlineReaders
from tests.app.office import LONDON, office, templates
from tests.app.test_intake import Scene, rules
from tests.app.test_questions import ASKED, UNSURE, says
from tests.builders import COMPANY


@pytest.fixture
def scene() -> Scene:
    return Scene()


def follow_ups(scene: Scene) -> FollowUps:
    desk = Desk(COMPANY, rules(), InlineReaders())
    settings = office().reminders.settings
    return FollowUps(scene.store, desk, templates(), scene.clock, settings)


def again(scene: Scene, days: int) -> tuple[OutboxRow, ...]:
    """Let working mornings pass on each of which it is tried; return all letters."""
    for _ in range(days):
        scene.clock.at += timedelta(days=1)
        follow_ups(scene).run()
    return scene.store.outbox()


def test_it_is_asked_once_more_after_three_working_days_in_the_same_thread(scene: Scene) -> None:
    says(scene, ASKED)
    assert len(again(scene, 2)) == 1
    first, second = again(scene, 12)
    assert second.mail.recipient == first.mail.recipient
    assert second.created_at.astimezone(LONDON).date() == scene.clock.at.date() - timedelta(days=11)
    text = second.mail.source.decode()
    assert "In-Reply-To: <0@northgate.example>" in text
    assert "Auto-Submitted: auto-generated" in text
    assert "We wrote to you about this on 23 November 2026" in text


def test_the_answer_to_the_second_letter_closes_the_question(scene: Scene) -> None:
    says(scene, ASKED)
    letter = again(scene, 4)[-1]
    says(scene, "2", "Re: PO", to=letter)
    assert scene.store.review_items() == ()


def test_what_was_asked_twice_already_is_asked_once_more_as_one_question(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, UNSURE[0], "Re: PO", to=scene.store.outbox()[-1])
    assert len(again(scene, 10)) == 3


def test_an_answered_question_is_not_asked_again(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "2", "Re: PO", to=scene.store.outbox()[-1])
    assert len(again(scene, 10)) == 2


def test_a_number_that_another_mail_gave_a_place_closes_the_question_at_once(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "PO 4500077777 is for PR-2026-0117.", "Our order")
    follow_ups(scene).run()
    assert scene.store.review_items() == ()
    closed = [e.data for e in scene.store.journal() if e.kind == "review_closed"]
    assert [(data["outcome"], data["by"]) for data in closed] == [("settled", "the ledger")]
    assert closed[0]["reason"] == "PO 4500077777 is on file."
    assert len(again(scene, 10)) == 2


def test_another_number_for_the_same_work_leaves_the_question_open(scene: Scene) -> None:
    says(scene, ASKED)
    says(scene, "PO 4500088888 is for PR-2026-0117.", "Our order")
    follow_ups(scene).run()
    assert [item.kind for item in scene.store.review_items()] == ["question"]


def test_an_order_that_was_on_file_before_answers_no_question(scene: Scene) -> None:
    says(scene, "PO 4500077777 is for PR-2026-0117.", "Our order")
    scene.clock.at += timedelta(days=1)
    says(scene, ASKED)
    open_before = scene.store.review_items()
    follow_ups(scene).run()
    assert scene.store.review_items() == open_before


def test_nobody_is_asked_at_an_address_that_bounced(scene: Scene) -> None:
    says(scene, ASKED)
    bounced = MarkAddress("jane@northgate.example", "delivery failed: 5.1.1")
    scene.store.book((bounced,), Evidence(cause="a report"), scene.clock.at)
    assert len(again(scene, 10)) == 1


def test_who_had_another_letter_that_day_is_asked_on_the_next(scene: Scene) -> None:
    says(scene, ASKED)
    again(scene, 2)
    scene.clock.at += timedelta(days=1)
    day = scene.clock.at.date()
    (first,) = scene.store.outbox()
    client = scene.ledger.clients[0].client_id
    letter = replace(
        first.mail,
        idem_key="remind:x",
        message_id="<remind-x@progressiverobot.com>",
        covers=(f"wrote:remind:{client}:{day}",),
    )
    scene.store.queue([letter], scene.clock.at)
    follow_ups(scene).run()
    assert len(scene.store.outbox()) == 2
    assert len(again(scene, 1)) == 3


def test_after_twice_the_time_it_is_a_persons_turn(scene: Scene) -> None:
    says(scene, ASKED)
    items, day = scene.store.review_items(), scene.clock.at.date()
    assert waiting_for_an_answer(items, day + timedelta(days=7)) == items
    assert waiting_for_an_answer(items, day + timedelta(days=8)) == ()
