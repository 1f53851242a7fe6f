"""What approving an item of the worklist would do, worked out again each time that it is looked at.

The mail is read and matched again against the ledger as it stands, so that nobody approves what
was true yesterday; `Proposal.revision` says whether it is still what was shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

import structlog

from bot.app.earlier import given_before
from bot.app.judgement import Desk, LaidOut, laid_out, open_mail
from bot.app.pauses import LONGEST_READING
from bot.app.questions import conversation, with_our_words
from bot.app.quoting import quoted
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import OutboxRow, OutgoingState
from bot.domain.proposal import Choice, Proposal
from bot.domain.purchase_order import Candidate
from bot.domain.understanding import FactSource
from bot.errors import Transient
from bot.ports import Evidence, ReviewItem, Store, StoredMessage
from bot.stages.propose import by_hand, propose

Name = TypeVar("Name", bound=str)

log = structlog.get_logger()

MAIL_KINDS = frozenset({"mail", "question", "to_answer"})
"""Kinds of items behind which stands a mail that can be read again."""

ASSIGNABLE = MAIL_KINDS | {"quarantine"}
"""Kinds of items whose mail may hold an order that a person books."""

WHY_NOT: Mapping[str, str] = {
    "mail": "The mail itself is not here: look into the mailbox.",
    "quarantine": "Its mail cannot be read.",
    "conflict": "What is booked stays; correct the row in the ledger folder.",
    "import": "The row is not in the ledger; correct the file, the next import takes it.",
    "order": "Nothing is booked by it; correct the order or its invoices in the ledger folder.",
    "split": "Split the invoice in the accounting system; the next import releases its parts.",
    "invoice": "Add what is missing to the ledger folder; it goes out by itself then.",
    "copy": "Send the copy from the folder to the client, then close it.",
    "bounced": "Register another finance contact, send the invoice there, then close it.",
    "terms": "The agreed days stay; tell the client, or correct the days in the ledger folder.",
    "long_terms": "Close it if this was agreed, else correct the days in the ledger folder.",
    "mailbox": "Nothing is to be done but to know of it; close it.",
    "address": "Register another address in contacts.csv.",
}
"""Why an item of a kind cannot be approved, and what a person does instead."""

STOPPED = (OutgoingState.HELD, OutgoingState.FAILED)
"""States of outgoing mails that wait for a person."""

MOST_QUOTES = 6
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, and what it rests on.

    Attributes:
        proposal: what approving the item would do.
        quotes: the lines of the mail that hold what was read, each with where it stands.
        laid_out: the mail as read; None without one.
        row: the outgoing mail that the item is about; None without one.
    """

    proposal: Proposal
    quotes: tuple[str, ...] = ()
    laid_out: LaidOut | None = None
    row: OutboxRow | None = None

    @property
    def evidence(self) -> Evidence:
        """Return what the journal says of the changes; the store names the person as the cause."""
        if self.laid_out is None:
            return Evidence(cause="")
        message = self.laid_out.extraction.mail.message
        given = (c for c in self.laid_out.extraction.candidates if c.accepted)
        best = next(given, None)
        return Evidence(
            cause="",
            quote=f"{best.text} ({best.origin}, {best.start}-{best.end})" if best else "",
            rule=best.rule if best else "",
            reasons=(f"From the mail {message.message_id or message.content_key}.",),
        )


