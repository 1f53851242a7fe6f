"""Conversations over real servers: Dovecot holds the inbox, an SMTP server takes what pobot says.

A person writes with a mail program of theirs and answers what pobot really sent them. What is
judged is the ledger, and every mail that left, to whomever.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, parseaddr
from pathlib import Path

from bot.app.round import Round
from bot.domain.ledger import ClientId, PurchaseOrder, Snapshot
from bot.ledgers.csv import CsvLedger
from bot.ports import ReviewItem
from bot.wiring import opened_round, read_config
from tests.adversarial.post import passed
from tests.app.office import TestClock
from tests.dialogues import programs
from tests.dialogues.clients import FIRMS, Firm, books
from tests.dialogues.programs import Draft, Program
from tests.dialogues.quoting import plain_of
from tests.dialogues.tongues import TONGUES, Tongue
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A working morning in a week without holidays."""

OURS = "progressiverobot.com"

CONFIG = """\
database = "sqlite:///{folder}/pobot.db"
ledger = "ledger"
send = true

[mailbox]
kind = "imap"
host = "127.0.0.1"
port = {imap}
security = "none"
user = "{user}"
password = "{password}"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"

[accounts]
digest_to = ["accounts@progressiverobot.com"]
managers = false

[reminders]
enabled = {reminders}
"""


@dataclass
class Office:
    """pobot at work between two servers. `clock` is moved by hand."""

    folder: Path
    dovecot: Dovecot
    sink: SmtpSink
    round: Round
    clock: TestClock

    @property
    def books(self) -> Snapshot:
        """Return the ledger as pobot holds it."""
        return self.round.store.snapshot()

    def deliver(self, mail: EmailMessage) -> None:
        """Put a mail into the inbox at this moment, and let pobot work on it."""
        self.dovecot.deliver(mail.as_bytes(), when=self.clock.at.timestamp())
        self.work()

    def work(self, later: timedelta = timedelta(minutes=7)) -> None:
        """Let pobot do all that is due, then let time pass."""
        assert self.round.everything(), self.round.store.note("last_error:inbox")
        self.clock.at += later

    def wait(self, days: int) -> None:
        """Let working mornings pass; pobot works on each."""
        for _ in range(days):
            self.clock.at += timedelta(days=1)
            self.work(timedelta(0))

    def sent(self) -> tuple[EmailMessage, ...]:
        """Return what pobot sent to clients, oldest first."""
        mails = (_parsed(one.source) for one in self.sink.accepted() if not _ours(one.recipient))
        return tuple(mails)

    def recipients(self) -> tuple[str, ...]:
        """Return to whom at clients pobot sent, by envelope, oldest first."""
        return tuple(one.recipient for one in self.sink.accepted() if not _ours(one.recipient))

    def letters_to(self, address: str) -> tuple[EmailMessage, ...]:
        """Return what pobot sent to one of us, digests left out, oldest first."""
        mails = (_parsed(one.source) for one in self.sink.accepted() if one.recipient == address)
        return tuple(mails)

    def to(self, address: str) -> tuple[str, ...]:
        """Return the words of the same."""
        return tuple(plain_of(mail) for mail in self.letters_to(address))

    def told(self) -> str:
        """Return the latest digest of the accounts team, as text."""
        return plain_of(
            next(
                _parsed(one.source)
                for one in reversed(self.sink.accepted())
                if one.recipient == f"accounts@{OURS}"
            )
        )

    def items(self) -> tuple[ReviewItem, ...]:
        """Return what waits for a person."""
        return self.round.store.review_items()

    def client(self, language: str) -> "Conversation":
        """Return a conversation with the client of a language."""
        return Conversation(self, FIRMS[language], TONGUES[language])


