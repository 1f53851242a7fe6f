"""A firm with real parts: ledger folder, database, inbox, and a server that keeps its mail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from bot.domain.outgoing import OutboxRow, OutgoingClass
from bot.store.engine import open_store
from bot.wiring import opened_round, read_config
from tests.app.office import TestClock
from tests.scenarios.office import Office
from tests.servers.smtp_sink import SmtpSink

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday in a week without holidays."""

TODAY = MORNING.date()

SETTINGS = """
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"

[accounts]
managers = false

[reminders]
most_at_once = {most_at_once}
"""


def clients(count: int, **columns: object) -> Snapshot:
    """Return a ledger of so many clients with one contact and one piece of work each."""
    ids = [ClientId(f"client-{n:03}") for n in range(count)]
    return Snapshot(
        clients=tuple(
            replace(
                Client(
                    each,
                    f"Client {each[-3:]} Ltd",
                    domains=(f"{each}.example",),
                    po_policy=PoPolicy.NOT_USED,
                    currency="GBP",
                    country="GB",
                ),
                **columns,  # type: ignore[arg-type]
            )
            for each in ids
        ),
        contacts=tuple(Contact(each, "Ann Hale", f"ap@{each}.example", "finance") for each in ids),
        engagements=tuple(
            Engagement(EngagementId(f"ENG-{n:04}"), each, "Support", currency="GBP")
            for n, each in enumerate(ids)
        ),
    )


def owed(number: str, work: str, days_past_due: int, today: date = TODAY) -> Invoice:
    """Return an issued invoice over 1,200 gross, so many days past due."""
    return Invoice(
        InvoiceNumber(number),
        EngagementId(work),
        issued_on=today - timedelta(days=30 + days_past_due),
        net=Decimal(1000),
        tax=Decimal(200),
        gross=Decimal(1200),
        currency="GBP",
        status=InvoiceStatus.ISSUED,
    )


class Firm(Office):
    """An office that sends, to a real SMTP server."""

    def __init__(
        self, folder: Path, sink: SmtpSink, books: Snapshot, most_at_once: int = 500
    ) -> None:
        """Open it with these books, on the morning."""
        settings = SETTINGS.format(port=sink.port, most_at_once=most_at_once)
        super().__init__(folder, books, TestClock(MORNING), settings)
        text = self.config.read_text("utf-8")
        self.config.write_text(f"send = true\n{text}", "utf-8")
        self.sink = sink

    def round(self) -> bool:
        """Do everything that is due now; return whether all of it worked."""
        with opened_round(read_config(self.config), clock=self.clock) as work:
            return work.everything()

    def letters_out(self) -> list[EmailMessage]:
        """Return what clients got without having asked for it, oldest first."""
        every = [message_from_bytes(one.source, policy=default) for one in self.sink.accepted()]
        unasked = [mail for mail in every if mail["Auto-Submitted"] == "auto-generated"]
        return [mail for mail in unasked if ".example" in str(mail["To"])]

    def reminders(self) -> tuple[OutboxRow, ...]:
        """Return the reminders in the outbox, in whatever state."""
        store = open_store(read_config(self.config).database)
        try:
            rows = store.outbox()
        finally:
            store.close()
        return tuple(row for row in rows if row.mail.kind is OutgoingClass.REMINDER)

    @property
    def stop_file(self) -> Path:
        """The file that stops what goes out."""
        return self.folder / "STOP"
