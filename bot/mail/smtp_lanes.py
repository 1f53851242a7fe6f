"""Several connections to our SMTP server, each with one mail on its way.

Standards: as `smtp`. A mail costs two round trips there (RFC 2920 carries the envelope in one, the
final dot takes the other), which at some distance is nearly all the time that sending takes; mails
of several lanes share them. Each lane's mail waits before its dot until all of them may go: they
are committed at once, and then each has its own dot and its own answer.
Fails as `smtp` does. A server that takes no further connection is used with those it took.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.domain.outgoing import Outgoing
from bot.errors import Transient
from bot.mail.smtp import SmtpMailer
from bot.ports import Commit, CommitAll, Receipt

LANES = 3
"""Connections at a time: Exchange Online takes no more of one sender."""


class SmtpLanes:
    """See `bot.ports.Mailer`. The lanes' threads carry octets and know of no store."""

    def __init__(self, open_lane: Callable[[], SmtpMailer], most: int = LANES) -> None:
        """Prepare; nothing connects before the first mail.

        Args:
            open_lane: makes one more connection, not connected yet.
            most: lanes at a time.
        """
        self._open_lane = open_lane
        self._most = self._limit = most
        self._lanes = [open_lane()]
        self._threads: ThreadPoolExecutor | None = None

    def probe(self) -> None:
        """Connect and log in, and send nothing. Raises ServerGone or LoginRefused."""
        self._lanes[0].probe()

    def send(self, mail: Outgoing, commit: Commit) -> Receipt:
        """See `bot.ports.Mailer`."""
        return self._lanes[0].send(mail, commit)

    def send_together(
        self, mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        """See `bot.ports.Mailer`. As many of the first mails as there are lanes."""
        tried = min(len(mails), self._most)
        if tried == 1:
            receipt, *_ = self._lanes[0].send_together(mails[:1], commit)
            return (receipt, *(None for _ in mails[1:]))
        lanes = self._wanted(tried)
        try:
            receipts = self._over(lanes, mails[:tried], commit)
        except BaseException:
            for lane in lanes:
                lane.drop()  # without the dot, so that the server forgets the mail
            raise
        return (*receipts, *(None for _ in mails[tried:]))

    def _over(
        self, lanes: Sequence[SmtpMailer], mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        prepared = tuple(self._pool().map(_prepared, lanes, mails))
        self._look_at(prepared)
        receipts = {n: said for n, said in enumerate(prepared) if isinstance(said, Receipt)}
        ready = [number for number, said in enumerate(prepared) if said is None]
        if ready:
            commit(ready)
            ended = self._pool().map(SmtpMailer.finish, [lanes[number] for number in ready])
            receipts |= dict(zip(ready, ended, strict=True))
        return tuple(receipts.get(number) for number in range(len(mails)))

    def close(self) -> None:
        """See `bot.ports.Mailer`. The next batch tries all lanes again."""
        self._most = self._limit
        if self._threads is None:
            self._lanes[0].close()
            return
        for _ in self._threads.map(SmtpMailer.close, self._lanes):
            pass
        self._threads.shutdown()
        self._threads = None

    def _wanted(self, count: int) -> list[SmtpMailer]:
        while len(self._lanes) < count:
            self._lanes.append(self._open_lane())
        return self._lanes[:count]

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="smtp")
        return self._threads

    def _look_at(self, prepared: Sequence[Receipt | Transient | None]) -> None:
        """Use fewer lanes in this batch where the server took fewer; the first one must work."""
        for number, said in enumerate(prepared):
            if isinstance(said, Transient):
                if number == 0:
                    raise said
                self._most = min(self._most, number)


def _prepared(lane: SmtpMailer, mail: Outgoing) -> Receipt | Transient | None:
    try:
        return lane.prepare(mail)
    except Transient as error:
        return error
