"""The daemon's side: mails that wait are handed out, and what has no end is handed out again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from procrastinate import App

from bot.domain.ledger import Snapshot
from bot.ports import Store, StoredMessage
from bot.scale.queue import opened, put

MOST = 1000
"""Mails that are handed out and not decided yet, at most."""

LOOK = 0.2
"""Seconds between two looks at what the workers have done."""

AGAIN = 120.0
"""Seconds after which a mail that still has no end is handed out again: its job may be lost."""


@dataclass(slots=True)
class ProcrastinateCrew:
    """See `bot.ports.Crew`.

    Attributes:
        address: of the database.
        store: where the mails are.
        stop: says whether to wait no longer.
        patience: seconds to wait for the workers in one poll.
    """

    address: str
    store: Store
    stop: Callable[[], bool] = bool
    patience: float = 20.0
    _queue: App | None = None
    _handed_out: dict[int, float] = field(default_factory=dict)

    def settle(self) -> bool:
        """See `bot.ports.Crew`."""
        until = time.monotonic() + self.patience
        while waiting := self.store.unsettled(MOST):
            self._hand_out(waiting)
            if self.stop() or time.monotonic() > until:
                return False
            time.sleep(LOOK)
        self._handed_out.clear()
        return True

    def close(self) -> None:
        """See `bot.ports.Crew`."""
        if self._queue is not None:
            self._queue.close()
            self._queue = None

    def _hand_out(self, waiting: Sequence[StoredMessage]) -> None:
        now = time.monotonic()
        rows = {mail.row_id for mail in waiting}
        self._handed_out = {row: at for row, at in self._handed_out.items() if row in rows}
        new = [m for m in waiting if now - self._handed_out.get(m.row_id, -AGAIN) >= AGAIN]
        if new:
            ledger = self.store.snapshot()
            if self._queue is None:
                self._queue = opened(self.address)
            put(self._queue, [(mail.row_id, lock_of(mail.sender, ledger)) for mail in new])
            self._handed_out |= {mail.row_id: now for mail in new}


def lock_of(sender: str, ledger: Snapshot) -> str:
    """Return what mails of one client have in common: its id, else the domain they come from."""
    address = sender.lower()
    domain = address.rpartition("@")[2]
    clients = {
        *(contact.client_id for contact in ledger.contacts_by_email.get(address, ())),
        *(client.client_id for client in ledger.clients_by_domain.get(domain, ())),
    }
    return f"client:{min(clients)}" if clients else f"domain:{domain}"
