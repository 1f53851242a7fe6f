"""One folder of one account: T1 stores what is new in it, T4 moves what has its end.

What is read goes into the store in the order of its UIDs, and the cursor passes no mail that has
no row. Three things besides are noticed here and told to a person: a mail that the server
announces and never gives, a folder whose mails were numbered anew, and mail that was dealt with by
a pobot whose database was newer than this one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

import structlog

from bot.app.notes import LAST_POLL, UID_VALIDITY
from bot.app.sent_before import be_careful
from bot.domain.message import Location, RawMessage
from bot.errors import Permanent, ServerBusy
from bot.ports import (
    Arrival,
    Clock,
    Filing,
    Mailbox,
    MessageState,
    NewReviewItem,
    Registration,
    Store,
)
from bot.stages.parse import parse

BATCH = 200
"""Mails stored with one commit; each mailbox fetches them in its own portions."""

BATCH_BYTES = 8_000_000
"""Octets stored with one commit, so that a batch of large mails does not fill the memory."""

PATIENCE = 5
"""Polls for which a mail that the server announces without its bytes is waited for."""

MARGIN = timedelta(hours=1)
"""How far back of the last poll filed mail is looked at: clocks differ."""

FOLDERS: Mapping[MessageState, Filing] = {
    MessageState.DONE: Filing.PROCESSED,
    MessageState.SHOWN: Filing.REVIEW,
    MessageState.QUARANTINED: Filing.REVIEW,
    MessageState.IGNORED: Filing.IGNORED,
}

log = structlog.get_logger()


class Reading(Protocol):
    """What ops decided about reading, for every folder."""

    @property
    def size_limit(self) -> int:
        """Octets; of larger mails only the headers are fetched."""
        ...

    @property
    def day_limit(self) -> int:
        """Octets that one folder may be fetched a day."""
        ...


@dataclass(slots=True)
class Inbox:
    """See the module. `archives` are the folders that handled mail is moved to."""

    mailbox: Mailbox
    store: Store
    clock: Clock
    settings: Reading
    stop: Callable[[], bool] = bool
    archives: tuple[Mailbox, ...] = ()
    _withheld: dict[Location, int] = field(default_factory=dict)
    _validity: int = 0
    _looked: bool = False
    _day: str = ""
    _octets: int = 0

    def fetch(self) -> int:
        """T1: store every new mail; return how many were fetched.

        Raises:
            Transient: the server is away. What was fetched before is stored.
            ServerBusy: the folder's octets for the day (UTC) are spent; the rest waits.
        """
        validity = self.mailbox.uid_validity()
        self._notice(validity)
        after = self.store.scanned_to(self.mailbox.name, validity)
        arrivals = self.mailbox.arrivals(after)
        self._look_back(max((a.location.uid for a in arrivals), default=after))
        affordable = self._affordable(arrivals)
        batches = batches_of(affordable, self.settings.size_limit)
        count = sum(self._fetch(batch) for batch in batches if not self.stop())
        if len(affordable) < len(arrivals):
            what = f"{self._octets} octets were fetched today, of {self.settings.day_limit} allowed"
            raise ServerBusy(f"{self.mailbox.name}: {what}: the rest waits until tomorrow")
        return count

    def file(self) -> int:
        """T4: move every settled mail to its folder; return how many were moved."""
        count = 0
        while waiting := self.store.unfiled(self.mailbox.name, BATCH):
            for location, message in waiting:
                moved = self.mailbox.file(location, FOLDERS[message.state])
                self.store.filed(location, gone=not moved)
                count += moved
        for archive in self.archives:
            while waiting := self.store.unfiled(archive.name, BATCH):
                for location, _ in waiting:
                    self.store.filed(location, gone=False)
        return count

    def close(self) -> None:
        """Leave the server."""
        for mailbox in (self.mailbox, *self.archives):
            mailbox.close()

    def _fetch(self, batch: Sequence[Arrival]) -> int:
        # Counted before it is fetched, so that one that breaks off counts too.
        self._octets += sum(self._weight(arrival) for arrival in batch)
        fetched = tuple(self.mailbox.fetch(batch, self.settings.size_limit))
        scanned_to = self._scanned_to(batch, {raw.location for raw in fetched})
        registrations = tuple(registration(raw) for raw in fetched)
        stored = self.store.register(registrations, scanned_to, self.clock.now())
        for message in self.store.namesakes(stored):
            what = f"{message.sender}: {message.subject}"
            why = "An earlier mail, with other content, has the same Message-ID: both are read."
            self._tell("mailbox", f"namesake:{message.rfc_message_id}", what, why)
        return len(fetched)

    def _affordable(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Return the first mails, as many as the day's octets allow, and one if they are all left.

        The day is that of UTC, as at Gmail's quotas; a restart begins it anew.
        """
        today = self.clock.now().astimezone(UTC).date().isoformat()
        if today != self._day:
            self._day, self._octets = today, 0
        spent = self._octets
        for index, arrival in enumerate(arrivals):
            weight = self._weight(arrival)
            if spent and spent + weight > self.settings.day_limit:
                return arrivals[:index]
            spent += weight
        return arrivals

    def _weight(self, arrival: Arrival) -> int:
        return min(arrival.size, self.settings.size_limit)

    def _scanned_to(self, batch: Sequence[Arrival], fetched: set[Location]) -> Location | None:
        """Return the last mail before the first one that the server withheld, so none is skipped.

        A mail that is announced but comes without bytes is waited for, and then shown to a person.
        """
        reached = None
        for arrival in batch:
            if arrival.location not in fetched and not self._given_up(arrival):
                return reached
            reached = arrival.location
        return reached

    def _given_up(self, arrival: Arrival) -> bool:
        polls = self._withheld.get(arrival.location, 0) + 1
        self._withheld[arrival.location] = polls
        if polls < PATIENCE:
            return False
        place = arrival.location
        what = f"mail {place.uid} in {place.mailbox}: the server announces it and gives no content"
        self._tell("mail", f"withheld:{place}", what, f"asked for it {polls} times")
        return True

    def _notice(self, validity: int) -> None:
        """Tell a person, once, that the server numbered the folder anew."""
        if validity == self._validity:
            return
        key = f"{UID_VALIDITY}:{self.mailbox.name}"
        known = self.store.note(key)
        if known != str(validity):
            if known:
                what = f"the server numbered its mails anew in {self.mailbox.name}"
                why = "all were read again; what was dealt with before is not dealt with twice"
                self._tell("mailbox", f"renumbered:{self.mailbox.name}:{validity}", what, why)
            self.store.put_note(key, str(validity))
        self._validity = validity

    def _look_back(self, seen_to: int) -> None:
        """Read filed mail that this database does not know, if mails came and went unseen.

        Such a gap is left by a pobot whose work this database, restored from a backup, knows
        nothing of; so it is looked for once after a start. It is also left by a person who moved
        a mail before it was read.
        """
        given_to = self.mailbox.uid_next() - 1
        last_poll = self.store.note(LAST_POLL)
        if not self._looked and given_to > seen_to and last_poll:
            since = datetime.fromisoformat(last_poll) - MARGIN
            # Before anything is read: what breaks off here must not forget it.
            be_careful(self.store, since, self.clock.now())
            if found := sum(self._overlooked(archive, since) for archive in self.archives):
                name = self.mailbox.name
                what = f"{found} filed mails of {name} that this database did not know"
                why = "they were read; if a backup was restored, nothing that went since goes again"
                self._tell("mailbox", f"unknown:{name}:{given_to}", what, why)
        self._looked = True

    def _overlooked(self, archive: Mailbox, since: datetime) -> int:
        """Store what was filed in one folder, received since; return how many mails were new."""
        try:
            validity = archive.uid_validity()
        except Permanent:
            return 0  # nothing was ever filed there
        listed = archive.arrivals(self.store.scanned_to(archive.name, validity))
        now = self.clock.now()
        before = len(self.store.messages_since(now))
        for batch in batches_of(
            [arrival for arrival in listed if arrival.received_at >= since],
            self.settings.size_limit,
        ):
            fetched = archive.fetch(batch, self.settings.size_limit)
            self.store.register(tuple(registration(raw) for raw in fetched), None, now)
        if listed:
            self.store.register((), listed[-1].location, now)
        archive.close()
        return len(self.store.messages_since(now)) - before

    def _tell(self, kind: str, key: str, what: str, why: str) -> None:
        log.warning("oddity of a mailbox", mailbox=self.mailbox.name, key=key, why=why)
        self.store.open_review((NewReviewItem(kind, key, what, (why,)),), self.clock.now())


def batches_of(arrivals: Sequence[Arrival], size_limit: int) -> Iterator[tuple[Arrival, ...]]:
    """Yield mails in runs that are fetched and stored at a time."""
    batch: list[Arrival] = []
    octets = 0
    for arrival in arrivals:
        weight = min(arrival.size, size_limit)
        if batch and (len(batch) == BATCH or octets + weight > BATCH_BYTES):
            yield tuple(batch)
            batch, octets = [], 0
        batch.append(arrival)
        octets += weight
    if batch:
        yield tuple(batch)


def registration(raw: RawMessage) -> Registration:
    """Return what is stored of a fetched mail, whatever its bytes are."""
    try:
        message = parse(raw)
    except Exception:  # noqa: BLE001 - whatever the bytes are, they must get a row
        key = sha256(raw.source).hexdigest()
        return Registration(raw, key, "", "", "")
    return Registration(
        raw, message.content_key, message.message_id, message.author.email, message.subject
    )
