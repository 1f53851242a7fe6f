"""A retainer with a blanket order, and the desk that warns of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import default as modern

from bot.app.blankets import Blankets
from bot.domain.blanket_warnings import (
    Thresholds,
)
from bot.domain.burn_down import months_after
from bot.domain.ledger import Invoice, InvoiceStatus, Snapshot
from bot.domain.outgoing import OutboxRow
from bot.domain.purchase_order import OrderKind
from bot.ports import Store
from bot.store.memory import MemoryStore
from tests.app.office import TestClock, morning, office, templates
from tests.builders import COMPANY, contact, engagement, invoice, ledger, order

PO = "4500012345"
HELEN = "helen@progressiverobot.com"
WORK = engagement(kind="retainer", title="Service desk", account_manager=HELEN)
YEAR = order(
    PO,
    "ENG-0007",
    kind=OrderKind.BLANKET,
    amount=Decimal(12000),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)
BUYER = contact("buyer@northgate.example", "procurement")
CONTACTS = (contact(), BUYER, contact("dev@northgate.example", "project"))


def billed(day: date, net: int = 1000, number: int = 0) -> Invoice:
    return invoice(
        f"PR-{day:%Y}-{number or day.month:04}",
        net=net,
        issued_on=day,
        status=InvoiceStatus.ISSUED,
        po_number=PO,
    )


def books(months: int, net: int = 1000, *extra: Invoice, **tables: tuple[object, ...]) -> Snapshot:
    """Return the retainer with invoices on the 15th of so many months of 2026."""
    rows = tuple(billed(months_after(date(2026, 1, 15), n), net) for n in range(months))
    given = {
        "engagements": (WORK,),
        "contacts": CONTACTS,
        "purchase_orders": (YEAR,),
        "invoices": (*rows, *extra),
        **tables,
    }
    return ledger(**given)


@dataclass
class Desk:
    store: Store
    clock: TestClock = field(default_factory=TestClock)
    held_because: str = ""
    thresholds: Thresholds = field(default_factory=Thresholds)

    def on(self, day: date) -> "Desk":
        self.clock.at = morning(day)
        return self

    def run(self) -> int:
        settings = office().reminders.settings
        settings = replace(settings, held_because=self.held_because)
        return Blankets(
            self.store, templates(), COMPANY, self.clock, settings, self.thresholds
        ).run()

    @property
    def rows(self) -> tuple[OutboxRow, ...]:
        return self.store.outbox()


def desk(snapshot: Snapshot, day: date) -> Desk:
    return Desk(MemoryStore(ledger=snapshot)).on(day)


def words(row: OutboxRow) -> str:
    body = message_from_bytes(row.mail.source, policy=modern).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def recipients(rows: tuple[OutboxRow, ...]) -> list[str]:
    return [row.mail.recipient for row in rows]


OCTOBER = date(2026, 10, 16)
"""A Friday, 76 days before the order ends: ten of twelve months are billed, 83 %."""
