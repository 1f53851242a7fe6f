"""Mail out: hand over what is queued, each once, and resolve what is in doubt.

queued -> claimed -> committing -> accepted. `committing` is durable before the final dot is sent:
a process killed before it can safely send again, one killed after it cannot know, and the mail is
*in doubt* until its Message-ID is found in the Sent folder, or the time has passed by which it
would have been. Then a reply or digest goes again, same bytes and Message-ID; a reminder is held
for a person.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.app.invoice_mails import undecided
from bot.app.sent_before import SentBefore, Trace
from bot.app.unasked import Unasked
from bot.domain.blanket_warnings import not_so_any_more
from bot.domain.decision import MarkAddress
from bot.domain.dunning_conditions import condition_holds
from bot.domain.gate_watch import not_as_said
from bot.domain.issuing import taken_back
from bot.domain.outgoing import Condition, OutboxRow, OutgoingClass, OutgoingState
from bot.domain.payees import payee_is_there
from bot.domain.policy_questions import policy_is_known
from bot.domain.top_ups import not_wanted
from bot.errors import Permanent, Transient
from bot.ports import Clock, Delivered, Evidence, Mailbox, Mailer, NewReviewItem, Receipt, Store

BATCH = 20
"""Mails claimed at a time."""

TOGETHER = 3
"""Replies that are handed over at once. Other mails go alone: whether one of them still goes may
depend on what went just before."""

BACK_OFF = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""Waits after a temporary refusal; the last is repeated (greylisting passes after minutes)."""

GIVE_UP = timedelta(days=5)
"""After this a mail that is still refused for now has failed (RFC 5321 4.5.4.1: 4 to 5 days)."""

STOPPED = timedelta(minutes=1)
"""Wait when somebody stopped what goes out while it was going."""