@dataclass
class Conversation:
    """What one client and pobot write each other."""

    office: Office
    firm: Firm
    tongue: Tongue
    written: list[EmailMessage] = field(default_factory=list)

    def writes(
        self,
        words: str,
        subject: str,
        program: Program = programs.gmail,
        *,
        by: str = "",
        cc: str = "",
        pdf: bytes = b"",
        **headers: str,
    ) -> None:
        """Let somebody of the client begin, by default their buyer."""
        draft = Draft(words, tongue=self.tongue)
        self._sends(draft, program, by or self.firm.mailbox("buyer"), subject, cc, pdf, headers)

    def answers(
        self,
        words: str,
        program: Program,
        *,
        by: str = "",
        to: EmailMessage | None = None,
        below: bool = False,
        inline: Mapping[str, str] | None = None,
        subject: str = "",
        threaded: bool = True,
        cc: str = "",
        pdf: bytes = b"",
        **headers: str,
    ) -> None:
        """Let somebody answer our latest letter to this client, or the one named.

        Args:
            words: what they type.
            program: what they type it with.
            by: who they are, as a From header; the buyer without.
            to: the letter of ours.
            below: whether they type below the quotation.
            inline: what they type between our lines.
            subject: what they make of our subject; the program's prefix before ours without.
            threaded: whether the program names our letter in its headers.
            cc: who else is written to.
            pdf: a file they attach.
            headers: further ones, underscores for hyphens.
        """
        by = by or self.firm.mailbox("buyer")
        ours = to or self.letters()[-1]
        draft = Draft(words, ours, self.tongue, by, below=below, inline=dict(inline or {}))
        theirs = str(ours["Subject"])
        kept = theirs if theirs.startswith(f"{self.tongue.reply}:") else _bare(theirs)
        subject = subject or f"{self.tongue.reply}: {kept}"
        if threaded:
            known = f"{ours['References'] or ''} {ours['Message-ID']}".strip()
            headers = {"In_Reply_To": str(ours["Message-ID"]), "References": known} | headers
        self._sends(draft, program, by, subject, cc, pdf, headers)

    @property
    def client_id(self) -> ClientId:
        """Return whose conversation it is."""
        return ClientId(self.firm.language)

    def letters(self, to: str = "") -> tuple[EmailMessage, ...]:
        """Return our letters to this client, or to one address of theirs, oldest first."""
        return tuple(
            mail
            for mail in self.office.sent()
            if str(mail["To"].addresses[0].domain) == self.firm.domain and to in str(mail["To"])
        )

    def asked(self) -> str:
        """Return the words of our latest letter."""
        return plain_of(self.letters()[-1])

    def orders(self) -> dict[str, PurchaseOrder]:
        """Return this client's orders, by number."""
        found = self.office.books.purchase_orders
        return {o.po_number: o for o in found if o.client_id == self.firm.language}

    def booked(self) -> dict[str, str]:
        """Return the PO number of each of this client's invoices, those without left out."""
        return {
            str(invoice.invoice_number): invoice.po_number
            for invoice in self.office.books.invoices
            if invoice.po_number
        }

    def _sends(
        self,
        draft: Draft,
        program: Program,
        by: str,
        subject: str,
        cc: str,
        pdf: bytes,
        headers: Mapping[str, str],
    ) -> None:
        mail = EmailMessage(policy=SMTP)
        address = parseaddr(by)[1]
        now = self.office.clock.at
        plain = {
            "Authentication-Results": passed(address)[0],
            "From": by,
            "To": f"billing@{OURS}",
            **({"Cc": cc} if cc else {}),
            "Subject": subject,
            "Date": format_datetime(now),
            "Message-ID": f"<{len(self.office.dovecot.files())}.{now.timestamp():.0f}"
            f".{len(self.written)}@{address.rpartition('@')[2]}>",
        }
        for name, value in {
            **plain,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }.items():
            mail[name] = value
        body = program(draft)
        if body.text or not body.html:
            mail.set_content(body.text)
        if body.html and body.text:
            mail.add_alternative(body.html, subtype="html")
        elif body.html:
            mail.set_content(body.html, subtype="html")
        if pdf:
            mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="PO.pdf")
        self.written.append(mail)
        self.office.deliver(mail)


@contextmanager
def opened_office(
    folder: Path, ledger: Snapshot | None = None, *, reminders: bool = False
) -> Iterator[Office]:
    """Start the servers, and pobot between them with its ledger read in."""
    clock = TestClock(TUESDAY)
    with Dovecot(folder / "dovecot") as dovecot, SmtpSink(folder / "sink") as sink:
        sink.on_accept = lambda source: dovecot.deliver(source, "Sent")
        CsvLedger(folder / "ledger").save(ledger or books())
        config = folder / "config.toml"
        config.write_text(
            CONFIG.format(
                folder=folder,
                imap=dovecot.port,
                smtp=sink.port,
                user=dovecot.user,
                password=dovecot.password,
                reminders=str(reminders).lower(),
            ),
            "utf-8",
        )
        with opened_round(read_config(config), clock=clock) as work:
            office = Office(folder, dovecot, sink, work, clock)
            office.work()
            yield office


def _parsed(source: bytes) -> EmailMessage:
    return message_from_bytes(source, policy=default)


def _ours(address: str) -> bool:
    return address.rpartition("@")[2] == OURS


def _bare(subject: str) -> str:
    head, colon, rest = subject.partition(": ")
    return rest if colon and head.casefold() in {"re", "aw", "sv"} else subject
