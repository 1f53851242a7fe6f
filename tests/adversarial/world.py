"""The office that is attacked: five clients with work, invoices, an order, and our question out.

Every sum, name and number in it is found nowhere else, so that one of them in a mail to somebody
else's address is a leak.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from mailbox import Maildir
from pathlib import Path

from bot.app.round import Round
from bot.domain.ledger import (
    Client,
    ClientId,
    Contact,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.order_book import Entry
from bot.domain.outgoing import OutboxRow
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.ports import Holds, Store, StoredMessage
from bot.wiring import opened_round, read_config
from tests.adversarial.post import Mail, Seen, case_name
from tests.scenarios.office import Office

ACME, LINDAU, LAC, HALVORSEN, MORENO = (
    ClientId(each) for each in ("acme", "lindau", "lac", "halvorsen", "moreno")
)

ACCOUNTS = '\n[accounts]\ndigest_to = ["accounts@progressiverobot.com"]\n'

PROOF = "\n[trust]\nrequire_authentication = true\n"
"""The configuration of a company whose mail host judges every mail."""

CLIENTS = (
    Client(
        ACME,
        "Acme Foods Ltd",
        aliases=("Acme Foods Group",),
        domains=("acme-foods.co.uk",),
        po_policy=PoPolicy.REQUIRED,
        currency="GBP",
        language="en",
        country="GB",
    ),
    Client(
        LINDAU,
        "Stadtwerke Lindau GmbH",
        domains=("stadtwerke-lindau.de",),
        po_policy=PoPolicy.REQUIRED,
        currency="EUR",
        language="de",
        country="DE",
        po_format=r"45\d{8}",
    ),
    Client(
        LAC,
        "Brasserie du Lac SA",
        domains=("brasserie-du-lac.fr",),
        po_policy=PoPolicy.UNKNOWN,
        currency="EUR",
        language="fr",
        country="FR",
    ),
    Client(
        HALVORSEN,
        "Halvorsen Maritime AS",
        domains=("halvorsen-maritime.no",),
        po_policy=PoPolicy.REQUIRED,
        currency="NOK",
        language="nb",
        country="NO",
    ),
    Client(
        MORENO,
        "Talleres Moreno SL",
        po_policy=PoPolicy.REQUIRED,
        currency="EUR",
        language="es",
        country="ES",
    ),
)

CONTACTS = (
    Contact(ACME, "Ann Hale", "ann@acme-foods.co.uk", "procurement"),
    Contact(ACME, "Peter Osgood", "ap@acme-foods.co.uk", "finance"),
    Contact(LINDAU, "Jörg Brandl", "j.brandl@stadtwerke-lindau.de", "procurement"),
    Contact(LINDAU, "Kreditoren Lindau", "kreditoren@stadtwerke-lindau.de", "finance"),
    Contact(LAC, "Solène Marchetti", "s.marchetti@brasserie-du-lac.fr", "finance"),
    Contact(HALVORSEN, "Ingrid Tveit", "ingrid.tveit@halvorsen-maritime.no", "finance"),
    Contact(MORENO, "Paco Moreno", "talleres.moreno@gmail.com", "finance"),
)


def _work(number: str, client: ClientId, title: str, value: str, currency: str) -> Engagement:
    return Engagement(
        EngagementId(f"ENG-{number}"),
        client,
        title,
        quote_ref=f"Q-{number}",
        sow_ref=f"SOW-{number}",
        value=Decimal(value),
        currency=currency,
        starts_on=date(2026, 10, 1),
        contract_signed_on=date(2026, 9, 15),
        account_manager="sofia@progressiverobot.com",
        project_manager="daniel@progressiverobot.com",
    )


WORKS = (
    _work("7301", ACME, "Allergen label scanner", "12431.17", "GBP"),
    _work("7302", ACME, "Cold store dashboard", "7218.43", "GBP"),
    _work("7311", LINDAU, "Zählerablesung per App", "28640.55", "EUR"),
    _work("7321", LAC, "Réservation en ligne", "5387.26", "EUR"),
    _work("7331", HALVORSEN, "Skipslogg i skyen", "91422.70", "NOK"),
    _work("7341", MORENO, "Control de recambios", "3164.09", "EUR"),
)


def _invoice(
    number: str, work: int, net: str, issued_on: date | None, status: InvoiceStatus, po: str = ""
) -> Invoice:
    engagement, value = WORKS[work], Decimal(net)
    tax = (value / 5).quantize(Decimal("0.01"))
    return Invoice(
        InvoiceNumber(f"PR-2026-{number}"),
        engagement.engagement_id,
        issued_on=issued_on,
        net=value,
        tax=tax,
        gross=value + tax,
        currency=engagement.currency,
        status=status,
        po_number=po,
    )


_WAITING, _ISSUED = InvoiceStatus.AWAITING_PO, InvoiceStatus.ISSUED
RECENT, OLD = date(2026, 11, 10), date(2026, 9, 28)

INVOICES = (
    _invoice("7401", 0, "12431.17", RECENT, _WAITING),
    _invoice("7402", 1, "7218.43", RECENT, _WAITING),
    _invoice("7411", 2, "28640.55", RECENT, _WAITING),
    _invoice("7421", 3, "5387.26", RECENT, _WAITING),
    _invoice("7431", 4, "45711.35", OLD, _ISSUED, "71200455"),
    _invoice("7432", 4, "45711.35", None, InvoiceStatus.DRAFT),
    _invoice("7441", 5, "3164.09", RECENT, _WAITING),
)

ORDERS = (
    PurchaseOrder(
        "71200455",
        HALVORSEN,
        kind=OrderKind.STANDARD,
        amount=Decimal("91422.70"),
        currency="NOK",
        engagement_ids=(WORKS[4].engagement_id,),
        received_on=date(2026, 9, 20),
        status=OrderStatus.OPEN,
    ),
)

BOOKS = Snapshot(
    clients=CLIENTS,
    contacts=CONTACTS,
    engagements=WORKS,
    invoices=INVOICES,
    purchase_orders=ORDERS,
)

FIRST = Mail(
    "our question is out",
    "Ann Hale <ann@acme-foods.co.uk>",
    "Hello,\n\nour PO is 4500071177.\n\nAnn",
    subject="PO for your work",
)
"""Two pieces of work wait for an order, so pobot asks Ann which one it is for."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a mail might change."""

    books: Snapshot
    entries: tuple[Entry, ...]
    holds: Holds
    closed: frozenset[int] = frozenset()


