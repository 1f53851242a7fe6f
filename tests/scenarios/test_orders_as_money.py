"""What a client's mail does to an order's money: nothing is overdrawn, nothing silently."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.ledger import InvoiceStatus
from bot.domain.order_accounts import account_of
from bot.domain.purchase_order import OrderKind, OrderStatus
from tests.scenarios.office import SELLER, Office, change, invoice, ledger, order

GIVEN = "Please use PO 4500012345 for Q-2041, 12,000.00 GBP net.\n\nAnn"
NUMBER = "4500012345"
WAITING = {"status": InvoiceStatus.AWAITING_PO, "issued_on": date(2026, 11, 1)}
LATER = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def test_an_order_goes_on_the_sent_invoices_that_it_pays_for_and_the_rest_is_shown(
    office: Office,
) -> None:
    office.save(
        invoices=(
            invoice("PR-2026-0001", 9000, **WAITING),
            invoice("PR-2026-0002", 9000, **WAITING),
        )
    )
    office.receive(GIVEN)
    office.run()
    assert [i.po_number for i in office.invoices().values()] == [NUMBER, ""]
    (shown,) = office.reviews()
    assert shown.startswith("PR-2026-0002 over 9,000.00 waits on")
    letter = office.letters("ann@")[-1].get_body(("plain",))
    assert letter
    assert "PR-2026-0002" not in letter.get_content()


def test_an_order_below_what_stands_on_its_number_is_shown_with_the_figures(
    office: Office,
) -> None:
    sent = invoice(
        "PR-2026-0001",
        20000,
        status=InvoiceStatus.ISSUED,
        issued_on=date(2026, 11, 1),
        po_number=NUMBER,
    )
    office.save(invoices=(sent,))
    office.receive(GIVEN)
    office.run()
    assert f"PO {NUMBER} authorises 12,000.00, and 20,000.00 stand on it: PR-2026-0001." in (
        office.reviews()
    )


def test_a_draft_follows_from_a_replaced_order_to_its_successor(office: Office) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 12000),))
    office.receive(GIVEN)
    office.run(later=LATER)
    office.receive(f"Please cancel PO {NUMBER} and use PO 4500099999 instead for Q-2041.\n\nAnn")
    office.run()
    office.say("approve 1 {}")
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "4500099999"
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "4500099999"


def test_accounts_may_give_a_draft_another_number(office: Office) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 5000),))
    office.receive(GIVEN)
    office.run()
    office.save(
        purchase_orders=(order("4500099999", 5000),),
        invoices=(invoice("PR-2026-0001", 5000, po_number="4500099999"),),
    )
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "4500099999"
    assert office.reviews() == []


@pytest.mark.parametrize(
    "ended", [{"status": OrderStatus.CANCELLED}, {"valid_to": date(2026, 11, 23)}]
)
def test_a_draft_leaves_an_order_that_ended_for_the_one_that_follows(
    office: Office, ended: dict[str, object]
) -> None:
    office.save(purchase_orders=(order("A1", 12000),), invoices=(invoice("PR-2026-0001", 5000),))
    office.run()
    office.save(
        purchase_orders=(replace(order("A1", 12000), **ended), order("B1", 12000))  # type: ignore[arg-type]
    )
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "B1"


def test_an_issued_invoice_keeps_the_number_of_an_order_that_ended(office: Office) -> None:
    sent = invoice(
        "PR-2026-0001",
        5000,
        status=InvoiceStatus.ISSUED,
        issued_on=date(2026, 11, 20),
        po_number="A1",
    )
    office.save(purchase_orders=(order("A1", 12000),), invoices=(sent,))
    office.run()
    office.save(
        purchase_orders=(
            replace(order("A1", 12000), status=OrderStatus.CANCELLED),
            order("B1", 12000),
        )
    )
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == "A1"


TAKEN_BACK = (
    "Please ignore my last mail, the PO was wrong. It is PO 4500012346 for Q-2041, {}.\n\nAnn"
)


def test_what_the_mail_before_booked_makes_room_for_the_correction(office: Office) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 12000),))
    office.receive(GIVEN)
    office.run(later=timedelta(minutes=20))
    office.receive("Thank you, have a nice weekend.\n\nAnn", "Re: Purchase order")
    office.run(later=timedelta(minutes=20))
    office.receive(TAKEN_BACK.format("12,000.00 GBP net"), "Re: Purchase order")
    office.run()
    assert office.orders()[NUMBER].status is OrderStatus.SUPERSEDED
    assert office.orders()["4500012346"].status is OrderStatus.OPEN
    assert office.invoices()["PR-2026-0001"].po_number == "4500012346"
    assert f"in place of PO {NUMBER}" in said(office)


def test_what_the_mail_before_booked_stays_where_it_is_on_an_issued_invoice(
    office: Office,
) -> None:
    office.save(invoices=(invoice("PR-2026-0001", 9000, **WAITING),))
    office.receive(GIVEN)
    office.run(later=LATER)
    office.receive(TAKEN_BACK.format("12,000.00 GBP net"), "Re: Purchase order")
    office.run()
    assert list(office.orders()) == [NUMBER]
    assert office.orders()[NUMBER].status is OrderStatus.OPEN
    assert (
        f"PO {NUMBER} over 12,000.00 is to be withdrawn, but is on PR-2026-0001 over 9,000.00."
    ) in office.reviews()
    office.say("approve 1 {}")
    office.run()
    assert office.orders()[NUMBER].status is OrderStatus.SUPERSEDED
    assert office.invoices()["PR-2026-0001"].po_number == NUMBER


def test_a_colleagues_order_is_not_withdrawn_by_a_correction_of_ones_own_mail(
    office: Office,
) -> None:
    office.save(purchase_orders=(order("4500000001", 12000),))
    office.receive(TAKEN_BACK.format("12,000.00 GBP net"))
    office.run()
    assert office.orders()["4500000001"].status is OrderStatus.OPEN


BLANKET = replace(order("4700088", 12000), kind=OrderKind.BLANKET)
CALL_OFF = (
    "Call-off order {} against our blanket PO 4700088 for Intranet search (Q-2041), "
    "{} GBP net.\n\nAnn"
)


def test_a_call_off_is_booked_with_its_sum_under_its_blanket_order(office: Office) -> None:
    office.save(purchase_orders=(BLANKET,), invoices=(invoice("PR-2026-0001", 20000),))
    office.run()
    office.receive(CALL_OFF.format("4700501", "5,000.00"), "Call-off")
    office.run()
    called = office.orders()["4700501"]
    assert (called.amount, called.parent_po) == (Decimal(5000), "4700088")
    assert called.kind is OrderKind.STANDARD
    with office.open() as books:
        assert account_of(BLANKET, books).remaining == 7000
    assert office.invoices()["PR-2026-0001"].po_number == ""
    assert "PO 4700501 for Intranet search (ENG-0001) over £5,000.00 net of tax under" in (
        said(office)
    )
    assert said(office).count("4700088") == 1


def test_a_call_off_over_what_is_left_of_its_blanket_order_is_shown(office: Office) -> None:
    office.save(purchase_orders=(BLANKET,))
    office.receive(CALL_OFF.format("4700501", "5,000.00"), "Call-off")
    office.receive(CALL_OFF.format("4700502", "9,000.00"), "Call-off 2")
    office.run()
    assert sorted(office.orders()) == ["4700088", "4700501"]
    assert (
        "The call-off 4700502 is over 9,000.00, and PO 4700088 has 7,000.00 of 12,000.00 left."
    ) in office.reviews()


def test_a_release_printed_with_the_blankets_number_is_an_order_of_its_own(
    office: Office,
) -> None:
    office.save(purchase_orders=(BLANKET,))
    office.receive("Release 4700088-1 against blanket PO 4700088, 5,000.00 GBP net.\n\nAnn")
    office.run()
    released = office.orders()["4700088-1"]
    assert (released.amount, released.parent_po) == (Decimal(5000), "4700088")


EXPIRED = replace(order(NUMBER, 12000), valid_to=date(2026, 10, 31), status=OrderStatus.EXPIRED)


@pytest.mark.parametrize("status", [OrderStatus.EXPIRED, OrderStatus.OPEN])
def test_an_order_that_ran_out_is_open_again_once_it_is_extended(
    office: Office, status: OrderStatus
) -> None:
    office.save(
        purchase_orders=(replace(EXPIRED, status=status),),
        invoices=(invoice("PR-2026-0001", 5000),),
    )
    office.run()
    office.receive(f"PO {NUMBER} has been extended to 31 December 2027.\n\nAnn")
    office.run()
    assert office.orders()[NUMBER].status is OrderStatus.OPEN
    assert office.invoices()["PR-2026-0001"].po_number == NUMBER
    assert "valid to 31 December 2027" in said(office)
    office.run()
    assert office.orders()[NUMBER].valid_to == date(2027, 12, 31)


@pytest.mark.parametrize("status", [OrderStatus.EXPIRED, OrderStatus.OPEN])
def test_an_order_that_ran_out_is_not_revived_by_a_larger_sum(
    office: Office, status: OrderStatus
) -> None:
    office.save(purchase_orders=(replace(EXPIRED, status=status),))
    office.receive(f"PO {NUMBER} has been raised to 15,000.00 GBP net.\n\nAnn")
    office.run()
    assert office.orders()[NUMBER] == replace(EXPIRED, status=status)
    assert (
        f"PO {NUMBER} was valid to 2026-10-31, and nothing says that it is valid again."
    ) in office.reviews()


def by_invoice() -> dict[str, object]:
    (work,) = ledger().engagements
    return {"engagements": (replace(work, po_scope="invoice"),)}


def test_a_named_draft_of_work_with_an_order_per_invoice_gets_its_number(office: Office) -> None:
    office.save(
        **by_invoice(), invoices=(invoice("PR-2026-0001", 5000), invoice("PR-2026-0002", 7000))
    )
    office.receive(f"Please use PO {NUMBER} for invoice PR-2026-0001, 5,000.00 GBP net.\n\nAnn")
    office.run()
    assert [i.po_number for i in office.invoices().values()] == [NUMBER, ""]


def test_a_named_draft_that_its_order_cannot_pay_for_is_shown(office: Office) -> None:
    office.save(**by_invoice(), invoices=(invoice("PR-2026-0001", 5000),))
    office.receive(f"Please use PO {NUMBER} for invoice PR-2026-0001, 4,999.99 GBP net.\n\nAnn")
    office.run()
    assert office.invoices()["PR-2026-0001"].po_number == ""
    assert "below the 5,000.00 net" in office.reviews()[0]


def test_an_order_for_an_invoice_in_dispute_is_shown_and_approved_onto_it(office: Office) -> None:
    sent = invoice(
        "PR-2026-0001", 12000, status=InvoiceStatus.DISPUTED, issued_on=date(2026, 11, 3)
    )
    office.save(invoices=(sent,))
    office.receive(f"Please put PO {NUMBER} on invoice PR-2026-0001, 12,000.00 GBP net.\n\nAnn")
    office.run()
    assert f"PO {NUMBER} is for PR-2026-0001, which is in dispute." in office.reviews()
    office.say("approve 1 {}")
    office.run()
    numbered = office.invoices()["PR-2026-0001"]
    assert (numbered.po_number, numbered.status) == (NUMBER, InvoiceStatus.DISPUTED)


def test_an_order_raised_for_a_change_request_is_asked_for_its_new_total(office: Office) -> None:
    office.save(
        change_requests=(change("CR-0007", 3000, date(2026, 11, 20)),),
        purchase_orders=(order(NUMBER, 12000),),
        invoices=(invoice("PR-2026-0002", 3000, change_request_id="CR-0007"),),
    )
    office.run()
    office.receive(f"PO {NUMBER} has been raised to cover CR-0007.\n\nAnn", "PO raised")
    office.run()
    assert "Could you tell us the new total of the order" in said(office)
    office.receive(f"The new total of PO {NUMBER} is 15,000.00 GBP net.\n\nAnn", "Re: PO raised")
    office.run()
    assert office.orders()[NUMBER].amount == Decimal(15000)
    assert office.invoices()["PR-2026-0002"].po_number == NUMBER


def said(office: Office) -> str:
    """Return the last mail to Ann, in one line."""
    letter = office.letters("ann@")[-1].get_body(("plain",))
    assert letter
    return " ".join(letter.get_content().split())


@pytest.mark.parametrize(
    "words",
    [
        "Please ignore my last mail.",
        "Please disregard my previous email, the PO was wrong. The right one comes tomorrow.",
        "Bitte ignorieren Sie meine letzte E-Mail.",
    ],
)
def test_a_mail_that_takes_back_the_one_before_and_gives_nothing_is_shown_and_its_draft_waits(
    tmp_path: Path, words: str
) -> None:
    office = Office(tmp_path / "office", settings=SELLER)
    office.receive("Our PO 4500012345 for quote Q-2041, 12,000.00 GBP net.\n\nAnn\n")
    office.run()
    office.receive(f"{words}\n\nAnn\n", "Re: Purchase order")
    office.save(invoices=(invoice("PR-2026-0001", 12_000),))
    office.run()
    assert "It takes back the mail before, which gave PO 4500012345." in office.reviews()
    assert not list((office.folder / "invoices").glob("*.pdf"))


def test_with_no_order_before_such_a_mail_is_only_read(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.receive("Please ignore my last mail.\n\nAnn\n", "Re: Purchase order")
    office.run()
    assert not any("takes back" in why for why in office.reviews())


def test_approving_never_makes_an_unlimited_order_of_a_sum_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path / "office")
    office.receive("Our PO 4500012345 for quote Q-2041, 12.000 GBP net.\n\nAnn\n")
    office.run()
    (item,) = [reason for reason in office.reviews() if "cannot be read" in reason]
    assert "12.000" in item
    said = office.say("approve 1 {}")
    assert not said.done
    assert "Put the order into the ledger folder" in str(said)
    with office.open() as ledger:
        assert ledger.purchase_orders == ()
