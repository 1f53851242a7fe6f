"""Digests as letters to one reader: the values that their templates are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.app.digest_actions import Offered
from bot.app.digest_blankets import BlanketFacts
from bot.app.digest_facts import Facts
from bot.domain.decision import Letter, Picture
from bot.domain.message import Address

DAILY, WEEKLY = "digest", "digest_week"
"""Names of the templates."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one digest says; `chart` is a PNG, or b""."""

    facts: Facts
    blankets: BlanketFacts
    chart: bytes = b""
    offered: tuple[Offered, ...] = ()


def daily(
    told: Told,
    reader: str,
    key: str,
    today: date,
    *,
    actions: Mapping[int, object],
    picture: str,
    shadow: str,
) -> Letter:
    """Return the digest of a day.

    Args:
        told: what it says.
        reader: the address it goes to.
        key: says what it is, once for all time.
        today: the local day.
        actions: by item, what the reader could do, with prepared mails.
        picture: Content-ID of the chart.
        shadow: why it is held rather than sent, or "".
    """
    facts = told.facts
    pictures = (Picture(picture, "blanket-orders.png", told.chart),) if told.chart else ()
    counts = (
        f"{facts.need_you} need{'s' if facts.need_you == 1 else ''} you",
        f"{len(facts.booked)} booked",
        f"{facts.overdue_count} overdue",
    )
    values = {
        **facts.values(),
        **told.blankets.values(),
        "day": format_date(today, "EEE d MMM y", locale="en_GB"),
        "counts": ", ".join(counts),
        "booked_count": len(facts.booked),
        "chart": picture if pictures else "",
        "actions": actions,
        "shadow": shadow,
    }
    return Letter(DAILY, Address("", reader), "en", key, values, pictures=pictures)


def weekly(values: Mapping[str, object], reader: str, key: str, shadow: str) -> Letter:
    """Return the digest of a week; the arguments are those of `daily`."""
    return Letter(WEEKLY, Address("", reader), "en", key, {**values, "shadow": shadow})
