"""A worker: decides the mails that the daemon hands out. Any number runs, on any machine.

STANDARDS: SIGTERM and SIGINT finish the mail at hand and end with status 0.
"""

import os
import socket
from pathlib import Path

import structlog

from bot.errors import BadInput, Permanent, Problem
from bot.wiring import libpq, opened_intake, read_config

log = structlog.get_logger()


def run(path: Path | None, *, until_empty: bool, shadow: bool) -> None:
    """Decide mails until told to stop, or, with `until_empty`, until none waits.

    Raises:
        BadInput: the configuration cannot be used, or has no `workers = true`.
        Permanent: the extra `scale` is not installed.
        StoreBusy: PostgreSQL is away.
    """
    config = read_config(path)
    lacking = config.lacking()
    if not config.workers:
        what = "`workers = true` is missing: the daemon decides the mails itself"
        lacking = (*lacking, Problem(config.path or Path("config.toml"), 0, what))
    if lacking:
        raise BadInput(lacking)
    try:
        from bot.scale import work
    except ModuleNotFoundError as error:
        raise Permanent("workers need the queue: pip install 'pobot[scale]'") from error
    name = f"{socket.gethostname()}:{os.getpid()}"
    with opened_intake(config, shadow=shadow) as intake:
        log.info("worker started", worker=name)
        work(libpq(config.database), intake.settle_one, name=name, until_empty=until_empty)
    log.info("worker stopped", worker=name)
