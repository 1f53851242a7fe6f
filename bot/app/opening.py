"""Mails opened together: parsed and read, before anybody looks at the ledger or holds a lock."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

import structlog

from bot.app.endings import quarantine
from bot.app.judgement import Desk, ReadMail, opening
from bot.domain.message import RawMessage
from bot.ports import MessageState, Settlement, StoredMessage

TOGETHER = 50
"""Mails that are decided with one commit: a fraction of a second, in which others cannot write."""

TOGETHER_OCTETS = 4_000_000
"""Mails of so many octets are in memory at a time while they are decided; a larger one is alone."""

T = TypeVar("T")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail whose attempt was counted, as it was read; or the end that it has without that."""

    message: StoredMessage
    raw: RawMessage | None = None
    mail: ReadMail | None = None
    end: Settlement | None = None


def together(waiting: Sequence[StoredMessage]) -> tuple[StoredMessage, ...]:
    """Return the first of some waiting mails that may be worked on together, or the first alone."""
    batch: list[StoredMessage] = []
    octets = 0
    for message in waiting:
        octets += message.size
        begun = message.state is not MessageState.RECEIVED
        if batch and (begun or octets > TOGETHER_OCTETS):
            break
        batch.append(message)
        if begun:
            break
    return tuple(batch)


def opened(
    batch: Iterable[StoredMessage], source: Callable[[StoredMessage], RawMessage], desk: Desk
) -> tuple[Opened, ...]:
    """Read mails and their attachments. A bug that one of them meets is that one's end.

    While the reader process works on the attachments of one mail, others are parsed.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        started = [_started(message, source(message), desk, beside) for message in batch]
        return tuple(finish() for finish in started)


def _started(
    message: StoredMessage, raw: RawMessage, desk: Desk, beside: Executor
) -> Callable[[], Opened]:
    started = or_bug(message, lambda: opening(raw, desk, beside))
    if isinstance(started, Settlement):
        return lambda: Opened(message, raw, end=started)

    def finish() -> Opened:
        mail = or_bug(message, started)
        if isinstance(mail, Settlement):
            return Opened(message, raw, end=mail)
        return Opened(message, raw, mail)

    return finish


def about(message: StoredMessage) -> AbstractContextManager[None]:
    """Name the mail in every line that is logged meanwhile, whoever writes it."""
    names = {"message_id": message.rfc_message_id, "content_key": message.content_key}
    return structlog.contextvars.bound_contextvars(**names)


def or_bug(message: StoredMessage, work: Callable[[], T]) -> T | Settlement:
    """Return what comes of a piece of work on a mail, or the end of a mail that it fails on."""
    with about(message):
        try:
            return work()
        except Exception as error:
            log.exception("a bug costs this mail")
            return bug(message, error)


def bug(message: StoredMessage, error: Exception) -> Settlement:
    """Return the end of a mail that met a bug of ours."""
    return quarantine(message, repr(error), traceback.format_exc())
