"""`pobot demo`: sample mails through the whole loop, on servers inside this process.

The clock stands still on the morning for which the sample ledger was written, so that every run
shows the same. IMAP, SMTP, database and files are real; nothing leaves this machine.
"""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.demo.server import HOST, DemoServer
from bot.domain.outgoing import OutgoingState
from bot.ports import Store, StoredMessage
from bot.wiring import csv_ledger, opened_round, opened_store, read_config

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""The moment at which the demo plays: a Tuesday morning, UTC and London time alike."""

INBOX = "billing@progressiverobot.com"
ACCOUNTS = "accounts@progressiverobot.com"
PASSWORD = "demo"  # noqa: S105 - of a server that lives for seconds, on loopback

CONFIG = """\
# Written by `pobot demo`; the servers behind it lived only as long as the demo.
database = "sqlite:///pobot.db"
ledger = "ledger"
send = true

[mailbox]
kind = "imap"
host = "{host}"
port = {imap}
security = "none"
user = "{user}"
password = "{password}"

[smtp]
host = "{host}"
port = {smtp}
security = "none"

[log]
level = "warning"

[accounts]
digest_to = ["accounts@progressiverobot.com"]
"""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """See `bot.ports.Clock`."""
        return self.moment


def run(folder: Path, say: Say) -> int:
    """Play the demo into a folder; return the exit status."""
    began = time.monotonic()
    folder = folder.resolve()
    _clear(folder)
    shutil.copytree(HERE / "ledger", folder / "ledger")
    mails = sorted((HERE / "mails").glob("*.eml"))
    with DemoServer(INBOX, PASSWORD) as server:
        say(f"IMAP on port {server.imap_port}, SMTP on port {server.smtp_port}, both embedded")
        for mail in mails:
            _deliver(server, mail)
        say(f"{len(mails)} sample mails are in the inbox of {INBOX}")
        _play(folder, server, say)
        sent = server.sent()
    _leave(folder, tuple(mail.source for mail in sent), say)
    say(f"\nThe demo took {time.monotonic() - began:.1f} seconds.")
    return 0


def _play(folder: Path, server: DemoServer, say: Say) -> None:
    text = CONFIG.format(
        host=HOST, imap=server.imap_port, smtp=server.smtp_port, user=INBOX, password=PASSWORD
    )
    (folder / "config.toml").write_text(text, "utf-8")
    config = read_config(folder / "config.toml")
    with opened_round(config, clock=FixedClock()) as work:
        work.start()
        say("reading the ledger, the inbox, then sending what is due ...")
        work.everything()
        _digest(work.store, folder)
        _table(work.store, say)
        _outgoing(work.store, say)
    with opened_store(config) as store:
        csv_ledger(folder / "ledger-after").save(store.snapshot())


def _deliver(server: DemoServer, mail: Path) -> None:
    source = b"\r\n".join(mail.read_bytes().splitlines()) + b"\r\n"
    date = message_from_bytes(source)["Date"]
    server.deliver(source, parsedate_to_datetime(date).astimezone(UTC))


def _clear(folder: Path) -> None:
    """Empty the folder, if an earlier demo left it; refuse one that holds anything else."""
    left = {"config.toml", "ledger", "ledger-after", "outgoing", "digest.html"}
    if folder.exists():
        found = {path.name for path in folder.iterdir() if not path.name.startswith("pobot.db")}
        if found - left:
            strange = ", ".join(sorted(found - left))
            raise SystemExit(f"{folder} holds other files ({strange}); choose another --dir")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _table(store: Store, say: Say) -> None:
    say(f"\n{'FROM':<36} {'VERDICT':<8} {'PO NUMBER':<22} {'REPLY':<16} WHAT AND WHY")
    for message in store.messages_since(datetime.min.replace(tzinfo=UTC)):
        say(_row(message, json.loads(message.judgement) if message.judgement else {}))


def _row(message: StoredMessage, found: Mapping[str, object]) -> str:
    numbers, invoices = found.get("po_numbers"), found.get("invoice_numbers")
    why = found.get("reasons")
    assert isinstance(numbers, list)  # noqa: S101 - report.py makes these lists
    assert isinstance(invoices, list)  # noqa: S101
    assert isinstance(why, list)  # noqa: S101
    onto = f"on {', '.join(invoices)}: " if invoices else ""
    columns = (message.sender, 36), (message.verdict, 8), (", ".join(numbers) or "-", 22)
    cells = " ".join(f"{_cut(text, width):<{width}}" for text, width in columns)
    return f"{cells} {found.get('reply', '-'):<16} {_cut(onto + (why[0] if why else ''), 110)}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _outgoing(store: Store, say: Say) -> None:
    rows = store.outbox(OutgoingState.ACCEPTED)
    say(f"\n{len(rows)} mails went out:")
    for row in rows:
        say(f"  {row.mail.kind.value:<9} {row.mail.recipient:<44} {_cut(row.mail.subject, 70)}")


def _digest(store: Store, folder: Path) -> None:
    for row in store.outbox():
        if row.mail.idem_key.startswith("digest:") and row.mail.recipient == ACCOUNTS:
            mail = message_from_bytes(row.mail.source, policy=policy.default)
            page = mail.get_body(preferencelist=("html",))
            if page is not None:
                (folder / "digest.html").write_text(page.get_content(), "utf-8")


def _leave(folder: Path, sent: tuple[bytes, ...], say: Say) -> None:
    outgoing = folder / "outgoing"
    outgoing.mkdir()
    for number, source in enumerate(sent, start=1):
        (outgoing / f"{number:02}.eml").write_bytes(source)
    say(f"\nLook into {folder}:")
    say("  outgoing/      the mails that went out, as .eml files")
    say("  digest.html    what the accounts team reads every morning")
    say("  ledger-after/  the ledger, with the PO numbers on the invoices")
    say("  pobot.db       the database; try: pobot -c config.toml review list")