@dataclass(frozen=True, slots=True)
class Proposer:
    """Works proposals out. `answer_within`: mail older than that when it came gets no letter."""

    store: Store
    desk: Desk
    answer_within: timedelta
    held_because: str = ""

    def offer(
        self, item: ReviewItem, snapshot: Snapshot, today: date, choice: Choice | None = None
    ) -> Offer:
        """Return what approving an open item would do; with a choice, what assigning it would."""
        if choice:
            choice = replace(choice, engagement=as_in(snapshot.engagement, choice.engagement))
            if why := self._no_choice(item, snapshot, choice):
                return Offer(Proposal(obstacle=why))
        message = self._message(item)
        if item.kind in MAIL_KINDS and message:
            try:
                return self._of_mail(item, message, snapshot, today, choice)
            except Transient:
                raise
            except Exception:
                # A bug costs this proposal: a person can still book by hand, or dismiss.
                log.exception("a mail cannot be read again", item=item.item_id)
                return self._unread(choice, snapshot)
        if choice:
            return self._unread(choice, snapshot)
        if item.kind == "outgoing":
            return self._of_outgoing(item)
        why = WHY_NOT.get(item.kind, "There is nothing to approve.")
        return Offer(Proposal(obstacle=why))

    def _no_choice(self, item: ReviewItem, snapshot: Snapshot, choice: Choice) -> str:
        """Say why an item cannot be assigned like this, or ""."""
        if item.kind not in ASSIGNABLE:
            return "It holds no order to assign."
        if choice.engagement not in snapshot.engagement:
            return f"There is no engagement {choice.engagement}."
        number = choice.po_number
        if number and not any(c.isdigit() for c in number):
            return f"{number!r} is no PO number: it has no digit."
        own = any(re.fullmatch(pattern, number) for _, pattern in self.desk.company.series)
        return f"{number} is a number of ours, not a client's." if number and own else ""

    @staticmethod
    def _unread(choice: Choice | None, snapshot: Snapshot) -> Offer:
        why = Proposal(obstacle=WHY_NOT["quarantine"])
        return Offer(by_hand(choice, snapshot) if choice else why)

    def _of_mail(
        self,
        item: ReviewItem,
        message: StoredMessage,
        snapshot: Snapshot,
        today: date,
        choice: Choice | None,
    ) -> Offer:
        raw = self.store.source(message)
        mail = open_mail(raw, self.desk)
        talk = conversation(mail.message, self.store, raw.received_at)
        mail = with_our_words(mail, talk, self.desk.company)
        found = laid_out(mail, snapshot, self.desk, today, choice)
        proposal = propose(
            found.extraction.mail.message,
            found.extraction.mail.screening,
            found.standing,
            found.extraction.understanding,
            found.match,
            snapshot,
            self.desk.company,
            today,
            choice,
            answered=raw.received_at >= item.opened_at - self.answer_within,
            given_before=given_before(self.store, message),
        )
        if item.kind == "question" and choice is None and proposal.obstacle:
            asked = "The sender was asked, and can still answer."
            proposal = replace(proposal, obstacle=f"{proposal.obstacle} {asked}")
        return Offer(proposal, tuple(_quotes(found)), found)

    def _of_outgoing(self, item: ReviewItem) -> Offer:
        row = outgoing_of(self.store, item)
        if row is None:
            return Offer(Proposal(obstacle="There is no such mail to send."))
        lines = (f"to {row.mail.recipient}: {quoted(row.mail.subject)} ({row.state.value})",)
        if row.state not in STOPPED:
            why = f"The mail is {row.state.value.replace('_', ' ')} already."
            return Offer(Proposal(obstacle=why), lines, row=row)
        if self.held_because:
            why = f"Nothing is sent now ({self.held_because})."
            return Offer(Proposal(obstacle=why), lines, row=row)
        return Offer(Proposal(releases=row.mail.idem_key), lines, row=row)

    def _message(self, item: ReviewItem) -> StoredMessage | None:
        if item.message_id is None:
            return None
        since = item.opened_at - LONGEST_READING
        messages = self.store.messages_since(since)
        return next((m for m in messages if m.row_id == item.message_id), None)


def as_in(names: Iterable[Name], name: Name) -> Name:
    """Return a name as the ledger writes it, found whatever its case; else as it is."""
    return next((known for known in names if known.casefold() == name.casefold()), name)


def outgoing_of(store: Store, item: ReviewItem) -> OutboxRow | None:
    """Return the outgoing mail that an item is about; None where it is about none."""
    if item.kind != "outgoing":
        return None
    key = item.key.removeprefix("outgoing:")
    return next((row for row in store.outbox() if row.mail.idem_key == key), None)


def _quotes(found: LaidOut) -> Iterator[str]:
    """Yield the lines that hold the numbers and facts that were read, each line once."""
    passages = {(p.origin, p.layer): p.text for p in found.extraction.mail.passages}
    read: tuple[Candidate | FactSource, ...] = (
        *(c for c in found.extraction.candidates if c.accepted),
        *found.extraction.understanding.sources,
    )
    lines: dict[str, None] = {}
    for each in read:
        text = passages.get((each.origin, each.layer), "")
        if text[each.start : each.end] == each.text:
            before = text[: each.start].rpartition("\n")[2]
            after = text[each.end :].partition("\n")[0]
            line = quoted(f"{before}{each.text}{after}", LONGEST_QUOTE)
            lines[f"{each.origin}: {line}"] = None
    yield from list(lines)[:MOST_QUOTES]
