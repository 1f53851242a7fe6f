"""A daemon that cannot start: told as well, though it never gets as far as its own watch.

What was told is kept in a small file, since it may be the database that is away. A service manager
starts pobot again every few seconds, so the same rules apply as to any trouble: told once, told
again hours later, and its end is told by the daemon that starts at last.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.app.alert_notes import noted, recalled
from bot.domain.alerts import Known, Patience, Trouble, due, looked_after, told
from bot.domain.bulletin import bulletin
from bot.errors import PobotError, Transient
from bot.ports import AlertRoute

START = "start"

log = structlog.get_logger()


def tell_of_failed_start(
    error: Exception,
    routes: Sequence[AlertRoute],
    note: str,
    now: datetime,
    where: str,
    patience: Patience,
) -> str:
    """Tell that pobot does not start, if it is time to; return the note to keep.

    Args:
        error: why it does not. What may pass by itself is told when it has lasted; of a bug only
            the kind is told.
        routes: to whoever is on duty.
        note: what the last process that could not start left behind; "" for none.
        now: this moment, UTC.
        where: which pobot it is.
        patience: how long is waited.
    """
    said = str(error) if isinstance(error, PobotError) else f"a bug: {type(error).__name__}"
    what = " ".join(said.split())[:300]
    at_once = not isinstance(error, Transient)
    found = (Trouble(START, f"pobot does not start: {what}", at_once=at_once),)
    known: Known = looked_after(recalled(note), found, now)
    alerts = due(known, found, patience, now)
    if alerts:
        message = bulletin(alerts, where)
        if any([_took(route, lambda r: r.tell(message)) for route in routes]):  # noqa: C419
            known = told(known, alerts, now)
    return noted(known)


def _took(route: AlertRoute, tell: Callable[[AlertRoute], None]) -> bool:
    try:
        tell(route)
    except PobotError as error:
        log.error("an alert did not get through", route=route.name, error=str(error))  # noqa: TRY400
        return False
    return True
