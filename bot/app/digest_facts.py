"""What the digest tells, gathered from the store: plain values for its template.

Whatever clients wrote is data here: one line, cut, links made harmless; escaping is the template's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.app.booked import booked_since
from bot.app.dunning_letters import addressee, contents, occasion, totals
from bot.app.gate_letters import LONGEST_SENTENCE, shut_lines
from bot.app.invoicing import passing
from bot.app.invoicing import waiting as kept_back
from bot.app.missing_contacts import payeeless_line
from bot.app.notes import LAST_ERROR, LAST_POLL, PARTS
from bot.app.open_sums import money_values, overdue_by_client, waiting_by_client
from bot.app.quoting import quoted
from bot.app.reminders import Plan
from bot.domain.dunning import Notice
from bot.domain.gate_watch import watched
from bot.domain.invoice_gate import at_gate
from bot.domain.ledger import Snapshot
from bot.domain.outgoing import OutgoingState
from bot.domain.payees import missing_payees
from bot.domain.start_gate import start_gates
from bot.ports import JournalEntry, MessageState, ReviewItem, Store, StoredMessage

LONGEST_LIST = 25
"""Lines of a list; the rest is counted, and `pobot review list` has it."""

NEEDS = {
    "mail": "mail",
    "quarantine": "mail that could not be read",
    "conflict": "ledger conflict",
    "import": "ledger row refused",
    "outgoing": "outgoing mail",
    "address": "address that bounced",
    "order": "order that does not add up",
    "split": "invoice to split",
    "terms": "payment terms that differ",
    "long_terms": "long payment terms",
    "invoice": "invoice that cannot go out",
}
"""How the kinds of review items are announced; "question" and "to_answer" have their own lists."""

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
class Facts:
    """Everything that a digest says: rows of plain values, most urgent first."""

    needs: tuple[Value, ...]
    to_answer: tuple[Value, ...]
    questions: tuple[Value, ...]
    unreachable: tuple[Value, ...]
    booked: tuple[Value, ...]
    came: tuple[Value, ...]
    overdue: tuple[Value, ...]
    overdue_count: int
    overdue_totals: tuple[Value, ...]
    waiting: tuple[Value, ...]
    waiting_totals: tuple[Value, ...]
    issued: tuple[str, ...]
    ready: tuple[str, ...]
    drafts: tuple[str, ...]
    gates: tuple[str, ...]
    next_day: str
    letters: tuple[Value, ...]
    quiet: tuple[Value, ...]
    health: tuple[Value, ...]
    troubles: tuple[str, ...]
    since: str

    @property
    def need_you(self) -> int:
        """Return how many things wait for one of us."""
        return len(self.needs) + len(self.to_answer) + len(self.unreachable)

    def values(self) -> Value:
        """Return what the template is given."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**own, "longest": LONGEST_LIST}


def gather(store: Store, plan: Plan, today: date, *, since: datetime, zone: ZoneInfo) -> Facts:
    """Look at the store.

    Args:
        store: of everything.
        plan: what goes out on the next working day.
        today: the local day.
        since: of the last digest.
        zone: in which times are printed.
    """
    snapshot, journal, items = store.snapshot(), store.journal(since), store.review_items()
    overdue, waiting = overdue_by_client(snapshot, today), waiting_by_client(snapshot)
    gated = at_gate(snapshot, today)
    return Facts(
        needs=tuple(_item(i, zone) for i in items if i.kind not in {"question", "to_answer"}),
        to_answer=tuple(_item(i, zone) for i in items if i.kind == "to_answer"),
        questions=tuple(_item(i, zone) for i in items if i.kind == "question"),
        unreachable=_unreachable(plan, snapshot, today),
        booked=booked_since(journal, snapshot),
        came=_came(store.messages_since(since)),
        overdue=tuple(sums.values() for sums in overdue),
        overdue_count=sum(len(sums.numbers) for sums in overdue),
        overdue_totals=money_values(totals(m for sums in overdue for m in sums.sums)),
        waiting=tuple(sums.values() for sums in waiting),
        waiting_totals=money_values(totals(m for sums in waiting for m in sums.sums)),
        issued=_issued(journal),
        ready=tuple(quoted(line) for line in passing(snapshot, gated)),
        drafts=tuple(quoted(line) for line in kept_back(snapshot, gated)),
        gates=_gates(store, snapshot, today),
        next_day=format_date(plan.day, "EEEE d MMMM", locale="en_GB"),
        letters=tuple(_letter(notice) for notice in plan.notices),
        quiet=_silences(plan, snapshot, unreachable=False),
        health=_health(store, journal, zone),
        troubles=tuple(f"{part}: {quoted(note)}" for part, note in _errors(store)),
        since=_moment(since, zone),
    )


