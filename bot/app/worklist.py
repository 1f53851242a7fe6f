"""The worklist: what waits for a person, and what they decide, from the command line or by mail.

Approving does exactly what was shown: it names the revision of the proposal, and is refused, with
the new one, where the ledger has made it another. Each decision is one transaction of the store,
journalled with who decided.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

import structlog

from bot.app.judgement import Desk
from bot.app.proposals import STOPPED, Proposer, as_in, outgoing_of
from bot.app.replies import copies
from bot.app.review_items import Shown, find, show, told
from bot.domain.calendar import local_day
from bot.domain.ledger import ClientId, InvoiceNumber
from bot.domain.outgoing import Outgoing, OutgoingClass, OutgoingState
from bot.domain.proposal import Choice
from bot.domain.staff_actions import (
    Action,
    Approve,
    Assign,
    ItemAction,
    Note,
    NotOurs,
    Pause,
    Reject,
    Resume,
)
from bot.domain.staff_changes import NoteItem, PauseInvoice, ResumeInvoice
from bot.errors import StoreBusy
from bot.ports import Clock, Evidence, ReviewDecision, ReviewItem, Store
from bot.stages.compose import Templates, compose

TRIES = 3
"""A proposal that stays the same though the ledger moves on is tried again so often."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WorklistSettings:
    """What ops decided: `answer_within`, "today"'s time zone, the key of our Message-IDs.

    `held_because` says why letters are held rather than sent ("shadow"), "" to send.
    """

    answer_within: timedelta
    timezone: ZoneInfo
    secret: bytes
    held_because: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action: done (or done before by the same action), and in a sentence what.

    `shown` is what a person must look at before they decide again.
    """

    done: bool
    sentence: str
    shown: Shown | None = None


@dataclass(slots=True)
class Worklist:
    """Shows items, and does what people decide on them."""

    store: Store
    desk: Desk
    templates: Templates
    clock: Clock
    settings: WorklistSettings

    def items(self, *, closed: bool = False) -> tuple[ReviewItem, ...]:
        """Return the open items, oldest first; with `closed`, all."""
        return self.store.review_items(closed=closed)

    def show(self, number: int, choice: Choice | None = None) -> Shown | None:
        """Return an item with what could be done; see `bot.app.review_items.show`."""
        return show(self.store, self._proposer, number, self._today, choice)

    def act(self, action: Action, by: str) -> Outcome:
        """Do what a person decided.

        Raises:
            Transient: the store is away, or the ledger kept changing: nothing was done.
        """
        match action:
            case Pause():
                return self._pause(action, by)
            case Resume():
                return self._resume(action, by)
            case Approve() | Assign() | Reject() | NotOurs() | Note():
                outcome = self._on_item(action, by)
                log.info("worklist", item=action.item, by=by, done=outcome.done)
                return outcome
            case _ as never:
                assert_never(never)

    def _on_item(self, action: ItemAction, by: str) -> Outcome:
        match action:
            case Note():
                return self._note(action, by)
            case Reject():
                return self._close(action.item, by, "rejected", action.reason)
            case NotOurs():
                return self._close(action.item, by, "not ours", "")
            case Approve() | Assign():
                return self._book(action, by)
            case _ as never:
                assert_never(never)

    # --- approve and assign ----------------------------------------------------------------------

    def _book(self, action: Approve | Assign, by: str) -> Outcome:
        for _ in range(TRIES - 1):
            try:
                return self._try_to_book(action, by)
            except StoreBusy:
                log.info("the ledger moved on, the item is looked at again", item=action.item)
        return self._try_to_book(action, by)

    def _try_to_book(self, action: Approve | Assign, by: str) -> Outcome:
        verb = "assigned" if isinstance(action, Assign) else "approved"
        shown = self.show(action.item, _choice(action))
        if shown is None:
            return _no_item(action.item)
        if shown.outcome:
            return self._closed_before(action.item, verb)
        if refusal := _refusal(action, shown):
            return Outcome(False, refusal, shown)
        decision = ReviewDecision(
            item_id=action.item,
            by=by,
            outcome=verb,
            reason=action.engagement if isinstance(action, Assign) else "",
            changes=shown.proposal.changes,
            evidence=shown.offer.evidence,
            outgoing=self._letters(shown),
            held_because=self.settings.held_because,
            moves=((shown.offer.row, OutgoingState.QUEUED),) if shown.offer.row else (),
            ledger_version=shown.ledger.version,
        )
        if not self.store.decide_review(decision, self.clock.now()):
            return self._closed_before(action.item, verb)
        return Outcome(True, f"{action.item} {verb}: {'; '.join(shown.does)}.")

    def _letters(self, shown: Shown) -> tuple[Outgoing, ...]:
        found = shown.offer.laid_out
        if found is None:
            return ()
        letters, message = shown.proposal.letters, found.extraction.mail.message
        company, secret, now = self.desk.company, self.settings.secret, self.clock.now()
        own = tuple(
            compose(letter, self.templates, company, secret, now, OutgoingClass.REPLY, message)
            for letter in letters
        )
        return (*own, *copies(letters, message, self.templates, company, secret, now))

    # --- close without booking, and notes --------------------------------------------------------

    def _close(self, number: int, by: str, outcome: str, reason: str) -> Outcome:
        item = find(self.store, number)
        if item is None:
            return _no_item(number)
        row = outgoing_of(self.store, item)
        moves = ((row, OutgoingState.FAILED),) if row and row.state in STOPPED else ()
        decision = ReviewDecision(number, by, outcome, reason, moves=moves)
        if item.closed_at or not self.store.decide_review(decision, self.clock.now()):
            return self._closed_before(number, outcome)
        why = f": {reason}" if reason else ""
        never = "; the mail is never sent" if moves else ""
        return Outcome(True, f"{number} {outcome}{why}{never}.")

    def _closed_before(self, number: int, verb: str) -> Outcome:
        """Return the answer to what was decided before: done, where it is the same decision."""
        item = find(self.store, number)
        outcome = told(self.store, item)[1] if item else "there is no such item"
        return Outcome(outcome.startswith(f"{verb} by"), f"{number} is closed: {outcome}.")

    def _note(self, action: Note, by: str) -> Outcome:
        if find(self.store, action.item) is None:
            return _no_item(action.item)
        self._write(NoteItem(action.item, action.text, by), by)
        return Outcome(True, f"{action.item}: noted.")

    # --- invoices --------------------------------------------------------------------------------

    def _pause(self, action: Pause, by: str) -> Outcome:
        number, client_id = self._invoice(action.invoice)
        if client_id is None:
            return Outcome(False, f"There is no invoice {number} in the ledger.")
        if action.until <= self._today:
            return Outcome(False, f"{action.until} is not in the future.")
        if self.store.holds().paused.get(number) != action.until:
            self._write(PauseInvoice(client_id, number, action.until, by), by)
        return Outcome(True, f"{number}: no reminder before {action.until}.")

    def _resume(self, action: Resume, by: str) -> Outcome:
        (number, client_id), holds = self._invoice(action.invoice), self.store.holds()
        if client_id is None:
            return Outcome(False, f"There is no invoice {number} in the ledger.")
        if number in holds.paused or number in holds.invoices:
            self._write(ResumeInvoice(client_id, number, by), by)
            return Outcome(True, f"{number}: reminders go again.")
        return Outcome(True, f"{number}: nothing held its reminders.")

    def _invoice(self, number: InvoiceNumber) -> tuple[InvoiceNumber, ClientId | None]:
        """Return an invoice's number as the ledger writes it, and whose it is."""
        ledger = self.store.snapshot()
        known = as_in(ledger.invoice, number)
        invoice = ledger.invoice.get(known)
        client = ledger.client_of(invoice) if invoice else None
        return known, client.client_id if client else None

    # --- parts of the above ----------------------------------------------------------------------

    def _write(self, change: PauseInvoice | ResumeInvoice | NoteItem, by: str) -> None:
        now = self.clock.now()
        self.store.book((change,), Evidence(cause=f"{by}, {now:%Y-%m-%dT%H:%M:%S.%fZ}"), now)

    @property
    def _today(self) -> date:
        return local_day(self.clock.now(), self.settings.timezone)

    @property
    def _proposer(self) -> Proposer:
        settings = self.settings
        return Proposer(self.store, self.desk, settings.answer_within, settings.held_because)


def _choice(action: Approve | Assign) -> Choice | None:
    return Choice(action.engagement, action.po_number) if isinstance(action, Assign) else None


def _refusal(action: Approve | Assign, shown: Shown) -> str:
    """Say why an open item is not approved or assigned, and what to do, or ""."""
    proposal, number = shown.proposal, action.item
    if proposal.obstacle:
        others = " or ".join(c for c in shown.choices if not c.startswith("note"))
        return (
            f"{number} is not {_PARTICIPLE[type(action)]}: {proposal.obstacle} You can: {others}."
        )
    if isinstance(action, Approve) and not action.revision:
        return (
            f"{number} is not approved: say what was shown: approve {number} {proposal.revision}."
        )
    if action.revision and action.revision != proposal.revision:
        return (
            f"{number} is not {_PARTICIPLE[type(action)]}: what it would do is no longer what was "
            f"shown as {action.revision}; it is now {proposal.revision}: {'; '.join(shown.does)}."
        )
    return ""


_PARTICIPLE = {Approve: "approved", Assign: "assigned"}


def _no_item(number: int) -> Outcome:
    return Outcome(False, f"There is no review item {number}.")