_NO_SUCH_ADDRESS = re.compile(r"^55[013] .*?\b5\.(?:1\.\d{1,2}|2\.1)\b")
"""Enhanced codes (RFC 3463 3.2, 3.3) of a mailbox or domain that is not there, or is switched off.
A bare 550 may as well speak of the mail's content."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """What ops decide about sending.

    Attributes:
        send: false in shadow mode: nothing is claimed.
        stop_file: while this file exists, nothing leaves.
        timezone: the accounts team's, for "today".
        visible_after: how long the Sent folder may take to show a mail.
    """

    send: bool
    stop_file: Path | None
    timezone: ZoneInfo
    visible_after: timedelta = timedelta(minutes=10)


def stopped_by(settings: OutboxSettings) -> str:
    """Return why nothing leaves ("shadow", the stop file), or ""."""
    if not settings.send:
        return "shadow mode: send = false"
    if settings.stop_file is not None and settings.stop_file.exists():
        return f"stopped: {settings.stop_file} exists"
    return ""


@dataclass(slots=True)
class Outbox:
    """The way out for every mail. `stop` says whether to end after the mail at hand.

    `unasked` has a last look at reminders and chasers, `sent_before` at whether a mail went before.
    """

    store: Store
    mailer: Mailer
    mailbox: Mailbox
    clock: Clock
    settings: OutboxSettings
    stop: Callable[[], bool] = bool
    unasked: Unasked | None = None
    sent_before: SentBefore | None = None

    def recover(self) -> int:
        """Put right what an attempt left without an end: a killed process, or a failed write.

        One process sends at a time, so between two runs nothing may be claimed. What was on its
        way when it broke off is in doubt, even if only noting its acceptance failed; the rest is
        ready again. Returns how many mails are in doubt.
        """
        now = self.clock.now()
        in_doubt = self.store.recover_outbox(now, now + self.settings.visible_after)
        if in_doubt:
            log.warning("outgoing mails in doubt", count=in_doubt)
        return in_doubt

    @property
    def stopped(self) -> str:
        """Return why nothing leaves ("shadow", the stop file), or ""."""
        return stopped_by(self.settings)

    def run(self, *, all_read: bool = True) -> int:
        """Resolve what is in doubt, send what is due; return how many mails were accepted.

        Args:
            all_read: whether ledger folder and inbox were read right before: else reminders wait.
        """
        if self.stopped:
            return 0
        if self.recover():
            self._resolve()
        accepted = 0
        try:
            while not self.stop() and (rows := self.store.claim(BATCH, self.clock.now())):
                accepted += self._send_batch(rows, all_read=all_read)
        finally:
            self.mailer.close()
        return accepted

    def _send_batch(self, rows: tuple[OutboxRow, ...], *, all_read: bool) -> int:
        """Send what was claimed. Whatever is not sent by this is claimed still, until `recover`."""
        accepted = 0
        waiting = list(rows)
        while waiting and not self.stop():
            size = _group(waiting)
            group, waiting = waiting[:size], waiting[size:]
            fit = [row for row in group if self._may_go(row, all_read=all_read)]
            sent, untried = self._hand_over(fit) if fit else (0, [])
            accepted += sent
            waiting = untried + waiting
        return accepted

    def _may_go(self, row: OutboxRow, *, all_read: bool) -> bool:
        """Return whether a mail is to be sent now; one that is not has been moved on."""
        with structlog.contextvars.bound_contextvars(message_id=row.mail.message_id):
            return self._is_due(row, all_read=all_read)

    def _is_due(self, row: OutboxRow, *, all_read: bool) -> bool:
        now = self.clock.now()
        if self.stopped:
            self.store.advance(row, OutgoingState.QUEUED, now, next_at=now + STOPPED)
            return False
        if row.mail.expires_at and now > row.mail.expires_at:
            self._end(
                row, OutgoingState.SUPPRESSED, "too late: it would have arrived after its day"
            )
            return False
        if why := self._no_longer_true(row, now):
            self._take_back(row, why)
            return False
        if why := undecided(row, self.store, now):
            self.store.advance(row, OutgoingState.QUEUED, now, evidence=why, next_at=now + STOPPED)
            return False
        if self.unasked and (wait := self.unasked.waits_until(row, now, all_read=all_read)):
            until, why = wait
            self.store.advance(row, OutgoingState.QUEUED, now, evidence=why, next_at=until)
            return False
        if self._went_already(row, now):
            return False
        if self.unasked:
            self.unasked.leaves(row, now)
        return True

    def _hand_over(self, rows: list[OutboxRow]) -> tuple[int, list[OutboxRow]]:
        """Send mails at once; return how many were accepted, and those that were not tried."""

        def commit(numbers: Sequence[int]) -> None:
            with self.store.together():
                for number in numbers:
                    self._committing(rows[number])

        receipts = self.mailer.send_together([row.mail for row in rows], commit)
        accepted = 0
        with self.store.together():
            for row, receipt in zip(rows, receipts, strict=True):
                with structlog.contextvars.bound_contextvars(message_id=row.mail.message_id):
                    accepted += receipt is not None and self._received(row, receipt)
        return accepted, [r for r, said in zip(rows, receipts, strict=True) if said is None]

    def _take_back(self, row: OutboxRow, why: str) -> None:
        """End a mail that says what is not so any more.

        An invoice that may be with the client is not made anew under its number: a person asks.
        """
        if not (row.may_have_arrived and row.mail.kind is OutgoingClass.INVOICE):
            self._end(row, OutgoingState.SUPPRESSED, why)
            return
        self._end(row, OutgoingState.HELD, why)
        ask = "ask the client; if it did, a credit note and a new invoice correct it"
        self._show(row, f"this mail may have arrived, but {why}: it is not sent again; {ask}")

    def _went_already(self, row: OutboxRow, now: datetime) -> bool:
        """Return whether a mail went before, or may have; then it has been moved on."""
        match self.sent_before.trace(row, now) if self.sent_before else Trace.NONE:
            case Trace.NONE:
                return False
            case Trace.SENT:
                self._end(row, OutgoingState.ACCEPTED, "found in the Sent folder: it went before")
            case Trace.UNKNOWN:
                self.store.advance(row, OutgoingState.QUEUED, now, next_at=now + STOPPED)
            case Trace.SENT_ON_ANOTHER_DAY:
                self._end(row, OutgoingState.HELD, "one like it went before, on another day")
                self._show(row, "one like it went before, which this database does not know of")
        return True

    def _no_longer_true(self, row: OutboxRow, now: datetime) -> str:
        """Say why what the mail says does not hold any more, looking at the ledger as it is now."""
        unwanted = self.unasked.not_wanted(row, now) if self.unasked else ""
        if row.mail.condition == Condition():
            return unwanted  # Answers say what was so when they were written.
        today = now.astimezone(self.settings.timezone).date()
        condition, snapshot = row.mail.condition, self.store.snapshot()
        return (
            condition_holds(condition, snapshot, self.store.holds().on(today), today)
            or not_as_said(condition, snapshot, today)
            or not_wanted(condition, snapshot, today)
            or not_so_any_more(condition, snapshot, today)
            or taken_back(condition, snapshot, row.mail.recipient)
            or policy_is_known(condition, snapshot)
            or payee_is_there(condition, snapshot)
            or unwanted
        )

    def _committing(self, row: OutboxRow) -> None:
        self.store.advance(row, OutgoingState.COMMITTING, self.clock.now())

    def _received(self, row: OutboxRow, receipt: Receipt) -> bool:
        now = self.clock.now()
        match receipt.outcome:
            case Delivered.ACCEPTED:
                self._end(row, OutgoingState.ACCEPTED, receipt.reply)
                return True
            case Delivered.DEFERRED:
                self._defer(row, receipt.reply, now)
            case Delivered.REFUSED:
                self._end(row, OutgoingState.FAILED, receipt.reply)
                self._show(row, f"{row.mail.recipient} was refused for good: {receipt.reply}")
                self._mark(row, receipt.reply)
            case Delivered.IN_DOUBT:
                self._doubt(row, f"no answer after the final dot: {receipt.reply}")
        return False

    def _mark(self, row: OutboxRow, reply: str) -> None:
        """Write no more reminders to an address of which the server says that it is none."""
        email = row.mail.recipient.lower()
        if not _NO_SUCH_ADDRESS.search(reply) or not self._is_contact(email):
            return
        evidence = Evidence(cause=row.mail.message_id, quote=reply)
        self.store.book((MarkAddress(email, reply),), evidence, self.clock.now())

    def _is_contact(self, email: str) -> bool:
        return email in self.store.snapshot().contacts_by_email

    def _doubt(self, row: OutboxRow, why: str) -> None:
        now = self.clock.now()
        later = now + self.settings.visible_after
        self.store.advance(row, OutgoingState.IN_DOUBT, now, evidence=why, next_at=later)
        log.warning("outgoing mail in doubt", message_id=row.mail.message_id)

    def _defer(self, row: OutboxRow, reply: str, now: datetime) -> None:
        if now - row.created_at > GIVE_UP and row.attempts > len(BACK_OFF):
            self._end(row, OutgoingState.FAILED, f"given up after {GIVE_UP.days} days: {reply}")
            self._show(row, f"{row.mail.recipient} was refused for {GIVE_UP.days} days: {reply}")
            return
        wait = BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)]
        self.store.advance(row, OutgoingState.DEFERRED, now, evidence=reply, next_at=now + wait)

    def _end(self, row: OutboxRow, state: OutgoingState, evidence: str) -> None:
        self.store.advance(row, state, self.clock.now(), evidence=evidence)
        log.info(
            "outgoing mail",
            state=state.value,
            message_id=row.mail.message_id,
            idem_key=row.mail.idem_key,
        )

    def _resolve(self) -> None:
        """Find out what became of mails in doubt; what is neither sent nor safe is shown."""
        now = self.clock.now()
        for row in self.store.outbox(OutgoingState.IN_DOUBT):
            sent = self._is_in_sent(row)
            if sent is None:
                return  # The mailbox is away: doubt remains, and other mail goes out meanwhile.
            if sent:
                self._end(row, OutgoingState.ACCEPTED, "found in the Sent folder")
            elif now < row.next_at:
                continue
            elif row.mail.kind.may_be_sent_again:
                evidence = "not in the Sent folder: the same bytes go again"
                self.store.advance(row, OutgoingState.QUEUED, now, evidence=evidence, next_at=now)
            else:
                self._end(row, OutgoingState.HELD, "not in the Sent folder; may have arrived")
                self._show(row, "it is unknown whether this mail arrived; it is not sent again")

    def _is_in_sent(self, row: OutboxRow) -> bool | None:
        """Say whether the Sent folder holds a mail; None where the mailbox cannot be asked."""
        try:
            return self.mailbox.find_sent(row.mail.message_id)
        except (Transient, Permanent) as error:
            log.warning("the Sent folder cannot be looked at", error=str(error))
            return None

    def _show(self, row: OutboxRow, why: str) -> None:
        subject = f"to {row.mail.recipient}: {row.mail.subject}"
        item = NewReviewItem("outgoing", f"outgoing:{row.mail.idem_key}", subject, (why,))
        self.store.open_review((item,), self.clock.now())


def _group(waiting: Sequence[OutboxRow]) -> int:
    """Return how many of the first mails may go at once."""
    replies = takewhile(lambda row: row.mail.kind is OutgoingClass.REPLY, waiting[:TOGETHER])
    return max(1, sum(1 for _ in replies))
