"""The second channel: how whoever is on duty hears of trouble, apart from the mail we work with."""

from typing import Protocol

from bot.domain.bulletin import Bulletin


class AlertRoute(Protocol):
    """One way to whoever is on duty."""

    name: str

    def tell(self, bulletin: Bulletin) -> None:
        """Deliver it; within seconds, or not at all.

        Raises:
            Transient: it did not arrive, and may next time.
            Permanent: it did not arrive, and will not: the address is wrong.
        """
        ...
