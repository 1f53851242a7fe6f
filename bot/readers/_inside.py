"""Reads what is inside a container, and inside that, within limits.

All of it happens in the child that opened the container, so its limits of memory and time hold for
everything together. What goes back is the text; of a mail found inside also its header block and
its own text, which the stage `read` divides as it does those of an attached mail.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.domain.attachment import worth_reading
from bot.domain.message import Member, OrderDocument, Part, Reading
from bot.readers._pages import Pages

MAX_DEPTH = 3
"""A mail in an archive in a mail is common; more than three levels are a bomb or a joke."""

MAX_MEMBERS = 50
MAX_OCTETS = 100_000_000
"""Of all members together: an archive's fifty million, and what archives in it unpack to."""

MAX_SECONDS = 5.0
"""Less than a child has, so that what was read by then is not lost."""

MAX_TEXT = 256 * 1024
"""Octets of a mail's text that go back; no more of one is read (`bot.stages.read`)."""

MAX_PROBLEMS = 20
TEXTS = ("text/plain", "text/html")
MAIL = "message/rfc822"


@dataclass(slots=True)
class Contents:
    """What one container holds, as far as it was read.

    Args:
        read: reads one part; gives its reading, and the reader's pages for what is inside it.
    """

    read: Callable[[Part], tuple[Reading, Pages]]
    members: list[Member] = field(default_factory=list)
    orders: list[OrderDocument] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    octets: int = 0
    deadline: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def of(self, container: Part, reading: Reading, pages: Pages) -> Reading:
        """Return the reading of a container with everything that was found inside it."""
        self._enter(container, pages, 1)
        more = len(self.problems) - MAX_PROBLEMS
        problems = [reading.problem, *self.problems[:MAX_PROBLEMS]]
        if more > 0:
            problems.append(f"and {more} more")
        return replace(
            reading,
            orders=(*reading.orders, *self.orders),
            problem="; ".join(filter(None, problems)),
            inside=tuple(self.members),
        )

    def _enter(self, container: Part, pages: Pages, depth: int) -> None:
        self.problems += pages.refused
        if pages.inside and depth > MAX_DEPTH:
            self.problems.append(f"{container.filename}: nested too deep")
            return
        for part in pages.inside:
            if reason := self._over():
                self.problems.append(f"{container.filename}: {reason}")
                return
            self._add(_placed(part, container), part.filename or container.filename, depth)

    def _over(self) -> str:
        """Return why nothing more is read, "" where more is."""
        if len(self.members) >= MAX_MEMBERS:
            return f"more than {MAX_MEMBERS} files; the rest was not read"
        if self.octets > MAX_OCTETS:
            return "too large when unpacked; the rest was not read"
        if time.monotonic() > self.deadline:
            return "took too long; the rest was not read"
        return ""

    def _add(self, part: Part, name: str, depth: int) -> None:
        self.octets += len(part.payload)
        if part.media_type == MAIL:
            self.members.append(Member(part, Reading(part.path)))
        if not part.payload.strip() or not (_is_text(part) or worth_reading(part)):
            return
        reading, pages = self.read(part)
        shown = replace(_sent_back(part), filename=name)
        self.members.append(Member(shown, replace(reading, orders=(), problem="", inside=())))
        self.orders += reading.orders
        if reading.problem:
            self.problems.append(f"{name}: {reading.problem}")
        self._enter(part, pages, depth + 1)


def _placed(part: Part, container: Part) -> Part:
    """Return a member with its place in the whole mail instead of among its siblings."""
    inside = f"{container.path}/{part.inside}" if part.inside else container.inside
    return replace(part, path=f"{container.path}/{part.path}", inside=inside)


def _is_text(part: Part) -> bool:
    """Say whether a part is a mail's own text, or stands alone as one."""
    return part.media_type in TEXTS and not part.attachment


def _sent_back(part: Part) -> Part:
    return replace(part, payload=part.payload[:MAX_TEXT] if _is_text(part) else b"")
