"""The log: a line an event on standard error, as text for people or as JSON for programs.

What is about one mail names it by its Message-ID: whoever works on it binds that for the time, so
that lines of libraries carry it too. No text of a mail gets here: our own errors hold none, and of
any other exception only its kind and where it was raised are written, since its message may quote
what it choked on. A mail's whole traceback lies in the database. Secrets of the configuration are
struck out wherever they turn up.
"""

import logging
import sys
import traceback
from collections.abc import Collection, Iterator, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from bot.errors import PobotError

Event = MutableMapping[str, Any]

SHORTEST = 6
"""Characters: striking out anything shorter would strike out innocent words."""

QUIET = {
    "imapclient": logging.INFO,  # at DEBUG it prints whole mails
    "apscheduler": logging.CRITICAL,  # the daemon itself reports ticks that fail
    "procrastinate": logging.WARNING,
    "alembic": logging.WARNING,
}
"""The least level of other libraries' lines."""


def start_logging(level: str, form: str, secrets: Collection[str] = ()) -> None:
    """Send the log to standard error.

    Args:
        level: "debug", "info", "warning" or "error".
        form: "text" or "json".
        secrets: what must never be in it.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
        Striking(secrets),
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _start_libraries(least, shared, last)


def without_values(_logger: object, _method: str, event: Event) -> Event:
    """Replace an exception by its kinds and places; only our own errors keep their words."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = " <- ".join(_told(each) for each in _chain(error))
    return event


class Striking:
    """Strikes secrets out of everything that is logged."""

    def __init__(self, secrets: Collection[str]) -> None:
        self._secrets = sorted((s for s in secrets if len(s) >= SHORTEST), key=len, reverse=True)

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        """Return the event without them."""
        return {key: self._struck(value) for key, value in event.items()}

    def _struck(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._struck(each) for each in value]
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, "***")
        return value


def _start_libraries(least: int, shared: list[Processor], last: Processor) -> None:
    """Give lines of the standard library's logging the same form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared, last],
        )
    )
    logging.basicConfig(handlers=[handler], level=least, force=True)
    for name, lowest in QUIET.items():
        logging.getLogger(name).setLevel(max(least, lowest))


def _exception(info: object) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1] if info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from, the newest first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = ", ".join(f"{f.filename}:{f.lineno} in {f.name}" for f in reversed(frames))
    words = f": {error}" if isinstance(error, PobotError) else ""
    return f"{type(error).__qualname__}{words} ({places or 'not raised'})"
