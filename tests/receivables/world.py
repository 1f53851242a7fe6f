"""Two years of receivables: clients in three time zones, what happens to them, and a pobot.

Everything that the world does is drawn from one seed. The pobot is the real round, with its real
reminders and its real way out; only the server's side of mail and the readers are played.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from bot.app.outbox import Outbox, OutboxSettings
from bot.app.quiet import ReminderSettings
from bot.app.reminders import Reminders
from bot.app.round import Round
from bot.app.unasked import Unasked
from bot.domain.decision import Change, HoldReminders, NotePromise
from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.message import Location, RawMessage
from bot.domain.money import CENT
from bot.domain.outgoing import Outgoing, OutgoingState
from bot.domain.staff_changes import PauseInvoice
from bot.errors import ServerGone
from bot.mail.memory import MemoryMailbox
from bot.ports import (
    Commit,
    CommitAll,
    Delivered,
    Evidence,
    MessageState,
    NewReviewItem,
    Receipt,
    Registration,
    ReviewDecision,
    Settlement,
    Store,
)
from bot.resources import locate
from bot.resources.procedures import load_procedures
from tests.app.office import SECRET, TestClock, templates
from tests.builders import COMPANY

LONDON = ZoneInfo("Europe/London")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

PLACES = (
    ("London", "Europe/London", "GB", "EC1A 1BB"),
    ("Glasgow", "Europe/London", "GB", "G1 1AA"),
    ("Belfast", "Europe/London", "GB", "BT1 5GS"),
    ("Boston", "America/New_York", "US", ""),
    ("Auckland", "Pacific/Auckland", "NZ", ""),
    ("Otago", "Pacific/Auckland", "NZ", ""),
)


@dataclass(frozen=True)
class Arrived:
    """A letter as the client's server took it, and what the world looked like then."""

    at: datetime
    mail: Outgoing
    owed: dict[str, Decimal]
    held: frozenset[str]
    promised: dict[str, date]
    unread: frozenset[str]
    ordered: frozenset[str]


@dataclass
class Letterbox:
    """The clients' mail server. `away` refuses to talk; else everything is taken."""

    world: "World"
    away: bool = False
    arrived: list[Arrived] = field(default_factory=list)

    def send(self, mail: Outgoing, commit: Commit) -> Receipt:
        if self.away:
            raise ServerGone("no route to host")
        commit()
        world = self.world
        self.arrived.append(
            Arrived(
                world.clock.at,
                mail,
                {n: world.known(n) for n in mail.condition.unpaid},
                frozenset().union(*world.held.values()),
                dict(world.promised),
                frozenset(world.unread),
                frozenset(world.ordered),
            )
        )
        return Receipt(Delivered.ACCEPTED, "250 ok")

    def send_together(
        self, mails: Sequence[Outgoing], commit: CommitAll
    ) -> tuple[Receipt | None, ...]:
        if self.away:
            raise ServerGone("no route to host")
        commit(range(len(mails)))
        return tuple(self.send(mail, lambda: None) for mail in mails)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Folder:
    """The ledger folder: what accounts exported last."""

    world: "World"
    away: bool = False

    def load(self) -> tuple[Snapshot, tuple[()]]:
        books, self.world.imported = self.world.exported
        self.world.ordered = {e for o in books.purchase_orders for e in o.engagement_ids}
        return books, ()

    def save(self, snapshot: Snapshot) -> None:
        """Nothing is written back."""

    def fingerprint(self) -> str:
        return "" if self.away else str(self.world.edition)


@dataclass
class Inbox:
    """Stands for the intake: settles the mails that lie in the inbox, as `decide` would have."""

    world: "World"
    away: bool = False

    def poll(self) -> None:
        if self.away:
            raise ServerGone("connection refused")
        self.world.read()


class Idle:
    """A part of the round that has nothing to do."""

    def run(self) -> int:
        return 0

    def look(self) -> None:
        """See nothing."""


