"""What a person may change that no mail can: pauses of reminders, and notes beside an item."""

from dataclasses import dataclass
from datetime import date

from bot.domain.late_payment_waiver import WaiveLateFee
from bot.domain.ledger import ClientId, InvoiceNumber


@dataclass(frozen=True, slots=True)
class PauseInvoice:
    """Remind of an invoice no more before `until`; `by` is who decided it."""

    client_id: ClientId
    invoice_number: InvoiceNumber
    until: date
    by: str


@dataclass(frozen=True, slots=True)
class ResumeInvoice:
    """Remind of an invoice again: its pause, and what a mail held it for, end."""

    client_id: ClientId
    invoice_number: InvoiceNumber
    by: str


@dataclass(frozen=True, slots=True)
class NoteItem:
    """Keep what a person wrote beside an item of the worklist."""

    item_id: int
    text: str
    by: str


StaffChange = WaiveLateFee | PauseInvoice | ResumeInvoice | NoteItem
