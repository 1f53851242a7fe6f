"""Other processes that decide mails."""

from typing import Protocol


class Crew(Protocol):
    """Decides the mails that wait, in other processes."""

    def settle(self) -> bool:
        """Have every waiting mail decided; return whether all of them are.

        Returns false after a while: the workers are behind, or there are none.

        Raises:
            Transient: what hands the mails out is away.
        """
        ...

    def close(self) -> None:
        """Give the connections back; the next call opens them again."""
        ...
