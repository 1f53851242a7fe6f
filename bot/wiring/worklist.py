"""The worklist, put together from the same adapters as the daemon."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.config import Config
from bot.wiring import SystemClock, open_desk, opened_store, templates
from bot.wiring.parts import Parts

if TYPE_CHECKING:
    from bot.app.worklist import Worklist
    from bot.ports import Clock


@contextmanager
def opened_worklist(config: Config, clock: "Clock | None" = None) -> "Iterator[Worklist]":
    """Give what waits for a person; store and readers close with the context."""
    held = "" if config.send else "shadow"
    with opened_store(config) as store, open_desk(config) as desk:
        now = clock or SystemClock()
        yield Parts(config, store, desk, templates(config), now, held, bool).worklist
