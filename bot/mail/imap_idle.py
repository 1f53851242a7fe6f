"""A second connection to an inbox that waits for news of it.

Standards: IDLE (RFC 2177) on a folder opened read-only (EXAMINE). What comes is a hint and never
the truth: servers forget to say, and some stop answering for good. So each IDLE ends after minutes,
and one that does not answer by then counts as gone.
Fails: as `bot.mail.imap_session`; `Permanent` where the server has no IDLE.
"""

import socket
import threading
import time
from contextlib import suppress

from imapclient import IMAPClient

from bot.errors import Permanent, ServerGone
from bot.mail.imap_session import ImapSession
from bot.mail.security import Credentials, Endpoint

NEWS = frozenset({b"EXISTS", b"RECENT"})
"""What servers say when mail has come; all else is chatter ("Still here", flags)."""

TOO_SOON = 0.9
"""Share of a wait before which silence means a lost connection: poll() found its end."""


class ImapIdle:
    """See `bot.ports.Doorbell`."""

    def __init__(
        self, name: str, endpoint: Endpoint, credentials: Credentials, folder: str = "INBOX"
    ) -> None:
        """Prepare; nothing connects before the first wait."""
        self.name = name
        self._session = ImapSession(endpoint, credentials)
        self._folder = folder
        self._selected_in = 0
        self._ended = False
        self._waiting = threading.Lock()

    def wait(self, seconds: float) -> bool:
        """See `bot.ports.Doorbell`."""
        with self._waiting, self._session.connection() as client:
            if self._ended:
                raise ServerGone(f"{self.name}: told to stop")
            self._open(client)
            client.idle()
            began = time.monotonic()
            said = client.idle_check(timeout=seconds)
            if not said and time.monotonic() - began < seconds * TOO_SOON:
                raise ServerGone(f"{self.name}: the connection was lost while waiting")
            _, more = client.idle_done()
            if any(word[:1] == (b"BYE",) for word in said):
                raise ServerGone(f"{self.name}: the server says BYE")
        return any(len(word) > 1 and word[1] in NEWS for word in (*said, *more))

    def close(self) -> None:
        """See `bot.ports.Doorbell`."""
        self._ended = True
        client = self._session.lent
        if client is not None:
            # Closing would leave the other thread's poll() waiting; this wakes it.
            with suppress(OSError, AttributeError):
                client.socket().shutdown(socket.SHUT_RDWR)
        if self._waiting.acquire(timeout=1):
            self._session.drop()
            self._waiting.release()

    def _open(self, client: IMAPClient) -> None:
        if self._selected_in == self._session.generation:
            return
        if not client.has_capability("IDLE"):
            raise Permanent(f"{self.name}: the server has no IDLE; the inbox is polled")
        client.select_folder(self._folder, readonly=True)
        self._selected_in = self._session.generation
