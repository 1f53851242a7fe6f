"""One round of work: what is away stops what depends on it, and nothing else."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.app.backoff import LOGIN_WAIT, LONGEST_WAIT, BackOff
from bot.app.notes import LAST_ERROR, LAST_POLL
from bot.app.round import Round
from bot.errors import LoginRefused, PobotError, ServerGone, TokenRefused
from bot.ledgers.memory import MemoryLedger
from bot.store.memory import MemoryStore
from tests.app.office import TestClock
from tests.builders import LEDGER


@dataclass
class Part:
    """Stands for a use case: notes that it ran, or fails."""

    name: str
    ran: list[str]
    failure: PobotError | None = None

    all_read: bool | None = None

    def run(self, *, all_read: bool | None = None) -> int:
        self.ran.append(self.name)
        self.all_read = all_read
        if self.failure:
            raise self.failure
        return 0

    poll = run

    def look(self) -> None:
        """Note what stands; nobody is told."""

    def recover(self) -> int:
        return 0


@dataclass
class Scene:
    store: MemoryStore = field(default_factory=lambda: MemoryStore(ledger=LEDGER))
    ledger: MemoryLedger = field(default_factory=lambda: MemoryLedger(LEDGER))
    clock: TestClock = field(default_factory=TestClock)
    ran: list[str] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    def round(self) -> Round:
        names = (
            "intake",
            "gates",
            "invoicing",
            "issuing",
            "outbox",
            "reminders",
            "top_ups",
            "blankets",
            "policy_questions",
            "follow_ups",
            "missing_contacts",
            "digest",
        )
        self.parts = {name: Part(name, self.ran) for name in names}
        return Round(
            store=self.store,
            ledger=self.ledger,
            clock=self.clock,
            **self.parts,  # type: ignore[arg-type]
        )


def test_the_inbox_is_read_before_anything_is_sent_or_anyone_reminded() -> None:
    scene = Scene()
    assert scene.round().everything()
    before = [
        "intake",
        "invoicing",
        "issuing",
        "gates",
        "outbox",
        "follow_ups",
        "reminders",
        "top_ups",
        "blankets",
        "policy_questions",
        "missing_contacts",
        "digest",
    ]
    assert scene.ran == [*before, "outbox"]


def test_without_the_inbox_nobody_is_reminded_and_the_digest_still_goes() -> None:
    scene = Scene()
    work = scene.round()
    scene.parts["intake"].failure = ServerGone("connection refused")
    assert not work.everything()
    unread = {"reminders", "invoicing", "issuing", "gates", "top_ups", "blankets"}
    unread |= {"policy_questions", "missing_contacts", "follow_ups"}
    assert not unread & set(scene.ran)
    assert scene.ran[-2:] == ["digest", "outbox"]
    assert "connection refused" in scene.store.note(f"{LAST_ERROR}:inbox")


def test_reminders_leave_only_straight_after_ledger_and_inbox_were_read() -> None:
    scene = Scene()
    work = scene.round()
    work.due()
    assert scene.parts["outbox"].all_read is True
    for tick in (work.poll, work.send):
        tick()
        assert scene.parts["outbox"].all_read is False
    scene.parts["intake"].failure = ServerGone("connection refused")
    work.due()
    assert scene.parts["outbox"].all_read is False


def test_without_the_ledger_folder_nobody_is_reminded_and_it_is_said() -> None:
    scene = Scene(ledger=MemoryLedger())
    assert not scene.round().everything()
    assert "reminders" not in scene.ran
    assert "digest" in scene.ran
    assert "missing or empty" in scene.store.note(f"{LAST_ERROR}:ledger")


def test_as_long_as_no_client_is_known_no_mail_is_judged() -> None:
    scene = Scene(store=MemoryStore(), ledger=MemoryLedger())
    assert not scene.round().poll()
    assert "intake" not in scene.ran
    assert "no client" in scene.store.note(f"{LAST_ERROR}:inbox")


def test_what_works_again_is_no_longer_said_to_fail() -> None:
    scene = Scene()
    work = scene.round()
    scene.parts["intake"].failure = ServerGone("connection refused")
    work.poll()
    scene.parts["intake"].failure = None
    scene.clock.at += timedelta(minutes=10)
    assert work.poll()
    assert scene.store.note(f"{LAST_ERROR}:inbox") == ""
    assert scene.store.note(LAST_POLL) == scene.clock.at.isoformat()


def test_a_server_that_is_away_is_not_hammered() -> None:
    scene = Scene()
    work = scene.round()
    scene.parts["intake"].failure = ServerGone("connection refused")
    for _ in range(50):
        work.poll()
    assert scene.ran.count("intake") == 1


def test_waits_grow_to_a_limit_and_a_refused_login_waits_longest() -> None:
    clock, back_off = TestClock(), BackOff()
    for _ in range(100):
        back_off.failed(clock.now(), ServerGone("away"))
    assert back_off.not_before is not None
    assert back_off.not_before - clock.now() <= LONGEST_WAIT * 1.2
    for refusal in (LoginRefused("no"), TokenRefused("the client secret has expired")):
        back_off.failed(clock.now(), refusal)
        assert back_off.not_before - clock.now() >= LOGIN_WAIT * 0.8


def test_a_stopping_daemon_begins_nothing_new() -> None:
    scene = Scene()
    work = scene.round()
    work.stop = lambda: True
    work.everything()
    work.poll()
    assert scene.ran == []
