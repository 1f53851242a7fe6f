"""An inbox, two clients and the worklist, on a store in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache

from bot.app.intake import Intake, IntakeSettings
from bot.app.judgement import Desk
from bot.app.review_items import Shown
from bot.app.worklist import Outcome, Worklist, WorklistSettings
from bot.domain.ledger import ClientId, InvoiceStatus, PurchaseOrder, Snapshot
from bot.domain.rules import Rules
from bot.domain.staff_words import Misread, read_action
from bot.mail.memory import MemoryMailbox
from bot.readers import InlineReaders
from bot.resources import locate
from bot.resources.rules import load_rules
from bot.store.memory import MemoryStore
from tests.app.office import LONDON, SECRET, TestClock, templates
from tests.builders import COMPANY, LEDGER, client, contact, engagement, invoice, order

BOLT = ClientId("bolt")
WEEK = timedelta(days=7)
BO = "bo@bolt.example"
PASSED = "mx.progressiverobot.com; dkim=pass; spf=pass; dmarc=pass"


def books() -> Snapshot:
    """Return Northgate, with an order on file, and Bolt with a kiosk and two open invoices."""
    kiosk = engagement(
        "ENG-0031", "Visitor gate", client_id=BOLT, quote_ref="Q-3031", value=Decimal(8000)
    )
    return replace(
        LEDGER,
        clients=(*LEDGER.clients, client("bolt", name="Bolt plc")),
        contacts=(*LEDGER.contacts, replace(contact(BO, "finance", "bolt"), name="Bo Berg")),
        engagements=(*LEDGER.engagements, kiosk),
        purchase_orders=(order("4500012345", "ENG-0007"),),
        invoices=(
            *LEDGER.invoices,
            invoice("PR-2026-0301", "ENG-0031", net=5000),
            invoice("PR-2026-0302", "ENG-0031", net=3000),
            invoice("PR-2026-0303", "ENG-0031", net=1000, status=InvoiceStatus.DRAFT),
        ),
    )


@cache
def rules() -> Rules:
    """Return the shipped rules."""
    return load_rules(locate("rules"))


@dataclass
class Room:
    """A room in which mails come in and people decide."""

    ledger: Snapshot = field(default_factory=books)
    clock: TestClock = field(default_factory=TestClock)
    held_because: str = ""
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    store: MemoryStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = MemoryStore(ledger=self.ledger)

    @property
    def desk(self) -> Desk:
        """Return what mails are judged with."""
        return Desk(COMPANY, rules(), InlineReaders())

    @property
    def worklist(self) -> Worklist:
        """Return what is tested."""
        settings = WorklistSettings(WEEK, LONDON, SECRET, self.held_because)
        return Worklist(self.store, self.desk, templates(), self.clock, settings)

    def receive(
        self,
        text: str,
        sender: str = BO,
        *,
        age: timedelta = timedelta(hours=1),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Let a mail come in, authenticated unless said otherwise, and be settled."""
        number = len(self.store.messages_since(self.clock.at - timedelta(days=1))) + 1
        fields = {
            "Authentication-Results": PASSED,
            "From": sender,
            "To": COMPANY.inbox,
            "Subject": "Purchase order",
            "Message-ID": f"<mail-{number}@{sender.rpartition('@')[2]}>",
            "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
            **(headers or {}),
        }
        lines = (*(f"{name}: {value}" for name, value in fields.items()), "", text, "")
        self.mailbox.deliver("\r\n".join(lines).encode(), self.clock.at - age)
        settings = IntakeSettings(100_000, WEEK, LONDON, SECRET, self.held_because)
        intake = Intake(self.mailbox, self.store, self.desk, templates(), self.clock, settings)
        intake.poll()

    def say(self, words: str, by: str = "helen") -> Outcome:
        """Let one of us decide in plain words; {} stands for the revision shown."""
        if "{}" in words:
            words = words.replace("{}", self.shown(int(words.split()[1])).proposal.revision)
        action = read_action(words, self.clock.at.date())
        assert not isinstance(action, Misread), action.why
        self.clock.at += timedelta(minutes=1)
        return self.worklist.act(action, by)

    def shown(self, number: int = 1) -> Shown:
        """Return an item as a person sees it."""
        shown = self.worklist.show(number)
        assert shown
        return shown

    def orders(self, client_id: ClientId = BOLT) -> dict[str, PurchaseOrder]:
        """Return a client's orders by number."""
        return {o.po_number: o for o in self.store.snapshot().orders_of(client_id)}

    def numbers(self) -> dict[str, str]:
        """Return the PO number on each of Bolt's invoices."""
        invoices = self.store.snapshot().invoices
        return {str(i.invoice_number): i.po_number for i in invoices if "-030" in i.invoice_number}

    def letters(self, to: str = BO) -> list[str]:
        """Return the keys of what was written to an address."""
        rows = self.store.outbox()
        return [row.mail.idem_key.partition(":")[0] for row in rows if row.mail.recipient == to]
