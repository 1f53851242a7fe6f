"""What looks after the daemon while it works: the watch, the watchdog and the metrics.

Each in a thread of its own, so that none of them waits for the work, or for another.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config
from bot.errors import BadInput, PobotError, Problem

if TYPE_CHECKING:
    from bot.app.alerts import Watch
    from bot.app.pulse import Pulse
    from bot.app.round import Round
    from bot.domain.alerts import Patience
    from bot.domain.vitals import Disk
    from bot.edges.memo import Memo
    from bot.edges.supervisor import Supervisor
    from bot.mail.smtp import SmtpMailer
    from bot.ports import AlertRoute, Clock

LOOK_SECONDS = 15.0
"""How often the watch looks: a trouble is told so much later than it could be."""

STILL = timedelta(minutes=15)
"""When nothing moved for so long the watchdog is fed no more, and the service manager restarts
pobot. The longest that an honest piece of work may be silent is ten minutes: the answer to a final
dot (RFC 5321 4.5.3.2.6)."""

ALERT_DOT_SECONDS = 30.0
"""An alert does not wait ten minutes for that answer: it may come twice."""


@dataclass(slots=True)
class Duty:
    """The service manager, and whether work really goes on."""

    supervisor: "Supervisor"
    pulse: "Pulse"

    def feed(self) -> bool:
        """Tell the service manager that work goes on, if it does; return whether it does."""
        moving = self.pulse.stillness < STILL
        if moving:
            failing = ", ".join(failure.part for failure in self.pulse.failures)
            self.supervisor.alive(f"does not work: {failing}" if failing else "working")
        return moving


@contextmanager
def fed(pulse: "Pulse") -> "Iterator[Supervisor]":
    """Give the service manager, whose watchdog is fed as long as work goes on."""
    from bot.edges.supervisor import Supervisor
    from bot.edges.ticking import Ticking

    supervisor = Supervisor(os.environ)
    with ExitStack() as stack:
        if seconds := supervisor.feed_every:
            stack.callback(Ticking("watchdog", Duty(supervisor, pulse).feed, seconds).close)
        yield supervisor


def tell_of_failed_start(config: Config, error: Exception) -> None:
    """Tell whoever is on duty, if it is time to, that the daemon does not start."""
    from bot.app.failed_starts import tell_of_failed_start as tell
    from bot.wiring import SystemClock

    clock, memo = SystemClock(), _memo(config)
    routes = alert_routes(config, clock)
    memo.write(tell(error, routes, memo.read(), clock.now(), where(config), _patience(config)))


@contextmanager
def watched(config: Config, work: "Round") -> "Iterator[Watch]":
    """Give the watch over a daemon, looking from now on, with the metrics where configured.

    It goes on from what was told of daemons that did not start.

    Raises:
        Permanent: the metrics cannot be served.
    """
    from bot.app.alert_notes import recalled
    from bot.edges.ticking import Ticking

    watch, memo = watch_over(config, work), _memo(config)
    watch.known = recalled(memo.read())
    memo.write("")
    with ExitStack() as stack:
        if config.metrics.port:
            from bot.app.figures import Collected, Counting
            from bot.edges.metrics import Exporter

            counting = Counting(watch.store, watch.clock.now())
            exporter = Exporter(Collected(watch, counting), config.metrics.port)
            stack.callback(exporter.close)
        stack.callback(Ticking("watch", watch.look, LOOK_SECONDS).close)
        yield watch


def watch_over(config: Config, work: "Round") -> "Watch":
    """Return the watch over a daemon; it does not look yet."""
    from bot.app.alerts import Watch, WatchSettings

    settings = WatchSettings(
        where(config),
        timedelta(seconds=config.mailbox.poll_seconds),
        _patience(config),
    )
    return Watch(
        pulse=work.pulse,
        store=work.store,
        clock=work.clock,
        routes=alert_routes(config, work.clock),
        settings=settings,
        heartbeat=_heartbeat(config),
        disks=room(config),
        sending=lambda: not work.outbox.stopped,
    )


def where(config: Config) -> str:
    """Return which pobot this is, for whoever reads an alert."""
    return config.alerts.name or socket.gethostname()


def alert_routes(config: Config, clock: "Clock") -> "tuple[AlertRoute, ...]":
    """Return the configured ways to whoever is on duty; nothing is connected yet."""
    from bot.edges.alert_mail import MailRoute
    from bot.edges.webhook import WebhookRoute

    alerts, found = config.alerts, []
    if alerts.webhook:
        found.append(WebhookRoute(alerts.webhook.reveal(), alerts.form, alerts.ca_file))
    mail = alerts.mail
    if not mail.host:
        return tuple(found)
    return (*found, MailRoute(_alert_mailer(config), mail.sender, mail.to, clock.now))


def check_edges(config: Config, *, connect: bool) -> None:
    """Find out whether alerts by mail and metrics could work; nothing is sent.

    Raises:
        ServerGone, LoginRefused: the server for alerts does not take us.
        Permanent: the extra that metrics need is missing.
    """
    if connect and config.alerts.mail.host:
        _alert_mailer(config).probe()
    if config.metrics.port:
        from bot.edges.metrics import demand_library

        demand_library()


def _heartbeat(config: Config) -> "Callable[[], None] | None":
    from bot.edges.https import exchange

    alerts = config.alerts
    if not alerts.heartbeat:
        return None
    return lambda: exchange("GET", alerts.heartbeat.reveal(), ca_file=alerts.ca_file)


def _alert_mailer(config: Config) -> "SmtpMailer":
    from bot.mail.security import Credentials, Endpoint, Security
    from bot.mail.smtp import SmtpMailer

    mail = config.alerts.mail
    endpoint = Endpoint(
        mail.host, mail.port, Security(mail.security), mail.ca_file, mail.timeout, mail.timeout
    )
    who = Credentials(mail.user, mail.password.reveal()) if mail.user else None
    return SmtpMailer(endpoint, who, final_reply_timeout=ALERT_DOT_SECONDS)


def try_routes(config: Config) -> Iterator[tuple[str, str]]:
    """Send an alert by each way; yield its name, and what went wrong or "".

    Raises:
        BadInput: no way is configured.
    """
    from bot.domain.alerts import Alert, News
    from bot.domain.bulletin import bulletin
    from bot.wiring import SystemClock

    clock = SystemClock()
    routes = alert_routes(config, clock)
    if not routes:
        what = "no way to whoever is on duty: set alerts.webhook, or alerts.mail"
        raise BadInput((Problem(config.path or Path("config.toml"), 0, what, "alerts"),))
    test = Alert(News.RAISED, "test", "This is a test; all is well", clock.now())
    for route in routes:
        try:
            route.tell(bulletin([test], where(config)))
        except PobotError as error:
            yield route.name, str(error)
        else:
            yield route.name, ""


def room(config: Config) -> "Callable[[], tuple[Disk, ...]]":
    """Return what looks at the disk that pobot writes to."""
    from bot.edges.disk import disks

    scheme, _, file = config.database.partition("///")
    folder = config.path.parent if config.path else Path.cwd()
    place = Path(file).parent if scheme.startswith("sqlite") else folder
    return lambda: disks((place,), config.alerts.disk_free)


def _patience(config: Config) -> "Patience":
    from bot.domain.alerts import Patience

    return Patience(after=config.alerts.after, again=config.alerts.again)


def _memo(config: Config) -> "Memo":
    from bot.edges.memo import Memo

    return Memo(config.path.parent if config.path else Path.cwd(), os.environ)
