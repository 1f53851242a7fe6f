"""An access token, asked for early, kept in memory only, and told to nobody.

Standards: OAuth 2.0 access tokens (RFC 6749 5.1), bearer tokens (RFC 6750).
Fails: `TokenRefused` where the token service says no, `ServerGone` where it is away, slow or talks
nonsense. A failure is remembered, and the service left alone for a while, however often a token is
wanted: minutes after trouble, ten minutes after a refusal. A token that still holds serves on.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Protocol

import structlog

from bot.errors import PobotError, ServerGone, TokenRefused

RENEWED_AT = 0.8
"""Part of its life after which a token is replaced: of an hour twelve minutes are left, in which
the token service may be away without anybody noticing."""

MARGIN = 60.0
"""Seconds before its end from which a token is not used any more: clocks differ, logins take time.
Of a token that lives shorter than ten minutes it is a tenth."""

ANSWER_WITHIN = 30.0
"""Seconds for a whole answer: name, connection, TLS, and the last byte."""

PATIENCE = 2.0
"""Seconds to wait for a new token while the old one holds; it is taken later if it comes later."""

GIVEN_UP = 300.0
"""Seconds after which a question is asked anew though the last one may still be answered."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
"""Seconds until the service is asked again after trouble; doubled each time."""

LONGEST_RETRY_AFTER = 3600.0
"""A service that wants to be left alone for longer is asked again all the same."""

REFUSED_WAIT = 600.0
"""Seconds after a refusal: services lock clients that insist, and only a person helps."""

SHORT_LIFE = 600.0
"""Seconds that a token is believed to live where the service does not say."""

FRESH = 60.0
"""Seconds within which a refused token is not replaced: another one would be refused as well."""

# RFC 6750 2.1 allows less; nothing beyond this may get into a SASL response.
_TOKEN = re.compile(r"[!-~]{1,16384}")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token service gave: the token, and for how many seconds it holds."""

    token: str = field(repr=False)
    lives: float


class TryLater(ServerGone):
    """A token service that is away, and says after how many seconds to ask again."""

    def __init__(self, text: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(text)


class Grantor(Protocol):
    """Who we are to a token service."""

    def inspect(self) -> None:
        """Look at files and libraries only. Raises TokenRefused where something is wrong."""
        ...

    def ask(self) -> Granted:
        """Ask the service for a token. Raises TokenRefused or ServerGone."""
        ...

    def flaw(self, token: str, protocol: str) -> str:
        """Say what a token lacks for "IMAP" or "SMTP", as far as it shows; "" for nothing."""
        ...

    def advise(self, protocol: str) -> str:
        """Say what else to look at where "IMAP" or "SMTP" refuses a token without a flaw."""
        ...


def granted(token: object, lives: object, service: str) -> Granted:
    """Return what a service gave, if it is a token at all; it is not quoted if not.

    Raises:
        ServerGone: it is none.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise ServerGone(f"{service}: gave something that is no token")
    try:
        seconds = SHORT_LIFE if lives is None else float(str(lives))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ServerGone(f"{service}: gave a token that holds for no time")
    return Granted(token, seconds)


