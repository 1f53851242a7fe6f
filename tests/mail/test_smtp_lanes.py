"""Several connections to one SMTP server, against a real one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.errors import LoginRefused, ServerGone
from bot.mail.security import Credentials, Endpoint, Security
from bot.mail.smtp import SmtpMailer
from bot.mail.smtp_lanes import SmtpLanes
from bot.ports import Delivered
from tests.servers.letters import letter
from tests.servers.smtp_sink import Fault, Moment, SmtpSink, Way


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    with SmtpSink(tmp_path) as running:
        yield running


def lanes(port: int, who: Credentials | None = None) -> SmtpLanes:
    endpoint = Endpoint("127.0.0.1", port, Security.NONE, None, 10.0, 2.0)
    return SmtpLanes(
        lambda: SmtpMailer(endpoint, who, ehlo_name="localhost", final_reply_timeout=1)
    )


def nothing(_numbers: Sequence[int]) -> None:
    """Commit nothing."""


def test_three_mails_go_over_three_connections_with_one_commit(sink: SmtpSink) -> None:
    mailer = lanes(sink.port)
    commits: list[tuple[int, ...]] = []
    mails = [letter(str(number)) for number in range(5)]

    receipts = mailer.send_together(mails, lambda numbers: commits.append(tuple(numbers)))

    assert [receipt is not None for receipt in receipts] == [True, True, True, False, False]
    assert commits == [(0, 1, 2)]
    assert sink.connections == 3
    mailer.send_together(mails[3:], nothing)
    assert sink.connections == 3
    mailer.close()
    assert {mail.source for mail in sink.accepted()} == {mail.source for mail in mails}


def test_no_dot_is_sent_before_all_are_committed(sink: SmtpSink) -> None:
    mailer = lanes(sink.port)
    arrived: list[int] = []

    mailer.send_together(
        [letter("1"), letter("2"), letter("3")], lambda _: arrived.append(len(sink.accepted()))
    )

    mailer.close()
    assert arrived == [0]
    assert len(sink.accepted()) == 3


def test_a_lost_answer_leaves_its_own_mail_in_doubt_and_no_other(sink: SmtpSink) -> None:
    mailer = lanes(sink.port)
    sink.faults.append(Fault(Moment.DOT, Way.DROP, accepted=True))

    receipts = mailer.send_together([letter("1"), letter("2"), letter("3")], nothing)

    mailer.close()
    outcomes = sorted(receipt.outcome for receipt in receipts if receipt)
    assert outcomes == [Delivered.ACCEPTED, Delivered.ACCEPTED, Delivered.IN_DOUBT]


def test_a_server_that_takes_one_connection_gets_every_mail_over_it(sink: SmtpSink) -> None:
    taken: list[SmtpMailer] = []
    closed = Endpoint("127.0.0.1", 1, Security.NONE, None, 1.0, 1.0)
    open_to = Endpoint("127.0.0.1", sink.port, Security.NONE, None, 10.0, 2.0)

    def lane() -> SmtpMailer:
        taken.append(SmtpMailer(closed if taken else open_to, None, ehlo_name="localhost"))
        return taken[-1]

    mailer = SmtpLanes(lane)
    receipts = mailer.send_together([letter("1"), letter("2"), letter("3")], nothing)
    assert [receipt and receipt.outcome for receipt in receipts] == [
        Delivered.ACCEPTED,
        None,
        None,
    ]
    again = mailer.send_together([letter("2"), letter("3")], nothing)
    assert [receipt and receipt.outcome for receipt in again] == [Delivered.ACCEPTED, None]
    mailer.close()


def test_where_the_first_connection_fails_nothing_is_committed() -> None:
    mailer = lanes(1)
    with pytest.raises(ServerGone):
        mailer.send_together([letter("1"), letter("2")], _never)
    mailer.close()


def test_a_refused_login_is_told_and_nothing_is_committed(tmp_path: Path) -> None:
    with SmtpSink(tmp_path, login=("billing", "s3cret")) as sink:
        mailer = lanes(sink.port, Credentials("billing", "wrong"))
        with pytest.raises(LoginRefused):
            mailer.send_together([letter("1"), letter("2")], _never)
        mailer.close()
        assert sink.accepted() == ()


def test_a_bug_in_the_commit_leaves_no_half_sent_mail_behind(sink: SmtpSink) -> None:
    mailer = lanes(sink.port)
    with pytest.raises(ZeroDivisionError):
        mailer.send_together([letter("1"), letter("2")], lambda _: 1 // 0)  # type: ignore[arg-type]
    receipts = mailer.send_together([letter("3"), letter("4")], nothing)
    mailer.close()
    assert [receipt and receipt.outcome for receipt in receipts] == [Delivered.ACCEPTED] * 2
    assert {mail.source for mail in sink.accepted()} == {letter("3").source, letter("4").source}


def _never(_numbers: Sequence[int]) -> None:
    raise AssertionError("nothing may be committed")
