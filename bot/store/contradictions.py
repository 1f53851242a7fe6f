"""What a mail's bookings leave behind that speaks against the ledger's own orders. Pure.

An order that comes after its number was used may be below what stands on it: nothing is adjusted,
a person sees the figures, as at an import.
"""

from bot.domain.ledger import Snapshot
from bot.domain.order_checks import findings
from bot.ports import NewReviewItem


def contradictions(before: Snapshot, after: Snapshot) -> tuple[NewReviewItem, ...]:
    """Return an item for each contradiction among the orders that a mail changed."""
    if before is after:
        return ()
    return tuple(
        NewReviewItem("order", found.key, found.subject, (found.reason,))
        for found in findings(before, after)
    )
