"""Invoices that wait for a PO number and carry one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.ledger import PurchaseOrder, Snapshot
from bot.domain.purchase_order import OrderStatus
from bot.domain.waiting_numbers import numbered_waiting
from tests.store.samples import ACME, PORTAL, SENT, ledger, with_invoice

ORDER = PurchaseOrder("PO-100", ACME, amount=Decimal(200), currency="GBP", engagement_ids=(PORTAL,))


def numbered(order: PurchaseOrder = ORDER, number: str = "PO 100") -> Snapshot:
    """Return a ledger whose invoice SENT, over 100.10 net, waits and carries a number."""
    ours = replace(ledger(), purchase_orders=(order,))
    return with_invoice(ours, SENT, po_number=number, issued_on=date(2026, 11, 2))


def test_one_whose_number_is_on_file_need_not_wait() -> None:
    (one,) = numbered_waiting(numbered())
    assert (one.invoice.invoice_number, one.order, one.why) == (SENT, ORDER, "")


@pytest.mark.parametrize(
    ("ledger_", "why"),
    [
        (numbered(number="PO-999"), "carries PO-999, which is not on file"),
        (numbered(replace(ORDER, status=OrderStatus.CANCELLED)), "which is cancelled now."),
        (numbered(replace(ORDER, currency="EUR")), "which is in EUR: the invoice is in GBP."),
        (numbered(replace(ORDER, amount=Decimal(100))), "0.10 more than authorised."),
    ],
)
def test_one_waits_on_with_the_reason_where_its_order_does_not_fit(
    ledger_: Snapshot, why: str
) -> None:
    (one,) = numbered_waiting(ledger_)
    assert why in one.why


def test_one_without_a_number_is_none_of_them() -> None:
    assert list(numbered_waiting(numbered(number=""))) == []
