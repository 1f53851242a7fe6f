"""An order, and invoices on it, for the tests of the book."""

from datetime import date
from decimal import Decimal

from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PurchaseOrder,
    Snapshot,
)

NORTH, SOUTH = ClientId("northgate"), ClientId("southgate")
WORK = {NORTH: EngagementId("ENG-1"), SOUTH: EngagementId("ENG-2")}
DAY = date(2026, 11, 24)
ORDER = PurchaseOrder("PO-4711", NORTH, amount=Decimal("1000.00"), currency="GBP")


def invoice(number: str, net: str, po_number: str = "PO-4711", **more: object) -> Invoice:
    values: dict[str, object] = {"status": InvoiceStatus.ISSUED, "currency": "GBP"} | more
    return Invoice(
        InvoiceNumber(number),
        WORK[NORTH],
        net=Decimal(net),
        po_number=po_number,
        **values,  # type: ignore[arg-type]
    )


def ledger(*orders: PurchaseOrder, invoices: tuple[Invoice, ...] = ()) -> Snapshot:
    return Snapshot(
        clients=(Client(NORTH, "Northgate"), Client(SOUTH, "Southgate")),
        engagements=tuple(Engagement(work, who, "Work") for who, work in WORK.items()),
        purchase_orders=orders,
        invoices=invoices,
    )
