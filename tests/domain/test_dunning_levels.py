"""Levels as data: who gets them, who is told, promises that were broken, and who is spared."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.calendar import nation_of
from bot.domain.dunning import Notice, due_chasers, due_reminders, silences
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
    Snapshot,
)
from bot.domain.procedure import Level, Procedure, no_letters
from bot.ports import Holds

TODAY = date(2026, 11, 24)
ACME, WORK, BILL = ClientId("acme"), EngagementId("ENG-0001"), InvoiceNumber("PR-2026-0001")
FREE, NOTHING = Holds(), frozenset[str]()

BROKEN = Level("broken-promise", 0, "reminder_overdue", "broken")
DEFAULT = Procedure(
    "default",
    overdue=(
        Level("first", 7, "reminder_overdue", "gentle"),
        Level("last", 45, "reminder_overdue", "last", needs_approval=True),
    ),
    chasers=(Level("start", 0, "po_chaser", "start"),),
    gap_days=5,
    grace_days=1,
    undated_days=14,
    broken=BROKEN,
)
PATIENT = replace(
    DEFAULT,
    name="patient",
    overdue=(Level("late", 20, "reminder_overdue", "gentle"),),
    gap_days=10,
    broken=None,
)


def invoice(number: str = BILL, days: int = 8, gross: int = 1200, **columns: object) -> Invoice:
    """Return an issued invoice so many days past due."""
    plain = Invoice(
        InvoiceNumber(number),
        WORK,
        issued_on=TODAY - timedelta(days=30 + days),
        gross=Decimal(gross),
        currency="GBP",
        status=InvoiceStatus.ISSUED,
        po_number="450001",
    )
    return replace(plain, **columns)  # type: ignore[arg-type]


def books(*invoices: Invoice, **tables: object) -> Snapshot:
    """Return a ledger of one client with these invoices."""
    plain = Snapshot(
        clients=(Client(ACME, "Acme Ltd", po_policy=PoPolicy.NOT_USED, currency="GBP"),),
        contacts=(
            Contact(ACME, "Pat Project", "pat@acme.example", "project"),
            Contact(ACME, "Fay Finance", "fay@acme.example", "finance"),
        ),
        engagements=(Engagement(WORK, ACME, "Website", account_manager="helen@ours.example"),),
        invoices=invoices,
    )
    return replace(plain, **tables)  # type: ignore[arg-type]


def notices(
    ledger: Snapshot,
    procedure: Procedure = DEFAULT,
    holds: Holds = FREE,
    said: frozenset[str] = NOTHING,
    today: date = TODAY,
) -> tuple[Notice, ...]:
    return due_reminders(ledger, procedure, holds, said, today)


def why(ledger: Snapshot, procedure: Procedure = DEFAULT, holds: Holds = FREE) -> dict[str, str]:
    quiet = silences(ledger, procedure, holds, NOTHING, TODAY)
    return {silence.subject: silence.why for silence in quiet}


# --- who ------------------------------------------------------------------------------------------


def test_a_level_names_who_gets_it_and_who_gets_a_copy() -> None:
    level = replace(DEFAULT.overdue[0], recipients=("project", "finance"), copy_to=("finance",))

    (notice,) = notices(books(invoice()), replace(DEFAULT, overdue=(level,)))

    assert notice.recipient.name == "Pat Project"
    assert [contact.name for contact in notice.copies_to] == ["Fay Finance"]


def test_who_gets_the_letter_gets_no_copy_of_it() -> None:
    level = replace(DEFAULT.overdue[0], copy_to=("finance", "procurement"))

    (notice,) = notices(books(invoice()), replace(DEFAULT, overdue=(level,)))

    assert (notice.recipient.name, notice.copies_to) == ("Fay Finance", ())


def test_a_letter_with_one_level_that_needs_approval_needs_it() -> None:
    mild = replace(DEFAULT.overdue[0], days=50)
    ledger = books(invoice(days=60), invoice("PR-2026-0002", days=50, engagement_id="ENG-0002"))
    other = Engagement(EngagementId("ENG-0002"), ACME, "App")
    ledger = replace(ledger, engagements=(*ledger.engagements, other))
    mixed = replace(DEFAULT, instead={BILL: replace(DEFAULT, overdue=(mild,))})

    (notice,) = notices(ledger, mixed)

    assert notice.level.name == "last"


# --- other procedures for some --------------------------------------------------------------------


@pytest.mark.parametrize("subject", [ACME, WORK, BILL])
def test_another_procedure_may_apply_to_a_client_a_work_or_an_invoice(subject: str) -> None:
    procedure = replace(DEFAULT, instead={subject: PATIENT})

    assert notices(books(invoice(days=19)), procedure) == ()
    (notice,) = notices(books(invoice(days=20)), procedure)

    assert notice.level.name == "late"


def test_the_invoices_procedure_counts_before_the_works_and_that_before_the_clients() -> None:
    procedure = replace(DEFAULT, instead={ACME: no_letters(), WORK: PATIENT, BILL: DEFAULT})

    (notice,) = notices(books(invoice()), procedure)

    assert notice.level.name == "first"
    assert procedure.of("PR-2026-0002", WORK, ACME) is PATIENT


def test_without_letters_an_invoice_is_left_out_and_the_preview_says_so() -> None:
    ledger = books(invoice(), invoice("PR-2026-0002"))
    procedure = replace(DEFAULT, instead={BILL: no_letters()})

    (notice,) = notices(ledger, procedure)

    assert notice.subjects == ("PR-2026-0002",)
    assert why(ledger, procedure)[BILL] == "no reminders: procedure 'none'"


def test_a_work_without_chasers_is_not_chased() -> None:
    required = Client(ACME, "Acme Ltd", po_policy=PoPolicy.REQUIRED)
    work = Engagement(WORK, ACME, "Website", starts_on=TODAY)
    ledger = books(clients=(required,), engagements=(work,))
    procedure = replace(DEFAULT, instead={WORK: no_letters()})

    assert due_chasers(ledger, DEFAULT, FREE, NOTHING, TODAY)
    assert due_chasers(ledger, procedure, FREE, NOTHING, TODAY) == ()
    assert why(ledger, procedure) == {WORK: "no chasers: procedure 'none'"}


def test_the_gap_between_letters_is_that_of_the_clients_procedure() -> None:
    procedure = replace(DEFAULT, instead={ACME: PATIENT})
    wrote = frozenset({f"wrote:remind:{ACME}:{TODAY - timedelta(days=7)}"})

    assert notices(books(invoice(days=20)), procedure, said=wrote) == ()
    assert notices(books(invoice(days=20)), DEFAULT, said=wrote)


# --- before the due date --------------------------------------------------------------------------

EARLY = replace(DEFAULT, overdue=(Level("soon", -3, "reminder_overdue", "ahead"), *DEFAULT.overdue))


def test_a_level_before_the_due_date_speaks_of_what_falls_due() -> None:
    assert notices(books(invoice(days=-4)), EARLY) == ()

    (notice,) = notices(books(invoice(days=-3)), EARLY)

    assert (notice.level.tone, notice.overdue[0].days_past_due) == ("ahead", -3)


def test_what_is_not_near_its_due_date_is_in_no_letter_about_others() -> None:
    ledger = books(invoice(days=8), invoice("PR-2026-0002", days=-2), invoice("PR-3", days=-9))

    (notice,) = notices(ledger, EARLY)

    assert notice.subjects == (BILL, "PR-2026-0002")
    assert notices(ledger, DEFAULT)[0].subjects == (BILL,)


def test_an_early_level_of_one_client_speaks_of_no_other_clients_invoices() -> None:
    procedure = replace(DEFAULT, instead={"other": EARLY})

    assert notices(books(invoice(days=-2)), procedure) == ()


# --- promises -------------------------------------------------------------------------------------


def promised(on: date) -> Holds:
    return Holds(promised_payments={BILL: on})


def test_a_promise_is_believed_for_a_day_of_grace_and_then_named() -> None:
    ledger, said = books(invoice(days=20)), frozenset({f"remind:{BILL}:first"})
    yesterday, before = TODAY - timedelta(days=1), TODAY - timedelta(days=2)

    assert notices(ledger, holds=promised(yesterday), said=said) == ()
    (notice,) = notices(ledger, holds=promised(before), said=said)

    assert notice.level.tone == "broken"
    assert notice.broken == {BILL: before}
    assert f"remind:{BILL}:broken-promise-{before}" in notice.covers


def test_a_broken_promise_is_said_once_and_the_next_one_again() -> None:
    before, later = TODAY - timedelta(days=5), TODAY - timedelta(days=3)
    said = frozenset({f"remind:{BILL}:first", f"remind:{BILL}:broken-promise-{before}"})

    assert notices(books(invoice(days=20)), holds=promised(before), said=said) == ()
    assert notices(books(invoice(days=20)), holds=promised(later), said=said)


def test_a_higher_level_reached_since_the_promise_broke_stands_above_it() -> None:
    (notice,) = notices(books(invoice(days=50)), holds=promised(TODAY - timedelta(days=20)))

    assert notice.level.name == "last"
    assert any("broken-promise" in key for key in notice.covers)


def test_a_procedure_without_that_level_goes_on_with_its_ladder() -> None:
    before = TODAY - timedelta(days=2)
    plain = replace(DEFAULT, broken=None)

    (notice,) = notices(books(invoice()), plain, promised(before))

    assert (notice.level.name, notice.broken) == ("first", {})


# --- money that is there --------------------------------------------------------------------------


def paid(number: str, amount: int) -> Payment:
    return Payment(InvoiceNumber(number), TODAY, Decimal(amount))


def test_what_was_paid_too_much_elsewhere_spares_the_invoice_that_it_would_cover() -> None:
    other = invoice("PR-2026-0002", gross=600, status=InvoiceStatus.PAID)
    ledger = books(invoice(), other, payments=(paid("PR-2026-0002", 1800),))

    assert notices(ledger) == ()
    assert why(ledger)[BILL] == (
        "1,200.00 GBP was paid beyond what other invoices cost, and would cover it: "
        "accounts allocate it"
    )


def test_too_little_of_it_spares_nothing_and_each_pound_counts_once() -> None:
    other = invoice("PR-2026-0002", gross=600, status=InvoiceStatus.PAID)
    short = books(invoice(), other, payments=(paid("PR-2026-0002", 1799),))
    twice = books(
        invoice(days=9),
        invoice("PR-2026-0003"),
        other,
        payments=(paid("PR-2026-0002", 1800),),
    )

    assert notices(short)[0].subjects == (BILL,)
    assert notices(twice)[0].subjects == ("PR-2026-0003",)


def test_money_in_another_currency_covers_nothing() -> None:
    other = invoice("PR-2026-0002", gross=600, status=InvoiceStatus.PAID, currency="EUR")
    ledger = books(invoice(), other, payments=(paid("PR-2026-0002", 5000),))

    assert notices(ledger)[0].subjects == (BILL,)


# --- nations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post_code", "nation"),
    [
        ("EC1A 1BB", "ENG"),
        ("CF10 1AA", "ENG"),
        ("G1 1AA", "SCT"),
        ("GL5 1AA", "ENG"),
        ("td1 1aa", "SCT"),
        ("TD15 1AA", "ENG"),
        ("BT1 5GS", "NIR"),
        ("", ""),
        ("12345", ""),
    ],
)
def test_a_post_code_tells_whose_bank_holidays_count(post_code: str, nation: str) -> None:
    assert nation_of(post_code) == nation
