r"""A folder on an IMAP server.

Standards: IMAP4rev1 (RFC 3501), UIDPLUS (RFC 4315) and MOVE (RFC 6851) where offered. UIDs only,
never sequence numbers; `\Seen` is neither read nor set; nothing is expunged but the one mail that
was copied before. The cost of a poll grows with what is new, not with the folder.
Fails: `ServerGone` for everything on the wire, `LoginRefused` for credentials, `Permanent` for a
folder that is not there. The next call connects again.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from imapclient import DELETED, SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from imapclient.response_parser import parse_fetch_response

from bot.crash import crashpoint
from bot.domain.message import Location, RawMessage
from bot.errors import Permanent, ServerGone
from bot.mail import FILING_FOLDERS, OWN_ID
from bot.mail.imap_session import BUSY_CODES, ImapSession
from bot.mail.security import Credentials, Endpoint
from bot.ports import Arrival, Filing

BATCH_MAILS = 50
"""Mails per FETCH: 25 times faster than one by one at 20 ms distance; more gains nothing."""

BATCH_OCTETS = 16 * 1024 * 1024
"""Octets per FETCH, which are all in memory at once; a single larger mail goes alone."""

SELECTED_SECONDS = 600.0
"""So long a folder stays selected before it is selected again, for what only SELECT tells."""


class ImapMailbox:
    """See `bot.ports.Mailbox`. Folder names are as the server spells them, in Unicode."""

    def __init__(
        self,
        name: str,
        endpoint: Endpoint,
        credentials: Credentials,
        *,
        folder: str = "INBOX",
        filing: Mapping[Filing, str] = FILING_FOLDERS,
        sent_folder: str = "Sent",
        copies_to_self: bool = False,
    ) -> None:
        """Prepare; nothing connects before the first call.

        Args:
            name: what locations call this mailbox.
            endpoint: the server.
            credentials: who we are to it.
            folder: the folder that is read.
            filing: where handled mail moves to.
            sent_folder: where the provider, or `save_sent`, keeps sent mail; "" for nowhere.
            copies_to_self: whether outgoing mail also comes back to this mailbox, so that
                `find_sent` looks in the folder and in those for filed mail too.
        """
        self.name = name
        self._session = ImapSession(endpoint, credentials)
        self._folder = folder
        self._filing = dict(filing)
        self._sent_folder = sent_folder
        self._copies_to_self = copies_to_self
        self._selected_in = 0
        self._uid_validity = self._uid_next = 0
        self._odd_sizes: dict[Location, bytes] = {}
        self._select_again_at = 0.0
        self._is_fresh = False

    def uid_validity(self) -> int:
        """See `bot.ports.Mailbox`. Servers leave idle connections; one of those is replaced.

        SELECT costs a server the more the larger the folder is, and UIDs stay what they are while
        it is selected; so a kept connection only asks for news (NOOP), and selects now and then.
        """
        kept = self._session.is_open
        try:
            return self._looked_at()
        except ServerGone:
            if not kept:
                raise
            return self._looked_at()

    def uid_next(self) -> int:
        """See `bot.ports.Mailbox`."""
        return self._uid_next

    def arrivals(self, after_uid: int) -> tuple[Arrival, ...]:
        """See `bot.ports.Mailbox`.

        Raises:
            Transient: also when a reconnection shows that the UIDs have been given anew.
        """
        known = self._uid_validity
        with self._session.connection() as client:
            if self._ensure_selected(client):
                if not self._is_fresh:
                    client.noop()  # lets the server announce what came since
                self._is_fresh = False
            elif known not in {0, self._uid_validity}:
                raise ServerGone(f"{self._folder}: UIDVALIDITY changed while reading")
            items = _fetch_from(client, after_uid + 1)
        # The range n:* always holds the last mail, even if its UID is below n (RFC 3501 6.4.8).
        uids = sorted(uid for uid in items if uid > after_uid)
        return tuple(self._arrival(uid, items[uid]) for uid in uids if b"RFC822.SIZE" in items[uid])

    def fetch(self, arrivals: Sequence[Arrival], size_limit: int) -> Iterator[RawMessage]:
        """See `bot.ports.Mailbox`."""
        for batch in _batches(arrivals, size_limit):
            complete = batch[0].size <= size_limit
            bodies = self._bodies(batch, "" if complete else "HEADER")
            for arrival in batch:
                body = bodies.get(arrival.location.uid)
                if body and (not complete or self._is_believable(arrival, body)):
                    yield RawMessage(
                        arrival.location, arrival.received_at, body, arrival.size, complete
                    )

    def file(self, location: Location, filing: Filing) -> bool:
        """See `bot.ports.Mailbox`.

        Where the server has neither MOVE nor UIDPLUS the mail stays, marked as deleted.
        """
        with self._session.connection() as client:
            self._ensure_selected(client)
            if location.uid_validity != self._uid_validity:
                return False
            if not _is_there(client, location.uid):
                return False
            crashpoint("before-move")
            moved = _moved(client, location.uid, self._filing[filing])
            crashpoint("after-move")
        return moved

    def find_sent(self, message_id: str) -> bool:
        """See `bot.ports.Mailbox`."""
        folders = [self._sent_folder] if self._sent_folder else []
        if self._copies_to_self:
            folders += [self._folder, *self._filing.values()]
        with self._session.connection() as client:
            self._selected_in = 0
            return any(_holds(client, folder, message_id) for folder in folders)

    def save_sent(self, source: bytes) -> None:
        """Keep a copy of a sent mail, for providers that do not do so by themselves."""
        if self._sent_folder:
            with self._session.connection() as client:
                _into_folder(
                    client,
                    self._sent_folder,
                    lambda: client.append(self._sent_folder, source, [SEEN]),
                )

    def close(self) -> None:
        """See `bot.ports.Mailbox`."""
        self._session.close()

    def _looked_at(self) -> int:
        """Let the server announce what came; select where that is not so or was long ago."""
        with self._session.connection() as client:
            selected = self._selected_in == self._session.generation
            if selected and time.monotonic() < self._select_again_at:
                client.noop()
            else:
                self._select(client)
        self._is_fresh = True
        return self._uid_validity

    def _ensure_selected(self, client: IMAPClient) -> bool:
        """Select the folder unless this connection has it selected; return whether it had."""
        had = self._selected_in == self._session.generation
        if not had:
            self._select(client)
        return had

    def _select(self, client: IMAPClient) -> None:
        self._selected_in = 0
        try:
            answer = client.select_folder(self._folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            # Exchange refuses existing folders at busy times; only LIST tells one from the other.
            if _is_busy(error) or client.folder_exists(self._folder):
                raise
            raise Permanent(f"{self._folder}: there is no such folder: {error}") from error
        if not answer.get(b"UIDVALIDITY"):
            raise Permanent(f"{self._folder}: the server keeps no UIDs (no UIDVALIDITY)")
        self._uid_validity = int(answer[b"UIDVALIDITY"])
        self._uid_next = int(answer.get(b"UIDNEXT") or 0)
        self._selected_in = self._session.generation
        self._select_again_at = time.monotonic() + SELECTED_SECONDS

    def _arrival(self, uid: int, items: Mapping[bytes, Any]) -> Arrival:
        received: datetime = items.get(b"INTERNALDATE") or datetime.now(UTC)
        location = Location(self.name, self._uid_validity, uid)
        return Arrival(location, int(items[b"RFC822.SIZE"]), received.astimezone(UTC))

    def _bodies(self, batch: Sequence[Arrival], section: str) -> dict[int, bytes | None]:
        with self._session.connection() as client:
            self._ensure_selected(client)
            wanted = [
                arrival.location.uid
                for arrival in batch
                if arrival.location.uid_validity == self._uid_validity
            ]
            answer = _fetch_bodies(client, wanted, section)
        key = f"BODY[{section}]".encode()
        return {uid: items.get(key) for uid, items in answer.items()}

    def _is_believable(self, arrival: Arrival, body: bytes) -> bool:
        """Return whether a body has the announced size, or is the same as at the last attempt.

        Exchange announces an estimate unless told otherwise (ImapEnableExactRFC822Size), and a UID
        before its payload is there. A body that stays the same from one poll to the next is whole.
        """
        if len(body) == arrival.size:
            return True
        digest = hashlib.sha256(body).digest()
        before = self._odd_sizes.pop(arrival.location, None)
        if before == digest:
            return True
        self._odd_sizes[arrival.location] = digest
        return False


def _fetch_from(client: IMAPClient, first_uid: int) -> Mapping[int, Mapping[bytes, Any]]:
    # imapclient's own fetch() takes only lists of numbers since 4.0, not a range.
    status, data = client._imap.uid(  # noqa: SLF001
        "FETCH", f"{first_uid}:*", "(UID RFC822.SIZE INTERNALDATE)"
    )
    if status != "OK":
        raise IMAPClientError(f"FETCH {first_uid}:* was refused: {data!r}")
    answer: Mapping[int, Mapping[bytes, Any]] = parse_fetch_response(data, normalise_times=False)
    return answer


def _fetch_bodies(
    client: IMAPClient, uids: Sequence[int], section: str
) -> Mapping[int, Mapping[bytes, Any]]:
    answer: Mapping[int, Mapping[bytes, Any]]
    try:
        answer = client.fetch(uids, [f"BODY.PEEK[{section}]"])
    except IMAPClientError as error:
        # Somebody else expunged one of them (RFC 5530 3): the others are asked for again.
        if "EXPUNGEISSUED" not in str(error):
            raise
        client.noop()
        answer = client.fetch(uids, [f"BODY.PEEK[{section}]"])
    return answer


def _batches(arrivals: Iterable[Arrival], size_limit: int) -> Iterator[list[Arrival]]:
    """Cut into runs of mails that are fetched alike, and fit in one answer."""
    batch: list[Arrival] = []
    octets = 0
    for arrival in arrivals:
        alike = not batch or (arrival.size <= size_limit) == (batch[0].size <= size_limit)
        full = len(batch) == BATCH_MAILS or octets + arrival.size > BATCH_OCTETS
        if batch and (full or not alike):
            yield batch
            batch, octets = [], 0
        batch.append(arrival)
        octets += arrival.size if arrival.size <= size_limit else 0
    if batch:
        yield batch


def _is_there(client: IMAPClient, uid: int) -> bool:
    return bool(client.search(["UID", str(uid), "UNDELETED"]))


def _moved(client: IMAPClient, uid: int, folder: str) -> bool:
    """Move a mail; return false if somebody else took it away at the same moment (RFC 5530 3)."""
    try:
        _move(client, uid, folder)
    except IMAPClientError as error:
        if "EXPUNGEISSUED" not in str(error):
            raise
        client.noop()  # lets the server say what is gone
        if _is_there(client, uid):
            raise
        return False
    return True


def _move(client: IMAPClient, uid: int, folder: str) -> None:
    if client.has_capability("MOVE"):
        _into_folder(client, folder, lambda: client.move([uid], folder))
        return
    _into_folder(client, folder, lambda: client.copy([uid], folder))
    client.add_flags([uid], [DELETED], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])


def _into_folder(client: IMAPClient, folder: str, action: Callable[[], object]) -> None:
    """Do something that puts a mail into a folder, creating the folder if that is what lacks."""
    try:
        action()
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if client.folder_exists(folder):
            raise
        # Whether that worked shows next; Dovecot may not know at once what it just created.
        with suppress(IMAPClientError):
            client.create_folder(folder)
            client.subscribe_folder(folder)
        action()


def _holds(client: IMAPClient, folder: str, message_id: str) -> bool:
    try:
        client.select_folder(folder, readonly=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        if _is_busy(error) or client.folder_exists(folder):
            raise
        return False
    same = ["HEADER", "Message-ID", message_id, "HEADER", OWN_ID, message_id]
    return bool(client.search(["OR", *same]))


def _is_busy(error: IMAPClientError) -> bool:
    return any(code in str(error).upper() for code in BUSY_CODES)