@dataclass
class World:
    """Clients, what happens to them, and the pobot that writes to them."""

    store: Store
    seed: int
    places: tuple[tuple[str, str, str, str], ...] = PLACES
    clock: TestClock = field(default_factory=lambda: TestClock(BEGIN))
    books: Snapshot = field(default_factory=Snapshot)
    exported: tuple[Snapshot, dict[str, Decimal]] = field(default_factory=lambda: (Snapshot(), {}))
    edition: int = 0
    owed: dict[str, Decimal] = field(default_factory=dict)
    imported: dict[str, Decimal] = field(default_factory=dict)
    held: dict[str, frozenset[str]] = field(default_factory=dict)
    promised: dict[str, date] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    ordered: set[EngagementId] = field(default_factory=set)
    letters: list[tuple[str, tuple[Change, ...], bool]] = field(default_factory=list)
    mails: int = 0
    down_until: datetime = BEGIN

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)  # noqa: S311 - a reproducible world, no secret
        self.letterbox, self.folder, self.inbox = Letterbox(self), Folder(self), Inbox(self)
        self.settings = ReminderSettings(
            procedure=load_procedures(locate("rules") / "dunning")["default"],
            timezone=LONDON,
            secret=SECRET,
        )
        self.books = replace(self.books, **_clients(self.places))  # type: ignore[arg-type]
        self.round = self._round()

    def live(self, hours: int) -> None:
        """Let so many hours pass, one after the other."""
        for _ in range(hours):
            self.happens()
            if self.clock.at >= self.down_until:
                self.round.due()
            self.clock.at += timedelta(hours=1)

    def export(self) -> None:
        """Let accounts write the ledger folder, if anything is new."""
        if self.exported[0] is not self.books:
            self.exported, self.edition = (self.books, dict(self.owed)), self.edition + 1

    # --- what happens ----------------------------------------------------------------------------

    def happens(self) -> None:
        """Let an hour's events come to pass: some are seen by pobot only much later."""
        dice = self.dice
        if self.clock.at.hour % 4 == 0:
            self._outages()
            self.export()
        if dice.random() < 0.018:
            self.bill(dice.choice(self.books.engagements))
        open_ = [n for n, owed in self.owed.items() if owed > 0]
        if not open_:
            return
        for number in dice.sample(open_, min(3, len(open_))):
            self._one_of_many(number, dice.random())

    def _one_of_many(self, number: str, chance: float) -> None:
        """Do with one open invoice what the dice say: most often nothing."""
        events: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.006, lambda: self._pay(number, self.owed[number])),
            (0.003, lambda: self._pay(number, (self.owed[number] / 3).quantize(CENT))),
            (0.007, lambda: self._promise(number)),
            (0.002, lambda: self._dispute(number)),
            (0.002, lambda: self._pause(number)),
            (0.006, lambda: self._ask(number)),
            (0.002, lambda: self._order(number)),
            (0.050, self._person),
        )
        for share, event in events:
            if chance < share:
                event()
                return
            chance -= share

    def _outages(self) -> None:
        dice = self.dice
        if dice.random() < 0.004:
            self.down_until = self.clock.at + timedelta(hours=dice.randint(2, 120))
        self.letterbox.away = dice.random() < (0.85 if self.letterbox.away else 0.06)
        self.inbox.away = dice.random() < (0.7 if self.inbox.away else 0.02)
        self.folder.away = dice.random() < (0.5 if self.folder.away else 0.01)

    def bill(self, work: Engagement, days_ago: int = 0) -> None:
        """Send an invoice for a piece of work; without its PO where that is missing."""
        number = InvoiceNumber(f"PR-{len(self.books.invoices) + 1:06}")
        net = Decimal(self.dice.randint(200, 20_000))
        client = self.books.client[work.client_id]
        ordered = {e for o in self.books.orders_of(work.client_id) for e in o.engagement_ids}
        lacks = client.po_policy is PoPolicy.REQUIRED and work.engagement_id not in ordered
        added = Invoice(
            number,
            work.engagement_id,
            issued_on=self.clock.at.date() - timedelta(days=days_ago),
            net=net,
            gross=net,
            currency="GBP",
            status=InvoiceStatus.AWAITING_PO if lacks else InvoiceStatus.ISSUED,
            po_number="" if lacks else "4500012345",
        )
        self.owed[number] = net
        self._save(invoices=(*self.books.invoices, added))

    def _pay(self, number: str, amount: Decimal) -> None:
        reference = f"T{len(self.books.payments)}"
        payment = Payment(InvoiceNumber(number), self.clock.at.date(), amount, reference)
        self.owed[number] -= amount
        paid = [
            replace(each, status=InvoiceStatus.PAID)
            if each.invoice_number == number and self.owed[number] <= 0
            else each
            for each in self.books.invoices
        ]
        self._save(payments=(*self.books.payments, payment), invoices=tuple(paid))

    def _order(self, number: str) -> None:
        client_id, work = self._client(number), self.books.invoice[InvoiceNumber(number)]
        which = work.engagement_id
        if not any(which in order.engagement_ids for order in self.books.orders_of(client_id)):
            order = PurchaseOrder(f"45{which[4:]}", client_id, engagement_ids=(which,))
            self._save(purchase_orders=(*self.books.purchase_orders, order))

    def _promise(self, number: str) -> None:
        day = self.clock.at.date() + timedelta(days=self.dice.randint(-2, 20))
        numbers = (InvoiceNumber(number),)
        client_id = self._client(number)
        self._write(number, NotePromise(client_id, "payment", day, invoice_numbers=numbers))

    def _dispute(self, number: str) -> None:
        numbers = (InvoiceNumber(number),)
        self._write(number, HoldReminders(self._client(number), numbers, "dispute"), shown=True)

    def _ask(self, number: str) -> None:
        self._write(number, shown=True)

    def _write(self, number: str, *changes: Change, shown: bool = False) -> None:
        self.letters.append((f"ap@{self._client(number)}.example", changes, shown))
        self.unread.add(self._client(number))

    def _pause(self, number: str) -> None:
        if self.clock.at < self.down_until or number not in self.imported:
            return
        until = self.clock.at.date() + timedelta(days=self.dice.randint(1, 30))
        change = PauseInvoice(self._client(number), InvoiceNumber(number), until, "helen")
        cause = f"helen, {self.clock.at.isoformat()}"
        self.store.book((change,), Evidence(cause=cause), self.clock.at)

    def _person(self) -> None:
        """Let a person deal with one item: release the letter, or close what the client wrote."""
        items = self.store.review_items()
        if not items or self.clock.at < self.down_until:
            return
        item = self.dice.choice(items)
        held = self.store.outbox(OutgoingState.HELD)
        moves = tuple(
            (row, OutgoingState.QUEUED)
            for row in held
            if item.key == f"outgoing:{row.mail.idem_key}"
        )
        self.store.decide_review(ReviewDecision(item.item_id, "helen", moves=moves), self.clock.at)
        self.held.pop(item.key, None)

    def _save(self, **tables: object) -> None:
        self.books = replace(self.books, **tables)  # type: ignore[arg-type]

    # --- what pobot learns -----------------------------------------------------------------------

    def read(self) -> None:
        """Settle every mail that lies in the inbox."""
        for sender, changes, shown in self.letters:
            self._settle(sender, changes, shown=shown)
        self.letters.clear()
        self.unread.clear()

    def _settle(self, sender: str, changes: tuple[Change, ...], *, shown: bool) -> None:
        self.mails += 1
        key, now = f"mail-{self.mails}", self.clock.at
        raw = RawMessage(Location("inbox", 1, self.mails), now, b"From: x\r\n\r\n", 11)
        (row,) = self.store.register(
            (Registration(raw, key, f"<{key}@client.example>", sender, "Invoice"),), None, now
        )
        review = NewReviewItem("mail", f"mail:{key}", sender, ("asks something",))
        self.store.settle(
            Settlement(
                message=row,
                state=MessageState.SHOWN if shown else MessageState.DONE,
                verdict="review" if shown else "none",
                judgement="",
                changes=changes,
                evidence=Evidence(cause=f"<{key}@client.example>"),
                review=(review,) if shown else (),
            ),
            now,
        )
        for change in changes:
            if isinstance(change, HoldReminders):
                self.held[f"mail:{key}"] = frozenset(change.invoice_numbers)
            if isinstance(change, NotePromise) and change.promised_on:
                self.promised |= dict.fromkeys(change.invoice_numbers, change.promised_on)

    def known(self, number: str) -> Decimal:
        """Return what pobot must know to be owed: gross, by the last export that it took in."""
        return self.imported.get(number, Decimal(0))

    def _client(self, number: str) -> ClientId:
        work = self.books.invoice[InvoiceNumber(number)].engagement_id
        return self.books.engagement[work].client_id

    # --- the pobot -------------------------------------------------------------------------------

    def _round(self) -> Round:
        idle, store, clock = Idle(), self.store, self.clock
        outbox = Outbox(
            store,
            self.letterbox,
            MemoryMailbox(),
            clock,
            OutboxSettings(send=True, stop_file=None, timezone=LONDON),
            unasked=Unasked(store, self.settings),
        )
        parts = dict.fromkeys(
            (
                "gates",
                "invoicing",
                "issuing",
                "top_ups",
                "blankets",
                "policy_questions",
                "follow_ups",
                "missing_contacts",
                "digest",
            ),
            idle,
        )
        return Round(
            store=store,
            ledger=self.folder,
            intake=self.inbox,  # type: ignore[arg-type]
            outbox=outbox,
            reminders=Reminders(store, templates(), COMPANY, clock, self.settings),
            clock=clock,
            **parts,  # type: ignore[arg-type]
        )


def _clients(places: tuple[tuple[str, str, str, str], ...]) -> dict[str, object]:
    clients, contacts, works = [], [], []
    for index, (name, zone, country, post_code) in enumerate(places):
        client_id = ClientId(name.lower())
        clients.append(
            Client(
                client_id,
                f"{name} Ltd",
                domains=(f"{client_id}.example",),
                po_policy=PoPolicy.REQUIRED if index % 2 else PoPolicy.NOT_USED,
                currency="GBP",
                timezone=zone,
                country=country,
                post_code=post_code,
            )
        )
        contacts += [
            Contact(client_id, "Ann Hale", f"ap@{client_id}.example", "finance"),
            Contact(client_id, "Joe Park", f"joe@{client_id}.example", "project"),
        ]
        works += [
            Engagement(
                EngagementId(f"ENG-{index}{n}"),
                client_id,
                f"Work {n}",
                starts_on=BEGIN.date() + timedelta(days=100 * n + 11 * index),
                account_manager="helen@progressiverobot.com",
            )
            for n in range(6)
        ]
    return {"clients": tuple(clients), "contacts": tuple(contacts), "engagements": tuple(works)}