class CachedToken:
    """See `bot.mail.security.TokenSource`. May be shared by connections and threads."""

    def __init__(
        self,
        grantor: Grantor,
        *,
        answer_within: float = ANSWER_WITHIN,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is asked before the first token is wanted.

        Args:
            grantor: asks the token service.
            answer_within: seconds for the whole of its answer.
            ticking: a clock that is never put back, in seconds.
        """
        self.grantor = grantor
        self._answer_within = answer_within
        self._ticking = ticking
        self._lock = Lock()
        self._held: Granted | None = None
        self._since = 0.0
        self._failure: PobotError | None = None
        self._failures = 0
        self._not_before = 0.0
        self._asked: _Question | None = None

    def read(self) -> str:
        """See `TokenSource`. Raises TokenRefused or ServerGone."""
        with self._lock:
            if self._held is None or self._age() >= self._held.lives * RENEWED_AT:
                self._renew()
            if self._held is not None and self._holds():
                return self._held.token
            raise _again(self._failure)

    def prepare(self) -> None:
        """See `TokenSource`."""
        self.read()

    def forget(self) -> bool:
        """See `TokenSource`: a server refused the token; one that was just given is kept."""
        with self._lock:
            if self._held is None or self._age() < FRESH:
                return False
            self._held = None
            return True

    def flaw(self, protocol: str) -> str:
        """Say what the token at hand lacks for a protocol, as far as it shows; "" for nothing."""
        with self._lock:
            return self.grantor.flaw(self._held.token, protocol) if self._held else ""

    def advise(self, protocol: str) -> str:
        """See `TokenSource`."""
        return self.flaw(protocol) or self.grantor.advise(protocol)

    def _age(self) -> float:
        return self._ticking() - self._since

    def _holds(self) -> bool:
        return self._held is not None and self._age() < self._held.lives - _margin(self._held)

    def _renew(self) -> None:
        """Take an answer that has come, or ask; what still owes an answer is not asked again."""
        now = self._ticking()
        may_wait = now >= self._not_before
        if self._asked is None or (may_wait and now - self._asked.at >= GIVEN_UP):
            if not may_wait:
                return
            self._asked = _Question(self.grantor, now)
        patience = min(PATIENCE, self._answer_within) if self._holds() else self._answer_within
        try:
            given = self._asked.answer(patience if may_wait else 0)
        except Empty:
            if may_wait:
                self._failed(ServerGone(f"{self.grantor}: no answer within {patience:g} seconds"))
        except PobotError as error:
            self._asked = None
            self._failed(error)
        else:
            self._held, self._since = given, self._asked.at
            self._asked = self._failure = None
            self._failures, self._not_before = 0, 0.0

    def _failed(self, error: PobotError) -> None:
        self._failure = error
        wait = min(FIRST_WAIT * 2.0 ** min(self._failures, 16), LONGEST_WAIT)
        if isinstance(error, TokenRefused):
            wait = REFUSED_WAIT
        elif isinstance(error, TryLater):
            wait = max(wait, min(error.wait, LONGEST_RETRY_AFTER))
        self._failures += 1
        jitter = random.uniform(1.0, 1.2)  # noqa: S311 - spreads load, guards nothing
        self._not_before = self._ticking() + wait * jitter
        if self._held is not None:
            left = round(max(self._held.lives - self._age(), 0))
            log.error("no new access token", error=str(error), old_one_holds_seconds=left)


class _Question:
    """Asks in a thread, so that the time limit holds whatever the service and libraries do.

    Time limits of sockets are per read: names that resolve slowly, and answers that come byte by
    byte, know how to take for ever.
    """

    def __init__(self, grantor: Grantor, at: float) -> None:
        self.at = at
        self._grantor = grantor
        self._outcome: SimpleQueue[Granted | Exception] = SimpleQueue()
        Thread(target=self._ask, name="oauth", daemon=True).start()

    def answer(self, patience: float) -> Granted:
        """Return what came within so many seconds.

        Raises:
            Empty: nothing.
            TokenRefused, ServerGone: a refusal, or trouble.
        """
        outcome = self._outcome.get(timeout=patience) if patience else self._outcome.get_nowait()
        if isinstance(outcome, PobotError):
            raise outcome
        if isinstance(outcome, Exception):
            # What a library says of something it did not expect may quote the token.
            raise ServerGone(f"{self._grantor}: could not be asked: {type(outcome).__name__}")
        return outcome

    def _ask(self) -> None:
        try:
            self._outcome.put(self._grantor.ask())
        except Exception as error:  # noqa: BLE001 - carried to the thread that waits
            self._outcome.put(error)


def _margin(held: Granted) -> float:
    return min(MARGIN, held.lives / 10)


def _again(failure: PobotError | None) -> PobotError:
    """Return a new exception: one that is raised twice would grow its traceback for ever."""
    kind = TokenRefused if isinstance(failure, TokenRefused) else ServerGone
    return kind(str(failure or "the token service gave no token that holds"))
