"""Mail in: read the billing inbox, and bring every mail in it to exactly one end.

The order of the commits is what nothing can be lost or doubled by (docs/architecture.md):
T1 message and location are stored; T2 the attempt is counted, before the mail is looked at;
T3 changes, journal, outbox rows and the final state, in one transaction; T4 the mail was moved.
A process killed anywhere between them finds the rest to do at its next start.
"""

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from json import dumps
from zoneinfo import ZoneInfo

import structlog

from bot.app.bounces import lost_invoices, proven
from bot.app.judgement import Desk, Judgement, judge
from bot.app.loops import answering
from bot.app.mail_commands import MailCommands
from bot.app.replies import replies
from bot.app.report import judgement_json
from bot.domain.decision import Decision, Reply, Verdict
from bot.domain.message import Location, RawMessage
from bot.errors import LedgerMoved, Transient
from bot.ports import (
    Arrival,
    Clock,
    Evidence,
    Filing,
    Mailbox,
    MessageState,
    NewReviewItem,
    Registration,
    Settlement,
    Store,
    StoredMessage,
)
from bot.stages.compose import Templates
from bot.stages.parse import parse

BATCH = 50
"""Mails fetched at a time: at 50, round trips no longer count (docs/benchmarks.md)."""

BATCH_BYTES = 16_000_000
"""Octets fetched at a time, so that a batch of large mails does not fill the memory."""

ATTEMPTS = 3
"""A mail that has been started this often without an end is quarantined."""

DECISIONS = 10
"""Decisions on one mail while others change what they rest on, before it waits for its turn."""

