"""Mail in and mail out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.message import Location, RawMessage
from bot.domain.outgoing import Outgoing


class Filing(StrEnum):
    """Which of the folders named in the configuration a handled mail moves to."""

    PROCESSED = "processed"
    REVIEW = "review"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail seen in the mailbox, not fetched yet.

    `size` is RFC822.SIZE in octets; `received_at` is INTERNALDATE, aware, UTC.
    """

    location: Location
    size: int
    received_at: datetime


class Mailbox(Protocol):
    """One folder of one account. Used from one thread; reconnects by itself on the next call."""

    name: str

    def uid_validity(self) -> int:
        """Select the folder afresh and return its UIDVALIDITY.

        Raises:
            Transient: the server is away, or refuses the login.
            Permanent: the folder does not exist.
        """
        ...

    def uid_next(self) -> int:
        """Return the UID that the next mail was going to get at the last `uid_validity`.

        0 where the server does not say (RFC 3501 7.3.1 makes it optional).
        """
        ...

    def arrivals(self, after_uid: int) -> tuple[Arrival, ...]:
        """Return the mails with a UID above `after_uid`, in ascending order, without their bytes.

        Does not look at flags: a mail that somebody has read is as new as any other.
        """
        ...

    def fetch(self, arrivals: Sequence[Arrival], size_limit: int) -> Iterator[RawMessage]:
        r"""Yield the mails, in order, leaving `\\Seen` as it is.

        A mail larger than `size_limit` octets comes with its header block only and
        `complete=False`. A mail that vanished meanwhile is left out. A mail of which the server
        gives no bytes or the wrong number of bytes is left out too: it is seen again next poll.
        """
        ...

    def file(self, location: Location, filing: Filing) -> bool:
        """Move a mail to the folder for `filing`; return false if it is no longer there.

        Idempotent; creates the folder if needed; never expunges anything else.
        """
        ...

    def find_sent(self, message_id: str) -> bool:
        """Say whether the Sent folder (or a copy to ourselves) holds this Message-ID.

        A mail that a provider gave a Message-ID of its own is known by our X-Pobot-Id.
        """
        ...

    def close(self) -> None:
        """Log out, quietly; the next call connects again."""
        ...


class Doorbell(Protocol):
    """A hint that something came to a mailbox. Waited for by one thread; closed by any."""

    name: str

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; return whether something came.

        May return earlier, and may miss what came: the mailbox is polled all the same.

        Raises:
            Transient: the connection is lost. The next wait connects again.
            Permanent: there is nothing to wait for here.
        """
        ...

    def close(self) -> None:
        """Leave for good, and end a wait that goes on in another thread."""
        ...


class Delivered(StrEnum):
    """How an attempt to hand a mail to our SMTP server ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one attempt. `reply` is the server's last answer, or the error, in one line."""

    outcome: Delivered
    reply: str


class Mailer(Protocol):
    """Our SMTP server."""

    def send(self, mail: Outgoing, commit: "Commit") -> Receipt:
        """Hand over one mail to its one recipient.

        Everything up to, but not including, the final dot is sent first; then `commit` is called,
        which makes the state `committing` durable and may raise to stop; then the dot. Whatever
        goes wrong before `commit` returns is DEFERRED (the server drops an unfinished mail,
        RFC 5321 4.1.1.4); whatever goes wrong after it without a clear answer is IN_DOUBT.

        Raises:
            Transient: the server is away or refuses the login, before anything was sent.
        """
        ...

    def send_together(
        self, mails: Sequence[Outgoing], commit: "CommitAll"
    ) -> tuple[Receipt | None, ...]:
        """Hand over several mails, each as `send` does, and at once where that is possible.

        Returns a receipt for each; None where it was not tried and nothing was sent. At least the
        first one is tried.

        Raises:
            Transient: the server is away or refuses the login: nothing was committed.
        """
        ...

    def close(self) -> None:
        """Leave the connections that are kept for a batch, quietly."""
        ...


class Commit(Protocol):
    """What the mailer calls between the last line and the final dot."""

    def __call__(self) -> None:
        """Make it durable that the dot is about to be sent."""
        ...


class CommitAll(Protocol):
    """What the mailer calls before the final dots of several mails."""

    def __call__(self, numbers: Sequence[int], /) -> None:
        """Make it durable that these mails' dots are about to be sent; once for each mail."""
        ...
