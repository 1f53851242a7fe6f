"""What the digest tells, gathered from the store: plain values for its template.

Whatever clients wrote is data here: one line, cut, links made harmless; escaping is the template's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.app.booked import booked_since
from bot.app.digest_due import by_age, ending, promises
from bot.app.digest_next import dealt_with, next_day_lines
from bot.app.digest_scope import Scope
from bot.app.dunning_letters import addressee, contents, occasion, totals
from bot.app.follow_ups import waiting_for_an_answer
from bot.app.gate_letters import LONGEST_SENTENCE, shut_lines
from bot.app.invoicing import passing
from bot.app.invoicing import waiting as kept_back
from bot.app.missing_contacts import payeeless_line
from bot.app.notes import LAST_ERROR, LAST_POLL, PARTS
from bot.app.open_sums import money_values, overdue_by_client, waiting_by_client
from bot.app.pauses import LONGEST_READING
from bot.app.questions import QUESTION
from bot.app.quoting import quoted
from bot.app.reminders import Plan
from bot.domain.dunning import Notice
from bot.domain.gate_watch import watched
from bot.domain.invoice_gate import Gated, at_gate
from bot.domain.ledger import Snapshot
from bot.domain.money import Money
from bot.domain.outgoing import Outgoing, OutgoingState
from bot.domain.payees import missing_payees
from bot.domain.start_gate import start_gates
from bot.ports import Holds, JournalEntry, MessageState, ReviewItem, Store, StoredMessage

LONGEST_LIST = 25
"""Lines of a list; the rest is counted, and `pobot review list` has it."""

NEEDS = {
    "mail": "mail",
    "quarantine": "mail that could not be read",
    "conflict": "ledger conflict",
    "import": "ledger row refused",
    "outgoing": "outgoing mail",
    "mailbox": "oddity of a mailbox",
    "address": "address that bounced",
    "order": "order that does not add up",
    "split": "invoice to split",
    "terms": "payment terms that differ",
    "long_terms": "long payment terms",
    "invoice": "invoice that cannot go out",
    "copy": "invoice to send again",
    "bounced": "invoice that did not arrive",
}
"""How kinds of review items are announced; "to_answer" and open questions have their own lists."""

UNANSWERED = "question without an answer"
"""How a question is announced that was asked twice: a person's turn."""

VERDICTS = {
    "apply": "booked",
    "clarify": "asked back",
    "review": "shown to a person",
    "none": "nothing to book",
}

STUCK = (
    OutgoingState.QUEUED,
    OutgoingState.DEFERRED,
    OutgoingState.IN_DOUBT,
    OutgoingState.HELD,
)

