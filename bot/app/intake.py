"""Mail in: read the billing inbox, and bring every mail in it to exactly one end.

The order of the commits is what nothing can be lost or doubled by (docs/architecture.md):
T1 message and location are stored; T2 the attempt is counted, before the mail is looked at;
T3 changes, journal, outbox rows and the final state, in one transaction; T4 the mail was moved.
A process killed anywhere between them finds the rest to do at its next start.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from json import dumps
from zoneinfo import ZoneInfo

import structlog

from bot.app.bounces import lost_invoices, proven
from bot.app.earlier import given_before, looks_back
from bot.app.endings import (
    differing,
    evidence,
    quarantine,
    review,
    shown,
    state,
    unanswered,
)
from bot.app.inbox import Inbox
from bot.app.inboxes import Inboxes
from bot.app.judgement import Desk, Judgement, ReadMail, judge_opened
from bot.app.loops import answering
from bot.app.mail_commands import MailCommands
from bot.app.opening import TOGETHER, Opened, about, bug, opened, together
from bot.app.questions import (
    after_rounds,
    asked_again,
    conversation,
    in_conversation,
    with_our_words,
)
from bot.app.replies import copies, replies
from bot.app.report import judgement_json
from bot.domain.ledger import Snapshot
from bot.domain.message import Message
from bot.errors import LedgerMoved, Transient, WorkersBehind
from bot.ports import (
    Clock,
    Crew,
    Mailbox,
    MessageState,
    Settlement,
    Store,
    StoredMessage,
)
from bot.stages.compose import Templates

ATTEMPTS = 3
"""A mail that has been started this often without an end is quarantined."""

DECISIONS = 10
"""Decisions on one mail while others change what they rest on, before it waits for its turn."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """What ops decide about reading.

    Attributes:
        size_limit: octets; of larger mails only the headers are fetched.
        answer_within: older mail is booked or shown, never answered.
        timezone: the accounts team's, for "today".
        secret: what Message-IDs are derived with.
        held_because: why replies are held rather than sent ("shadow"), "" to send.
        day_limit: octets that may be fetched from each folder in a day.
    """

    size_limit: int
    answer_within: timedelta
    timezone: ZoneInfo
    secret: bytes
    held_because: str = ""
    day_limit: int = 2_000_000_000


@dataclass(slots=True)
class Intake:
    """The intake: every folder that is read, and `others` besides `mailbox` of them.

    `stop` says whether to end after the mail at hand; `commands` does what staff order by mail;
    `crew` decides the mails instead of this process.
    """

    mailbox: Mailbox
    store: Store
    desk: Desk
    templates: Templates
    clock: Clock
    settings: IntakeSettings
    stop: Callable[[], bool] = bool
    commands: MailCommands | None = None
    crew: Crew | None = None
    others: tuple[Mailbox, ...] = ()
    archives: Mapping[str, tuple[Mailbox, ...]] = field(default_factory=dict)
    inboxes: Inboxes = field(init=False)
    _excused: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inboxes = Inboxes(
            tuple(
                Inbox(
                    mailbox,
                    self.store,
                    self.clock,
                    self.settings,
                    # A watcher may count how often this is asked, and may replace it later.
                    stop=lambda: self.stop(),  # noqa: PLW0108
                    archives=self.archives.get(mailbox.name, ()),
                )
                for mailbox in (self.mailbox, *self.others)
            ),
            self.clock,
        )

    def poll(self) -> int:
        """Fetch, decide and file everything that is new; return how many mails were settled.

        Raises:
            Transient: the mailbox or the store is away. Nothing is lost: the next poll goes on.
            WorkersBehind: some mails are not decided yet. Those that are have been filed.
        """
        fetched = self.fetch()
        if self.crew is None:
            settled = self.settle()
            self.file()
            self.inboxes.check()
            return settled
        decided = self.crew.settle()
        self.file()
        self.inboxes.check()
        if not decided and not self.stop():
            raise WorkersBehind("mails wait for a worker: are enough of `pobot worker` running?")
        return fetched

    def fetch(self) -> int:
        """T1: store every new mail; return how many were fetched."""
        return self.inboxes.fetch()

    def settle(self) -> int:
        """T2 and T3: decide every mail that has no end yet; return how many were settled.

        Fresh mails go in batches: one commit ends a batch and marks the next. A
        mail whose attempt had no end goes alone, so that it can cost no other mail an attempt.
        """
        count = 0
        batch = self._begun()
        while batch:
            try:
                mails = self._opened(batch)
                with self.store.together():
                    for each in mails:
                        if self.stop():
                            break
                        self._settle_opened(each)
                        count += 1
                    batch = () if self.stop() else self._begun()
            except Transient:
                if len(batch) == 1:  # an attempt in company has not been counted
                    self._excuse(batch[0][0])
                raise
        return count

    def settle_one(self, row_id: int) -> None:
        """T2 and T3 for one mail, known by its row; nothing to do if it has an end."""
        message = self.store.stored(row_id)
        if message is None or message.state.terminal:
            return
        attempts = self.store.begin(message, self.clock.now())
        try:
            for each in self._opened(((message, attempts),)):
                self._settle_opened(each)
        except Transient:
            self._excuse(message)
            raise

    def file(self) -> int:
        """T4: move every settled mail to its folder; return how many were moved."""
        return self.inboxes.file()

    def _begun(self) -> tuple[tuple[StoredMessage, int], ...]:
        """Mark the next mails before anything looks at them; return them with their attempts."""
        batch = together(self.store.unsettled(TOGETHER))
        if len(batch) == 1:
            return ((batch[0], self.store.begin(batch[0], self.clock.now())),)
        counts = self.store.begin_all(batch, self.clock.now()) if batch else ()
        return tuple(zip(batch, counts, strict=True))

    def _excuse(self, message: StoredMessage) -> None:
        """Let an attempt not count: the world failed, not the mail."""
        self._excused[message.row_id] = self._excused.get(message.row_id, 0) + 1

    def _opened(self, batch: Sequence[tuple[StoredMessage, int]]) -> tuple[Opened, ...]:
        """Read what may be read; a mail that ended the process too often has its end."""
        counted = [(m, attempts - self._excused.get(m.row_id, 0)) for m, attempts in batch]
        why = f"the process ended {ATTEMPTS} times while this mail was being read"
        fatal = tuple(
            Opened(message, end=quarantine(message, why))
            for message, attempts in counted
            if attempts > ATTEMPTS
        )
        fit = (message for message, attempts in counted if attempts <= ATTEMPTS)
        return (*fatal, *opened(takewhile(self._goes_on, fit), self.store.source, self.desk))

    def _goes_on(self, _next: StoredMessage) -> bool:
        return not self.stop()

    def _settle_opened(self, opened: Opened) -> None:
        with about(opened.message):
            settlement = self._ended(opened, self.clock.now())
            if settlement.state is MessageState.QUARANTINED:
                log.error("mail quarantined")
            else:
                log.info("mail settled", verdict=settlement.verdict, state=settlement.state.value)

    def _ended(self, opened: Opened, now: datetime) -> Settlement:
        """Decide a mail and commit that, anew for as long as the ledger moves meanwhile."""
        for _ in range(DECISIONS):
            settlement = opened.end or self._decided(opened, now)
            with suppress(LedgerMoved):
                self.store.settle(settlement, now)
                return settlement
        raise LedgerMoved("the ledger changes faster than this mail is decided")

    def _decided(self, opened: Opened, now: datetime) -> Settlement:
        try:
            return self._decide(opened, now)
        except Transient:
            raise
        except Exception as error:
            log.exception("a bug costs this mail")
            return bug(opened.message, error)

    def _decide(self, opened: Opened, now: datetime) -> Settlement:
        message, raw, mail = opened.message, opened.raw, opened.mail
        assert raw is not None and mail is not None  # noqa: S101, PT018 - else it has its end
        if self.commands and (ended := self.commands.settlement(message, mail, now)):
            return ended
        ledger = self.store.snapshot()
        talk = conversation(mail.message, self.store, now)
        mail = with_our_words(mail, talk, self.desk.company)
        judgement = self._judged(message, mail, ledger, now)
        judgement = asked_again(judgement, message, talk, self.store, self.desk, self._day(now))
        if raw.received_at < now - self.settings.answer_within:
            judgement = replace(judgement, decision=unanswered(judgement.decision))
        decision = proven(judgement.decision, judgement.message, self.store)
        replied_today = bool(talk.rounds and self._replies_today(mail.message, now))
        decision = after_rounds(decision, talk, replied_today=replied_today)
        judgement = replace(judgement, decision=decision)
        answer = answering(judgement, message, self.store, self.desk, now)
        judgement = replace(judgement, decision=answer.decision)
        settlement = self._settlement(message, judgement, now, answer.item)
        return replace(in_conversation(settlement, judgement, talk), decided_on=ledger)

    def _judged(
        self, message: StoredMessage, mail: ReadMail, ledger: Snapshot, now: datetime
    ) -> Judgement:
        today = self._day(now)
        replies_today = self._replies_today(mail.message, now)
        judgement = judge_opened(mail, ledger, self.desk, today, replies_today=replies_today)
        if not looks_back(judgement) or not (before := given_before(self.store, message)):
            return judgement
        return judge_opened(
            mail, ledger, self.desk, today, replies_today=replies_today, given_before=before
        )

    def _day(self, now: datetime) -> date:
        return now.astimezone(self.settings.timezone).date()

    def _replies_today(self, parsed: Message, now: datetime) -> int:
        thread = (*parsed.references, parsed.in_reply_to, parsed.message_id)
        ids = tuple(dict.fromkeys(i for i in thread if i))
        return self.store.replies_in_thread(ids, now - timedelta(days=1)) if ids else 0

    def _settlement(
        self, message: StoredMessage, judgement: Judgement, now: datetime, item: str = ""
    ) -> Settlement:
        decision = judgement.decision
        secret = self.settings.secret
        outgoing = replies(judgement, self.templates, self.desk.company, secret, now)
        found = judgement_json(judgement, message.rfc_message_id, outgoing)
        letters, mail, company = decision.letters, judgement.message, self.desk.company
        outgoing += copies(letters, mail, self.templates, company, secret, now)
        return Settlement(
            message=message,
            state=state(decision),
            verdict=decision.verdict.value,
            judgement=dumps(found, ensure_ascii=False),
            changes=decision.changes,
            evidence=evidence(message, judgement),
            outgoing=outgoing,
            held_because=self.settings.held_because,
            review=(
                *(review(message, decision, item) or differing(message, judgement)),
                *shown(message, decision),
                *lost_invoices(decision, judgement.message, self.store),
            ),
        )
