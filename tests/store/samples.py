"""Small values for the store's tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.domain.decision import Change, RecordOrder
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
    Payment,
    PurchaseOrder,
    Snapshot,
)
from bot.domain.message import Location, RawMessage
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.domain.purchase_order import OrderKind
from bot.ports import Evidence, MessageState, Registration, Settlement, Store, StoredMessage

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ACME = ClientId("acme")
PORTAL = EngagementId("ENG-1")
INTRANET = EngagementId("ENG-2")
WAITING = InvoiceNumber("PR-2026-0001")
SENT = InvoiceNumber("PR-2026-0002")
EVIDENCE = Evidence(cause="<a@acme.example>", quote="PO 45001", rule="po-label")


def ledger() -> Snapshot:
    return Snapshot(
        clients=(Client(ACME, "Acme Ltd", ("Acme",), ("acme.example",), is_public_body=False),),
        contacts=(Contact(ACME, "Ann", "Ann@acme.example", "finance"),),
        engagements=(
            Engagement(PORTAL, ACME, "Portal", value=Decimal("48000.00"), currency="GBP"),
            Engagement(INTRANET, ACME, "Intranet", starts_on=date(2026, 10, 5)),
        ),
        change_requests=(
            ChangeRequest(ChangeRequestId("CR-1"), PORTAL, "More", Decimal("8500.10")),
        ),
        purchase_orders=(PurchaseOrder("PO-100", ACME, amount=Decimal(15000), currency="GBP"),),
        invoices=(
            invoice(WAITING, None, change_request_id=ChangeRequestId("CR-1")),
            invoice(SENT, date(2026, 11, 2)),
        ),
        payments=(Payment(SENT, date(2026, 11, 20), Decimal("10.00"), "BACS 1"),),
    )


def invoice(number: InvoiceNumber, issued_on: date | None, **more: Any) -> Invoice:
    return Invoice(
        number,
        PORTAL,
        issued_on=issued_on,
        net=Decimal("100.10"),
        tax=Decimal("20.02"),
        gross=Decimal("120.12"),
        currency="GBP",
        status=InvoiceStatus.AWAITING_PO,
        **more,
    )


def with_invoice(snapshot: Snapshot, number: InvoiceNumber, **news: Any) -> Snapshot:
    rows = (replace(i, **news) if i.invoice_number == number else i for i in snapshot.invoices)
    return replace(snapshot, invoices=tuple(rows))


def record(number: str = "PO-45001", **more: Any) -> RecordOrder:
    return RecordOrder(
        ACME,
        number,
        order_kind=more.pop("order_kind", OrderKind.STANDARD),
        engagement_ids=more.pop("engagement_ids", (PORTAL,)),
        **more,
    )


def registration(uid: int = 1, key: str | None = None, **more: Any) -> Registration:
    place = Location(more.pop("mailbox", "inbox"), more.pop("uid_validity", 7), uid)
    name = f"mail-{uid}" if key is None else key
    source = more.pop("source", f"Subject: {name}\r\n\r\nPO 45001\r\n".encode())
    raw = RawMessage(place, NOW, source, len(source))
    return Registration(
        raw, name, more.get("message_id", f"<{name}@acme.example>"), "ann@acme.example", name
    )


def arrived(store: Store, uid: int = 1, key: str | None = None) -> StoredMessage:
    each = registration(uid, key)
    (message,) = store.register([each], each.raw.location, NOW)
    return message


def end(message: StoredMessage, *changes: Change, **more: Any) -> Settlement:
    return Settlement(
        message=message,
        state=more.pop("state", MessageState.DONE),
        verdict=more.pop("verdict", "apply"),
        judgement=more.pop("judgement", "{}"),
        changes=changes,
        evidence=EVIDENCE,
        **more,
    )


def book(store: Store, *changes: Change, key: str = "first") -> bool:
    """Let one more mail make these changes."""
    uid = store.scanned_to("inbox", 7) + 1
    return store.settle(end(arrived(store, uid, key), *changes), NOW)


def outgoing(key: str = "ack:1", **more: Any) -> Outgoing:
    answers = "".join(f"In-Reply-To: <{each}>\r\n" for each in more.pop("answers", ()))
    return Outgoing(
        idem_key=key,
        message_id=f"<{key}@pobot.example>",
        kind=more.pop("kind", OutgoingClass.REPLY),
        sender="billing@pobot.example",
        recipient="ann@acme.example",
        subject="Thank you",
        source=f"Subject: Thank you\r\n{answers}\r\nText\r\n".encode(),
        **more,
    )
