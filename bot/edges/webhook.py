"""Alerts by webhook: one HTTPS POST of JSON, as chat rooms and pagers take it.

Standards: HTTP/1.1 (RFC 9112) over TLS with the certificate verified; no redirect is followed, so
that the bulletin goes nowhere else. Plain HTTP is taken for this very machine only.
Forms: "text" is what Slack, Mattermost and Google Chat take; "teams" is an Adaptive Card, as a
workflow of Microsoft Teams takes it; "json" has every field, for programs.
Fails: 408, 429 and 5xx, and whatever goes wrong on the way, are `Transient`; any other answer is
`Permanent`. The address is a secret (who knows it may post), so only its host is ever named.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain.bulletin import Bulletin
from bot.errors import Permanent, ServerGone

SECONDS = 10.0
"""For connecting, and for each answer: an alert that hangs must not hold up the next look."""

FOR_NOW = frozenset({408, 429})
"""Client errors that are none of ours (RFC 9110 15.5.9, RFC 6585 4)."""


class WebhookRoute:
    """See `bot.ports.AlertRoute`."""

    name = "webhook"

    def __init__(
        self,
        url: str,
        form: str = "text",
        ca_file: Path | None = None,
        *,
        seconds: float = SECONDS,
    ) -> None:
        """Prepare; nothing is sent.

        Args:
            url: where to, `https://…`; the configuration has checked it.
            form: "text", "teams" or "json".
            ca_file: PEM file of the authority behind its certificate; None for the system's.
            seconds: for connecting, and for each answer.
        """
        self._parts = urlsplit(url)
        self._form = form
        self._ca_file = ca_file
        self._seconds = seconds

    def tell(self, bulletin: Bulletin) -> None:
        """See `bot.ports.AlertRoute`."""
        payload = json.dumps(_FORMS[self._form](bulletin)).encode()
        status = self._post(payload)
        if 200 <= status < 300:
            return
        answer = f"{self._parts.hostname}: answered {status}"
        if status in FOR_NOW or status >= 500:
            raise ServerGone(answer)
        raise Permanent(answer)

    def _post(self, payload: bytes) -> int:
        """Post once; return the status of the answer."""
        parts = self._parts
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json", "User-Agent": "pobot"}
        connection = self._connection()
        try:
            connection.request("POST", target, payload, headers)
            answer = connection.getresponse()
            answer.read(65_536)
        except (OSError, http.client.HTTPException) as error:
            raise ServerGone(f"{parts.hostname}: {type(error).__name__}") from error
        else:
            return answer.status
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._parts.hostname), self._parts.port
        if self._parts.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._seconds)
        try:
            context = ssl.create_default_context(cafile=self._ca_file)
        except OSError as error:
            raise Permanent(f"{self._ca_file}: no certificates can be read from it") from error
        return http.client.HTTPSConnection(host, port, timeout=self._seconds, context=context)


def _text(bulletin: Bulletin) -> Mapping[str, object]:
    return {"text": f"{bulletin.title}\n{bulletin.text}"}


def _teams(bulletin: Bulletin) -> Mapping[str, object]:
    """Return a message with one card (adaptivecards.io, schema 1.4); line breaks need two."""
    lines = bulletin.text.replace("\n", "\n\n")
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": bulletin.title, "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": lines, "wrap": True},
        ],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _json(bulletin: Bulletin) -> Mapping[str, object]:
    alerts = [
        {"news": a.news.value, "trouble": a.key, "what": a.what, "since": a.since.isoformat()}
        for a in bulletin.alerts
    ]
    return {"title": bulletin.title, "text": bulletin.text, "alerts": alerts}


_FORMS = {"text": _text, "teams": _teams, "json": _json}
FORMS = tuple(_FORMS)