Value = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the store says, read once for all digests of a day.

    Attributes:
        store: for what only accounts are told.
        plan: what goes out on the next working day.
        today: the local day.
        since: of the last digest.
        zone: in which times are printed.
        coming: the letters of the next working day, reminders aside.
        mails: those that open items came with, by row.
    """

    store: Store
    snapshot: Snapshot
    journal: tuple[JournalEntry, ...]
    items: tuple[ReviewItem, ...]
    mails: Mapping[int, StoredMessage]
    holds: Holds
    plan: Plan
    today: date
    since: datetime
    zone: ZoneInfo
    coming: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a digest says: rows of plain values, most urgent first."""

    whole: bool
    needs: tuple[Value, ...]
    to_answer: tuple[Value, ...]
    questions: tuple[Value, ...]
    unreachable: tuple[Value, ...]
    promises: tuple[Value, ...]
    ending: tuple[Value, ...]
    booked: tuple[Value, ...]
    came: tuple[Value, ...]
    ages: tuple[Value, ...]
    overdue: tuple[Value, ...]
    overdue_count: int
    overdue_totals: tuple[Value, ...]
    waiting: tuple[Value, ...]
    waiting_totals: tuple[Value, ...]
    issued: tuple[str, ...]
    ready: tuple[str, ...]
    drafts: tuple[str, ...]
    drafts_totals: tuple[Value, ...]
    gates: tuple[str, ...]
    next_day: str
    letters: tuple[Value, ...]
    also: tuple[str, ...]
    dealt_with: tuple[str, ...]
    quiet: tuple[Value, ...]
    health: tuple[Value, ...]
    troubles: tuple[str, ...]
    since: str

    @property
    def need_you(self) -> int:
        """Return how many things wait for one of us."""
        return len(self.needs) + len(self.to_answer) + len(self.unreachable)

    @property
    def is_news(self) -> bool:
        """Return whether something happened, waits for the reader, or is about to happen."""
        coming = self.letters or self.also
        return bool(self.need_you or self.booked or self.issued or coming or self.promises)

    def values(self) -> Value:
        """Return what the template is given."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**own, "need_you": self.need_you, "longest": LONGEST_LIST}


def look(
    store: Store,
    plan: Plan,
    today: date,
    *,
    since: datetime,
    zone: ZoneInfo,
    coming: tuple[Outgoing, ...] = (),
) -> Looked:
    """Read what digests tell of."""
    items = store.review_items()
    opened = min((item.opened_at for item in items if item.message_id), default=None)
    mails = store.messages_since(opened - LONGEST_READING) if opened else ()
    return Looked(
        store=store,
        snapshot=store.snapshot(),
        journal=store.journal(since),
        items=items,
        mails={mail.row_id: mail for mail in mails},
        holds=store.holds(),
        plan=plan,
        today=today,
        since=since,
        zone=zone,
        coming=coming,
    )


def gather(looked: Looked, scope: Scope) -> Facts:
    """Return what one reader is told: how pobot is only where everything is."""
    ledger, today, zone = scope.ledger, looked.today, looked.zone
    journal = tuple(entry for entry in looked.journal if scope.has_entry(entry))
    items = [item for item in looked.items if scope.has_item(item, looked.mails)]
    asked = waiting_for_an_answer(items, today)
    overdue, waiting = overdue_by_client(ledger, today), waiting_by_client(ledger)
    gated = tuple(
        one for one in at_gate(looked.snapshot, today) if scope.has_work(one.invoice.engagement_id)
    )
    return Facts(
        whole=scope.is_all,
        needs=tuple(_need(i, zone) for i in items if i not in asked and i.kind != "to_answer"),
        to_answer=tuple(_item(i, zone) for i in items if i.kind == "to_answer"),
        questions=tuple(_item(i, zone) for i in asked),
        unreachable=_unreachable(looked, scope),
        promises=promises(scope, looked.holds, today, looked.plan.day),
        ending=ending(scope, today),
        booked=booked_since(journal, looked.snapshot),
        came=came(looked.store.messages_since(looked.since)) if scope.is_all else (),
        ages=by_age(scope, today),
        overdue=tuple(sums.values() for sums in overdue),
        overdue_count=sum(len(sums.numbers) for sums in overdue),
        overdue_totals=money_values(totals(m for sums in overdue for m in sums.sums)),
        waiting=tuple(sums.values() for sums in waiting),
        waiting_totals=money_values(totals(m for sums in waiting for m in sums.sums)),
        issued=_issued(journal),
        ready=tuple(quoted(line) for line in passing(looked.snapshot, gated)),
        drafts=tuple(quoted(line) for line in kept_back(looked.snapshot, gated)),
        drafts_totals=money_values(totals(_gross(one, ledger) for one in gated if not one.passes)),
        gates=_gates(looked, scope),
        next_day=format_date(looked.plan.day, "EEEE d MMMM", locale="en_GB"),
        letters=tuple(_letter(own) for one in looked.plan.notices if (own := scope.notice(one))),
        also=next_day_lines(looked.coming, looked.snapshot, scope, today, looked.plan.day),
        dealt_with=dealt_with(looked.journal) if scope.is_all else (),
        quiet=_silences(looked, scope, unreachable=False),
        health=_health(looked) if scope.is_all else (),
        troubles=tuple(_errors(looked.store)) if scope.is_all else (),
        since=_moment(looked.since, zone),
    )


def _item(item: ReviewItem, zone: ZoneInfo) -> Value:
    return {
        "number": item.item_id,
        "kind": NEEDS.get(item.kind, item.kind),
        "subject": quoted(item.subject),
        "reasons": tuple(quoted(reason) for reason in item.reasons),
        "opened": _moment(item.opened_at, zone),
    }


def _need(item: ReviewItem, zone: ZoneInfo) -> Value:
    """Return the row of an item that waits for one of us: of a question, that nobody answers it."""
    row = _item(item, zone)
    return {**row, "kind": UNANSWERED} if item.kind == QUESTION else row


def _issued(journal: Iterable[JournalEntry]) -> tuple[str, ...]:
    """Return a line for each invoice that went out, in the order in which they did."""
    return tuple(
        quoted(str(reason))
        for entry in journal
        if entry.kind == "issue_invoice"
        for reason in _listed(entry.data.get("reasons"))
    )


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _gross(gated: Gated, ledger: Snapshot) -> Money:
    client = ledger.client_of(gated.invoice)
    return Money(gated.invoice.gross, gated.invoice.currency or (client.currency if client else ""))


def _gates(looked: Looked, scope: Scope) -> tuple[str, ...]:
    snapshot, today = looked.snapshot, looked.today
    works = [w for w in watched(snapshot, today) if scope.has_work(w.engagement_id)]
    lines = shut_lines(start_gates(snapshot, works, today, looked.holds.promised_orders), today)
    return tuple(quoted(line, LONGEST_SENTENCE) for line in lines)


def _letter(notice: Notice) -> Value:
    return {
        "to": quoted(addressee(notice)),
        "occasion": occasion(notice),
        "contents": tuple(quoted(line) for line in contents(notice)),
    }


def _silences(looked: Looked, scope: Scope, *, unreachable: bool) -> tuple[Value, ...]:
    clients = looked.snapshot.client
    return tuple(
        {"client": clients[s.client_id].name, "subject": s.subject, "why": quoted(s.why)}
        for s in looked.plan.silences
        if bool(s.tell) is unreachable and not s.routine and scope.has_subject(s.subject)
    )


def _unreachable(looked: Looked, scope: Scope) -> tuple[Value, ...]:
    """Return rows for clients to whom no letter, and for work of which no invoice, can be sent."""
    nobody = {s.client_id for s in looked.plan.silences if s.tell and not s.routine}
    payeeless = tuple(
        {
            "client": one.client.name,
            "subject": f"{work.title} ({work.engagement_id})",
            "why": quoted(payeeless_line(one, work)),
        }
        for one in missing_payees(looked.snapshot, looked.today)
        if one.client.client_id not in nobody
        for work in one.works
        if scope.has_work(work.engagement_id)
    )
    return (*_silences(looked, scope, unreachable=True), *payeeless)


def came(messages: Iterable[StoredMessage]) -> tuple[Value, ...]:
    """Return how many mails came to which end, the most frequent first."""
    counts = Counter(_fate(message) for message in messages)
    return tuple({"fate": fate, "count": count} for fate, count in counts.most_common())


def _fate(message: StoredMessage) -> str:
    if message.state is MessageState.QUARANTINED:
        return "could not be read"
    return VERDICTS.get(message.verdict, "not read yet")


def _health(looked: Looked) -> tuple[Value, ...]:
    store, zone = looked.store, looked.zone
    last_poll = store.note(LAST_POLL)
    polled = _moment(datetime.fromisoformat(last_poll), zone) if last_poll else "never"
    waiting = Counter(row.state.value for row in store.outbox(*STUCK))
    ended = Counter(entry.kind for entry in looked.journal)
    bounced = sorted(looked.holds.bad_addresses)
    rows = (
        ("inbox last read", polled),
        ("mails sent", str(ended["mail_accepted"])),
        ("mails dropped, no longer true", str(ended["mail_suppressed"] or "")),
        ("mails failed", str(ended["mail_failed"] or "")),
        *((f"mails {state.replace('_', ' ')}", str(n)) for state, n in sorted(waiting.items())),
        ("addresses that bounced", quoted(", ".join(bounced))),
    )
    return tuple({"what": what, "value": value} for what, value in rows if value)


def _errors(store: Store) -> Iterator[str]:
    notes = ((part, store.note(f"{LAST_ERROR}:{part}")) for part in PARTS)
    return (f"{part}: {quoted(note)}" for part, note in notes if note)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return format_datetime(moment.astimezone(zone), "EEE d MMM, HH:mm", locale="en_GB")
