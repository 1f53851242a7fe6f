"""Alerts by mail: what it looks like, and when it has arrived."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from bot.domain.alerts import Alert, News
from bot.domain.bulletin import bulletin
from bot.edges.alert_mail import MailRoute
from bot.errors import Permanent
from bot.mail.smtp import SmtpMailer
from tests.servers.embedded import plain
from tests.servers.smtp_sink import Fault, Moment, SmtpSink

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = bulletin(
    [
        Alert(News.RAISED, "inbox", "The inbox does not work: Ärger", NOON),
        Alert(News.RAISED, "queue", "3 mails wait", NOON),
    ],
    "mail1\r\nBcc: eve@example.com",
)
ON_CALL = ("kim@other.example", "sam@other.example")


def route(sink: SmtpSink) -> MailRoute:
    mailer = SmtpMailer(plain(sink.port), ehlo_name="localhost")
    return MailRoute(mailer, "alerts@other.example", ON_CALL, lambda: NOON)


def test_each_of_those_on_duty_gets_one_that_no_program_answers(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        route(sink).tell(SAID)
        mails = [message_from_bytes(kept.source, policy=default) for kept in sink.accepted()]
    assert [mail["To"] for mail in mails] == list(ON_CALL)
    assert {mail["Auto-Submitted"] for mail in mails} == {"auto-generated"}
    assert len({mail["Message-ID"] for mail in mails}) == 2
    body = mails[0].get_content().splitlines()
    assert body[0].startswith("TROUBLE inbox: The inbox does not work: Ärger. Since 2026-11-24")
    assert body[1].startswith("TROUBLE queue")


def test_a_name_with_line_ends_makes_no_header(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        route(sink).tell(SAID)
        mail = message_from_bytes(sink.accepted()[0].source, policy=default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "pobot on mail1 Bcc: eve@example.com: 2 troubles"


def test_one_address_that_is_refused_keeps_nobody_else_from_hearing(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        sink.faults.append(Fault(Moment.RCPT, reply="550 5.1.1 nobody"))
        route(sink).tell(SAID)
        assert len(sink.accepted()) == 1


def test_nobody_reached_is_a_failure(tmp_path: Path) -> None:
    with SmtpSink(tmp_path) as sink:
        for _ in ON_CALL:
            sink.faults.append(Fault(Moment.RCPT, reply="550 5.1.1 nobody"))
        with pytest.raises(Permanent, match=r"5\.1\.1"):
            route(sink).tell(SAID)
