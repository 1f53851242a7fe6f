"""A whole pobot in this process, and a fault proxy between it and a real Dovecot.

The world is that of the crash suite: orders in the inbox, an SMTP sink, a ledger, and a checker
that says what was lost or doubled. The clock is the test's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.app.bookkeeping import import_if_changed
from bot.app.round import Round
from bot.errors import PobotError
from bot.ports import StoredMessage
from bot.wiring import opened_round, opened_store, read_config
from tests.app.office import TestClock
from tests.crash.invariants import broken
from tests.crash.world import CLIENTS, Fed, World, open_folder, world
from tests.faults.mails import order
from tests.servers.proxy import Proxy

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A working morning in a week without holidays."""

RESTS = 12
"""Rounds allowed for coming to rest after a fault."""


@dataclass
class Room:
    """The servers, and how pobot is configured to find them."""

    scene: World
    proxy: Proxy
    clock: TestClock = field(default_factory=lambda: TestClock(MONDAY))
    timeout: float = 20.0
    mailbox: str = ""
    settings: str = ""

    def configure(self, old: str, new: str) -> None:
        """Change the configuration."""
        text = self.scene.config.read_text("utf-8")
        assert old in text
        self.scene.config.write_text(text.replace(old, new, 1), "utf-8")

    def set_up(self, invoices: int = 40) -> None:
        """Write ledger and configuration."""
        self.scene.now = self.clock.at
        self.scene.set_up(invoices)
        more = f"timeout = {self.timeout}\n{self.mailbox}"
        text = self.scene.config.read_text("utf-8")
        text = text.replace(f"port = {self.scene.dovecot.port}", f"port = {self.proxy.port}")
        text = text.replace("poll_seconds = 5\n", f"poll_seconds = 5\n{more}", 1)
        self.scene.config.write_text(f"{text}\n{self.settings}", "utf-8")

    @contextmanager
    def open(self) -> Iterator[Round]:
        """Start pobot; what it keeps in memory ends with the context."""
        with opened_round(read_config(self.scene.config), clock=self.clock) as work:
            work.start()
            import_if_changed(work.ledger, work.store, self.clock)
            yield work

    def run(self, rounds: int = 1) -> list[bool]:
        """Start pobot, let it do what is due some times, and say whether each time went well."""
        with self.open() as work:
            return [self.step(work) for _ in range(rounds)]

    def step(self, work: Round, later: timedelta = timedelta(minutes=30)) -> bool:
        """Do what is due; then let time pass, so that what was put off becomes due."""
        well = work.everything()
        self.clock.at += later
        return well

    def wrong(self) -> list[str]:
        """Return what was lost or doubled, once pobot had time to come to rest."""
        found: list[str] = []
        for _ in range(RESTS):
            self.run()
            with opened_store(read_config(self.scene.config)) as store:
                found = broken(self.scene, store)
            if not found:
                break
        return found

    def stored(self) -> tuple[StoredMessage, ...]:
        """Return the mails that pobot has."""
        with opened_store(read_config(self.scene.config)) as store:
            return store.messages_since(self.scene.beginning)

    def errors(self, part: str = "inbox") -> str:
        """Return what does not work at the moment, as `pobot status` says it."""
        with opened_store(read_config(self.scene.config)) as store:
            return store.note(f"last_error:{part}")

    def items(self) -> list[str]:
        """Return the subjects of what waits for a person."""
        with opened_store(read_config(self.scene.config)) as store:
            return [item.subject for item in store.review_items()]

    def order(self, number: int, *, message_id: str | None = None, text: str = "") -> bytes:
        """Return an order that the checker expects to be booked and answered once."""
        fed = Fed(number % CLIENTS, f"PR-2026-{number:04}", f"45{number:08}", answered=True)
        self.scene.fed.append(fed)
        return order(number, message_id=message_id, text=text)

    def replies(self) -> list[str]:
        """Return the recipients of the replies that the SMTP server accepted."""
        return [
            mail.recipient for mail in self.scene.sink.accepted() if b"auto-replied" in mail.source
        ]


@contextmanager
def room(seed: int = 1) -> Iterator[Room]:
    """Start the servers; the room still has to be set up."""
    with open_folder() as folder:
        database = f"sqlite:///{folder / 'pobot.db'}"
        with (
            world(folder, database, seed, faults=False) as scene,
            Proxy(scene.dovecot.port) as proxy,
        ):
            yield Room(scene, proxy)


def attempt(work: Round) -> bool:
    """Read the inbox once, without waiting for any back-off; say whether it went well."""
    try:
        work.intake.poll()
    except PobotError:
        return False
    return True
