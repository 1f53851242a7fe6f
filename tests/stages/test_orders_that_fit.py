"""An order goes only on those of the waiting invoices that it can pay for."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import AssignOrder, Verdict
from bot.domain.ledger import InvoiceStatus
from bot.stages._fitting import fitting
from tests.builders import Mail, change_request, decided, invoice, ledger, stated

NUMBER = "4500012345"


def assigned(decision: object) -> list[str]:
    changes = decision.changes  # type: ignore[attr-defined]
    return [str(c.invoice_number) for c in changes if isinstance(c, AssignOrder)]


def test_the_number_goes_on_the_invoices_that_fit_in_due_order_and_the_rest_is_shown() -> None:
    snapshot = ledger(
        invoices=(
            invoice("PR-2026-0117", net=9000, due_on=date(2026, 12, 31)),
            invoice("PR-2026-0118", net=10000, due_on=date(2026, 11, 30)),
        )
    )

    found = decided(Mail(orders=(stated(NUMBER, "Q-0007", amount=Decimal(18400)),)), snapshot)

    assert (found.verdict, assigned(found)) == (Verdict.APPLY, ["PR-2026-0118"])
    assert found.shown == (
        "PR-2026-0117 over 9,000.00 waits on for a PO: PO 4500012345 has 8,400.00 left.",
    )
    (letter,) = found.letters
    assert letter.values["orders"][0]["invoices"] == ("PR-2026-0118",)  # type: ignore[index]


def test_an_order_that_pays_for_none_of_the_invoices_is_shown() -> None:
    snapshot = ledger(invoices=(invoice("PR-2026-0117", net=20000),))

    found = decided(Mail(orders=(stated(NUMBER, "Q-0007", amount=Decimal(18400)),)), snapshot)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert found.reasons[0].startswith("PR-2026-0117 over 20,000.00 waits on")


def test_a_change_requests_order_a_penny_below_its_invoice_is_shown() -> None:
    snapshot = ledger(
        change_requests=(change_request(),),
        invoices=(invoice("PR-2026-0130", net=3201, change_request_id="CR-0011"),),
    )
    mail = Mail(orders=(stated(NUMBER, "CR-0011", amount=Decimal(3200)),))

    assert decided(mail, snapshot).verdict is Verdict.REVIEW


def test_what_carries_the_number_already_counts_before_the_order_is_on_file() -> None:
    snapshot = ledger(
        invoices=(
            invoice("PR-2026-0116", net=9200, status=InvoiceStatus.PAID, po_number=NUMBER),
            invoice("PR-2026-0117", net=9200),
            invoice("PR-2026-0118", net=9200),
        )
    )

    found = decided(Mail(orders=(stated(NUMBER, "Q-0007", amount=Decimal(18400)),)), snapshot)

    assert assigned(found) == ["PR-2026-0117"]


@pytest.mark.parametrize(
    ("left", "paid"), [(None, [5000, 5000, 100]), (Decimal(5100), [5000, 100]), (Decimal(99), [])]
)
def test_a_smaller_invoice_may_fit_where_an_earlier_one_does_not(
    left: Decimal | None, paid: list[int]
) -> None:
    waiting = [invoice(f"PR-2026-010{n}", net=net) for n, net in enumerate((5000, 5000, 100))]

    assert [each.net for each in fitting(waiting, left)] == paid
