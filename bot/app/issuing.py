"""Sending invoices, or laying them ready for accounts to send.

Runs after the invoice gate in the same poll. An invoice becomes issued and its mail is queued in
one transaction, so that neither is ever there without the other. An invoice that was sent without
its PO number and got one since goes again: same number, same dates, with the PO number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.app.issue_letters import amended_letter, issue_letter
from bot.app.notes import NUMBERS_SEEN
from bot.app.pauses import UNDECIDED, clients_whose_mail_waits
from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.decision import Attachment, IssueInvoice, Letter
from bot.domain.invoice_gate import at_gate
from bot.domain.issuing import Leaving, leaving, numbered_later, payee
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.ports import Clock, Evidence, JournalEntry, NewReviewItem, Store
from bot.stages.compose import Templates, compose

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Papers:
    """An invoice as files, or in sentences what is missing for them."""

    files: tuple[Attachment, ...] = ()
    missing: tuple[str, ...] = ()


class Printer(Protocol):
    """Makes invoices, or finds the ones that accounts made."""

    def papers(self, invoice: Invoice, ledger: Snapshot, issued_on: date) -> Papers:
        """Return the files of an invoice under this date."""
        ...


class ReadyFolder(Protocol):
    """Where invoices lie that accounts send themselves.

    Raises:
        Permanent: it cannot be written.
    """

    def show(self, files: Iterable[Attachment]) -> None:
        """Hold these drafts, and no draft that it was given before."""
        ...

    def add(self, files: Iterable[Attachment]) -> None:
        """Hold these files for good."""
        ...


@dataclass(frozen=True, slots=True)
class IssuingSettings:
    """What ops decide about invoices going out.

    Attributes:
        sends: false lays them ready.
        makes: false where invoices are neither made nor supplied: nothing is laid ready.
        timezone: the accounts team's, for "today".
        secret: what Message-IDs are derived with.
    """

    sends: bool
    makes: bool
    timezone: ZoneInfo
    secret: bytes


@dataclass(slots=True)
class Issuing:
    """Invoices on their way out. `since` is when this process started to look for amendments."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: IssuingSettings
    printer: Printer
    ready: ReadyFolder
    since: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.since = self.clock.now()

    def run(self) -> int:
        """Send the invoices that may leave, or lay them ready; return how many were issued.

        Raises:
            Transient: the store is away.
            Permanent: the folder of those that lie ready cannot be written.
        """
        if not self.settings.makes or self.store.unsettled(1):
            return 0
        snapshot, now = self.store.snapshot(), self.clock.now()
        today = local_day(now, self.settings.timezone)
        out, kept = leaving(at_gate(snapshot, today), snapshot, today)
        unsure = clients_whose_mail_waits(self.store, snapshot, now, UNDECIDED)
        free = [one for one in out if one.client.client_id not in unsure]
        troubles = [_trouble(one.invoice, (one.why,)) for one in kept]
        if self.settings.sends:
            issued = sum(self._issue(one, troubles) for one in free)
        else:
            issued = 0
            self.ready.show(list(self._laid(free, snapshot)))
        self._amend(now, troubles)
        crashpoint("after-issue")
        self.store.open_review(troubles, now)
        return issued

    def _laid(self, free: Iterable[Leaving], snapshot: Snapshot) -> Iterator[Attachment]:
        for one in free:
            yield from self.printer.papers(one.invoice, snapshot, one.issued_on).files

    def _issue(self, one: Leaving, troubles: list[NewReviewItem]) -> int:
        """Queue the mail of an invoice and call it issued, both or neither."""
        snapshot, number = self.store.snapshot(), one.invoice.invoice_number
        papers = self.printer.papers(one.invoice, snapshot, one.issued_on)
        to = payee(snapshot, one.client, self.store.holds().bad_addresses)
        if papers.missing or to is None:
            why = papers.missing or (f"No finance contact of {one.client.name} can be reached.",)
            troubles.append(_trouble(one.invoice, why))
            return 0
        letter = issue_letter(one, snapshot, Address(to.name, to.email.lower()), papers.files)
        carried = f"carries PO {one.invoice.po_number}" if one.invoice.po_number else "needs no PO"
        evidence = Evidence(
            cause=f"invoice {number} goes out",
            reasons=(f"{number} for {one.engagement.title} {carried} and may go out.",),
        )
        change = IssueInvoice(number, one.issued_on)
        mail = self._mail(letter, one.invoice)
        done = self.store.book((change,), evidence, self.clock.now(), outgoing=(mail,))
        log.info("invoice issued", invoice=number)
        return done

    def _amend(self, now: datetime, troubles: list[NewReviewItem]) -> None:
        """Send again, or lay ready, what got its number after it was sent; each once."""
        noted = self.store.note(NUMBERS_SEEN)
        since = datetime.fromisoformat(noted) if noted else self.since
        numbers = tuple(_assigned_to_sent(self.store.journal(since)))
        for invoice in numbered_later(numbers, self.store.snapshot()):
            self._send_again(invoice, now, troubles)
        if numbers or not noted:
            self.store.put_note(NUMBERS_SEEN, now.isoformat())

    def _send_again(self, invoice: Invoice, now: datetime, troubles: list[NewReviewItem]) -> None:
        snapshot = self.store.snapshot()
        client, issued_on = snapshot.client_of(invoice), invoice.issued_on
        if client is None or issued_on is None:
            return
        papers = self.printer.papers(invoice, snapshot, issued_on)
        to = payee(snapshot, client, self.store.holds().bad_addresses)
        if papers.missing or (self.settings.sends and to is None):
            why = papers.missing or (f"No finance contact of {client.name} can be reached.",)
            troubles.append(_trouble(invoice, why))
        elif self.settings.sends and to is not None:
            engagement = snapshot.engagement[invoice.engagement_id]
            again = Leaving(invoice, engagement, client, issued_on)
            letter = amended_letter(
                again, snapshot, Address(to.name, to.email.lower()), papers.files
            )
            mail = self._mail(letter, invoice)
            cause = f"PO {invoice.po_number} came for {invoice.invoice_number}"
            self.store.queue((mail,), now, cause=cause)
        else:
            self.ready.add(papers.files)

    def _mail(self, letter: Letter, invoice: Invoice) -> Outgoing:
        return compose(
            letter,
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.INVOICE,
            condition=Condition(invoices=((invoice.invoice_number, invoice.po_number),)),
        )


def _assigned_to_sent(journal: Iterable[JournalEntry]) -> Iterator[InvoiceNumber]:
    """Yield the invoices that were out already when they got their number."""
    for entry in journal:
        if entry.kind == "assign_order" and entry.data.get("status") == InvoiceStatus.ISSUED:
            yield InvoiceNumber(str(entry.data.get("invoice_number")))


def _trouble(invoice: Invoice, why: tuple[str, ...]) -> NewReviewItem:
    number = invoice.invoice_number
    return NewReviewItem("invoice", f"invoice:{number}:{why[0]}", f"{number} cannot go out", why)
