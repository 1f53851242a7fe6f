"""The worklist, put together from the same adapters as the daemon."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from bot.config import Config
from bot.wiring import SystemClock, open_desk, opened_store, templates
from bot.wiring.parts import Parts

if TYPE_CHECKING:
    from bot.app.judgement import Desk
    from bot.app.worklist import Worklist
    from bot.ports import Clock


@contextmanager
def opened_worklist(
    config: Config, clock: "Clock | None" = None, *, reads: bool = True
) -> "Iterator[Worklist]":
    """Give what waits for a person; store and readers close with the context.

    Args:
        config: the configuration.
        clock: the time of day; the system's without.
        reads: whether a mail may be read again, to show, approve or assign its item. Without,
            no rules are loaded and no reader is started, which takes seconds.
    """
    held = "" if config.send else "shadow"
    with opened_store(config) as store, open_desk(config) if reads else _no_desk() as desk:
        now = clock or SystemClock()
        yield Parts(config, store, desk, templates(config), now, held, bool).worklist


@contextmanager
def _no_desk() -> "Iterator[Desk]":
    """Give nothing to judge mails with, to those who judge none."""
    yield cast("Desk", None)
