"""The watch: looks after the daemon from a thread of its own, and tells whoever is on duty.

It works though the poll hangs (it shares no thread with it), though the database is the trouble
(what it told is kept in memory too, and what the store does not say within seconds counts as not
said), and though a route fails (another one tells of it). What was told is kept in the store, so
that a restart does not tell it again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.app.alert_notes import differs, noted, recalled
from bot.app.backoff import BackOff
from bot.app.bounded import Bounded
from bot.app.notes import ALERTS, LAST_POLL
from bot.app.pulse import Pulse
from bot.domain.alerts import Alert, Case, Known, Patience, Trouble, due, looked_after, told
from bot.domain.bulletin import Bulletin, bulletin
from bot.domain.vitals import Backlog, Disk, Vitals, troubles
from bot.errors import PobotError, StoreBusy
from bot.ports import AlertRoute, Clock, Store

STORE_SECONDS = 20.0
"""How long the store may take: it answers in milliseconds, or waits ten seconds for a writer."""

HEARTBEAT = timedelta(minutes=5)
"""How often a monitor elsewhere hears that all is well; it should wait for two of them."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """What ops decide about alerts.

    Attributes:
        where: which pobot this is, as whoever is on duty knows it.
        poll_every: how often the inbox is read.
        patience: how long is waited before something is told.
    """

    where: str
    poll_every: timedelta
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True)
class Watch:
    """Looks at the daemon's vital signs, and tells of trouble.

    Attributes:
        heartbeat: tells a monitor elsewhere that all is well; None where there is none.
        disks: says what room is left on disks.
        sending: says whether mail is to go out.
        known: what is looked after.
    """

    pulse: Pulse
    store: Store
    clock: Clock
    routes: Sequence[AlertRoute]
    settings: WatchSettings
    heartbeat: Callable[[], None] | None = None
    disks: Callable[[], tuple[Disk, ...]] = tuple
    sending: Callable[[], bool] = lambda: True
    asking: Bounded = field(default_factory=lambda: Bounded(STORE_SECONDS))
    known: Known = field(default_factory=dict)
    _kept: dict[str, Case] | None = None
    _polled_before: datetime | None = None
    _broken: dict[str, Trouble] = field(default_factory=dict)
    _back_off: BackOff = field(default_factory=BackOff)
    _beaten_at: datetime | None = None

    def look(self) -> tuple[Alert, ...]:
        """Look once, tell what is due; return what was told."""
        now = self.clock.now()
        found = (*troubles(self.vitals(now)), *self._broken.values())
        self.known = looked_after(self.known, found, now)
        alerts = due(self.known, found, self.settings.patience, now)
        said = alerts if alerts and self._tell(alerts, now) else ()
        self.known = told(self.known, said, now)
        self._keep()
        self._beat(now)
        return said

    def vitals(self, now: datetime) -> Vitals:
        """Return how the daemon is at this moment."""
        waiting, why = self._backlog(now)
        age = self.pulse.polled
        return Vitals(
            now=now,
            up=self.pulse.up,
            last_poll=self._polled_before if age is None else now - age,
            poll_every=self.settings.poll_every,
            moved=self.pulse.moved,
            failures=self.pulse.failures,
            backlog=waiting,
            store_error=why,
            sending=self.sending(),
            disks=self.disks(),
        )

    def _backlog(self, now: datetime) -> tuple[Backlog | None, str]:
        """Return what waits; or None, and why the store does not say."""
        try:
            if self._kept is None:
                self._recall()
            return self.asking.do(lambda: self.store.backlog(now)), ""
        except PobotError as error:
            return None, _line(error)

    def _recall(self) -> None:
        """Read what an earlier process told, once; what this one knows already counts more."""
        note, last_poll = self.asking.do(
            lambda: (self.store.note(ALERTS), self.store.note(LAST_POLL))
        )
        self._polled_before = datetime.fromisoformat(last_poll) if last_poll else None
        self._kept = recalled(note)
        self.known = self._kept | dict(self.known)

    def _keep(self) -> None:
        """Write down what is looked after, where that has changed; the store may refuse."""
        known = self.known
        if self._kept is None or not differs(known, self._kept):
            return
        try:
            self.asking.do(lambda: self.store.put_note(ALERTS, noted(known)))
        except PobotError as error:
            # Said as trouble of the database already, and tried again at every look.
            log.debug("alerts cannot be noted", error=_line(error))
        else:
            self._kept = dict(known)

    def _beat(self, now: datetime) -> None:
        """Tell the monitor elsewhere that all is well, if it is; it speaks up if it hears nothing.

        So it hears nothing also when the machine is gone, or when no alert gets through.
        """
        last, patience = self._beaten_at, self.settings.patience
        if self.heartbeat is None or (last and timedelta() <= now - last < HEARTBEAT):
            return
        if any(not c.gone_since and now - c.since >= patience.after for c in self.known.values()):
            return
        self._beaten_at = now
        try:
            self.heartbeat()
        except PobotError as error:
            log.warning("the heartbeat does not get through", error=_line(error))

    def _tell(self, alerts: tuple[Alert, ...], now: datetime) -> bool:
        """Tell by every route; return whether one took it. The log gets it in any case."""
        if self._back_off.waits(now):
            return False
        for alert in alerts:
            log.error("alert", news=alert.news.value, trouble=alert.key, what=alert.what)
        message = bulletin(alerts, self.settings.where)
        took = [self._told_by(route, message, now) for route in self.routes]
        if took and not any(took):
            self._back_off.failed(now, StoreBusy("no route takes alerts"))
            return False
        self._back_off.worked()
        return True

    def _told_by(self, route: AlertRoute, message: Bulletin, now: datetime) -> bool:
        try:
            route.tell(message)
        except PobotError as error:
            log.error("an alert did not get through", route=route.name, error=_line(error))  # noqa: TRY400
            what = f"Alerts by {route.name} do not get through: {_line(error)}"
            key = f"route:{route.name}"
            before = self._broken.get(key)
            self._broken[key] = Trouble(key, what, before.since if before else now, at_once=True)
            return False
        self._broken.pop(f"route:{route.name}", None)
        return True


def _line(error: PobotError) -> str:
    return " ".join(str(error).split())[:300]
