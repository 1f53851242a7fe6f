"""Many workers on PostgreSQL: the daemon hands mails out, worker processes decide them.

The queue is Procrastinate's (extra `scale`), in the same database. A job only says that a mail
waits; what is to be done and whether it is done stands in pobot's own tables. So a job that comes
twice, late or never does nothing wrong: the daemon hands out anew what still has no end.

- Mails of one client are decided one after another, in the order in which they came (its lock).
- Mails of different clients are decided side by side; a decision that another one overtook is
  made again (`bot.errors.LedgerMoved`).
- A worker that dies leaves its job behind; another takes it up after `DEAD_AFTER`.
"""

from bot.scale.crew import ProcrastinateCrew
from bot.scale.queue import work

__all__ = ["ProcrastinateCrew", "work"]
