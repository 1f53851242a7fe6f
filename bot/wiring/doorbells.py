"""A doorbell at each inbox that has one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.config import Config
from bot.wiring.adapters import credentials_of, endpoint_of

if TYPE_CHECKING:
    from bot.ports import Clock


@contextmanager
def listening(config: Config, clock: "Clock", ring: Callable[[], object]) -> Iterator[None]:
    """Let every inbox ring while the context lasts; `mailbox.idle` = false has them all silent.

    Only the folder that mail arrives in is listened to: servers allow few connections.
    """
    from bot.app.doorbell import DoorbellThread
    from bot.mail.imap_idle import ImapIdle

    accounts = [box for _, box in config.every_inbox() if box.kind == "imap"]
    threads = [
        DoorbellThread(
            ImapIdle(f"{box.user}/{box.folder}", endpoint_of(box), credentials_of(box), box.folder),
            ring,
            clock,
        )
        for box in (accounts if config.mailbox.idle else ())
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.stop()
