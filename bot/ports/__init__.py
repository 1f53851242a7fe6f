"""What pobot needs from the outside world, and nothing more.

Every port has an in-memory twin for unit tests and one contract suite in tests/contracts that
every implementation passes. Implementations raise only the exceptions of `bot.errors`.
"""

from bot.ports.alerts import AlertRoute
from bot.ports.crew import Crew
from bot.ports.files import Clock, Ledger, Readers
from bot.ports.mail import (
    Arrival,
    Commit,
    CommitAll,
    Delivered,
    Doorbell,
    Filing,
    Mailbox,
    Mailer,
    Receipt,
)
from bot.ports.records import (
    Evidence,
    Holds,
    ImportReport,
    JournalEntry,
    MessageState,
    NewReviewItem,
    Registration,
    ReviewDecision,
    ReviewItem,
    Settlement,
    StoredMessage,
)
from bot.ports.store import Lease, Store

__all__ = [
    "AlertRoute",
    "Arrival",
    "Clock",
    "Commit",
    "CommitAll",
    "Crew",
    "Delivered",
    "Doorbell",
    "Evidence",
    "Filing",
    "Holds",
    "ImportReport",
    "JournalEntry",
    "Lease",
    "Ledger",
    "Mailbox",
    "Mailer",
    "MessageState",
    "NewReviewItem",
    "Readers",
    "Receipt",
    "Registration",
    "ReviewDecision",
    "ReviewItem",
    "Settlement",
    "Store",
    "StoredMessage",
]
