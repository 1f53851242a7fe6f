"""An order goes only on those of the waiting invoices that it can pay for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import AssignOrder, Decision, Verdict
from bot.domain.ledger import InvoiceStatus
from bot.domain.understanding import Facts
from bot.stages._fitting import fitting
from tests.builders import Mail, change_request, decided, invoice, ledger, mention, stated

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


SENT = date(2026, 11, 3)


@pytest.mark.parametrize("net", [5000, 12000])
def test_an_order_never_goes_on_an_invoice_in_another_currency(net: int) -> None:
    snapshot = ledger(
        invoices=(replace(invoice("PR-2026-0117", net=net, issued_on=SENT), currency="EUR"),)
    )
    order = stated(NUMBER, "Q-0007", amount=Decimal(18400), currency="GBP")

    found = decided(Mail(orders=(order,)), snapshot)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert found.reasons[0] == (
        f"PR-2026-0117 over {net:,.2f} waits on for a PO: PO 4500012345 is in GBP, not EUR."
    )


def found_for(
    valid_from: date | None, valid_to: date | None, *, named: bool = False, **columns: object
) -> Decision:
    bill = replace(invoice("PR-2026-0117", net=5000), **columns)  # type: ignore[arg-type]
    facts = Facts(valid_from=valid_from, valid_to=valid_to)
    order = stated(NUMBER, "Q-0007", amount=Decimal(18400))
    mentions = (mention("PR-2026-0117"),) if named else ()
    return decided(Mail(orders=(order,), facts=facts, mentions=mentions), ledger(invoices=(bill,)))


def test_an_order_of_another_period_is_booked_and_the_sent_invoice_waits_on_and_is_shown() -> None:
    found = found_for(date(2027, 1, 1), date(2027, 12, 31), issued_on=SENT)

    assert (found.verdict, assigned(found)) == (Verdict.APPLY, [])
    assert found.shown[0] == (
        "PR-2026-0117 over 5,000.00 waits on for a PO: PO 4500012345 is valid from 2027-01-01, "
        "the invoice is of 2026-11-03."
    )


def test_an_order_of_another_period_that_names_the_sent_invoice_is_looked_at() -> None:
    found = found_for(date(2027, 1, 1), date(2027, 12, 31), named=True, issued_on=SENT)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())


def test_an_invoice_without_a_date_waits_for_its_order_to_begin() -> None:
    assert assigned(found_for(date(2027, 1, 1), date(2027, 12, 31))) == ["PR-2026-0117"]


def test_an_invoice_that_is_to_leave_after_the_order_ends_does_not_get_it() -> None:
    found = found_for(None, date(2026, 11, 30), due_on=date(2027, 1, 10))

    assert assigned(found) == []
    assert "PO 4500012345 is valid to 2026-11-30, the invoice is of 2026-12-11." in found.shown[0]


def test_a_mere_beginning_after_the_invoice_is_shown_and_does_not_keep_the_number_off() -> None:
    found = found_for(date(2027, 1, 1), None, issued_on=SENT)

    assert (found.verdict, assigned(found)) == (Verdict.APPLY, ["PR-2026-0117"])
    assert found.shown[0] == (
        "PR-2026-0117 gets PO 4500012345, which is valid from 2027-01-01, the invoice is of "
        "2026-11-03."
    )


@pytest.mark.parametrize("status", [InvoiceStatus.VOID, InvoiceStatus.PAID])
def test_an_order_for_an_invoice_that_nobody_is_to_pay_is_looked_at(status: InvoiceStatus) -> None:
    snapshot = ledger(invoices=(invoice("PR-2026-0117", net=5000, status=status),))
    named = (mention("PR-2026-0117"),)

    found = decided(Mail(orders=(stated(NUMBER, "PR-2026-0117"),), mentions=named), snapshot)

    assert (found.verdict, found.changes) == (Verdict.REVIEW, ())
    assert found.reasons[0] == (
        f"PO 4500012345 is for PR-2026-0117 over 5,000.00, which is {status}."
    )


def test_an_order_for_the_work_is_booked_though_its_mail_names_a_paid_invoice() -> None:
    snapshot = ledger(
        invoices=(
            invoice("PR-2026-0117", net=5000, status=InvoiceStatus.PAID),
            invoice("PR-2026-0118", net=5000),
        )
    )
    order = stated(NUMBER, "Q-0007", amount=Decimal(18400))

    found = decided(Mail(orders=(order,), mentions=(mention("PR-2026-0117"),)), snapshot)

    assert found.verdict is Verdict.APPLY
