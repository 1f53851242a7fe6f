"""A store, a clock and settings for use cases that write of their own accord."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.app.digest import Digest, DigestSettings
from bot.app.quiet import ReminderSettings
from bot.app.reminders import Reminders
from bot.domain.decision import Change
from bot.domain.ledger import InvoiceStatus, Snapshot
from bot.domain.message import Location, RawMessage
from bot.ports import Evidence, MessageState, NewReviewItem, Registration, Settlement
from bot.resources import locate
from bot.resources.procedures import load_procedures
from bot.resources.templates import LoadedTemplates, load_templates
from bot.store.memory import MemoryStore
from tests.builders import COMPANY, LEDGER, NOW, TODAY, invoice, ledger, order

LONDON = ZoneInfo("Europe/London")
SECRET = b"a secret of the tests"


@dataclass(slots=True)
class TestClock:
    """A clock that a test moves."""

    __test__ = False
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@cache
def templates() -> LoadedTemplates:
    return load_templates(locate("templates"))


def overdue_ledger(days_past_due: int = 8, **columns: object) -> Snapshot:
    """Return the ledger of one client with one issued invoice, so many days past due today."""
    issued_on = TODAY - timedelta(days=30 + days_past_due)
    owed = {
        "status": InvoiceStatus.ISSUED,
        "po_number": "4500012345",
        "issued_on": issued_on,
        **columns,
    }
    return ledger(
        invoices=(invoice("PR-2026-0117", **owed),),  # type: ignore[arg-type]
        purchase_orders=(order("4500012345", "ENG-0007", "ENG-0009"),),
    )


@dataclass(slots=True)
class Office:
    """Everything that reminders and digests touch."""

    store: MemoryStore
    clock: TestClock = field(default_factory=TestClock)
    held_because: str = ""
    most_at_once: int = 50
    country: str = "GB"
    enabled: bool = True

    @property
    def reminders(self) -> Reminders:
        settings = ReminderSettings(
            procedure=load_procedures(locate("rules") / "dunning")["default"],
            timezone=LONDON,
            secret=SECRET,
            country=self.country,
            held_because=self.held_because,
            most_at_once=self.most_at_once,
            enabled=self.enabled,
        )
        return Reminders(self.store, templates(), COMPANY, self.clock, settings)

    def digest(self, *recipients: str) -> Digest:
        settings = DigestSettings(
            recipients=recipients or ("accounts@progressiverobot.com",),
            timezone=LONDON,
            secret=SECRET,
            held_because=self.held_because,
        )
        return Digest(self.store, templates(), COMPANY, self.clock, settings, self.reminders)

    def receives(
        self,
        sender: str = "jane@northgate.example",
        subject: str = "Purchase order",
        *,
        verdict: str = "apply",
        changes: tuple[Change, ...] = (),
        review: tuple[NewReviewItem, ...] = (),
        judgement: str = "",
        evidence: Evidence | None = None,
        settled: bool = True,
    ) -> None:
        """Play a mail that was received and settled now."""
        number = len(self.store.messages_since(datetime(2000, 1, 1, tzinfo=UTC))) + 1
        key, now = f"mail-{number}", self.clock.now()
        raw = RawMessage(Location("inbox", 1, number), now, b"From: x\r\n\r\n", 11)
        rows = self.store.register(
            (Registration(raw, key, f"<{key}@northgate.example>", sender, subject),), None, now
        )
        if settled:
            self.store.settle(
                Settlement(
                    message=rows[0],
                    state=MessageState.SHOWN if review else MessageState.DONE,
                    verdict=verdict,
                    judgement=judgement,
                    changes=changes,
                    evidence=evidence or Evidence(cause=f"<{key}@northgate.example>"),
                    review=review,
                ),
                now,
            )


def office(books: Snapshot = LEDGER) -> Office:
    """Return an office with this ledger, on a Monday morning."""
    return Office(MemoryStore(ledger=books))


def morning(day: date) -> datetime:
    """Return half past nine in London."""
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=LONDON).astimezone(UTC)
