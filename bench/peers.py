"""The other sides: what fetches, and what stores, the same mailbox without reading a word of it.

Each takes a target and a folder for what it writes, and returns how many mails it had and how many
seconds that took, its own start aside.
"""

import re
import socket
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

BATCH = 50


@dataclass(frozen=True, slots=True)
class Target:
    """Where the mailbox is.

    Attributes:
        port: of IMAP on this machine.
        count: mails in it.
        config: pobot's own configuration, for a new database.
        user: who reads it.
        password: of that user.
    """

    port: int
    count: int
    config: str = ""
    user: str = "billing"
    password: str = "s3cret"  # noqa: S105 - of a server that lives for one run


Timed = tuple[int, float]
"""How many mails, and how many seconds."""

_MBSYNC = """\
FSync yes
IMAPAccount bench
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {folder}/
Inbox {folder}/inbox

Channel all
Far :far:
Near :near:
Patterns INBOX
Sync Pull
Create Near
SyncState {folder}/state-
"""


def floor(target: Target, folder: Path) -> Timed:
    """Read every body in batches from a bare socket, taking each literal in one piece."""
    del folder
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", target.port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire = _Wire(line)
        wire.line()
        wire.ask(f"LOGIN {target.user} {target.password}")
        wire.ask("SELECT INBOX")
        found = 0
        for first in range(1, target.count + 1, BATCH):
            last = min(first + BATCH - 1, target.count)
            found += len(wire.ask(f"FETCH {first}:{last} (UID BODY.PEEK[])"))
    return found, time.perf_counter() - began


class _Wire:
    """IMAP as far as a benchmark's floor needs it."""

    def __init__(self, line: socket.socket) -> None:
        self._socket = line
        self._file = line.makefile("rb", 1 << 18)
        self._number = 0

    def line(self) -> bytes:
        """Return the next line of the server."""
        return self._file.readline()

    def ask(self, command: str) -> list[bytes]:
        """Send a command; return the literals of its answer."""
        self._number += 1
        tag = b"A%d " % self._number
        self._socket.sendall(tag + command.encode() + b"\r\n")
        literals: list[bytes] = []
        while not (said := self.line()).startswith(tag):
            if size := re.search(rb"\{(\d+)\}\r\n$", said):
                literals.append(self._file.read(int(size[1])))
        assert said.startswith(tag + b"OK"), said  # noqa: S101 - a benchmark of errors is none
        return literals


def mbsync(target: Target, folder: Path) -> Timed:
    """Copy the folder into a Maildir, each mail synced to disk (isync's default)."""
    rules = folder / "mbsyncrc"
    rules.write_text(
        _MBSYNC.format(
            port=target.port, user=target.user, password=target.password, folder=folder.resolve()
        )
    )
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own arguments
        ["mbsync", "--quiet", "--config", str(rules), "all"],  # noqa: S607 - wherever it is
        check=True,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - began
    stored = [*(folder / "inbox" / "new").iterdir(), *(folder / "inbox" / "cur").iterdir()]
    return len(stored), seconds


def imap_tools(target: Target, folder: Path) -> Timed:
    """Keep each mail as a file and a row, as document archives do; nothing is read from it."""
    from imap_tools import MailBoxUnencrypted

    base = sqlite3.connect(folder / "mails.db")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE mail (uid TEXT PRIMARY KEY, subject TEXT, sender TEXT, date TEXT)")
    began, count = time.perf_counter(), 0
    login = MailBoxUnencrypted("127.0.0.1", target.port).login
    with login(target.user, target.password) as mailbox:
        for mail in mailbox.fetch("ALL", mark_seen=False, bulk=BATCH):
            (folder / f"{mail.uid}.eml").write_bytes(mail.obj.as_bytes())
            row = (mail.uid, mail.subject, mail.from_, mail.date_str)
            base.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", row)
            base.commit()
            count += 1
    seconds = time.perf_counter() - began
    base.close()
    return count, seconds


def django_mailbox(target: Target, folder: Path) -> Timed:
    """Take the mails as django-mailbox does, into SQLite as Django opens it. It deletes them."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - Django does not start without one
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django_mailbox"],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "django.db")}
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        MEDIA_ROOT=str(folder),
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from django_mailbox.models import Mailbox

    address = f"imap://{target.user}:{target.password}@127.0.0.1:{target.port}"
    box = Mailbox.objects.create(name="bench", uri=address)
    began = time.perf_counter()
    count = sum(1 for _ in islice(box.get_new_mail(), target.count))
    return count, time.perf_counter() - began