@dataclass(slots=True)
class Attacked:
    """An office whose ledger is in, whose question is out, and which then gets mail."""

    office: Office
    round: Round
    seen: Seen

    @property
    def store(self) -> Store:
        """Return pobot's memory."""
        return self.round.store

    @property
    def books(self) -> Snapshot:
        """Return the ledger as pobot holds it."""
        return self.store.snapshot()

    def deliver(self, mails: Iterable[Mail]) -> None:
        """Put mails into the inbox."""
        inbox = Maildir(self.office.folder / "inbox")
        for mail in mails:
            inbox.add(mail.source(self.office.clock.at, self.seen))

    def work(self, rounds: int = 2) -> None:
        """Let pobot do all that is due, some times, some minutes apart."""
        for _ in range(rounds):
            assert self.round.everything()
            self.office.clock.at += timedelta(minutes=5)

    def state(self) -> State:
        """Return everything that a mail might have changed."""
        items = self.store.review_items(closed=True)
        return State(
            self.store.snapshot(),
            self.store.order_entries(),
            self.store.holds(),
            frozenset(item.item_id for item in items if item.closed_at),
        )

    def outbox(self) -> tuple[OutboxRow, ...]:
        """Return every mail that pobot wrote, its digests left out."""
        return tuple(row for row in self.store.outbox() if "digest:" not in row.mail.idem_key)

    def settled(self) -> dict[str, StoredMessage]:
        """Return the mails that came in, by the name of each."""
        rows = self.store.messages_since(self.office.clock.at - timedelta(days=30))
        return {name_of(self.store.source(row).source): row for row in rows}


@contextmanager
def working(
    folder: Path, settings: str = "", books: Snapshot = BOOKS, *, send: bool = False
) -> Iterator[Attacked]:
    """Give an office whose ledger is in, and whose reminders of the day are out."""
    office = Office(folder, books, settings=settings)
    if send:
        office.config.write_text(f"send = true\n{office.config.read_text('utf-8')}", "utf-8")
    with opened_round(read_config(office.config), clock=office.clock) as round_:
        scene = Attacked(office, round_, Seen())
        scene.work()
        yield scene


@contextmanager
def attacked(folder: Path, settings: str = "") -> Iterator[Attacked]:
    """Give an office at work, with the question out that attackers will answer."""
    with working(folder, ACCOUNTS + settings) as scene:
        scene.deliver([FIRST])
        scene.work(1)
        question = next(r.mail for r in scene.outbox() if r.mail.idem_key.startswith("reply:"))
        body = message_from_bytes(question.source, policy=default).get_body(("plain",))
        assert body is not None
        digest = next(row.mail for row in scene.store.outbox() if "digest:" in row.mail.idem_key)
        scene.seen = Seen(
            question.message_id,
            str(body.get_content()),
            digest.message_id,
            bytes.fromhex(scene.store.note("message_id_secret")),
        )
        yield scene


def name_of(source: bytes) -> str:
    """Return the name of a mail of these suites, from its bytes."""
    return case_name(str(message_from_bytes(source)["X-Case"] or ""))
