"""Mail in: each mail has exactly one end, whatever happens on the way."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

import pytest

from bot.app import judgement
from bot.app.inbox import PATIENCE
from bot.app.intake import ATTEMPTS, Intake, IntakeSettings
from bot.app.judgement import Desk
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import OutgoingState
from bot.domain.rules import Rules
from bot.errors import ServerGone, StoreBusy
from bot.mail.memory import MemoryMailbox
from bot.ports import Filing, MessageState, StoredMessage
from bot.readers import InlineReaders
from bot.resources import locate
from bot.resources.rules import load_rules
from bot.store.memory import MemoryStore
from tests.app.office import LONDON, SECRET, TestClock, templates
from tests.builders import COMPANY, LEDGER


@cache
def rules() -> Rules:
    return load_rules(locate("rules"))


def mail(
    text: str = "Our PO number for PR-2026-0117 is 4500012345.",
    sender: str = "jane@northgate.example",
    extra: str = "",
    message_id: str = "<a@northgate.example>",
) -> bytes:
    lines = (
        f"From: {sender}",
        "To: billing@progressiverobot.com",
        "Subject: Purchase order",
        f"Message-ID: {message_id}",
        "Date: Mon, 23 Nov 2026 08:00:00 +0000",
        *([extra] if extra else []),
        "",
        text,
        "",
    )
    return "\r\n".join(lines).encode()


@dataclass
class Scene:
    ledger: Snapshot = LEDGER
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    clock: TestClock = field(default_factory=TestClock)
    settings: IntakeSettings = field(
        default_factory=lambda: IntakeSettings(
            size_limit=20_000, answer_within=timedelta(days=7), timezone=LONDON, secret=SECRET
        )
    )
    store: MemoryStore = field(init=False)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        self.store = MemoryStore(ledger=self.ledger)
        self.restart()

    def restart(self) -> None:
        desk = Desk(COMPANY, rules(), InlineReaders())
        self.intake = Intake(self.mailbox, self.store, desk, templates(), self.clock, self.settings)

    def deliver(self, source: bytes, age: timedelta = timedelta(hours=1)) -> None:
        self.mailbox.deliver(source, self.clock.at - age)

    def states(self) -> list[MessageState]:
        return [m.state for m in self.store.messages_since(self.clock.at - timedelta(days=1))]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_order_is_booked_answered_and_filed(scene: Scene) -> None:
    scene.deliver(mail())
    assert scene.intake.poll() == 1
    assert scene.states() == [MessageState.DONE]
    assert scene.store.snapshot().order(LEDGER.clients[0].client_id, "4500012345") is not None
    assert [row.mail.recipient for row in scene.store.outbox()] == ["jane@northgate.example"]
    assert len(scene.mailbox.filed[Filing.PROCESSED]) == 1
    assert not scene.mailbox.inbox


def test_the_same_mail_by_two_roads_has_one_effect_and_both_copies_are_filed(scene: Scene) -> None:
    scene.deliver(mail())
    scene.deliver(mail(extra="Received: from alias.example by mx.progressiverobot.com; now"))
    scene.intake.poll()
    assert len(scene.store.outbox()) == 1
    assert len(scene.states()) == 1
    assert len(scene.mailbox.filed[Filing.PROCESSED]) == 2


def test_another_mail_under_the_same_message_id_is_a_mail_of_its_own(scene: Scene) -> None:
    scene.deliver(mail())
    scene.deliver(mail(text="Thank you for your help, Jane"))
    scene.intake.poll()
    assert len(scene.states()) == 2


def test_after_a_new_uidvalidity_everything_is_seen_again_and_nothing_happens_twice(
    scene: Scene,
) -> None:
    scene.mailbox.failure = None
    scene.deliver(mail())
    scene.intake.fetch()
    scene.intake.settle()
    scene.mailbox.renumber()
    scene.intake.poll()
    assert len(scene.store.outbox()) == 1
    assert len(scene.states()) == 1


def test_a_strangers_mail_waits_for_a_person_and_gets_no_answer(scene: Scene) -> None:
    scene.deliver(mail(sender="eve@elsewhere.example"))
    scene.intake.poll()
    assert scene.states() == [MessageState.SHOWN]
    assert not scene.store.outbox()
    assert [item.kind for item in scene.store.review_items()] == ["mail"]
    assert len(scene.mailbox.filed[Filing.REVIEW]) == 1


def test_an_old_mail_is_booked_and_not_answered(scene: Scene) -> None:
    scene.deliver(mail(), age=timedelta(days=8))
    scene.intake.poll()
    assert scene.store.snapshot().purchase_orders
    assert not scene.store.outbox()


def test_an_old_mail_that_would_need_a_question_is_shown(scene: Scene) -> None:
    scene.deliver(mail(text="Please find our purchase order number below."), timedelta(days=8))
    scene.intake.poll()
    assert not scene.store.outbox()
    assert scene.states() == [MessageState.SHOWN]


def test_in_shadow_the_reply_is_recorded_as_held(scene: Scene) -> None:
    scene.settings = replace(scene.settings, held_because="shadow")
    scene.restart()
    scene.deliver(mail())
    scene.intake.poll()
    assert [row.state for row in scene.store.outbox()] == [OutgoingState.HELD]


def test_a_mail_over_the_size_limit_is_shown_by_its_headers(scene: Scene) -> None:
    scene.deliver(mail(text="x" * 30_000))
    scene.intake.poll()
    assert scene.states() == [MessageState.SHOWN]
    assert not scene.store.snapshot().purchase_orders


@pytest.mark.parametrize("step", ["opening", "judge_opened"])
def test_a_bug_costs_one_mail_and_the_next_is_unaffected(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    works = getattr(judgement, step)

    def stumbles(mail: object, *arguments: object, **options: object) -> object:
        if "poison" in repr(mail):
            raise ZeroDivisionError
        return works(mail, *arguments, **options)

    module = "opening" if step == "opening" else "intake"
    monkeypatch.setattr(f"bot.app.{module}.{step}", stumbles)
    scene.deliver(mail(text="poison", message_id="<p@northgate.example>"))
    scene.deliver(mail())
    scene.intake.poll()
    assert sorted(scene.states()) == [MessageState.DONE, MessageState.QUARANTINED]
    (item,) = scene.store.review_items()
    assert item.kind == "quarantine"


def test_a_mail_that_ended_the_process_three_times_is_quarantined_unopened(scene: Scene) -> None:
    scene.deliver(mail())
    scene.intake.fetch()
    (message,) = scene.store.unsettled(1)
    for _ in range(ATTEMPTS):
        scene.store.begin(message, scene.clock.now())
    scene.restart()
    scene.intake.settle()
    assert scene.states() == [MessageState.QUARANTINED]
    assert not scene.store.snapshot().purchase_orders


def test_a_failing_world_does_not_count_against_the_mail(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise StoreBusy("the disk is full")

    scene.deliver(mail())
    settle = MemoryStore.settle
    monkeypatch.setattr(MemoryStore, "settle", full)
    for _ in range(ATTEMPTS + 3):
        with pytest.raises(StoreBusy):
            scene.intake.poll()
    monkeypatch.setattr(MemoryStore, "settle", settle)
    scene.intake.poll()
    assert scene.states() == [MessageState.DONE]


def test_when_the_mailbox_is_away_nothing_changes_and_the_next_poll_goes_on(scene: Scene) -> None:
    scene.deliver(mail())
    scene.mailbox.failure = ServerGone("connection reset")
    with pytest.raises(ServerGone):
        scene.intake.poll()
    assert scene.states() == []
    assert scene.intake.poll() == 1


def test_a_failure_of_a_poll_that_was_broken_off_is_forgotten(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> tuple[StoredMessage, ...]:
        raise StoreBusy("the disk is full")

    scene.deliver(mail())
    scene.mailbox.failure = ServerGone("connection reset")
    unsettled = MemoryStore.unsettled
    monkeypatch.setattr(MemoryStore, "unsettled", full)
    with pytest.raises(StoreBusy):
        scene.intake.poll()
    monkeypatch.setattr(MemoryStore, "unsettled", unsettled)
    assert scene.intake.poll() == 1


def test_a_mail_without_bytes_is_waited_for_and_never_skipped(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.deliver(mail())
    fetch = MemoryMailbox.fetch
    monkeypatch.setattr(MemoryMailbox, "fetch", lambda *_: iter(()))
    scene.intake.poll()
    monkeypatch.setattr(MemoryMailbox, "fetch", fetch)
    assert scene.intake.poll() == 1


def test_a_mail_that_never_gets_bytes_is_told_to_a_person(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.deliver(mail())
    monkeypatch.setattr(MemoryMailbox, "fetch", lambda *_: iter(()))
    for _ in range(PATIENCE):
        scene.intake.poll()
    (item,) = scene.store.review_items()
    assert "gives no content" in item.subject


def test_mails_that_fell_with_their_batch_are_tried_one_at_a_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        scene.deliver(mail(message_id=f"<{name}@northgate.example>"))
    scene.intake.fetch()
    monkeypatch.setattr("bot.app.opening.opening", _killed)
    with pytest.raises(KeyboardInterrupt):
        scene.intake.settle()
    monkeypatch.undo()
    assert [m.attempts for m in scene.store.unsettled(10)] == [0, 0, 0]

    monkeypatch.setattr("bot.app.opening.opening", _killed)
    with pytest.raises(KeyboardInterrupt):
        scene.intake.settle()
    assert [m.attempts for m in scene.store.unsettled(10)] == [1, 0, 0]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_told_to_stop_it_ends_after_the_mail_at_hand(scene: Scene) -> None:
    scene.deliver(mail())
    scene.deliver(mail(text="Thank you, Jane", message_id="<b@northgate.example>"))
    scene.intake.fetch()
    scene.intake.stop = lambda: bool(scene.store.outbox())
    scene.intake.settle()
    assert [state.terminal for state in scene.states()].count(True) == 1
