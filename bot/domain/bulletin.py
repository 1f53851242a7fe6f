"""What whoever is on duty reads: some alerts in one message. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.alerts import Alert, News

WORDS = {News.RAISED: "TROUBLE", News.STILL: "STILL", News.CLEARED: "ALL CLEAR"}


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One message. `text` is plain text, a line for each alert; no text of a mail, no secret."""

    title: str
    text: str
    alerts: tuple[Alert, ...]


def bulletin(alerts: Sequence[Alert], where: str) -> Bulletin:
    """Return the message for some alerts; `where` is which pobot it comes from."""
    wrong = [alert for alert in alerts if alert.news is not News.CLEARED]
    if len(wrong) == 1:
        title = f"pobot on {where}: {wrong[0].key}"
    elif wrong:
        title = f"pobot on {where}: {len(wrong)} troubles"
    else:
        title = f"pobot on {where}: all clear"
    return Bulletin(title, "\n".join(map(line, alerts)), tuple(alerts))


def line(alert: Alert) -> str:
    """Return an alert as one line."""
    what = f"{WORDS[alert.news]} {alert.key}: {alert.what.rstrip('.')}."
    since = f"{alert.since:%Y-%m-%d %H:%M} UTC"
    return f"{what} It began {since}." if alert.news is News.CLEARED else f"{what} Since {since}."
