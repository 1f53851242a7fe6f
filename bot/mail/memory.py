"""A mailbox and a mailer held in memory, for tests.

They keep the contracts of `bot.ports` and can be told to fail.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.crash import crashpoint
from bot.domain.message import Location, RawMessage
from bot.domain.outgoing import Outgoing
from bot.errors import PobotError
from bot.mail.smtp import flaw_of
from bot.ports import Arrival, Commit, CommitAll, Delivered, Filing, Receipt

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Held:
    """A mail that lies in a `MemoryMailbox`."""

    uid: int
    received_at: datetime
    source: bytes
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class MemoryMailbox:
    """See `bot.ports.Mailbox`.

    Attributes:
        name: what locations call it.
        inbox: the mails in it, by UID.
        filed: the mails that were moved, by where.
        sent: the mails of the Sent folder.
        failure: raised by the next call of any method, once.
    """

    name: str = "inbox"
    inbox: dict[int, Held] = field(default_factory=dict)
    filed: dict[Filing, list[Held]] = field(default_factory=lambda: {kind: [] for kind in Filing})
    sent: list[bytes] = field(default_factory=list)
    failure: PobotError | None = None
    validity: int = 1
    next_uid: int = 1

    def deliver(self, source: bytes, received_at: datetime = _EPOCH) -> Location:
        """Put a mail into the inbox, as a mail server would."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.inbox[uid] = Held(uid, received_at, source)
        return Location(self.name, self.validity, uid)

    def renumber(self) -> None:
        """Give all mails new UIDs under a new UIDVALIDITY, as a server does after a repair."""
        self.validity += 1
        held = list(self.inbox.values())
        self.inbox = {uid: Held(uid, h.received_at, h.source) for uid, h in enumerate(held, 1)}
        self.next_uid = len(held) + 1

    def uid_validity(self) -> int:
        """See `bot.ports.Mailbox`."""
        self._fail_if_told()
        return self.validity

    def uid_next(self) -> int:
        """See `bot.ports.Mailbox`."""
        return self.next_uid

    def arrivals(self, after_uid: int) -> tuple[Arrival, ...]:
        """See `bot.ports.Mailbox`."""
        self._fail_if_told()
        return tuple(
            Arrival(Location(self.name, self.validity, uid), len(held.source), held.received_at)
            for uid, held in sorted(self.inbox.items())
            if uid > after_uid
        )

    def fetch(self, arrivals: Sequence[Arrival], size_limit: int) -> Iterator[RawMessage]:
        """See `bot.ports.Mailbox`."""
        for arrival in arrivals:
            self._fail_if_told()
            held = self._at(arrival.location)
            if held is not None:
                yield _raw(arrival, held.source, size_limit)

    def file(self, location: Location, filing: Filing) -> bool:
        """See `bot.ports.Mailbox`."""
        self._fail_if_told()
        held = self._at(location)
        if held is None:
            return False
        crashpoint("before-move")
        self.filed[filing].append(held)
        del self.inbox[location.uid]
        crashpoint("after-move")
        return True

    def find_sent(self, message_id: str) -> bool:
        """See `bot.ports.Mailbox`."""
        self._fail_if_told()
        named = re.escape(message_id.encode())
        pattern = re.compile(rb"(?im)^(?:message-id|x-pobot-id):\s*" + named)
        return any(pattern.search(header_block(source)) for source in self.sent)

    def close(self) -> None:
        """See `bot.ports.Mailbox`."""

    def _at(self, location: Location) -> Held | None:
        return self.inbox.get(location.uid) if location.uid_validity == self.validity else None

    def _fail_if_told(self) -> None:
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure


@dataclass(frozen=True, slots=True)
class Turn:
    """How one attempt of a `MemoryMailer` goes.

    Attributes:
        outcome: what the receipt says, or the exception that is raised before anything is sent.
        reply: what the server says.
        arrives: whether the mail is accepted all the same; interesting for IN_DOUBT only.
        before_commit: whether it ends before `commit` is called; never so for ACCEPTED, IN_DOUBT.
    """

    outcome: Delivered | PobotError
    reply: str = ""
    arrives: bool = False
    before_commit: bool = True


@dataclass(slots=True)
class MemoryMailer:
    """See `bot.ports.Mailer`. Accepts everything once `script` has been played.

    Attributes:
        script: how the next attempts go.
        sent: the mails that arrived, in order.
        into: a mailbox whose Sent folder gets a copy of what arrives.
    """

    script: deque[Turn] = field(default_factory=deque)
    sent: list[Outgoing] = field(default_factory=list)
    into: MemoryMailbox | None = None

    def send(self, mail: Outgoing, commit: Commit) -> Receipt:
        """See `bot.ports.Mailer`."""
        if flaw := flaw_of(mail):
            return Receipt(Delivered.REFUSED, flaw)
        turn = self.script.popleft() if self.script else Turn(Delivered.ACCEPTED, "250 ok")
        if isinstance(turn.outcome, PobotError):
            raise turn.outcome
        refused = turn.outcome in {Delivered.DEFERRED, Delivered.REFUSED}
        crashpoint("before-data")
        if not (refused and turn.before_commit):
            crashpoint("before-dot")
            commit()
            crashpoint("after-dot")
            if turn.outcome is Delivered.ACCEPTED or turn.arrives:
                self._arrive(mail)
            crashpoint("after-250")
        return Receipt(turn.outcome, turn.reply or turn.outcome.value)

    def send_together(
        self, mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        """See `bot.ports.Mailer`. The first of them."""
        first, *others = mails
        return (self.send(first, lambda: commit((0,))), *(None for _ in others))

    def close(self) -> None:
        """See `bot.ports.Mailer`."""

    def _arrive(self, mail: Outgoing) -> None:
        self.sent.append(mail)
        if self.into is not None:
            self.into.sent.append(mail.source)


def header_block(source: bytes) -> bytes:
    """Return a mail's header fields and the empty line that ends them."""
    end = re.search(rb"\r?\n\r?\n", source)
    return source[: end.end()] if end else source


def _raw(arrival: Arrival, source: bytes, size_limit: int) -> RawMessage:
    complete = arrival.size <= size_limit
    body = source if complete else header_block(source)
    return RawMessage(arrival.location, arrival.received_at, body, arrival.size, complete)
