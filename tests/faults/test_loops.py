"""Faults 28 to 30: storms, automatic mail with people's words, and forged senders."""

import random
from collections.abc import Iterator

import pytest

from bot.app.loops import MOST_BARE
from bot.domain.outgoing import OutgoingClass
from tests.app.test_intake import Scene, mail
from tests.faults.mails import order
from tests.faults.room import Room, room

STORM = 500
"""Mails at once: so many that neither answers nor work may grow with them."""

FORGED = 240
"""Mails in the names of others: a third of them fail authentication as a client's own."""

WORDS = ("red", "blue", "old", "new", "tall", "wide", "round", "glass", "oak", "steel", "tin")


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=10)
        yield opened


@pytest.mark.timeout(300)
def test_a_storm_of_one_sender_gets_a_days_few_answers_and_every_mail_its_end() -> None:
    scene, dice = Scene(), random.Random(3)  # noqa: S311 - a seed makes a round repeatable
    for number in range(STORM):
        text = f"What of the {' '.join(dice.sample(WORDS, 5))} thing number {number}?"
        scene.deliver(mail(text, message_id=f"<{number}@northgate.example>"))
    scene.intake.poll()
    replies = [row for row in scene.store.outbox() if row.mail.kind is OutgoingClass.REPLY]
    assert 0 < len(replies) <= MOST_BARE
    assert len(scene.states()) == STORM
    assert all(state.terminal for state in scene.states())
    assert not scene.mailbox.inbox


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("marks", "answers"),
    [
        ({"Auto_Submitted": "auto-generated"}, 0),
        ({"Auto_Submitted": "auto-replied", "X_Zendesk_From_Account_Id": "1"}, 1),
    ],
)
def test_an_order_in_a_mail_that_says_it_is_automatic_is_booked(
    scene: Room, marks: dict[str, str], answers: int
) -> None:
    scene.scene.dovecot.deliver(order(1, **marks))
    scene.run()
    with scene.open() as work:
        booked = [str(o.po_number) for o in work.store.snapshot().purchase_orders]
    assert booked == ["4500000001"]
    assert len(scene.replies()) == answers


@pytest.mark.timeout(300)
def test_forged_senders_get_no_mail_and_change_nothing() -> None:
    scene = Scene()
    before = scene.store.snapshot()
    forged = "Authentication-Results: mx.progressiverobot.com; spf=fail; dkim=fail; dmarc=fail"
    for number in range(FORGED):
        sender = f"victim{number}@elsewhere{number % 90}.example"
        marks = "" if number % 3 else forged
        from_client = number % 3 == 0
        scene.deliver(
            mail(
                sender="jane@northgate.example" if from_client else sender,
                extra=marks,
                message_id=f"<{number}@elsewhere.example>",
                text=f"Our PO number for PR-2026-0117 is 45{number:08}.",
            )
        )
    scene.intake.poll()
    assert scene.store.outbox() == ()
    assert scene.store.snapshot() == before
    assert len(scene.states()) == FORGED
