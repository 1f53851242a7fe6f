"""The world around pobot for crash tests: real IMAP, real SMTP with faults, a ledger, mail.

Everything that is fed is remembered, so that a checker can say afterwards what must have happened.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import Fault, Moment, SmtpSink, Way

CLIENTS = 20

CONFIG = """\
database = "{database}"
ledger = "{ledger}"
send = true

[company]
staff = []

[mailbox]
kind = "imap"
host = "127.0.0.1"
port = {imap_port}
security = "none"
user = "{user}"
password = "{password}"
poll_seconds = 5

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
visible_after = "{visible_after}"

[invoices]
send = true
supplied = "{invoices}"

[accounts]
digest_to = ["accounts@progressiverobot.com"]
"""


@dataclass(frozen=True, slots=True)
class Fed:
    """One mail that was put into the inbox. `po_number` is "" where it gives none."""

    client: int
    invoice: str
    po_number: str
    answered: bool


@dataclass
class World:
    """Servers, ledger and what was fed."""

    folder: Path
    database: str
    dice: random.Random
    dovecot: Dovecot
    sink: SmtpSink
    fed: list[Fed] = field(default_factory=list)
    copies: int = 0
    seen: int = 0
    newcomers: int = 0
    now: datetime | None = None
    beginning: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    visible_after: str = "0s"

    @property
    def config(self) -> Path:
        """Return the configuration file."""
        return self.folder / "config.toml"

    def set_up(self, invoices: int) -> None:
        """Write the ledger, with so many invoices that wait for a PO, and the configuration."""
        write_ledger(self.folder / "ledger", invoices)
        text = CONFIG.format(
            database=self.database,
            ledger=self.folder / "ledger",
            invoices=_supply(self.folder / "pdfs", invoices),
            imap_port=self.dovecot.port,
            user=self.dovecot.user,
            password=self.dovecot.password,
            smtp_port=self.sink.port,
            visible_after=self.visible_after,
        )
        self.config.write_text(text, "utf-8")

    def feed(self, count: int) -> None:
        """Put mails into the inbox: most give a PO, some are copies, robots or strangers."""
        for _ in range(count):
            throw = self.dice.random()
            if throw < 0.1 and self.fed:
                self._deliver_copy()
            elif throw < 0.15:
                self._deliver(_out_of_office, answered=False)
            elif throw < 0.2:
                self._deliver(_stranger, answered=False)
            else:
                self._deliver(_order, answered=True)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the daemon."""
        return self.pobot("run")

    def pobot(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command."""
        return self._process("bot", "--config", str(self.config), *command)

    def run_once(self) -> int:
        """Do everything that is due, and return the exit status."""
        return self.pobot("run", "--once").wait(120)

    def run_at(self, moment: datetime, crash: str = "") -> int:
        """Do everything that is due at a moment; die at a crash point if one is named."""
        self.now = moment
        work = self._process("tests.crash.once", str(self.config), moment.isoformat(), crash=crash)
        return work.wait(120)

    def change_ledger(self) -> None:
        """Let accounts add a client, so that the folder is imported anew."""
        self.newcomers += 1
        row = f"n{self.newcomers},Newcomer {self.newcomers},,not_used,30,GBP\n"
        with (self.folder / "ledger" / "clients.csv").open("a", encoding="utf-8") as file:
            file.write(row)

    def _process(self, module: str, *arguments: str, crash: str = "") -> subprocess.Popen[bytes]:
        with (self.folder / "pobot.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdout=log,
                stderr=log,
                env={**os.environ, "POBOT_CRASH": crash},
            )

    def _deliver(self, write: Callable[[Fed, int], bytes], *, answered: bool) -> None:
        number = len(self.fed) + 1
        fed = Fed(
            client=number % CLIENTS,
            invoice=f"PR-2026-{number:04}",
            po_number=f"45{number:08}" if answered else "",
            answered=answered,
        )
        self.fed.append(fed)
        self._last = write(fed, number)
        flags = self.dice.choice(["", "", "S"])
        self.seen += bool(flags)
        self.dovecot.deliver(self._last, flags=flags, when=self._when())

    def _deliver_copy(self) -> None:
        """The same mail by another road: other trace headers, the same content."""
        self.copies += 1
        trace = f"Received: from alias{self.copies} by mx.progressiverobot.com; now\r\n"
        self.dovecot.deliver(trace.encode() + self._last, when=self._when())

    def _when(self) -> float | None:
        return self.now.timestamp() if self.now else None

    _last: bytes = b""


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a temporary folder that Dovecot's own user may enter, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="pobot-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def world(folder: Path, database: str, seed: int, *, faults: bool) -> Iterator[World]:
    """Start the servers; with `faults`, the SMTP server misbehaves at random."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes a round repeatable
    with Dovecot(folder / "dovecot") as dovecot, SmtpSink(folder / "sink") as sink:
        sink.on_accept = lambda source: _into_sent(dovecot, source)
        if faults:
            sink.plan = lambda _number: _fault(dice)
        yield World(folder, database, dice, dovecot, sink)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def write_ledger(folder: Path, invoices: int) -> None:
    """Write a ledger with one waiting invoice for each engagement."""
    folder.mkdir(parents=True, exist_ok=True)
    clients = range(CLIENTS)
    jobs = range(1, invoices + 1)
    tables = {
        "clients": (
            "client_id,name,domains,po_policy,payment_terms_days,currency",
            [f"c{n},Client {n},client{n}.example,required,30,GBP" for n in clients],
        ),
        "contacts": (
            "client_id,name,email,role",
            [f"c{n},Pat {n},pat@client{n}.example,finance" for n in clients],
        ),
        "engagements": (
            "engagement_id,client_id,title,kind,value,currency,status",
            [f"ENG-{n:04},c{n % CLIENTS},Work {n},project,1000.00,GBP,active" for n in jobs],
        ),
        "invoices": (
            "invoice_number,engagement_id,net,tax,gross,currency,status",
            [f"PR-2026-{n:04},ENG-{n:04},1000.00,200.00,1200.00,GBP,awaiting_po" for n in jobs],
        ),
    }
    for name, (header, rows) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *rows, ""]), "utf-8")


