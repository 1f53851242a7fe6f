"""A route for unit tests: keeps what it was told, or fails as it is told to."""

from dataclasses import dataclass, field

from bot.domain.bulletin import Bulletin
from bot.errors import PobotError


@dataclass(slots=True)
class MemoryRoute:
    """See `bot.ports.AlertRoute`. `failure` is raised instead of taking anything."""

    name: str = "memory"
    told: list[Bulletin] = field(default_factory=list)
    failure: PobotError | None = None

    def tell(self, bulletin: Bulletin) -> None:
        """See `bot.ports.AlertRoute`."""
        if self.failure:
            raise self.failure
        self.told.append(bulletin)
