"""What every `bot.ports.AlertRoute` does, whatever lies behind it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.alerts import Alert, News
from bot.domain.bulletin import Bulletin, bulletin
from bot.edges.alert_mail import MailRoute
from bot.edges.memory import MemoryRoute
from bot.edges.webhook import WebhookRoute
from bot.errors import Permanent, ServerGone, Transient
from bot.mail.smtp import SmtpMailer
from bot.ports import AlertRoute
from tests.servers.embedded import plain
from tests.servers.smtp_sink import Fault, Moment, SmtpSink
from tests.servers.webhook import Webhook

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = bulletin([Alert(News.RAISED, "inbox", "The inbox does not work: Ärger", NOON)], "mail1")


@dataclass
class World:
    """A route, how many bulletins arrived, and how to make its server fail."""

    route: AlertRoute
    arrived: Callable[[], int]
    busy: Callable[[], None]
    refuse: Callable[[], None]


def memory_world() -> World:
    route = MemoryRoute()

    def fail(error: Transient | Permanent) -> None:
        route.failure = error

    return World(
        route,
        lambda: len(route.told),
        lambda: fail(ServerGone("busy")),
        lambda: fail(Permanent("no such room")),
    )


def webhook_world(server: Webhook) -> World:
    def answer(status: int) -> None:
        server.status = status

    return World(
        WebhookRoute(server.url),
        lambda: len(server.posted),
        lambda: answer(503),
        lambda: answer(404),
    )


def mail_world(sink: SmtpSink) -> World:
    mailer = SmtpMailer(plain(sink.port), ehlo_name="localhost")
    route = MailRoute(mailer, "alerts@other.example", ["on-call@other.example"], lambda: NOON)
    return World(
        route,
        lambda: len(sink.accepted()),
        lambda: sink.faults.append(Fault(Moment.RCPT)),
        lambda: sink.faults.append(Fault(Moment.RCPT, reply="550 5.1.1 nobody")),
    )


@pytest.fixture(params=["memory", "webhook", "mail"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "memory":
        yield memory_world()
    elif request.param == "webhook":
        with Webhook() as server:
            yield webhook_world(server)
    else:
        with SmtpSink(tmp_path / "sink") as sink:
            yield mail_world(sink)


def test_what_is_told_arrives_once(world: World) -> None:
    world.route.tell(SAID)
    assert world.arrived() == 1


def test_a_server_that_is_busy_may_be_asked_again(world: World) -> None:
    world.busy()
    with pytest.raises(Transient):
        world.route.tell(SAID)
    assert world.arrived() == 0


def test_a_refusal_for_good_is_said_to_be_one(world: World) -> None:
    world.refuse()
    with pytest.raises(Permanent):
        world.route.tell(SAID)
    assert world.arrived() == 0


def test_a_route_has_a_name(world: World) -> None:
    assert world.route.name
    assert isinstance(SAID, Bulletin)
