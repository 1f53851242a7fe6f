"""What one of us may do about an item of the worklist, or an invoice: each action is a value.

The same whether it comes from the command line or from a mail; how far its sender is believed is
another question.
"""

from dataclasses import dataclass
from datetime import date

from bot.domain.ledger import EngagementId, InvoiceNumber


@dataclass(frozen=True, slots=True)
class Approve:
    """Do what an item proposes. `revision` names the proposal that was shown."""

    item: int
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Assign:
    """Book an item's order for this engagement, whatever the mail says of where it belongs.

    `po_number` is needed where the mail gives none that can be read, or several; `revision` names
    the proposal that was shown, "" books what it is now.
    """

    item: int
    engagement: EngagementId
    po_number: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """Close an item without doing what it proposes; `reason` stands in the journal."""

    item: int
    reason: str


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Close an item whose mail is not for us."""

    item: int


@dataclass(frozen=True, slots=True)
class Note:
    """Write something down beside an item, for those who look at it next."""

    item: int
    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Remind of an invoice no more before `until`: on that day reminders go again."""

    invoice: InvoiceNumber
    until: date


@dataclass(frozen=True, slots=True)
class Resume:
    """Remind of an invoice again: a pause and what else held its reminders end."""

    invoice: InvoiceNumber


Action = Approve | Assign | Reject | NotOurs | Note | Pause | Resume
ItemAction = Approve | Assign | Reject | NotOurs | Note
