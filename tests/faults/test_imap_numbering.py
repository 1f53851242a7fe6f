"""Faults 1, 2 and 15 to 18: what names a mail when UIDs, places and Message-IDs do not."""

import re
from collections.abc import Iterator

import pytest

from bot.domain.outgoing import OutgoingClass, OutgoingState
from tests.faults.room import Room, room
from tests.servers.smtp_sink import Fault, Moment, Way

pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(300)]


@pytest.fixture
def scene() -> Iterator[Room]:
    with room() as opened:
        opened.set_up(invoices=120)
        yield opened


def test_after_a_new_uidvalidity_all_is_read_again_and_nothing_happens_twice(scene: Room) -> None:
    scene.scene.feed(60)
    with scene.open() as work:
        work.intake.fetch()
        work.intake.settle()  # decided, and still in the inbox
    scene.scene.dovecot.renumber()
    scene.scene.feed(5)
    assert scene.wrong() == []
    assert any("numbered its mails anew" in subject for subject in scene.items())


def test_other_mails_at_uids_that_were_used_before_are_read(scene: Room) -> None:
    scene.scene.feed(3)
    assert scene.run() == [True]
    with scene.open() as work:
        before = work.store.scanned_to(work.intake.mailbox.name, work.intake.mailbox.uid_validity())
    scene.scene.dovecot.renumber()
    scene.scene.feed(3)  # they get the UIDs 1 to 3
    assert before == 3
    assert scene.wrong() == []


def test_a_copy_in_another_place_is_the_same_mail(scene: Room) -> None:
    source = scene.order(1)
    for trace in ("Received: from a by mx", "Delivered-To: orders@progressiverobot.com", "X-A: b"):
        scene.scene.dovecot.deliver(f"{trace}\r\n".encode() + source)
    scene.scene.copies = 2
    assert scene.wrong() == []
    assert len(scene.replies()) == 1


def test_mails_without_a_message_id_are_told_apart_by_their_content(scene: Room) -> None:
    first = scene.order(1, message_id="")
    second = scene.order(2, message_id="")
    for source in (first, second, second, first):
        scene.scene.dovecot.deliver(source)
    scene.scene.copies = 2
    assert scene.wrong() == []
    assert len(scene.replies()) == 2


def test_one_message_id_on_two_mails_is_two_mails_and_is_said(scene: Room) -> None:
    for source in (scene.order(1, message_id="<x@y>"), scene.order(2, message_id="<x@y>")):
        scene.scene.dovecot.deliver(source)
    scene.run()
    assert len(scene.stored()) == 2
    assert any("Purchase order" in subject for subject in scene.items())
    assert scene.wrong() == []


def test_a_provider_that_rewrites_message_ids_makes_no_reply_go_twice(scene: Room) -> None:
    sink, dovecot = scene.scene.sink, scene.scene.dovecot
    sink.on_accept = lambda source: dovecot.deliver(rewritten(source), "Sent")
    sink.faults.append(Fault(Moment.DOT, Way.DROP, accepted=True))
    dovecot.deliver(scene.order(1))
    scene.run(3)
    assert len(scene.replies()) == 1
    with scene.open() as work:
        states = {row.state for row in work.store.outbox() if row.mail.kind is OutgoingClass.REPLY}
    assert states == {OutgoingState.ACCEPTED}


def rewritten(source: bytes) -> bytes:
    """Return a mail as Amazon SES or Exchange keep it: under a Message-ID of their own."""
    own = b"Message-ID: <new@provider.example>"
    return re.sub(rb"(?im)^Message-ID: <[^>]*>", own, source, count=1)
