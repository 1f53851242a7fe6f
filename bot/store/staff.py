"""What pauses of reminders and notes beside review items write. Pure."""

from dataclasses import asdict

from bot.domain.ledger import Snapshot
from bot.domain.staff_changes import NoteItem, PauseInvoice, ResumeInvoice
from bot.errors import StoreBusy
from bot.store.booking import Booking, Hold, HoldKind, Occasion


def pause_invoice(
    change: PauseInvoice, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    """Hold an invoice's reminders until a day; a later pause replaces an earlier one."""
    number = change.invoice_number
    if number not in ledger.invoice:
        raise StoreBusy(f"invoice {number} is no longer in the ledger; decide again")
    hold = Hold(HoldKind.PAUSED, number, change.by, change.until)
    data = {**asdict(change), "until": change.until.isoformat()}
    key = f"{occasion.key}:{number}:{change.until}"
    return (Booking("pause_invoice", key, number, data, holds=(hold,)),)


def resume_invoice(
    change: ResumeInvoice, ledger: Snapshot, occasion: Occasion
) -> tuple[Booking, ...]:
    """Lift an invoice's pause, and the hold that a dispute or a payment advice put on it."""
    del ledger
    number = change.invoice_number
    lifts = (Hold(HoldKind.PAUSED, number), Hold(HoldKind.INVOICE, number))
    key = f"{occasion.key}:{number}"
    return (Booking("resume_invoice", key, number, asdict(change), lifts=lifts),)


def note_item(change: NoteItem, ledger: Snapshot, occasion: Occasion) -> tuple[Booking, ...]:
    """Write a note down in the journal; it changes nothing."""
    del ledger
    subject = str(change.item_id)
    return (Booking("review_note", f"{occasion.key}:{subject}", subject, asdict(change)),)
