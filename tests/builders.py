"""A small ledger and the values of one mail, with defaults that a test overrides by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.domain.company import Company
from bot.domain.decision import (
    Authentication,
    Decision,
    Kind,
    Match,
    Screening,
    Standing,
    Trust,
)
from bot.domain.ledger import (
    ChangeRequest,
    ChangeRequestId,
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
from bot.domain.message import Address, Layer, Message, Part, Passage
from bot.domain.purchase_order import Candidate, OrderKind, OrderStatus
from bot.domain.understanding import (
    Answer,
    Facts,
    Intent,
    Mention,
    MentionKind,
    StatedOrder,
    Understanding,
)
from bot.stages.decide import decide
from bot.stages.match import match

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
JANE = Address("Jane Whitlock", "jane@northgate.example")
NORTHGATE = ClientId("northgate")

COMPANY = Company(
    name="Progressive Robot",
    aliases=("Progressive Robot Ltd",),
    inbox="billing@progressiverobot.com",
    domains=("progressiverobot.com",),
    authserv_ids=("mx.progressiverobot.com",),
    series=(
        ("invoice", r"PR-\d{4}-\d{4}"),
        ("quote", r"Q-\d{4}"),
        ("sow", r"SOW-\d{4}"),
        ("engagement", r"ENG-\d{4}"),
        ("change_request", r"CR-\d{4}"),
    ),
)

_SERIES = (
    ("PR-", MentionKind.INVOICE),
    ("SOW-", MentionKind.SOW),
    ("Q-", MentionKind.QUOTE),
    ("ENG-", MentionKind.ENGAGEMENT),
    ("CR-", MentionKind.CHANGE_REQUEST),
)


def client(client_id: str = "northgate", **columns: object) -> Client:
    """Return a client that needs POs of ten digits."""
    plain = Client(
        client_id=ClientId(client_id),
        name="Northgate Foods Ltd",
        domains=(f"{client_id}.example",),
        po_policy=PoPolicy.REQUIRED,
        currency="GBP",
        language="en",
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


def contact(
    email: str = JANE.email, role: str = "finance", client_id: str = "northgate"
) -> Contact:
    """Return a registered contact."""
    return Contact(ClientId(client_id), "Jane Whitlock", email, role)


def engagement(
    engagement_id: str = "ENG-0007", title: str = "Intranet search", **columns: object
) -> Engagement:
    """Return an active project of 18,400 net."""
    number = engagement_id.removeprefix("ENG-")
    plain = Engagement(
        engagement_id=EngagementId(engagement_id),
        client_id=NORTHGATE,
        title=title,
        quote_ref=f"Q-{number}",
        sow_ref=f"SOW-{number}",
        value=Decimal(18400),
        currency="GBP",
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


def invoice(
    number: str, engagement_id: str = "ENG-0007", net: int = 9200, **columns: object
) -> Invoice:
    """Return an invoice that waits for a PO, at 20 % tax."""
    plain = Invoice(
        invoice_number=InvoiceNumber(number),
        engagement_id=EngagementId(engagement_id),
        net=Decimal(net),
        tax=Decimal(net) * Decimal("0.2"),
        gross=Decimal(net) * Decimal("1.2"),
        currency="GBP",
        status=InvoiceStatus.AWAITING_PO,
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


def change_request(
    number: str = "CR-0011", engagement_id: str = "ENG-0007", amount: int = 3200, title: str = ""
) -> ChangeRequest:
    """Return an approved change request."""
    return ChangeRequest(
        ChangeRequestId(number),
        EngagementId(engagement_id),
        title or "Synonyms for German",
        Decimal(amount),
    )


def order(number: str, *engagement_ids: str, **columns: object) -> PurchaseOrder:
    """Return an open order that is on file."""
    plain = PurchaseOrder(
        po_number=number,
        client_id=NORTHGATE,
        kind=OrderKind.STANDARD,
        amount=Decimal(18400),
        currency="GBP",
        engagement_ids=tuple(EngagementId(e) for e in engagement_ids),
        status=OrderStatus.OPEN,
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


LEDGER = Snapshot(
    clients=(client(),),
    contacts=(contact(),),
    engagements=(engagement(), engagement("ENG-0009", "Visitor kiosk", value=Decimal(7000))),
    invoices=(
        invoice("PR-2026-0117"),
        invoice("PR-2026-0118"),
        invoice("PR-2026-0119", status=InvoiceStatus.DRAFT),
        invoice("PR-2026-0120", "ENG-0009", net=7000),
    ),
)
"""One client with two pieces of work that both wait for an order."""


def ledger(**tables: tuple[object, ...]) -> Snapshot:
    """Return the ledger above with some tables replaced."""
    return replace(LEDGER, **tables)  # type: ignore[arg-type]


def mention(number: str, layer: Layer = Layer.NEW, *, token: bool = False) -> Mention:
    """Return one of our numbers in a layer of the mail."""
    kind = next(kind for prefix, kind in _SERIES if number.startswith(prefix))
    origin = "attachment:order.pdf#1" if layer is Layer.ATTACHMENT else layer.value
    return Mention(kind, number, origin, layer, 0, len(number), token)


def stated(number: str = "4500012345", *references: str, **said: object) -> StatedOrder:
    """Return an order as a mail states it, with the references in its own sentence."""
    plain = StatedOrder(po_number=number, mentions=tuple(mention(r) for r in references))
    return replace(plain, **said)  # type: ignore[arg-type]


def candidate(number: str, origin: str = "attachment:order.pdf#1") -> Candidate:
    """Return an accepted number in an attachment."""
    layer = Layer.ATTACHMENT if origin.startswith("attachment") else Layer.NEW
    return Candidate(number, True, "", "labelled", origin, layer, number, 0, len(number), 0.9)


def passage(text: str, layer: Layer = Layer.NEW) -> Passage:
    """Return a run of text."""
    origin = "attachment:order.pdf#1" if layer is Layer.ATTACHMENT else layer.value
    return Passage(origin, text, layer)


def message(**parts: object) -> Message:
    """Return a parsed mail from Jane."""
    plain = Message(
        content_key="key-1",
        message_id="<theirs-1@northgate.example>",
        date=NOW,
        author=JANE,
        reply_to=(),
        to=(Address("", COMPANY.inbox),),
        cc=(),
        subject="Purchase order",
        in_reply_to="",
        references=(),
        headers=(),
        parts=(),
    )
    return replace(plain, **parts)  # type: ignore[arg-type]


def part(media_type: str, payload: bytes) -> Part:
    """Return a leaf of a mail."""
    return Part("1", media_type, "", payload)


@dataclass(frozen=True)
class Mail:
    """Everything that the stages before `match` find out about one mail."""

    intents: tuple[Intent, ...] = (Intent.PO_NEW,)
    orders: tuple[StatedOrder, ...] = ()
    mentions: tuple[Mention, ...] = ()
    withdrawn: tuple[str, ...] = ()
    answer: Answer | None = None
    text: str = ""
    subject: str = ""
    document: str = ""
    language: str = ""
    facts: Facts = field(default_factory=Facts)
    candidates: tuple[Candidate, ...] = ()
    unreadable: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    trust: Trust = Trust.CONTACT
    clients: tuple[str, ...] = ("northgate",)
    contact: Contact | None = field(default_factory=contact)
    carrier: Address | None = None
    authentication: Authentication = Authentication.PASS
    kind: Kind = Kind.PERSON
    automatic: str | None = None
    author: Address = JANE
    reply_to: Address | None = None
    message: Message = field(default_factory=message)

    @property
    def understanding(self) -> Understanding:
        """Return what the mail says."""
        return Understanding(
            intents=self.intents,
            facts=self.facts,
            candidates=self.candidates,
            orders=self.orders,
            withdrawn=self.withdrawn,
            mentions=self.mentions,
            answer=self.answer,
            words=f"{self.subject}\n{self.text}".lower(),
            language=self.language,
            unreadable=self.unreadable,
            conflicts=self.conflicts,
        )

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return the mail's text."""
        texts = (
            (self.subject, Layer.SUBJECT),
            (self.text, Layer.NEW),
            (self.document, Layer.ATTACHMENT),
        )
        return tuple(passage(text, layer) for text, layer in texts if text)

    @property
    def standing(self) -> Standing:
        """Return who its sender is to us."""
        known = self.contact if self.trust is Trust.CONTACT else None
        ids = tuple(ClientId(c) for c in self.clients)
        return Standing(self.trust, ids, known, self.carrier)

    @property
    def screening(self) -> Screening:
        """Return whether it may be answered."""
        return Screening(self.kind, self.automatic, self.authentication, self.author, self.reply_to)


def matched(mail: Mail, snapshot: Snapshot = LEDGER) -> Match:
    """Lay a mail against the ledger."""
    return match(mail.understanding, mail.standing, mail.message, mail.passages, snapshot, TODAY)


def decided(
    mail: Mail,
    snapshot: Snapshot = LEDGER,
    company: Company = COMPANY,
    answer_since: datetime | None = None,
    replies_today: int = 0,
) -> Decision:
    """Decide a mail."""
    return decide(
        mail.message,
        mail.screening,
        mail.standing,
        mail.understanding,
        matched(mail, snapshot),
        snapshot,
        company,
        TODAY,
        answer_since,
        replies_today,
    )


def numbers(invoices: Iterable[Invoice]) -> list[str]:
    """Return the numbers of invoices."""
    return [str(one.invoice_number) for one in invoices]
