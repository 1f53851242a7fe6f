"""Alerts by webhook: one HTTPS POST of JSON, as chat rooms and pagers take it.

Forms: "text" is what Slack, Mattermost and Google Chat take; "teams" is an Adaptive Card, as a
workflow of Microsoft Teams takes it; "json" has every field, for programs.
Standards and failures: as `bot.edges.https`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.domain.bulletin import Bulletin
from bot.edges.https import SECONDS, exchange


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
        self._url, self._form, self._ca_file, self._seconds = url, form, ca_file, seconds

    def tell(self, bulletin: Bulletin) -> None:
        """See `bot.ports.AlertRoute`."""
        payload = json.dumps(_FORMS[self._form](bulletin)).encode()
        exchange("POST", self._url, payload, self._ca_file, self._seconds)


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
