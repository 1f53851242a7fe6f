"""A real SMTP server that keeps what it accepts, and fails on demand.

What it accepts is on disk before it says 250: the bytes as `NNNNNN.eml`, then a line in
`accepted.jsonl`. So a process that checks afterwards, or one that survives a kill, sees exactly
what a client could have been told. Runs in a thread, or by itself:
`python -m tests.servers.smtp_sink DIRECTORY [PORT]` prints its port and serves until killed.
"""

import asyncio
import base64
import json
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificate import Certificate

logging.getLogger("mail.log").setLevel(logging.ERROR)  # it logs every lost connection


class Moment(StrEnum):
    """When a fault strikes."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # the command: instead of 354
    BODY = "body"  # after 354: the connection breaks while the body comes in
    DOT = "dot"  # after the final dot


class Way(StrEnum):
    """How it strikes."""

    REPLY = "reply"
    DROP = "drop"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Fault:
    """What to do wrong to one mail. `accepted`: whether it is kept all the same (DOT only)."""

    moment: Moment
    way: Way = Way.REPLY
    reply: str = "451 4.3.0 try again later"
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that the sink took on."""

    number: int
    sender: str
    recipient: str
    message_id: str
    options: tuple[str, ...]
    source: bytes


class SmtpSink:
    """Listens on a loopback port while used as a context.

    Attributes:
        faults: one for each coming mail, in order; None is a mail that goes well.
        plan: asked with the number of the transaction when `faults` is empty.
        on_accept: called with the bytes at the moment of acceptance, before the reply, such as
            `lambda source: dovecot.deliver(source, "Sent")`.
        pipelining: whether PIPELINING is offered.
        eight_bit: whether 8BITMIME is offered.
        believes: whether a token is good, given user and token.
        hidden: mechanisms of AUTH that are not offered.
        logins: which mechanisms succeeded.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        certificate: Certificate | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.port = port
        self.faults: deque[Fault | None] = deque()
        self.plan: Callable[[int], Fault | None] = lambda _number: None
        self.on_accept: Callable[[bytes], object] = lambda _source: None
        self.pipelining = True
        self.eight_bit = True
        self.certificate = certificate
        self.implicit_tls = implicit_tls
        self.login = login
        self.believes: Callable[[str, str], bool] = lambda *pair: pair == self.login
        self.hidden: tuple[str, ...] = ("OAUTHBEARER",)
        self.logins: list[str] = []
        self.connections = 0
        self.transactions = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="smtp-sink", daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self.directory.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def accepted(self) -> tuple[Accepted, ...]:
        """Return what was accepted, oldest first."""
        return tuple(read_accepted(self.directory))

    def next_fault(self) -> Fault | None:
        """Say what happens to the mail that begins now."""
        self.transactions += 1
        return self.faults.popleft() if self.faults else self.plan(self.transactions)

    def keep(self, envelope: Envelope) -> None:
        """Put a mail on disk, durably, and note it."""
        source = bytes(envelope.original_content or b"")
        number = sum(1 for _ in self.directory.glob("*.eml")) + 1
        _write_durably(self.directory / f"{number:06}.eml", source, "wb")
        note = {
            "number": number,
            "sender": envelope.mail_from,
            "recipient": ",".join(envelope.rcpt_tos),
            "message_id": message_from_bytes(source).get("Message-ID", ""),
            "options": envelope.mail_options,
        }
        line = json.dumps(note) + "\n"
        _write_durably(self.directory / "accepted.jsonl", line.encode(), "ab")
        self.on_accept(source)

    def authenticate(self, *arguments: Any) -> AuthResult:
        data = arguments[4]
        wanted = self.login and tuple(part.encode() for part in self.login)
        given = (data.login, data.password) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == wanted, handled=False)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _listen(self) -> None:
        tls = self.certificate.server_context() if self.certificate else None
        self._server = await self._loop.create_server(
            lambda: _Conversation(self, None if self.implicit_tls else tls),
            "127.0.0.1",
            self.port,
            ssl=tls if self.implicit_tls else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # lets transports close


class _Conversation(SMTP):
    """One connection."""

    line_length_limit = 12_288  # RFC 4954 4: AUTH may be so long, and tokens are

    def __init__(self, sink: SmtpSink, tls: Any) -> None:
        self.sink = sink
        self.fault: Fault | None = None
        sink.connections += 1
        super().__init__(
            self,
            hostname="sink.test",
            loop=sink._loop,
            tls_context=tls,
            require_starttls=tls is not None,
            auth_require_tls=False,
            authenticator=sink.authenticate if sink.login else None,
            auth_exclude_mechanism=sink.hidden,
        )
        self.command_size_limits["AUTH"] = self.line_length_limit

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, offers: list[str]
    ) -> list[str]:
        session.host_name = name
        kept = [o for o in offers if self.sink.eight_bit or "8BITMIME" not in o]
        return [*kept[:-1], *(["250-PIPELINING"] if self.sink.pipelining else []), kept[-1]]

    async def auth_XOAUTH2(self, _server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802
        user, bearer = base64.b64decode(arguments[1]).decode().split("\x01")[:2]
        return await self._judged("XOAUTH2", user.removeprefix("user="), bearer, b"")

    async def auth_OAUTHBEARER(self, _server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802
        name, bearer = base64.b64decode(arguments[1]).decode().split("\x01")[:2]
        return await self._judged("OAUTHBEARER", name[len("n,a=") : -1], bearer, b"\x01")

    async def _judged(self, mechanism: str, user: str, bearer: str, then: bytes) -> AuthResult:
        """Believe a token, or tell the error and take `then` for an answer (RFC 7628 3.2.3)."""
        good = self.sink.believes(user, bearer.removeprefix("auth=Bearer "))
        if good:
            self.sink.logins.append(mechanism)
        else:
            answer = await self.challenge_auth('{"status":"401"}')
            assert answer == then, answer
        return AuthResult(success=good, handled=False)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self.fault = self.sink.next_fault()
        if not await self._strikes(Moment.MAIL):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self._strikes(Moment.RCPT):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._strikes(Moment.DATA):
            return
        if self.fault and self.fault.moment is Moment.BODY:
            await self.push("354 go on")
            await self._strikes(Moment.BODY)
            return
        await super().smtp_DATA(arg)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.fault if self.fault and self.fault.moment is Moment.DOT else None
        if fault is None or fault.accepted:
            self.sink.keep(envelope)
        if fault is None:
            return "250 2.0.0 OK"
        if fault.way is Way.REPLY:
            return fault.reply
        await self._break(fault.way)
        return "250 never heard"

    async def _strikes(self, moment: Moment) -> bool:
        fault = self.fault
        if fault is None or fault.moment is not moment:
            return False
        if fault.way is Way.REPLY:
            await self.push(fault.reply)
        else:
            await self._break(fault.way)
        return True

    async def _break(self, way: Way) -> None:
        if way is Way.HANG:
            await asyncio.sleep(3600)
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        await asyncio.sleep(3600)  # cancelled when the connection is seen to be lost


def read_accepted(directory: Path) -> Iterator[Accepted]:
    """Read what a sink wrote, from whatever process."""
    with suppress(FileNotFoundError):
        for line in (directory / "accepted.jsonl").read_text().splitlines():
            note = json.loads(line)
            note["options"] = tuple(note["options"])
            source = (directory / f"{note['number']:06}.eml").read_bytes()
            yield Accepted(**note, source=source)


def _write_durably(path: Path, content: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


if __name__ == "__main__":
    with SmtpSink(Path(sys.argv[1]), port=int(sys.argv[2]) if len(sys.argv) > 2 else 0) as running:
        print(running.port, flush=True)
        threading.Event().wait()
