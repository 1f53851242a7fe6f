"""The way out: each mail once, and nothing that is no longer true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.outbox import GIVE_UP, Outbox, OutboxSettings
from bot.domain.ledger import InvoiceNumber, InvoiceStatus
from bot.domain.outgoing import Condition, OutboxRow, Outgoing, OutgoingClass, OutgoingState
from bot.errors import ServerGone, StoreBusy
from bot.mail.memory import MemoryMailbox, MemoryMailer, Turn
from bot.ports import CommitAll, Delivered, Receipt
from bot.store.memory import MemoryStore
from tests.app.office import LONDON, TestClock, overdue_ledger

SOURCE = b"Subject: hello\r\n\r\nhello\r\n"


def mail(key: str = "reply:1", kind: OutgoingClass = OutgoingClass.REPLY) -> Outgoing:
    source = f"Message-ID: <{key}@x.example>\r\n".encode() + SOURCE
    return Outgoing(key, f"<{key}@x.example>", kind, "us@x.example", "them@y.example", "s", source)


@dataclass
class Scene:
    store: MemoryStore = field(default_factory=MemoryStore)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    clock: TestClock = field(default_factory=TestClock)
    settings: OutboxSettings = field(
        default_factory=lambda: OutboxSettings(send=True, stop_file=None, timezone=LONDON)
    )
    stop: Callable[[], bool] = bool

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.store, self.mailer, self.mailbox, self.clock, self.settings, self.stop)

    def queue(self, *mails: Outgoing) -> None:
        self.store.queue(mails, self.clock.now())

    def states(self) -> list[OutgoingState]:
        return [row.state for row in self.store.outbox()]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_queued_mail_is_sent_once_however_often_the_outbox_runs(scene: Scene) -> None:
    scene.queue(mail())
    assert [scene.outbox.run(), scene.outbox.run()] == [1, 0]
    assert len(scene.mailer.sent) == 1
    assert scene.states() == [OutgoingState.ACCEPTED]


def test_in_shadow_nothing_leaves(scene: Scene) -> None:
    scene.settings = replace(scene.settings, send=False)
    scene.queue(mail())
    assert scene.outbox.run() == 0
    assert scene.outbox.stopped == "shadow mode: send = false"
    assert not scene.mailer.sent


def test_while_the_stop_file_is_there_nothing_leaves(scene: Scene, tmp_path: Path) -> None:
    stop = tmp_path / "STOP"
    stop.touch()
    scene.settings = replace(scene.settings, stop_file=stop)
    scene.queue(mail())
    assert scene.outbox.run() == 0
    stop.unlink()
    assert scene.outbox.run() == 1


def test_a_refusal_for_now_is_tried_again_later(scene: Scene) -> None:
    scene.mailer.script.append(Turn(Delivered.DEFERRED, "451 greylisted"))
    scene.queue(mail())
    scene.outbox.run()
    assert scene.states() == [OutgoingState.DEFERRED]
    scene.outbox.run()
    assert not scene.mailer.sent
    scene.clock.at += timedelta(minutes=20)
    scene.outbox.run()
    assert len(scene.mailer.sent) == 1


def test_after_five_days_of_refusals_a_person_is_told(scene: Scene) -> None:
    scene.queue(mail())
    for _ in range(40):
        scene.mailer.script.append(Turn(Delivered.DEFERRED, "451 try later"))
        scene.outbox.run()
        scene.clock.at += timedelta(hours=4)
    assert scene.states() == [OutgoingState.FAILED]
    assert "451 try later" in scene.store.review_items()[0].reasons[0]


def test_a_refusal_for_good_is_not_tried_again_and_shown(scene: Scene) -> None:
    scene.mailer.script.append(Turn(Delivered.REFUSED, "550 no such user"))
    scene.queue(mail())
    scene.outbox.run()
    scene.clock.at += timedelta(days=1)
    scene.outbox.run()
    assert scene.states() == [OutgoingState.FAILED]
    assert [item.kind for item in scene.store.review_items()] == ["outgoing"]


def test_a_mail_in_doubt_that_the_sent_folder_holds_is_accepted(scene: Scene) -> None:
    scene.mailer.into = scene.mailbox
    scene.mailer.script.append(Turn(Delivered.IN_DOUBT, "timed out", arrives=True))
    scene.queue(mail())
    scene.outbox.run()
    assert scene.states() == [OutgoingState.IN_DOUBT]
    scene.outbox.run()
    assert scene.states() == [OutgoingState.ACCEPTED]
    assert len(scene.mailer.sent) == 1


def test_a_reply_in_doubt_that_never_arrived_goes_again_with_the_same_bytes(scene: Scene) -> None:
    scene.mailer.script.append(Turn(Delivered.IN_DOUBT, "timed out"))
    scene.queue(mail())
    scene.outbox.run()
    scene.outbox.run()
    assert not scene.mailer.sent, "the Sent folder may need a while"
    scene.clock.at += scene.settings.visible_after
    scene.outbox.run()
    assert [sent.source for sent in scene.mailer.sent] == [mail().source]


def test_a_reminder_in_doubt_is_held_for_a_person(scene: Scene) -> None:
    scene.mailer.script.append(Turn(Delivered.IN_DOUBT, "timed out"))
    scene.queue(mail("remind:1", OutgoingClass.REMINDER))
    scene.outbox.run()
    scene.clock.at += scene.settings.visible_after
    scene.outbox.run()
    assert scene.states() == [OutgoingState.HELD]
    assert "unknown whether" in scene.store.review_items()[0].reasons[0]


def test_what_a_killed_process_left_behind_is_in_doubt_for_a_while(scene: Scene) -> None:
    scene.queue(mail())
    row = scene.store.claim(1, scene.clock.now())[0]
    scene.store.advance(row, OutgoingState.COMMITTING, scene.clock.now())
    assert scene.outbox.recover() == 1
    scene.outbox.run()
    assert scene.states() == [OutgoingState.IN_DOUBT]
    scene.clock.at += scene.settings.visible_after
    scene.outbox.run()
    assert scene.states() == [OutgoingState.ACCEPTED]


def test_a_reminder_whose_invoice_was_paid_meanwhile_is_not_sent(scene: Scene) -> None:
    scene.store.import_ledger(overdue_ledger(), (), scene.clock.now())
    number = InvoiceNumber("PR-2026-0117")
    condition = Condition(client_id=None, unpaid=(number,))
    scene.queue(replace(mail("remind:1", OutgoingClass.REMINDER), condition=condition))
    paid = overdue_ledger(status=InvoiceStatus.PAID)
    scene.store.import_ledger(paid, (), scene.clock.now())
    scene.outbox.run()
    assert scene.states() == [OutgoingState.SUPPRESSED]
    assert not scene.mailer.sent


def test_a_mail_past_its_day_is_not_sent(scene: Scene) -> None:
    scene.queue(replace(mail(), expires_at=scene.clock.now() - timedelta(minutes=1)))
    scene.outbox.run()
    assert scene.states() == [OutgoingState.SUPPRESSED]


def test_when_the_server_is_away_every_claimed_mail_goes_with_a_later_run(scene: Scene) -> None:
    scene.queue(mail("reply:1"), mail("reply:2"))
    scene.mailer.script.append(Turn(ServerGone("connection refused")))
    with pytest.raises(ServerGone):
        scene.outbox.run()
    assert scene.outbox.run() == 2
    assert len(scene.mailer.sent) == 2


def test_a_mail_whose_acceptance_could_not_be_noted_is_in_doubt_and_not_sent_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.mailer.into = scene.mailbox
    scene.queue(mail())
    advance = MemoryStore.advance

    def busy(
        store: MemoryStore, row: OutboxRow, state: OutgoingState, *rest: Any, **kw: Any
    ) -> None:
        if state is OutgoingState.ACCEPTED:
            raise StoreBusy("the disk is full")
        advance(store, row, state, *rest, **kw)

    monkeypatch.setattr(MemoryStore, "advance", busy)
    with pytest.raises(StoreBusy):
        scene.outbox.run()
    monkeypatch.setattr(MemoryStore, "advance", advance)
    scene.clock.at += timedelta(hours=1)
    scene.outbox.run()
    scene.outbox.run()
    assert len(scene.mailer.sent) == 1
    assert scene.states() == [OutgoingState.ACCEPTED]


@pytest.mark.parametrize("failure", [StoreBusy("locked"), ZeroDivisionError()])
def test_no_failure_leaves_a_mail_claimed_for_ever(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fails(*_: object) -> None:
        raise failure

    scene.queue(mail("reply:1"), mail("reply:2"))
    with monkeypatch.context() as patched:
        patched.setattr(MemoryMailer, "send", fails)
        with pytest.raises(type(failure)):
            scene.outbox.run()
    assert scene.outbox.run() == 2


def test_a_mailbox_that_is_away_does_not_stop_what_is_not_in_doubt(scene: Scene) -> None:
    scene.mailer.script.append(Turn(Delivered.IN_DOUBT, "timed out"))
    scene.queue(mail("reply:1"))
    scene.outbox.run()
    scene.queue(mail("reply:2"))
    scene.mailbox.failure = ServerGone("connection refused")
    assert scene.outbox.run() == 1
    assert scene.states() == [OutgoingState.IN_DOUBT, OutgoingState.ACCEPTED]


def test_a_first_refusal_after_days_of_standstill_is_not_the_last(scene: Scene) -> None:
    scene.queue(mail())
    scene.clock.at += GIVE_UP + timedelta(hours=1)
    scene.mailer.script.append(Turn(Delivered.DEFERRED, "451 greylisted"))
    scene.outbox.run()
    assert scene.states() == [OutgoingState.DEFERRED]


def test_told_to_stop_it_ends_after_the_mail_at_hand(scene: Scene) -> None:
    scene.queue(mail("reply:1"), mail("reply:2"))
    scene.stop = lambda: bool(scene.mailer.sent)
    assert scene.outbox.run() == 1
    assert len(scene.mailer.sent) == 1
    scene.stop = bool
    assert scene.outbox.run() == 1


@dataclass
class Handing(MemoryMailer):
    """A mailer that notes how many mails it was handed at once."""

    handed: list[int] = field(default_factory=list)

    def send_together(
        self, mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        self.handed.append(len(mails))
        return tuple(self.send(mail, lambda n=n: commit((n,))) for n, mail in enumerate(mails))


def test_replies_are_handed_over_together_and_other_mails_alone(scene: Scene) -> None:
    scene.mailer = Handing()
    kinds = [OutgoingClass.REPLY] * 4 + [OutgoingClass.REMINDER] * 2 + [OutgoingClass.REPLY]
    scene.queue(*(mail(f"mail:{number}", kind) for number, kind in enumerate(kinds)))
    assert scene.outbox.run() == len(kinds)
    assert scene.mailer.handed == [3, 1, 1, 1, 1]
    assert scene.states() == [OutgoingState.ACCEPTED] * len(kinds)


def test_what_the_mailer_did_not_try_is_handed_over_again(scene: Scene) -> None:
    scene.queue(*(mail(f"reply:{number}") for number in range(5)))
    assert scene.outbox.run() == 5
    assert len(scene.mailer.sent) == 5
