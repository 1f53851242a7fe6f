"""What a chart of blanket orders shows: plain shares, so that whoever draws it knows no ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.burn_down import BurnDown

WIDTH, MARGIN, ROW, LEGEND = 560, 12, 52, 30
"""Pixels as shown: of the picture, around it, of an order, and of the key below them."""


@dataclass(frozen=True, slots=True)
class BurnBar:
    """One order of a chart.

    Attributes:
        label: whose it is, and its number: words of others, to be drawn and nothing else.
        used: share of the order that is used, 0 to 1; what is beyond is `over`.
        reserved: share that waiting invoices will use, within what is left.
        over: whether more is used or waiting than the order authorises.
        gone: share of its period that is over, 0 to 1; None where it has no period.
        figures: what stands behind the bar, in words.
    """

    label: str
    used: float
    reserved: float
    over: bool
    gone: float | None
    figures: str


Draw = Callable[[tuple[BurnBar, ...]], bytes]
"""Draws a chart as PNG."""


def size_of(count: int) -> tuple[int, int]:
    """Return width and height, in pixels as shown, of a chart of so many orders."""
    return WIDTH, 2 * MARGIN + ROW * count + LEGEND


def bar_of(burn: BurnDown, label: str, figures: str) -> BurnBar:
    """Return an order as a bar; one that states no sum has an empty one."""
    authorised = burn.account.authorised
    if not authorised or authorised < 0:
        return BurnBar(label, 0, 0, over=False, gone=_gone(burn), figures=figures)
    used = float(burn.used / authorised)
    waiting = float((burn.free or 0) - (burn.account.remaining or 0)) / float(authorised)
    shown = min(max(used, 0.0), 1.0)
    return BurnBar(
        label=label,
        used=shown,
        reserved=min(max(waiting, 0.0), 1.0 - shown),
        over=burn.account.is_overdrawn,
        gone=_gone(burn),
        figures=figures,
    )


def _gone(burn: BurnDown) -> float | None:
    start, end = burn.account.valid_from, burn.account.valid_to
    if start is None or end is None or end < start:
        return None
    share = ((burn.day - start).days + 1) / ((end - start).days + 1)
    return min(max(share, 0.0), 1.0)
