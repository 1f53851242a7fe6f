"""An IMAP and SMTP server inside this process, for the demo and for tests.

Made of mail-devel (pymap for IMAP, aiosmtpd for SMTP): everything lies in memory, on free loopback
ports, unencrypted. Every address has a mailbox of its own with one password for all, so what the
bot sends never lands in the bot's inbox. SMTP delivers by envelope, and keeps a copy in the
sender's Sent folder, as Gmail and Exchange do.
Fails: a missing package raises ImportError (install `pobot[demo]`); nothing else is expected.
"""

import asyncio
import logging
import threading
import warnings
from argparse import Namespace
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

# passlib, which pymap builds on, looks for the module crypt, which leaves Python with 3.13.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from mail_devel.auth import IMAPAuthenticator, SMTPAuthenticator
    from mail_devel.mailbox import TestMailboxDict
    from proxyprotocol.reader import ProxyProtocolReader
    from pymap.backend.dict import Config, DictBackend
    from pymap.backend.dict.filter import FilterSet
    from pymap.imap import IMAPServer
    from pymap.parsing.message import AppendMessage
    from pymap.parsing.specials.flag import Seen

# aiosmtpd complains to its own log about an attribute that mail-devel still reads.
logging.getLogger("mail.log").setLevel(logging.ERROR)

HOST = "127.0.0.1"
MAX_MAIL_OCTETS = 64 * 1024 * 1024
"""Largest mail taken: clients send scans, and the demo should not be what refuses them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that was handed in by SMTP: envelope, and bytes as they were sent."""

    sender: str
    recipients: tuple[str, ...]
    source: bytes


class DemoServer:
    """Both servers, in a thread of their own.

    Attributes:
        imap_port: where IMAP answers, after `start`.
        smtp_port: where SMTP answers, after `start`.
    """

    def __init__(self, user: str, password: str) -> None:
        self.user = user
        self.password = password
        self.imap_port = 0
        self.smtp_port = 0
        self._sent: list[SentMail] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo-server", daemon=True)
        self._stack = AsyncExitStack()
        self._mailboxes: Any = None

    def start(self) -> None:
        """Start both servers; they answer when this returns."""
        self._thread.start()
        self._call(self._serve())

    def stop(self) -> None:
        """Stop both servers; all mail is gone."""
        self._call(self._stack.aclose())
        self._call(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.stop()

    def deliver(self, source: bytes, received_at: datetime | None = None, to: str = "") -> None:
        """Put a mail, byte for byte, into the inbox of `to` (the bot's own without)."""
        when = received_at or datetime.now(UTC)
        self._call(self._append(to or self.user, "INBOX", source, when))

    def sent(self) -> tuple[SentMail, ...]:
        """Return what was handed in by SMTP, oldest first."""
        return tuple(self._sent)

    def mails(self, folder: str = "INBOX", of: str = "") -> tuple[bytes, ...]:
        """Return the mails in a folder, oldest first."""
        return self._call(self._read(of or self.user, folder))

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Deliver a mail to everybody in its envelope."""
        source = bytes(envelope.original_content or b"")
        sender, recipients = str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos))
        self._sent.append(SentMail(sender, recipients, source))
        for recipient in recipients:
            await self._append(recipient.lower(), "INBOX", source, datetime.now(UTC))
        await self._append(sender.lower(), "Sent", source, datetime.now(UTC), seen=True)
        return f"250 2.0.0 OK: queued as {len(self._sent)}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _serve(self) -> None:
        config = Config.from_args(_imap_arguments(self.user, self.password))
        login = IMAPAuthenticator(config, multi_user=True)
        await DictBackend._add_demo_user(config, login)  # noqa: SLF001 - as mail-devel does
        self._mailboxes = TestMailboxDict(config, FilterSet(), multi_user=True)
        await self._mailboxes.get(self.user)
        proxied = ProxyProtocolReader(config.proxy_protocol)
        talk = proxied.get_callback(IMAPServer(login, config))
        imap = await asyncio.start_server(talk, HOST, 0)
        smtp = await self._loop.create_server(self._smtp, HOST, 0)
        for server in (imap, smtp):
            await self._stack.enter_async_context(server)
        self.imap_port = imap.sockets[0].getsockname()[1]
        self.smtp_port = smtp.sockets[0].getsockname()[1]

    def _smtp(self) -> SMTP:
        authenticator = SMTPAuthenticator(self.user, self.password, multi_user=True)
        return SMTP(
            self,
            hostname="localhost",
            loop=self._loop,
            data_size_limit=MAX_MAIL_OCTETS,
            auth_require_tls=False,
            authenticator=authenticator,
        )

    async def _append(
        self, user: str, folder: str, source: bytes, when: datetime, *, seen: bool = False
    ) -> None:
        account = await self._mailboxes.get(user)
        mailbox = await account.get_mailbox(folder)
        flags = frozenset({Seen} if seen else ())
        await mailbox.append(AppendMessage(literal=source, when=when, flag_set=flags))

    async def _read(self, user: str, folder: str) -> tuple[bytes, ...]:
        account = await self._mailboxes.get(user)
        mailbox = await account.get_mailbox(folder)
        return tuple([bytes(m._content) async for m in mailbox.messages()])  # noqa: SLF001


def _imap_arguments(user: str, password: str) -> Namespace:
    return Namespace(
        demo_data=False,
        demo_user=user,
        demo_password=password,
        host=HOST,
        port=0,
        debug=False,
        cert=None,
        key=None,
        passlib_cfg=None,
        tls=False,
        proxy_protocol=None,
        inherited_sockets=None,
    )


async def _cancel_all() -> None:
    """End the conversations that are still open."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
