"""The other sides: what fetches, and what stores, the same mailbox without reading a word of it.

Each is a function of a target and a folder that returns how many mails it had.
"""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BATCH = 50


@dataclass(frozen=True, slots=True)
class Target:
    """Where the mailbox is.

    Attributes:
        port: of IMAP on this machine.
        count: mails in it.
        user: who reads it.
        password: of that user.
    """

    port: int
    count: int
    user: str = "billing"
    password: str = "s3cret"


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

_DJANGO = """\
import django
from django.conf import settings
from pathlib import Path
folder, address = {folder!r}, {address!r}
settings.configure(
    SECRET_KEY="bench", USE_TZ=True, INSTALLED_APPS=["django.contrib.contenttypes", "django_mailbox"],
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": folder + "/django.db"}}}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", MEDIA_ROOT=folder,
)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django_mailbox.models import Mailbox
import sys, time
from itertools import islice
box = Mailbox.objects.create(name="bench", uri=address)
print("ready", flush=True)
sys.stdin.readline()
print(sum(1 for _ in islice(box.get_new_mail(), {count})), flush=True)
"""


def floor(target: Target, folder: Path) -> int:
    """Read every body in batches from a bare socket, taking each literal in one piece."""
    del folder
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
    return found


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


def mbsync(target: Target, folder: Path) -> int:
    """Copy the folder into a Maildir, each mail synced to disk (isync's default)."""
    folder.mkdir(parents=True, exist_ok=True)
    rules = folder / "mbsyncrc"
    rules.write_text(
        _MBSYNC.format(
            port=target.port, user=target.user, password=target.password, folder=folder.resolve()
        )
    )
    subprocess.run(  # noqa: S603 - our own arguments
        ["mbsync", "--quiet", "--config", str(rules), "all"],  # noqa: S607 - a program on the PATH
        check=True,
        stderr=subprocess.PIPE,
    )
    return len(os.listdir(folder / "inbox" / "new")) + len(os.listdir(folder / "inbox" / "cur"))


def imap_tools(target: Target, folder: Path) -> int:
    """Keep each mail as a file and a row, as document archives do; nothing is read from it."""
    from imap_tools import MailBoxUnencrypted

    folder.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(folder / "mails.db")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE mail (uid TEXT PRIMARY KEY, subject TEXT, sender TEXT, date TEXT)")
    count = 0
    with MailBoxUnencrypted("127.0.0.1", target.port).login(
        target.user, target.password
    ) as mailbox:
        for mail in mailbox.fetch("ALL", mark_seen=False, bulk=BATCH):
            (folder / f"{mail.uid}.eml").write_bytes(mail.obj.as_bytes())
            row = (mail.uid, mail.subject, mail.from_, mail.date_str)
            base.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", row)
            base.commit()
            count += 1
    base.close()
    return count


def django_mailbox(target: Target, folder: Path) -> int:
    """Take the mails as django-mailbox does, into SQLite as Django opens it; its set-up counts."""
    folder.mkdir(parents=True, exist_ok=True)
    address = f"imap://{target.user}:{target.password}@127.0.0.1:{target.port}"
    code = _DJANGO.format(folder=str(folder), address=address, count=target.count)
    run = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "ignore", "-c", code],
        input="\n", capture_output=True, text=True, check=True,
    )
    return int(run.stdout.split()[-1])
