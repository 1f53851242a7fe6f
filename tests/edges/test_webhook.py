"""Alerts by webhook: forms, TLS, and what an answer means."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.alerts import Alert, News
from bot.domain.bulletin import bulletin
from bot.edges.webhook import WebhookRoute
from bot.errors import Permanent, ServerGone
from tests.servers.certificate import make_certificate
from tests.servers.webhook import Webhook

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = bulletin([Alert(News.RAISED, "inbox", "The inbox does not work", NOON)], "mail1")
LINE = "TROUBLE inbox: The inbox does not work. Since 2026-11-24 12:00 UTC."


def test_a_chat_room_gets_one_text() -> None:
    with Webhook() as server:
        WebhookRoute(server.url).tell(SAID)
    assert server.posted == [{"text": f"pobot on mail1: inbox\n{LINE}"}]
    assert server.paths == ["/services/T0/B0/xyz?room=1"]


def test_teams_gets_a_card() -> None:
    with Webhook() as server:
        WebhookRoute(server.url, "teams").tell(SAID)
    (message,) = server.posted
    (attachment,) = message["attachments"]
    assert message["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in attachment["content"]["body"]] == [SAID.title, LINE]


def test_programs_get_every_field() -> None:
    with Webhook() as server:
        WebhookRoute(server.url, "json").tell(SAID)
    (message,) = server.posted
    assert message["alerts"] == [
        {
            "news": "raised",
            "trouble": "inbox",
            "what": "The inbox does not work",
            "since": "2026-11-24T12:00:00+00:00",
        }
    ]


def test_only_a_certificate_that_is_trusted_is_talked_to(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with Webhook(certificate) as server:
        WebhookRoute(server.url, ca_file=certificate.cert).tell(SAID)
        with pytest.raises(ServerGone):
            WebhookRoute(server.url).tell(SAID)
    assert len(server.posted) == 1


def test_a_redirect_is_not_followed() -> None:
    with Webhook(status=302) as server, pytest.raises(Permanent, match="answered 302"):
        WebhookRoute(server.url).tell(SAID)
    assert len(server.paths) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_an_answer_for_now_may_be_tried_again(status: int) -> None:
    with Webhook(status=status) as server, pytest.raises(ServerGone):
        WebhookRoute(server.url).tell(SAID)


def test_a_server_that_hangs_is_left_within_seconds() -> None:
    with Webhook(hang=30) as server, pytest.raises(ServerGone):
        WebhookRoute(server.url, seconds=0.2).tell(SAID)


def test_no_error_names_more_of_the_address_than_its_host() -> None:
    with Webhook(status=404) as server, pytest.raises(Permanent) as refused:
        WebhookRoute(server.url).tell(SAID)
    with pytest.raises(ServerGone) as gone:
        WebhookRoute("http://127.0.0.1:9/services/T0/B0/xyz").tell(SAID)
    for error in (refused.value, gone.value):
        assert "127.0.0.1" in str(error)
        assert "B0" not in str(error)


def test_a_ca_file_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no certificates"):
        WebhookRoute("https://127.0.0.1:9/", ca_file=tmp_path / "no.pem").tell(SAID)
