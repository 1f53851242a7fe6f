"""What waiving a late fee writes: a hold on what is not asked for, a journal's line. Pure."""

from dataclasses import asdict

from bot.domain.late_payment_waiver import WaiveLateFee
from bot.domain.ledger import Snapshot
from bot.errors import StoreBusy
from bot.store.booking import Booking, Hold, HoldKind, Occasion


def waive_late_fee(
    change: WaiveLateFee, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    """Hold back what is waived, or lift that hold; each occasion does it once."""
    number = change.invoice_number
    if number not in ledger.invoice:
        raise StoreBusy(f"invoice {number} is no longer in the ledger; decide again")
    kinds = (
        *((HoldKind.WAIVED_INTEREST,) if change.interest else ()),
        *((HoldKind.WAIVED_FIXED_SUM,) if change.fixed_sum else ()),
    )
    holds = tuple(Hold(kind, number, f"{change.why} ({change.by})") for kind in kinds)
    effect = "reinstate_late_fee" if change.withdrawn else "waive_late_fee"
    return (
        Booking(
            effect,
            f"{occasion.key}:{number}:{','.join(kinds)}",
            number,
            asdict(change),
            holds=() if change.withdrawn else holds,
            lifts=holds if change.withdrawn else (),
        ),
    )
