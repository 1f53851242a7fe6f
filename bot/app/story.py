"""The story of a purchase order, an invoice or a mail: what happened, because of what. Values.

Client text in it is as it came: whoever prints it makes it harmless.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    """What a story is about."""

    ORDER = "purchase order"
    INVOICE = "invoice"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class MailSource:
    """The mail that made something happen."""

    sender: str
    received_at: datetime
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one moment for one reason.

    Attributes:
        at: aware, UTC; the first moment of the day where only the day is known.
        only_day: whether only the day is known, as in the ledger folder.
        occasion: because of what, in words: a mail, the ledger folder, a person's decision.
        deeds: what was done, a line each.
        mail: the mail that it rests on.
        quote: the words that were read, and where they stand.
        rule: the name of the rule that read them.
        reasons: of the decision, a sentence each.
        by: the person who decided; "" where pobot did.
    """

    at: datetime
    occasion: str
    deeds: tuple[str, ...]
    mail: MailSource | None = None
    quote: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()
    by: str = ""
    only_day: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one thing, oldest first.

    Attributes:
        about: what sort of thing.
        name: the number as printed, or the Message-ID.
        client_id: whose; "" where no client is known.
        client: the client's name; "" likewise.
        steps: what happened.
        stands: how it stands now, a line each.
    """

    about: About
    name: str
    client_id: str
    client: str
    steps: tuple[Step, ...]
    stands: tuple[str, ...] = ()
