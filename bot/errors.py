"""Every exception pobot raises on purpose.

    PobotError
    ├── BadInput            config, rules, templates or ledger cannot be used; lists every problem
    ├── Transient           the world failed and may recover: try again with back-off
    │   ├── ServerGone      connection refused, lost, timed out
    │   │   └── ServerBusy  it says that we ask too much: leave it in peace for a while
    │   ├── PartlyRead      some folders were read and some were not
    │   ├── LoginRefused    the server did not take our credentials
    │   ├── StoreBusy       database locked, full or unreachable
    │   └── LeaseLost       another process holds the mailbox now: stop writing
    └── Permanent           the world said no for good: a folder that is missing, a 5xx
        └── TokenRefused    the token service gives us no access token: somebody must act

What a client's mail can lead to is a value (`bot.domain.decision`), never an exception. Anything
else that is raised is a bug; intake quarantines that one mail with its traceback and goes on.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file that a person wrote.

    Attributes:
        file: the file, as the user knows it.
        line: the line, counted from 1; 0 where the problem is the whole file.
        what: what is wrong, and what would be right.
        column: name of the CSV column or TOML key, where there is one.
    """

    file: Path
    line: int
    what: str
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.column}: {self.what}" if self.column else f"{place}: {self.what}"


class PobotError(Exception):
    """The root of the tree above."""


class BadInput(PobotError):
    """A file that a person wrote cannot be used. Carries every problem, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class Transient(PobotError):
    """The world failed and may recover; nothing was changed."""


class ServerGone(Transient):
    """A server refused the connection, closed it, or was silent for too long."""


class ServerBusy(ServerGone):
    """A server throttles us, or our own budget for it is spent: ask again much later."""


class PartlyRead(Transient):
    """Some of the folders could not be read; each of them waits for itself."""


class LoginRefused(Transient):
    """A server did not accept the credentials: retried slowly, so that no account is locked."""


class StoreBusy(Transient):
    """The database is locked, full, read-only or unreachable; the transaction was rolled back."""


class LedgerMoved(StoreBusy):
    """What a decision rests on changed before it was written: it must be made again."""


class WorkersBehind(Transient):
    """The worker processes have not decided all mails yet, or none of them runs."""


class LeaseLost(Transient):
    """Another process took over this mailbox; this one must not write any more."""


class Permanent(PobotError):
    """The world said no, and will say no again."""


class TokenRefused(Permanent):
    """A token service knows us not, or not for this mailbox: secret, consent or permission."""