def _supply(folder: Path, invoices: int) -> Path:
    """Write the PDFs that accounts made."""
    folder.mkdir(exist_ok=True)
    for number in range(1, invoices + 1):
        (folder / f"PR-2026-{number:04}.pdf").write_bytes(b"%PDF-1.7 invoice\n")
    return folder


def _fault(dice: random.Random) -> Fault | None:
    """3 % drop before acceptance, 3 % refuse for now, 5 % accept and break off."""
    throw = dice.random()
    if throw < 0.03:
        return Fault(Moment.DOT, Way.DROP)
    if throw < 0.06:
        return Fault(Moment.RCPT)
    if throw < 0.11:
        return Fault(Moment.DOT, Way.DROP, accepted=True)
    return None


def _mail(sender: str, subject: str, text: str, message_id: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = "billing@progressiverobot.com"
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    mail["Date"] = "Tue, 24 Nov 2026 08:00:00 +0000"
    mail.set_content(text)
    return mail


def _order(fed: Fed, number: int) -> bytes:
    text = f"Hello,\n\nour PO number for invoice {fed.invoice} is {fed.po_number}.\n\nPat\n"
    sender = f"Pat {fed.client} <pat@client{fed.client}.example>"
    return _mail(sender, "Purchase order", text, f"<m{number}@client.example>").as_bytes()


def _out_of_office(fed: Fed, number: int) -> bytes:
    mail = _mail(
        f"pat@client{fed.client}.example",
        "Automatic reply: PO",
        "I am away until Monday.\n",
        f"<m{number}@client.example>",
    )
    mail["Auto-Submitted"] = "auto-replied"
    return mail.as_bytes()


def _stranger(fed: Fed, number: int) -> bytes:
    text = f"Our PO 99{number:08} is for invoice {fed.invoice}.\n"
    return _mail("eve@elsewhere.example", "PO", text, f"<m{number}@elsewhere.example>").as_bytes()


def _into_sent(dovecot: Dovecot, source: bytes) -> None:
    dovecot.deliver(source, "Sent")