def _item(item: ReviewItem, zone: ZoneInfo) -> Value:
    return {
        "number": item.item_id,
        "kind": NEEDS.get(item.kind, item.kind),
        "subject": quoted(item.subject),
        "reasons": tuple(quoted(reason) for reason in item.reasons),
        "opened": _moment(item.opened_at, zone),
    }


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


def _gates(store: Store, snapshot: Snapshot, today: date) -> tuple[str, ...]:
    works, promised = watched(snapshot, today), store.holds().promised_orders
    lines = shut_lines(start_gates(snapshot, works, today, promised), today)
    return tuple(quoted(line, LONGEST_SENTENCE) for line in lines)


def _letter(notice: Notice) -> Value:
    return {
        "to": quoted(addressee(notice)),
        "occasion": occasion(notice),
        "contents": tuple(quoted(line) for line in contents(notice)),
    }


def _silences(plan: Plan, snapshot: Snapshot, *, unreachable: bool) -> tuple[Value, ...]:
    return tuple(
        {"client": snapshot.client[s.client_id].name, "subject": s.subject, "why": quoted(s.why)}
        for s in plan.silences
        if bool(s.tell) is unreachable and not s.routine
    )


def _unreachable(plan: Plan, snapshot: Snapshot, today: date) -> tuple[Value, ...]:
    """Return rows for clients to whom no letter, and for work of which no invoice, can be sent."""
    nobody = {s.client_id for s in plan.silences if s.tell and not s.routine}
    payeeless = tuple(
        {
            "client": one.client.name,
            "subject": f"{work.title} ({work.engagement_id})",
            "why": quoted(payeeless_line(one, work)),
        }
        for one in missing_payees(snapshot, today)
        if one.client.client_id not in nobody
        for work in one.works
    )
    return (*_silences(plan, snapshot, unreachable=True), *payeeless)


def _came(messages: Iterable[StoredMessage]) -> tuple[Value, ...]:
    counts = Counter(_fate(message) for message in messages)
    return tuple({"fate": fate, "count": count} for fate, count in counts.most_common())


def _fate(message: StoredMessage) -> str:
    if message.state is MessageState.QUARANTINED:
        return "could not be read"
    return VERDICTS.get(message.verdict, "not read yet")


def _health(store: Store, journal: Iterable[JournalEntry], zone: ZoneInfo) -> tuple[Value, ...]:
    last_poll = store.note(LAST_POLL)
    polled = _moment(datetime.fromisoformat(last_poll), zone) if last_poll else "never"
    waiting = Counter(row.state.value for row in store.outbox(*STUCK))
    ended = Counter(entry.kind for entry in journal)
    bounced = sorted(store.holds().bad_addresses)
    rows = (
        ("inbox last read", polled),
        ("mails sent", str(ended["mail_accepted"])),
        ("mails dropped, no longer true", str(ended["mail_suppressed"] or "")),
        ("mails failed", str(ended["mail_failed"] or "")),
        *((f"mails {state.replace('_', ' ')}", str(n)) for state, n in sorted(waiting.items())),
        ("addresses that bounced", quoted(", ".join(bounced))),
    )
    return tuple({"what": what, "value": value} for what, value in rows if value)


def _errors(store: Store) -> tuple[tuple[str, str], ...]:
    notes = ((part, store.note(f"{LAST_ERROR}:{part}")) for part in PARTS)
    return tuple((part, note) for part, note in notes if note)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return format_datetime(moment.astimezone(zone), "EEE d MMM, HH:mm", locale="en_GB")