PATIENCE = 5
"""Polls for which a mail that the server announces without its bytes is waited for."""

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
    """

    size_limit: int
    answer_within: timedelta
    timezone: ZoneInfo
    secret: bytes
    held_because: str = ""


@dataclass(slots=True)
class Intake:
    """The intake of one mailbox.

    `stop` says whether to end after the mail at hand; `commands` does what staff order by mail.
    """

    mailbox: Mailbox
    store: Store
    desk: Desk
    templates: Templates
    clock: Clock
    settings: IntakeSettings
    stop: Callable[[], bool] = bool
    commands: MailCommands | None = None
    _withheld: dict[Location, int] = field(default_factory=dict)
    _excused: dict[int, int] = field(default_factory=dict)

    def poll(self) -> int:
        """Fetch, decide and file everything that is new; return how many mails were settled.

        Raises:
            Transient: the mailbox or the store is away. Nothing is lost: the next poll goes on.
        """
        self.fetch()
        settled = self.settle()
        self.file()
        return settled

    def fetch(self) -> int:
        """T1: store every new mail; return how many were fetched."""
        validity = self.mailbox.uid_validity()
        after = self.store.scanned_to(self.mailbox.name, validity)
        arrivals = self.mailbox.arrivals(after)
        batches = _batches(arrivals, self.settings.size_limit)
        return sum(self._fetch(batch) for batch in batches if not self.stop())

    def settle(self) -> int:
        """T2 and T3: decide every mail that has no end yet; return how many were settled."""
        count = 0
        while waiting := self.store.unsettled(BATCH):
            for message in waiting:
                if self.stop():
                    return count
                self._settle(message)
                count += 1
        return count

    def settle_one(self, row_id: int) -> None:
        """T2 and T3 for one mail, known by its row; nothing to do if it has an end."""
        message = self.store.stored(row_id)
        if message is not None and not message.state.terminal:
            self._settle(message)

    def file(self) -> int:
        """T4: move every settled mail to its folder; return how many were moved."""
        count = 0
        while waiting := self.store.unfiled(self.mailbox.name, BATCH):
            for location, message in waiting:
                moved = self.mailbox.file(location, _FOLDERS[message.state])
                self.store.filed(location, gone=not moved)
                count += moved
        return count

    def _fetch(self, batch: Sequence[Arrival]) -> int:
        fetched = tuple(self.mailbox.fetch(batch, self.settings.size_limit))
        scanned_to = self._scanned_to(batch, {raw.location for raw in fetched})
        registrations = tuple(_registration(raw) for raw in fetched)
        self.store.register(registrations, scanned_to, self.clock.now())
        return len(fetched)

    def _scanned_to(self, batch: Sequence[Arrival], fetched: set[Location]) -> Location | None:
        """Return the last mail before the first one that the server withheld, so none is skipped.

        A mail that is announced but comes without bytes is waited for, and then shown to a person.
        """
        reached = None
        for arrival in batch:
            if arrival.location not in fetched and not self._given_up(arrival):
                return reached
            reached = arrival.location
        return reached

    def _given_up(self, arrival: Arrival) -> bool:
        polls = self._withheld.get(arrival.location, 0) + 1
        self._withheld[arrival.location] = polls
        if polls < PATIENCE:
            return False
        place = arrival.location
        what = f"mail {place.uid} in {place.mailbox}: the server announces it and gives no content"
        item = NewReviewItem("mail", f"withheld:{place}", what, (f"asked for it {polls} times",))
        self.store.open_review((item,), self.clock.now())
        return True

    def _settle(self, message: StoredMessage) -> None:
        now = self.clock.now()
        attempts = self.store.begin(message, now)
        line = log.bind(message_id=message.rfc_message_id, content_key=message.content_key)
        if attempts - self._excused.get(message.row_id, 0) > ATTEMPTS:
            why = f"the process ended {ATTEMPTS} times while this mail was being read"
            self.store.settle(_quarantine(message, why), now)
            line.error("mail quarantined", why=why)
            return
        try:
            settlement = self._ended(message, now)
        except Transient:
            # The world failed, not the mail: the attempt must not count against it.
            self._excused[message.row_id] = self._excused.get(message.row_id, 0) + 1
            raise
        line.info("mail settled", verdict=settlement.verdict, state=settlement.state.value)

    def _ended(self, message: StoredMessage, now: datetime) -> Settlement:
        """Decide a mail and commit that, anew for as long as the ledger moves meanwhile."""
        for _ in range(DECISIONS):
            settlement = self._decided(message, now)
            with suppress(LedgerMoved):
                self.store.settle(settlement, now)
                return settlement
        raise LedgerMoved("the ledger changes faster than this mail is decided")

    def _decided(self, message: StoredMessage, now: datetime) -> Settlement:
        try:
            return self._decide(message, now)
        except Transient:
            raise
        except Exception as error:
            log.exception("a bug costs this mail", content_key=message.content_key)
            return _quarantine(message, repr(error), traceback.format_exc())

    def _decide(self, message: StoredMessage, now: datetime) -> Settlement:
        raw = self.store.source(message)
        if self.commands and (ended := self.commands.settlement(message, raw, now)):
            return ended
        ledger = self.store.snapshot()
        judgement = judge(
            raw,
            ledger,
            self.desk,
            now.astimezone(self.settings.timezone).date(),
            replies_today=self._replies_today(raw, now),
        )
        if raw.received_at < now - self.settings.answer_within:
            judgement = replace(judgement, decision=_unanswered(judgement.decision))
        decision = proven(judgement.decision, judgement.message, self.store)
        judgement = replace(judgement, decision=decision)
        answer = answering(judgement, message, self.store, self.desk, now)
        judgement = replace(judgement, decision=answer.decision)
        settlement = self._settlement(message, judgement, now, answer.item)
        return replace(settlement, decided_on=ledger)

    def _replies_today(self, raw: RawMessage, now: datetime) -> int:
        parsed = parse(raw)
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
        return Settlement(
            message=message,
            state=_state(decision),
            verdict=decision.verdict.value,
            judgement=dumps(found, ensure_ascii=False),
            changes=decision.changes,
            evidence=_evidence(message, judgement),
            outgoing=outgoing,
            held_because=self.settings.held_because,
            review=(
                *(_review(message, decision, item) or _differing(message, judgement)),
                *_shown(message, decision),
                *lost_invoices(decision, judgement.message, self.store),
            ),
        )


_FOLDERS = {
    MessageState.DONE: Filing.PROCESSED,
    MessageState.SHOWN: Filing.REVIEW,
    MessageState.QUARANTINED: Filing.REVIEW,
    MessageState.IGNORED: Filing.IGNORED,
}


def _batches(arrivals: Sequence[Arrival], size_limit: int) -> Iterator[tuple[Arrival, ...]]:
    waiting = iter(arrivals)
    batch: list[Arrival] = []
    octets = 0
    for arrival in waiting:
        weight = min(arrival.size, size_limit)
        if batch and (len(batch) == BATCH or octets + weight > BATCH_BYTES):
            yield tuple(batch)
            batch, octets = [], 0
        batch.append(arrival)
        octets += weight
    if batch:
        yield tuple(batch)


def _registration(raw: RawMessage) -> Registration:
    try:
        message = parse(raw)
    except Exception:  # noqa: BLE001 - whatever the bytes are, they must get a row
        key = sha256(raw.source).hexdigest()
        return Registration(raw, key, "", "", "")
    return Registration(
        raw, message.content_key, message.message_id, message.author.email, message.subject
    )


def _state(decision: Decision) -> MessageState:
    if decision.verdict is Verdict.REVIEW or decision.to_answer:
        return MessageState.SHOWN
    return MessageState.IGNORED if decision.verdict is Verdict.NONE else MessageState.DONE


def _unanswered(decision: Decision) -> Decision:
    """Return the decision about a mail too old to be answered: a person sees the question."""
    verdict = Verdict.REVIEW if decision.verdict is Verdict.CLARIFY else decision.verdict
    reasons = (*decision.reasons, "older than mailbox.answer_since: booked or shown, not answered")
    return replace(decision, verdict=verdict, reply=Reply.NONE, letters=(), reasons=reasons)


def _review(message: StoredMessage, decision: Decision, key: str = "") -> tuple[NewReviewItem, ...]:
    kinds = {Verdict.REVIEW: "mail", Verdict.CLARIFY: "question"}
    kind = kinds.get(decision.verdict, "to_answer" if decision.to_answer else "")
    if not kind:
        return ()
    subject = f"{message.sender}: {message.subject}"
    key = key or f"mail:{message.content_key}"
    return (NewReviewItem(kind, key, subject, decision.reasons),)


def _shown(message: StoredMessage, decision: Decision) -> tuple[NewReviewItem, ...]:
    """Show what a booked order leaves undone, with the figures."""
    if not decision.shown:
        return ()
    subject = f"{message.sender}: {message.subject}"
    return (NewReviewItem("order", f"shown:{message.content_key}", subject, decision.shown),)


def _differing(message: StoredMessage, judgement: Judgement) -> tuple[NewReviewItem, ...]:
    """Show terms that are not those agreed, where the mail itself waits for nobody."""
    if not judgement.differing:
        return ()
    subject = f"{message.sender}: {message.subject}"
    key = f"terms:{message.content_key}"
    return (NewReviewItem("terms", key, subject, judgement.differing),)


def _evidence(message: StoredMessage, judgement: Judgement) -> Evidence:
    given = (c for c in judgement.extraction.candidates if c.accepted)
    best = next(islice(given, 1), None)
    return Evidence(
        cause=message.rfc_message_id or f"mail {message.content_key}",
        quote=f"{best.text} ({best.origin}, {best.start}-{best.end})" if best else "",
        rule=best.rule if best else "",
        reasons=judgement.decision.reasons,
    )


def _quarantine(message: StoredMessage, why: str, details: str = "") -> Settlement:
    subject = f"{message.sender}: {message.subject}"
    item = NewReviewItem("quarantine", f"mail:{message.content_key}", subject, (why,))
    return Settlement(
        message=message,
        state=MessageState.QUARANTINED,
        verdict=Verdict.REVIEW.value,
        judgement="",
        evidence=Evidence(cause=message.rfc_message_id, reasons=(why,)),
        review=(item,),
        error=details or why,
    )
