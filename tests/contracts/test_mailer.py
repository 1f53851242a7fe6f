"""What every `bot.ports.Mailer` does, whatever lies behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.errors import ServerGone
from bot.mail.memory import MemoryMailer, Turn
from bot.mail.security import Credentials, Endpoint, Security
from bot.mail.smtp import SmtpMailer
from bot.mail.smtp_lanes import SmtpLanes
from bot.ports import Delivered, Mailer
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.letters import letter
from tests.servers.smtp_sink import Fault, Moment, SmtpSink, Way


@dataclass
class World:
    """A mailer, and the powers of its server."""

    mailer: Mailer
    fail: Callable[[Fault], None]
    arrived: Callable[[], list[bytes]]


def memory_world() -> World:
    mailer = MemoryMailer()
    outcomes = {"4": Delivered.DEFERRED, "5": Delivered.REFUSED}

    def fail(fault: Fault) -> None:
        early = fault.moment is not Moment.DOT
        unclear = Delivered.DEFERRED if early else Delivered.IN_DOUBT
        outcome = outcomes[fault.reply[0]] if fault.way is Way.REPLY else unclear
        mailer.script.append(Turn(outcome, fault.reply, fault.accepted, early))

    return World(mailer, fail, lambda: [mail.source for mail in mailer.sent])


def sink_world(sink: SmtpSink, endpoint: Endpoint, lanes: int) -> World:
    who = Credentials("billing", "s3cret")

    def lane() -> SmtpMailer:
        return SmtpMailer(endpoint, who, ehlo_name="localhost", final_reply_timeout=1)

    mailer = SmtpLanes(lane, lanes) if lanes else lane()
    return World(mailer, sink.faults.append, lambda: [mail.source for mail in sink.accepted()])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["memory", "none", "no-pipelining", "starttls", "tls", "lanes"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "memory":
        yield memory_world()
        return
    security = Security.NONE
    made = None
    if request.param in {"starttls", "tls"}:
        security = Security(request.param)
        made = request.getfixturevalue("certificate")
    with SmtpSink(
        tmp_path,
        certificate=made,
        implicit_tls=security is Security.TLS,
        login=("billing", "s3cret"),
    ) as sink:
        sink.pipelining = request.param != "no-pipelining"
        ca_file = made.cert if made else None
        endpoint = Endpoint("127.0.0.1", sink.port, security, ca_file, 10.0, 1.0)
        running = sink_world(sink, endpoint, 3 if request.param == "lanes" else 0)
        yield running
        running.mailer.close()


class Commits:
    """Counts commits, and notes what had arrived by then."""

    def __init__(self, world: World) -> None:
        self.arrived_before: list[int] = []
        self._world = world

    def __call__(self) -> None:
        self.arrived_before.append(len(self._world.arrived()))


def test_a_mail_arrives_byte_for_byte_after_one_commit(world: World) -> None:
    commits = Commits(world)
    body = b".\r\n..two\r\n.a line\r\nFrom here\r\n\r\n.\r\n"
    receipt = world.mailer.send(letter("1", body), commits)
    assert receipt.outcome is Delivered.ACCEPTED
    assert receipt.reply.startswith("250")
    assert commits.arrived_before == [0]
    assert world.arrived() == [letter("1", body).source]


def test_many_mails_go_one_after_the_other(world: World) -> None:
    for number in range(20):
        receipt = world.mailer.send(letter(str(number)), lambda: None)
        assert receipt.outcome is Delivered.ACCEPTED
    assert world.arrived() == [letter(str(number)).source for number in range(20)]


def test_a_large_mail_arrives_whole(world: World) -> None:
    body = b"." * 70 + b"\r\n"
    mail = letter("1", body * 30_000)
    assert world.mailer.send(mail, lambda: None).outcome is Delivered.ACCEPTED
    assert world.arrived() == [mail.source]


@pytest.mark.parametrize("moment", [Moment.MAIL, Moment.RCPT, Moment.DATA])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("451 4.7.1 greylisted", Delivered.DEFERRED), ("550 5.1.1 nobody", Delivered.REFUSED)],
)
def test_a_refusal_before_the_body_is_not_committed(
    world: World, moment: Moment, reply: str, outcome: Delivered
) -> None:
    commits = Commits(world)
    world.fail(Fault(moment, Way.REPLY, reply))
    receipt = world.mailer.send(letter("1"), commits)
    assert (receipt.outcome, receipt.reply) == (outcome, reply)
    assert commits.arrived_before == []
    assert world.mailer.send(letter("2"), commits).outcome is Delivered.ACCEPTED
    assert world.arrived() == [letter("2").source]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("452 4.3.1 disk full", Delivered.DEFERRED), ("554 5.7.1 spam", Delivered.REFUSED)],
)
def test_a_refusal_after_the_dot_is_believed(world: World, reply: str, outcome: Delivered) -> None:
    commits = Commits(world)
    world.fail(Fault(Moment.DOT, Way.REPLY, reply))
    receipt = world.mailer.send(letter("1"), commits)
    assert (receipt.outcome, receipt.reply) == (outcome, reply)
    assert commits.arrived_before == [0]
    assert world.mailer.send(letter("2"), commits).outcome is Delivered.ACCEPTED
    assert world.arrived() == [letter("2").source]


@pytest.mark.parametrize("moment", [Moment.MAIL, Moment.RCPT, Moment.DATA])
@pytest.mark.parametrize("way", [Way.DROP, Way.HANG])
def test_a_connection_lost_before_the_body_defers(world: World, moment: Moment, way: Way) -> None:
    commits = Commits(world)
    world.fail(Fault(moment, way))
    assert world.mailer.send(letter("1"), commits).outcome is Delivered.DEFERRED
    assert commits.arrived_before == []
    assert world.mailer.send(letter("1"), commits).outcome is Delivered.ACCEPTED
    assert world.arrived() == [letter("1").source]


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("way", [Way.DROP, Way.HANG])
def test_a_connection_lost_after_the_dot_is_in_doubt(
    world: World, way: Way, accepted: bool
) -> None:
    commits = Commits(world)
    world.fail(Fault(Moment.DOT, way, accepted=accepted))
    receipt = world.mailer.send(letter("1"), commits)
    assert receipt.outcome is Delivered.IN_DOUBT
    assert receipt.reply
    assert "\n" not in receipt.reply
    assert commits.arrived_before == [0]
    assert world.arrived() == ([letter("1").source] if accepted else [])
    assert world.mailer.send(letter("2"), commits).outcome is Delivered.ACCEPTED


def test_a_commit_that_raises_stops_the_mail(world: World) -> None:
    def refuse() -> None:
        raise ServerGone("the database is full")

    with pytest.raises(ServerGone, match="full"):
        world.mailer.send(letter("1"), refuse)
    assert world.mailer.send(letter("2"), lambda: None).outcome is Delivered.ACCEPTED
    assert world.arrived() == [letter("2").source]


def test_a_closed_mailer_connects_again(world: World) -> None:
    world.mailer.close()
    world.mailer.send(letter("1"), lambda: None)
    world.mailer.close()
    assert world.mailer.send(letter("2"), lambda: None).outcome is Delivered.ACCEPTED


@pytest.mark.parametrize(
    "smuggled",
    [
        b"text\n.\nMAIL FROM:<x@y>\n",
        b"text\r.\rMAIL FROM:<x@y>\r\n",
        b"text\n.\r\nMAIL FROM:<x@y>\r\n",
        b"text\r\n.\n",
    ],
)
def test_lone_line_ends_are_refused_untouched(world: World, smuggled: bytes) -> None:
    commits = Commits(world)
    receipt = world.mailer.send(letter("1", smuggled), commits)
    assert receipt.outcome is Delivered.REFUSED
    assert commits.arrived_before == []
    assert world.arrived() == []


@pytest.mark.parametrize("address", ["", "a@b\r\nRCPT TO:<c@d>", "a b@c", "a>@b", "ä@b.test"])
def test_an_address_that_cannot_be_one_is_refused(world: World, address: str) -> None:
    mail = replace(letter("1"), recipient=address)
    assert world.mailer.send(mail, lambda: None).outcome is Delivered.REFUSED
    assert world.arrived() == []


def test_of_several_mails_at_least_the_first_is_tried_and_each_is_committed_before_its_dot(
    world: World,
) -> None:
    mails = [letter(str(number)) for number in range(5)]
    committed: dict[int, int] = {}

    def commit(numbers: Sequence[int]) -> None:
        committed.update(dict.fromkeys(numbers, len(world.arrived())))

    receipts = world.mailer.send_together(mails, commit)

    tried = [n for n, receipt in enumerate(receipts) if receipt]
    assert tried[0] == 0
    assert [r.outcome for r in receipts if r] == [Delivered.ACCEPTED] * len(tried)
    assert committed == dict.fromkeys(tried, 0)
    assert sorted(world.arrived()) == sorted(mails[n].source for n in tried)


def test_several_mails_whose_commit_fails_do_not_leave(world: World) -> None:
    mails = [letter(str(number)) for number in range(3)]

    def full(_numbers: Sequence[int]) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        world.mailer.send_together(mails, full)

    assert world.arrived() == []
    assert world.mailer.send(mails[0], lambda: None).outcome is Delivered.ACCEPTED


def test_a_refused_mail_among_several_holds_none_of_the_others(world: World) -> None:
    world.fail(Fault(Moment.RCPT, Way.REPLY, "550 5.1.1 nobody"))
    mails = [letter(str(number)) for number in range(3)]
    outcomes: list[Delivered] = []
    while len(outcomes) < len(mails):
        receipts = world.mailer.send_together(mails[len(outcomes) :], lambda _: None)
        outcomes += [receipt.outcome for receipt in receipts if receipt]
    assert sorted(outcomes) == [Delivered.ACCEPTED, Delivered.ACCEPTED, Delivered.REFUSED]
    assert len(world.arrived()) == 2
