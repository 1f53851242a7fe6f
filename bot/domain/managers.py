"""Our own people whom a client knows by name: the managers of its work."""

import re
from collections.abc import Iterable

from bot.domain.ledger import Engagement

_NAMED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:\.[^\W\d_]+(?:-[^\W\d_]+)*)+")
"""The part before the @ of "jane.whitlock@" or "j.m.whitlock@": given names, then a family name."""


def looks_after(works: Iterable[Engagement]) -> str:
    """Return the name of the person to turn to about work: of the first that can be named.

    The account manager goes before the project manager. The ledger knows their addresses only, so
    a name is what stands before the @; "" where no address tells one ("sales@").
    """
    for work in works:
        for address in (work.account_manager, work.project_manager):
            if name := name_in(address):
                return name
    return ""


def name_in(address: str) -> str:
    """Return the name that an address is made of: "Helen Marsh" of helen.marsh@; "" for none."""
    local = address.partition("@")[0].partition("+")[0]
    if not _NAMED.fullmatch(local):
        return ""
    return " ".join(_capital(part) for part in local.split("."))


def _capital(part: str) -> str:
    if len(part) == 1:
        return f"{part.upper()}."
    return "-".join(half.capitalize() for half in part.split("-"))
