"""An office for scenarios: a real inbox (Maildir), database, ledger folder and daemon round.

Mail is held in shadow, so that a test reads what would go out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from mailbox import Maildir
from pathlib import Path

from bot.app.worklist import Outcome, Worklist
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.staff_words import Misread, read_action
from bot.ledgers.csv import CsvLedger
from bot.wiring import opened_round, opened_store, read_config
from bot.wiring.worklist import opened_worklist
from tests.app.office import TestClock

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A working morning in a week without holidays."""

CONFIG = """\
database = "sqlite:///{folder}/pobot.db"
ledger = "ledger"
write_back = "back"

[company]
name = "Progressive Robot"
inbox = "billing@progressiverobot.com"
domains = ["progressiverobot.com"]
authserv_ids = ["mx.progressiverobot.com"]

[mailbox]
kind = "maildir"
path = "inbox"
"""

SELLER = """
[seller]
legal_name = "Progressive Robot Ltd"
address = ["1 Robot Way"]
city = "Leeds"
post_code = "LS7 2AP"
country = "GB"
vat_id = "GB123456789"
"""

ACME = ClientId("acme")
WORK = EngagementId("ENG-0001")


def ledger() -> Snapshot:
    """Return a client that needs POs, its two contacts and one piece of agreed work."""
    return Snapshot(
        clients=(
            Client(
                ACME,
                "Acme Foods Ltd",
                domains=("acme-foods.co.uk",),
                po_policy=PoPolicy.REQUIRED,
                start_rule="po",
                currency="GBP",
                language="en",
                timezone="Europe/London",
                country="GB",
            ),
        ),
        contacts=(
            Contact(ACME, "Ann Hale", "ann@acme-foods.co.uk", "procurement"),
            Contact(ACME, "Accounts", "ap@acme-foods.co.uk", "finance"),
        ),
        engagements=(
            Engagement(
                WORK,
                ACME,
                "Intranet search",
                quote_ref="Q-2041",
                sow_ref="SOW-3011",
                value=Decimal(12_000),
                currency="GBP",
                starts_on=date(2026, 12, 1),
                account_manager="sofia@progressiverobot.com",
                project_manager="daniel@progressiverobot.com",
            ),
        ),
    )


def invoice(number: str, net: int, **columns: object) -> Invoice:
    """Return a draft at 20 % tax."""
    plain = Invoice(
        InvoiceNumber(number),
        WORK,
        net=Decimal(net),
        tax=Decimal(net) / 5,
        gross=Decimal(net) * 6 / 5,
        currency="GBP",
        status=InvoiceStatus.DRAFT,
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


def order(number: str, amount: int) -> PurchaseOrder:
    """Return an order of the one client for its one work, net."""
    return PurchaseOrder(
        number,
        ACME,
        amount=Decimal(amount),
        currency="GBP",
        engagement_ids=(WORK,),
        received_on=date(2026, 11, 1),
    )


def change(number: str, amount: int, approved_on: date | None) -> ChangeRequest:
    """Return a change request of the one work."""
    return ChangeRequest(
        ChangeRequestId(number), WORK, "Search in PDFs", Decimal(amount), approved_on
    )


@dataclass
class Office:
    """Everything, in one folder."""

    folder: Path
    books: Snapshot = field(default_factory=ledger)
    clock: TestClock = field(default_factory=lambda: TestClock(TUESDAY))
    settings: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "config.toml"
        self.config.write_text(CONFIG.format(folder=self.folder) + self.settings, "utf-8")
        Maildir(self.folder / "inbox", create=True)
        self.save()

    def save(self, **tables: object) -> None:
        """Let accounts export their ledger again, with some tables changed."""
        self.books = replace(self.books, **tables)  # type: ignore[arg-type]
        CsvLedger(self.folder / "ledger").save(self.books)

    def receive(
        self, text: str, subject: str = "Purchase order", *, pdf: bytes = b"", **headers: str
    ) -> None:
        """Put a mail into the inbox: from Ann, authenticated, unless said otherwise."""
        mail = EmailMessage(policy=SMTP)
        count = len(Maildir(self.folder / "inbox")) + len(self.subjects())
        plain = {
            "Authentication-Results": "mx.progressiverobot.com; dkim=pass; spf=pass; dmarc=pass",
            "From": "Ann Hale <ann@acme-foods.co.uk>",
            "To": "billing@progressiverobot.com",
            "Subject": subject,
            "Date": self.clock.at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Message-ID": f"<mail-{count}-{self.clock.at.timestamp():.0f}@acme-foods.co.uk>",
        }
        for name, value in {
            **plain,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }.items():
            mail[name] = value
        mail.set_content(text)
        if pdf:
            mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="order.pdf")
        Maildir(self.folder / "inbox").add(mail.as_bytes())

    def run(self, *, later: timedelta = timedelta(minutes=5)) -> None:
        """Do everything that is due now, then let time pass."""
        with opened_round(read_config(self.config), clock=self.clock) as work:
            assert work.everything()
        self.clock.at += later

    @contextmanager
    def open(self) -> "Iterator[Snapshot]":
        """Give the ledger as pobot holds it."""
        with opened_store(read_config(self.config)) as store:
            yield store.snapshot()

    def subjects(self, to: str = "") -> list[str]:
        """Return the subjects of the mails that would go out, oldest first."""
        return [mail["Subject"] for mail in self.letters(to)]

    def letters(self, to: str = "") -> list[EmailMessage]:
        """Return the mails that would go out, digests left out."""
        if not (self.folder / "pobot.db").exists():
            return []
        with opened_store(read_config(self.config)) as store:
            rows = store.outbox()
        parser = BytesParser(policy=default)
        mails = [
            parser.parsebytes(row.mail.source) for row in rows if "digest:" not in row.mail.idem_key
        ]
        return [mail for mail in mails if to in str(mail["To"])]

    def orders(self) -> dict[str, PurchaseOrder]:
        """Return the orders that were written back for the accounting system, by number."""
        return {order.po_number: order for order in self.written().purchase_orders}

    def invoices(self) -> dict[str, Invoice]:
        """Return the invoices that were written back, by number."""
        return {str(each.invoice_number): each for each in self.written().invoices}

    def written(self) -> Snapshot:
        """Return the ledger that was written back."""
        found, problems = CsvLedger(self.folder / "back").load()
        assert not problems
        return found

    @contextmanager
    def worklist(self) -> Iterator[Worklist]:
        """Give what waits for a person."""
        with opened_worklist(read_config(self.config), self.clock) as worklist:
            yield worklist

    def say(self, words: str, by: str = "helen") -> Outcome:
        """Let one of us decide, in plain words; {} stands for the revision that is shown."""
        action = read_action(words.replace("{}", self.revision()), self.clock.at.date())
        assert not isinstance(action, Misread)
        with self.worklist() as worklist:
            return worklist.act(action, by)

    def revision(self) -> str:
        """Return the revision of the only item that is open; "" where it offers nothing."""
        with self.worklist() as worklist:
            shown = [worklist.show(item.item_id) for item in worklist.items()]
        return shown[0].proposal.revision if len(shown) == 1 and shown[0] else ""

    def reviews(self) -> list[str]:
        """Return the reasons of all that waits for a person."""
        with opened_store(read_config(self.config)) as store:
            return [reason for item in store.review_items() for reason in item.reasons]
