"""Mailboxes of every kind, each with the powers of its server and its human users."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from imapclient import IMAPClient

from bot.demo.server import DemoServer
from bot.mail import FILING_FOLDERS
from bot.mail.imap import ImapMailbox
from bot.mail.maildir import MaildirMailbox
from bot.mail.memory import MemoryMailbox
from bot.mail.security import Credentials
from bot.ports import Filing, Mailbox
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import CREDENTIALS, USER, plain

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


def mail(name: str, body: str = "Our PO is 4711.") -> bytes:
    return f"From: a@client.test\r\nMessage-ID: <{name}@x>\r\n\r\n{body}\r\n".encode()


class World(ABC):
    """A mailbox, and the powers of its server and its human users."""

    mailbox: Mailbox

    @abstractmethod
    def deliver(self, source: bytes, *, seen: bool = False) -> None: ...

    @abstractmethod
    def inbox(self) -> list[bytes]: ...

    @abstractmethod
    def filed(self, filing: Filing) -> list[bytes]: ...

    @abstractmethod
    def keep_as_sent(self, source: bytes) -> None: ...

    @abstractmethod
    def remove(self, source: bytes) -> None: ...

    @abstractmethod
    def seen(self) -> list[bool]: ...

    @abstractmethod
    def renumber(self) -> None: ...


class MemoryWorld(World):
    def __init__(self) -> None:
        self.mailbox: MemoryMailbox = MemoryMailbox()

    def deliver(self, source: bytes, *, seen: bool = False) -> None:
        uid = self.mailbox.deliver(source, NOON).uid
        self.mailbox.inbox[uid].flags |= {"\\Seen"} if seen else set()

    def inbox(self) -> list[bytes]:
        return [held.source for held in self.mailbox.inbox.values()]

    def filed(self, filing: Filing) -> list[bytes]:
        return [held.source for held in self.mailbox.filed[filing]]

    def keep_as_sent(self, source: bytes) -> None:
        self.mailbox.sent.append(source)

    def remove(self, source: bytes) -> None:
        del self.mailbox.inbox[
            next(u for u, held in self.mailbox.inbox.items() if held.source == source)
        ]

    def seen(self) -> list[bool]:
        return ["\\Seen" in held.flags for held in self.mailbox.inbox.values()]

    def renumber(self) -> None:
        self.mailbox.renumber()


class DovecotWorld(World):
    def __init__(self, server: Dovecot) -> None:
        self.server = server
        who = Credentials(server.user, server.password)
        self.mailbox: Mailbox = ImapMailbox("inbox", plain(server.port), who)

    def deliver(self, source: bytes, *, seen: bool = False) -> None:
        self.server.deliver(source, flags="S" if seen else "", when=NOON.timestamp())

    def inbox(self) -> list[bytes]:
        return list(self.server.mails())

    def filed(self, filing: Filing) -> list[bytes]:
        return list(self.server.mails(FILING_FOLDERS[filing]))

    def keep_as_sent(self, source: bytes) -> None:
        self.server.deliver(source, "Sent")

    def remove(self, source: bytes) -> None:
        self.server.remove(source)

    def seen(self) -> list[bool]:
        return ["S" in flags for flags in self.server.flags()]

    def renumber(self) -> None:
        self.server.renumber()


class MaildirWorld(DovecotWorld):
    """The same directory as Dovecot's, read without Dovecot."""

    def __init__(self, directory: Path) -> None:
        self.server = Dovecot(directory)
        for part in ("cur", "new", "tmp"):
            (self.server.maildir / part).mkdir(parents=True)
        self.mailbox = MaildirMailbox("inbox", self.server.maildir)

    def renumber(self) -> None:
        time.sleep(1.1)  # UIDVALIDITY is the time in seconds
        (self.server.maildir / "pobot-uidlist").unlink()


class EmbeddedWorld(World):
    def __init__(self, server: DemoServer) -> None:
        self.server = server
        self.mailbox: Mailbox = ImapMailbox("inbox", plain(server.imap_port), CREDENTIALS)

    def _human(self) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", self.server.imap_port, ssl=False, timeout=10) as client:
            client.login(USER, CREDENTIALS.password)
            client.select_folder("INBOX")
            yield client

    def deliver(self, source: bytes, *, seen: bool = False) -> None:
        self.server.deliver(source, NOON)
        for client in self._human() if seen else ():
            client.add_flags([client.search("ALL")[-1]], ["\\Seen"])

    def inbox(self) -> list[bytes]:
        return list(self.server.mails())

    def filed(self, filing: Filing) -> list[bytes]:
        return list(self.server.mails(FILING_FOLDERS[filing]))

    def keep_as_sent(self, source: bytes) -> None:
        for client in self._human():
            client.append("Sent", source)

    def remove(self, source: bytes) -> None:
        for client in self._human():
            uids = client.search("ALL")
            uid = uids[self.inbox().index(source)]
            client.add_flags([uid], ["\\Deleted"])
            client.expunge()
        # pymap goes on serving an expunged mail to a session that was not told yet (RFC 2180 4.1).
        self.mailbox.uid_validity()

    def seen(self) -> list[bool]:
        for client in self._human():
            flags = client.get_flags(client.search("ALL"))
            return [b"\\Seen" in flags[uid] for uid in sorted(flags)]
        return []

    def renumber(self) -> None:
        raise AssertionError("the embedded server never renumbers")
