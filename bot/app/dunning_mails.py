"""The mails of a reminder or chaser: to the client, its copies, the notes to our own people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot.app.dunning_letters import Enclosed, letter_for, staff_note
from bot.app.issue_letters import copy_key
from bot.app.issuing import Printer
from bot.app.late_fees import waivers_of
from bot.app.quiet import ReminderSettings
from bot.app.unasked import COPY
from bot.domain.calendar import end_of_day, next_working_day
from bot.domain.company import Company
from bot.domain.decision import Attachment, Letter
from bot.domain.dunning import Notice
from bot.domain.late_payment import LateFee, late_fees
from bot.domain.late_payment_rates import LatePaymentRules
from bot.domain.ledger import Client, Invoice, Snapshot
from bot.domain.managers import name_in
from bot.domain.message import Address
from bot.domain.our_slips import was_given
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.ports import Holds
from bot.stages.compose import Templates, compose

WORKING_DAYS = 3
"""A letter leaves on its day or one of the two working days after it, or not at all."""

DAYS_TO_DECIDE = 10
"""Working days for which a letter that waits for a person is good, its own day among them."""

MOST_COPIES = 10
LARGEST_COPIES = 8_000_000
"""Invoices, and bytes of them, that are attached to one letter; a longer list goes without."""


class Figures(Protocol):
    """What late payment costs, for letters."""

    def quoted(
        self, notice: Notice, snapshot: Snapshot, holds: Holds, day: date
    ) -> tuple[LateFee, ...]:
        """Return the late fees that a letter may state."""
        ...


@dataclass(frozen=True, slots=True)
class LateFigures:
    """Late fees by the rules on file: only where the level says so, and nothing in doubt."""

    rules: LatePaymentRules

    def quoted(
        self, notice: Notice, snapshot: Snapshot, holds: Holds, day: date
    ) -> tuple[LateFee, ...]:
        """Return the late fees, up to and including the day, that a letter may state."""
        if not notice.level.late_fee:
            return ()
        numbers = {line.invoice.invoice_number for line in notice.overdue}
        client_id = notice.client.client_id
        found = late_fees(snapshot, day, self.rules, waivers_of(holds), client_id)
        return tuple(
            fee for fee in found if fee.may_be_quoted and fee.invoice.invoice_number in numbers
        )


@dataclass(frozen=True, slots=True)
class DunningMails:
    """Writes what a notice says.

    Attributes:
        figures: late fees; None states none.
        printer: makes copies of invoices; None attaches none.
        queued: returns which of several keys a mail has; None knows of none.
    """

    templates: Templates
    company: Company
    settings: ReminderSettings
    figures: Figures | None = None
    printer: Printer | None = None
    queued: Callable[[Sequence[str]], frozenset[str]] | None = None

    def to_client(
        self,
        notice: Notice,
        snapshot: Snapshot,
        holds: Holds,
        day: date,
        now: datetime,
        *,
        held: bool = False,
    ) -> tuple[Outgoing, ...]:
        """Return the letter, which covers all that it says, and then its copies.

        `held`: whether a person releases it, who needs time for that.
        """
        enclosed = self._enclosed(notice, snapshot, holds, day)
        letter = letter_for(notice, snapshot, day, self.settings.prefix, enclosed)
        people = (letter.to, *(Address(c.name, c.email.lower()) for c in notice.copies_to))
        kind = OutgoingClass.REMINDER if notice.overdue else OutgoingClass.CHASER
        condition = replace(notice.condition, charged=enclosed.charged)
        until = self._expires_at(notice.client, day, DAYS_TO_DECIDE if held else WORKING_DAYS)
        mails = [
            self._composed(each, notice, kind, now, condition, until)
            for each in _for_each(letter, people)
        ]
        covers = tuple(f"{self.settings.prefix}{key}" for key in notice.covers)
        return (replace(mails[0], covers=covers), *mails[1:])

    def to_staff(
        self, notice: Notice, day: date, now: datetime, held_because: str
    ) -> Iterator[Outgoing]:
        """Yield a note for each of our people whom the level tells."""
        for address in _told(notice):
            note = staff_note(notice, day, self.settings.prefix, address, held_because)
            until = self._expires_at(notice.client, day)
            kind, condition = OutgoingClass.DIGEST, notice.condition
            yield self._composed(note, notice, kind, now, condition, until)

    def _enclosed(self, notice: Notice, snapshot: Snapshot, holds: Holds, day: date) -> Enclosed:
        found = self.figures.quoted(notice, snapshot, holds, day) if self.figures else ()
        fees = tuple(fee for fee in found if not self._was_put_right(fee.invoice, snapshot))
        return Enclosed(fees, self._copies(notice, snapshot))

    def _was_put_right(self, invoice: Invoice, snapshot: Snapshot) -> bool:
        """Return whether we had left off the number of an invoice: its clock is for a person."""
        if self.queued is None or not was_given(snapshot, invoice):
            return False
        return bool(self.queued((copy_key(invoice),)))

    def _copies(self, notice: Notice, snapshot: Snapshot) -> tuple[Attachment, ...]:
        """Return copies of all the invoices, or none: a letter with some of them would mislead."""
        if self.printer is None or not notice.level.copies or len(notice.overdue) > MOST_COPIES:
            return ()
        files: list[Attachment] = []
        for line in notice.overdue:
            issued_on = line.invoice.issued_on
            if issued_on is None:
                return ()
            papers = self.printer.papers(line.invoice, snapshot, issued_on)
            if papers.missing:
                return ()
            files += papers.files
        large = sum(len(file.payload) for file in files) > LARGEST_COPIES
        return () if large else tuple(files)

    def _composed(
        self,
        letter: Letter,
        notice: Notice,
        kind: OutgoingClass,
        now: datetime,
        condition: Condition,
        until: datetime,
    ) -> Outgoing:
        return compose(
            letter,
            self.templates,
            self._signed(notice),
            self.settings.secret,
            now,
            kind,
            condition=condition,
            expires_at=until,
        )

    def _signed(self, notice: Notice) -> Company:
        """Return who writes: the company, with the account manager's name under it if so said."""
        if notice.level.signed_by != "account_manager":
            return self.company
        names = (name_in(work.account_manager) for work in notice.works)
        return replace(self.company, signature=next(filter(None, names), self.company.signature))

    def _expires_at(self, client: Client, day: date, working_days: int = WORKING_DAYS) -> datetime:
        last = day
        for _ in range(working_days - 1):
            last = next_working_day(last, self.settings.holidays(self.settings.country, last))
        return end_of_day(last, self.settings.zone_of(client))


def _for_each(letter: Letter, people: tuple[Address, ...]) -> Iterator[Letter]:
    """Yield a letter once for each of several people, as a mail of their own naming the others."""
    for to in people:
        key = letter.idem_key if to is people[0] else f"{letter.idem_key}{COPY}{to.email}"
        others = tuple(other for other in people if other is not to)
        own = {**letter.values, "recipient": to.name}
        yield replace(letter, to=to, idem_key=key, named_with=others, values=own)


def _told(notice: Notice) -> tuple[str, ...]:
    """Return the addresses of our people whom a level tells, each once."""
    found = (getattr(work, role).lower() for role in notice.level.tell for work in notice.works)
    return tuple(dict.fromkeys(address for address in found if address))
