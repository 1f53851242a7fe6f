"""What every `bot.ports.Store` does with waived late fees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.late_fees import waive, waivers_of
from bot.domain.late_payment_waiver import WaiveLateFee, Waiver
from bot.domain.ledger import InvoiceNumber
from bot.errors import Permanent, StoreBusy
from bot.ports import Evidence, NewReviewItem, Store
from tests.app.office import TestClock
from tests.store.samples import ACME, NOW, SENT, WAITING, book, ledger

WHY = "their system was down, agreed on the phone"
BOTH = WaiveLateFee(ACME, SENT, WHY, "ann")


@pytest.fixture
def filled(store: Store) -> Store:
    store.import_ledger(ledger(), (), NOW)
    return store


def test_a_waiver_is_kept_with_its_reason_and_stands_in_the_journal(filled: Store) -> None:
    said = waive(filled, TestClock(), BOTH)

    assert said == f"{SENT}: interest and fixed sum waived"
    assert waivers_of(filled.holds()) == (Waiver(SENT, f"{WHY} (ann)", f"{WHY} (ann)"),)
    (line,) = [each for each in filled.journal() if each.kind == "waive_late_fee"]
    assert line.subject == SENT
    assert (line.data["why"], line.data["by"]) == (WHY, "ann")
    assert filled.verify() == ()


def test_interest_alone_can_be_waived_and_the_fixed_sum_later(filled: Store) -> None:
    waive(filled, TestClock(), replace(BOTH, fixed_sum=False))
    first = waivers_of(filled.holds())
    waive(filled, TestClock(NOW + timedelta(hours=1)), replace(BOTH, interest=False, why="too"))

    assert first == (Waiver(SENT, interest=f"{WHY} (ann)"),)
    assert waivers_of(filled.holds()) == (Waiver(SENT, f"{WHY} (ann)", "too (ann)"),)


def test_a_waiver_can_be_taken_back_and_given_again(filled: Store) -> None:
    waive(filled, TestClock(), BOTH)
    waive(filled, TestClock(), replace(BOTH, withdrawn=True, why="a mistake"))
    taken_back = waivers_of(filled.holds())
    waive(filled, TestClock(NOW + timedelta(days=1)), BOTH)

    assert taken_back == ()
    assert waivers_of(filled.holds()) == (Waiver(SENT, f"{WHY} (ann)", f"{WHY} (ann)"),)
    kinds = [each.kind for each in filled.journal() if each.kind.endswith("_late_fee")]
    assert kinds == ["waive_late_fee", "reinstate_late_fee", "waive_late_fee"]


def test_a_waiver_that_changes_nothing_names_nothing_or_gives_no_reason_is_refused(
    filled: Store,
) -> None:
    waive(filled, TestClock(), BOTH)
    before = len(filled.journal())

    for change, why in (
        (BOTH, "waived already"),
        (replace(BOTH, invoice_number=WAITING, withdrawn=True), "not waived"),
        (replace(BOTH, invoice_number=WAITING, why=" "), "needs a reason"),
        (replace(BOTH, invoice_number=InvoiceNumber("PR-1")), "there is no invoice PR-1"),
    ):
        with pytest.raises(Permanent, match=why):
            waive(filled, TestClock(), change)

    assert len(filled.journal()) == before


def test_a_waiver_holds_no_reminder_and_no_closed_review_item_lifts_it(filled: Store) -> None:
    waive(filled, TestClock(), BOTH)
    filled.open_review((NewReviewItem("mail", "k", "x", ("y",)),), NOW)
    (item,) = filled.review_items()
    filled.close_review(item.item_id, "ann", NOW)

    assert filled.holds().invoices == {}
    assert len(waivers_of(filled.holds())) == 1


def test_a_waiver_survives_further_imports_and_mails(filled: Store) -> None:
    waive(filled, TestClock(), BOTH)
    filled.import_ledger(ledger(), (), NOW)
    book(filled, key="mail")

    assert len(waivers_of(filled.holds())) == 1


def test_an_invoice_that_left_the_ledger_meanwhile_leaves_nothing_behind(filled: Store) -> None:
    gone = replace(BOTH, invoice_number=InvoiceNumber("PR-2026-0999"))

    with pytest.raises(StoreBusy, match="PR-2026-0999"):
        filled.book((BOTH, gone), Evidence(cause="ann"), NOW)

    assert waivers_of(filled.holds()) == ()
