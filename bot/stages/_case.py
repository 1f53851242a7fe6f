"""One mail before its judge: everything that a decision is made from, and what a check returns."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.company import Company
from bot.domain.decision import (
    Authentication,
    Change,
    Choice,
    Match,
    Placement,
    Screening,
    Standing,
    Trust,
    Verdict,
)
from bot.domain.ledger import Client, Engagement, Invoice, Snapshot
from bot.domain.message import Address, Message
from bot.domain.understanding import Intent, StatedOrder, Understanding

_MAILABLE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Case:
    """A mail, its sender, and the ledger. The last three fields are as in `decide`."""

    message: Message
    screening: Screening
    standing: Standing
    understanding: Understanding
    match: Match
    snapshot: Snapshot
    company: Company
    today: date
    answer_since: datetime | None = None
    replies_today: int = 0
    given_before: tuple[str, ...] = ()

    @property
    def intents(self) -> frozenset[Intent]:
        """Return all intents, for asking whether one is among them."""
        return frozenset(self.understanding.intents)

    @property
    def foremost(self) -> Intent:
        """Return the most important intent."""
        return self.understanding.intents[0]

    @property
    def client(self) -> Client | None:
        """Return the client the mail is about."""
        return self.match.client

    @property
    def placed(self) -> tuple[tuple[StatedOrder, Placement], ...]:
        """Return the orders with their placements."""
        return tuple(zip(self.understanding.orders, self.match.placements, strict=False))

    @property
    def authenticated(self) -> bool:
        """Return whether our own mail host vouches for the sender's domain."""
        return self.screening.authentication is Authentication.PASS

    @property
    def believed(self) -> bool:
        """Return whether what the sender says may be acted on.

        An exactly registered address is believed without Authentication-Results, unless the
        company requires them; the client's domain alone is not.
        """
        match self.standing.trust:
            case Trust.CONTACT:
                return self.authenticated or not self.company.require_authentication
            case Trust.DOMAIN:
                return self.authenticated
            case Trust.STAFF | Trust.PORTAL:
                return True
            case _:
                return False

    @property
    def recipient(self) -> Address:
        """Return who gets the answer: the colleague who forwarded, or the sender.

        A Reply-To is followed only to a registered contact, or into a registered domain, of the
        same client.
        """
        if self.standing.carrier:
            return self.standing.carrier
        wish = self.screening.reply_to
        return wish if wish and self._is_theirs(wish) else self.screening.author

    @property
    def old(self) -> bool:
        """Return whether the mail is from before the time since when mail is answered."""
        if self.answer_since is None:
            return False
        return self.message.date is None or self.message.date < self.answer_since

    @property
    def answerable(self) -> bool:
        """Return whether a person wrote whom we may answer."""
        return (
            self.screening.automatic is None
            and self.standing.trust.answerable
            and not self.old
            and _MAILABLE.fullmatch(self.recipient.email) is not None
        )

    def _is_theirs(self, address: Address) -> bool:
        clients = set(self.standing.clients)
        contacts = self.snapshot.contacts_by_email.get(address.email, ())
        owners = self.snapshot.clients_by_domain.get(address.domain, ())
        return bool(
            clients & {contact.client_id for contact in contacts}
            or clients & {client.client_id for client in owners}
        )


class Asks(StrEnum):
    """What a question is about."""

    WORK = "work"
    NUMBER = "number"
    FORMAT = "format"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Question:
    """What we would ask the sender."""

    asks: Asks
    po_number: str = ""
    choices: tuple[Choice, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    invoices: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a check has found: enough to end the matter.

    `shown` is what a person sees although the mail is booked, a sentence each.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    question: Question | None = None
    shown: tuple[str, ...] = ()


def review(*reasons: str, changes: tuple[Change, ...] = ()) -> Ruling:
    """Return the ruling that a person must look."""
    return Ruling(Verdict.REVIEW, reasons, changes)


def nothing(*reasons: str, changes: tuple[Change, ...] = ()) -> Ruling:
    """Return the ruling that nothing is booked."""
    return Ruling(Verdict.NONE, reasons, changes)


def ask(question: Question, *reasons: str) -> Ruling:
    """Return the ruling that the sender is asked."""
    return Ruling(Verdict.CLARIFY, reasons, question=question)
