"""Sending invoices, or laying them ready for accounts to send.

Runs after the invoice gate in the same poll. An invoice becomes issued and its mail is queued in
one transaction, so that neither is ever there without the other. An invoice that was sent without
its PO number and got one since goes again: same number, same dates, with the PO number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from json import dumps, loads
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.app.invoice_mails import ON_ITS_WAY, brings_copy, mails_of, never_left, next_key
from bot.app.issue_letters import amended_letter, issue_letter
from bot.app.notes import COPIES_WAITING, NUMBERS_SEEN
from bot.app.pauses import UNDECIDED, clients_whose_mail_waits
from bot.app.slips import mended_slips
from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.decision import Attachment, IssueInvoice, Letter
from bot.domain.invoice_gate import at_gate
from bot.domain.issuing import (
    Leaving,
    fingerprint,
    leaving,
    numbered_later,
    order_gone,
    payee,
)
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.message import Address
from bot.domain.outgoing import Condition, OutboxRow, Outgoing, OutgoingClass, OutgoingState
from bot.ports import Clock, Evidence, JournalEntry, NewReviewItem, Store
from bot.stages.compose import Templates, compose

_OUT = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.DISPUTED})

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
            self.ready.show(())
            issued = sum(self._issue(one, troubles) for one in free)
            self._replace_unsent(now, troubles)
        else:
            issued = 0
            self.ready.show(list(self._laid(free, snapshot)))
        self._amend(now, troubles)
        crashpoint("after-issue")
        self.store.open_review(troubles, now)
        self._close_settled(troubles, now)
        return issued

    def _laid(self, free: Iterable[Leaving], snapshot: Snapshot) -> Iterator[Attachment]:
        for one in free:
            yield from self.printer.papers(one.invoice, snapshot, one.issued_on).files

    def _issue(self, one: Leaving, troubles: list[NewReviewItem]) -> int:
        """Queue the mail of an invoice and call it issued, both or neither."""
        snapshot, number = self.store.snapshot(), one.invoice.invoice_number
        earlier = mails_of(self.store, number)
        if any(row.state in ON_ITS_WAY for row in earlier):
            return 0  # Its claim finds that it is a draft again; then it is made anew.
        if gone := [row for row in earlier if not _is_with_nobody(row)]:
            was = f"{number} was mailed to {gone[-1].mail.recipient} before, and is a draft now"
            troubles.append(_trouble(one.invoice, (f"{was}: it is not mailed a second time.",)))
            return 0
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
        instead_of = earlier[-1].mail.idem_key if earlier else ""
        if earlier:
            letter = replace(letter, idem_key=next_key(earlier[-1]))
        change = IssueInvoice(number, one.issued_on, instead_of)
        mail = self._mail(letter, replace(one.invoice, issued_on=one.issued_on), snapshot)
        done = self.store.book((change,), evidence, self.clock.now(), outgoing=(mail,))
        log.info("invoice issued", invoice=number)
        return done

    def _amend(self, now: datetime, troubles: list[NewReviewItem]) -> None:
        """Send again, or lay ready, what got its number after it was sent; each once.

        What cannot go yet is remembered.
        """
        noted = self.store.note(NUMBERS_SEEN)
        since = datetime.fromisoformat(noted) if noted else self.since
        numbers = tuple(_assigned_to_sent(self.store.journal(since)))
        waited = self.store.note(COPIES_WAITING)
        mended = mended_slips(self.store, self.store.snapshot())
        wanted = (*loads(waited or "[]"), *numbers, *mended)
        left = [
            invoice.invoice_number
            for invoice in numbered_later(wanted, self.store.snapshot())
            if not self._send_again(invoice, now, troubles)
        ]
        if left or waited not in {"", "[]"}:
            self.store.put_note(COPIES_WAITING, dumps(left))
        for item_id in (item for number, item in mended.items() if number not in left):
            self.store.close_review(item_id, "pobot", now)
        if numbers or not noted:
            self.store.put_note(NUMBERS_SEEN, now.isoformat())

    def _send_again(
        self,
        invoice: Invoice,
        now: datetime,
        troubles: list[NewReviewItem],
        unsent: OutboxRow | None = None,
    ) -> bool:
        """Send the copy with a late number, or lay it ready; return whether that could be done.

        With `unsent`, a mail that was suppressed, send what goes instead of it.
        """
        snapshot = self.store.snapshot()
        client, issued_on = snapshot.client_of(invoice), invoice.issued_on
        if client is None or issued_on is None:
            return False
        papers = self.printer.papers(invoice, snapshot, issued_on)
        to = payee(snapshot, client, self.store.holds().bad_addresses)
        gone = order_gone(invoice, snapshot)
        if gone or papers.missing or (self.settings.sends and to is None):
            lost = f"No finance contact of {client.name} can be reached."
            troubles.append(_trouble(invoice, (gone,) if gone else papers.missing or (lost,)))
            return False
        if not self.settings.sends or to is None:
            self.ready.add(papers.files)
            self.store.open_review((_copy(invoice),), now)
            return True
        engagement = snapshot.engagement[invoice.engagement_id]
        again = Leaving(invoice, engagement, client, issued_on)
        address = Address(to.name, to.email.lower())
        cause = f"PO {invoice.po_number} came for {invoice.invoice_number}"
        if unsent is None:
            letter = amended_letter(again, snapshot, address, papers.files)
        else:
            copy = brings_copy(unsent, invoice.invoice_number)
            made = amended_letter if copy else issue_letter
            letter = made(again, snapshot, address, papers.files)
            letter = replace(letter, idem_key=next_key(unsent))
            cause = f"the mail before did not leave: {unsent.evidence}"
        self.store.queue((self._mail(letter, invoice, snapshot),), now, cause=cause)
        return True

    def _replace_unsent(self, now: datetime, troubles: list[NewReviewItem]) -> None:
        """Make the mails anew that were suppressed and whose invoices are still to be sent."""
        snapshot = self.store.snapshot()
        for number, row in never_left(self.store, snapshot):
            self._send_again(snapshot.invoice[number], now, troubles, row)

    def _close_settled(self, troubles: Iterable[NewReviewItem], now: datetime) -> None:
        """Close what was opened for invoices that could not go out and are no drafts any more."""
        snapshot, stand = self.store.snapshot(), {item.key for item in troubles}
        settled = tuple(
            f"invoice:{invoice.invoice_number}:"
            for invoice in snapshot.invoices
            if invoice.status not in {InvoiceStatus.DRAFT, InvoiceStatus.AWAITING_PO}
        )
        for item in self.store.review_items():
            if item.kind == "invoice" and item.key not in stand and item.key.startswith(settled):
                self.store.close_review(item.item_id, "pobot", now)

    def _mail(self, letter: Letter, invoice: Invoice, snapshot: Snapshot) -> Outgoing:
        number = invoice.invoice_number
        return compose(
            letter,
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.INVOICE,
            condition=Condition(
                invoices=((number, invoice.po_number),),
                papers=((number, fingerprint(invoice, snapshot)),),
            ),
        )


def _is_with_nobody(row: OutboxRow) -> bool:
    return row.state is OutgoingState.SUPPRESSED and not row.may_have_arrived


def _assigned_to_sent(journal: Iterable[JournalEntry]) -> Iterator[InvoiceNumber]:
    """Yield the invoices that were out already when they got their number."""
    for entry in journal:
        if entry.kind == "assign_order" and entry.data.get("status") in _OUT:
            yield InvoiceNumber(str(entry.data.get("invoice_number")))


def _trouble(invoice: Invoice, why: tuple[str, ...]) -> NewReviewItem:
    number = invoice.invoice_number
    return NewReviewItem("invoice", f"invoice:{number}:{why[0]}", f"{number} cannot go out", why)


def _copy(invoice: Invoice) -> NewReviewItem:
    number, order = invoice.invoice_number, invoice.po_number
    why = f"{number} got PO {order} after it was sent: a copy with the number lies ready to be sent"
    return NewReviewItem("copy", f"copy:{number}:{order}", f"{number} with PO {order}", (why,))
