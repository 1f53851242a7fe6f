"""Who is reminded of overdue invoices or missing orders, and who is not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.dunning import (
    Notice,
    due_chasers,
    due_reminders,
    keys_to_ask,
    recipient,
    silences,
)
from bot.domain.dunning_conditions import condition_holds
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
    PurchaseOrder,
    Snapshot,
)
from bot.domain.outgoing import Condition
from bot.domain.procedure import Level, Procedure
from bot.domain.purchase_order import OrderStatus
from bot.ports import Holds

TODAY = date(2026, 11, 24)
ACME = ClientId("acme")
WORK = EngagementId("ENG-0001")
BILL = InvoiceNumber("PR-2026-0001")
FREE = Holds()
NOTHING: frozenset[str] = frozenset()

PROCEDURE = Procedure(
    "test",
    overdue=(
        Level("first", 7, "reminder_overdue", "gentle"),
        Level("second", 14, "reminder_overdue", "firm"),
        Level("last", 45, "reminder_overdue", "last", needs_approval=True),
    ),
    chasers=(
        Level("soon", -14, "po_chaser", "ahead"),
        Level("start", 0, "po_chaser", "start"),
        Level("late", 21, "po_chaser", "late"),
    ),
    gap_days=5,
    grace_days=3,
    undated_days=14,
)

CLIENT = Client(ACME, "Acme Ltd", po_policy=PoPolicy.REQUIRED)
CONTACTS = (
    Contact(ACME, "Pat Project", "pat@acme.example", "project"),
    Contact(ACME, "Fay Finance", "Fay@acme.example", "finance"),
)
ENGAGEMENT = Engagement(
    WORK,
    ACME,
    "Website",
    account_manager="helen@ours.example",
    starts_on=TODAY - timedelta(days=60),
)
ORDER = PurchaseOrder("450001", ACME, engagement_ids=(WORK,))


def invoice(
    days_past_due: int = 8,
    number: str = BILL,
    status: InvoiceStatus = InvoiceStatus.ISSUED,
    po_number: str = "450001",
) -> Invoice:
    issued_on = TODAY - timedelta(days=30 + days_past_due)
    return Invoice(
        InvoiceNumber(number),
        WORK,
        issued_on=issued_on,
        gross=Decimal(1200),
        currency="GBP",
        status=status,
        po_number=po_number,
    )


def ledger(*invoices: Invoice, client: Client = CLIENT, **more: object) -> Snapshot:
    rows: dict[str, object] = {
        "contacts": CONTACTS,
        "engagements": (ENGAGEMENT,),
        "purchase_orders": (ORDER,),
        **more,
    }
    return Snapshot(clients=(client,), invoices=invoices, **rows)  # type: ignore[arg-type]


def reminders(
    books: Snapshot, said: frozenset[str] = NOTHING, holds: Holds = FREE, today: date = TODAY
) -> tuple[Notice, ...]:
    return due_reminders(books, PROCEDURE, holds, said, today)


def chasers(
    books: Snapshot, said: frozenset[str] = NOTHING, holds: Holds = FREE, today: date = TODAY
) -> tuple[Notice, ...]:
    return due_chasers(books, PROCEDURE, holds, said, today)


def quiet(
    books: Snapshot, said: frozenset[str] = NOTHING, holds: Holds = FREE, today: date = TODAY
) -> dict[str, str]:
    found = silences(books, PROCEDURE, holds, said, today)
    return {silence.subject: silence.why for silence in found}


# --- reminders -----------------------------------------------------------------------------------


def test_an_invoice_due_thirty_days_after_its_date_is_reminded_at_the_first_level() -> None:
    (notice,) = reminders(ledger(invoice(7)))

    assert notice.level.name == "first"
    assert notice.recipient.name == "Fay Finance"
    assert notice.overdue[0].days_past_due == 7
    assert str(notice.overdue[0].outstanding) == "1,200.00 GBP"
    assert notice.covers == (f"remind:{BILL}:first", "wrote:remind:acme:2026-11-24")
    assert notice.condition == Condition(ACME, unpaid=(BILL,), owed=((BILL, "1200.00 GBP"),))


def test_one_letter_holds_all_that_is_overdue_oldest_first() -> None:
    books = ledger(
        invoice(2, "PR-2026-0003"), invoice(8, "PR-2026-0002"), invoice(20, "PR-2026-0001")
    )

    (notice,) = reminders(books)

    numbers = [line.invoice.invoice_number for line in notice.overdue]
    assert numbers == ["PR-2026-0001", "PR-2026-0002", "PR-2026-0003"]
    assert notice.level.name == "second"
    assert not any("PR-2026-0003" in key for key in notice.covers)


def test_over_an_old_ledger_only_the_level_reached_is_said_and_the_lower_ones_are_covered() -> None:
    (notice,) = reminders(ledger(invoice(100)))

    assert notice.level.needs_approval
    assert notice.covers[:3] == tuple(f"remind:{BILL}:{x}" for x in ("first", "second", "last"))
    assert reminders(ledger(invoice(100)), frozenset(notice.covers)) == ()


def test_the_occasion_sets_the_tone_not_an_invoice_reminded_long_ago() -> None:
    books = ledger(invoice(100), invoice(8, "PR-2026-0002"))
    said = frozenset(f"remind:{BILL}:{level.name}" for level in PROCEDURE.overdue)

    (notice,) = reminders(books, said)

    assert notice.level.name == "first"
    assert len(notice.overdue) == 2


@pytest.mark.parametrize("days", [0, -1, -30])
def test_an_invoice_is_not_overdue_on_its_due_date_or_before(days: int) -> None:
    assert reminders(ledger(invoice(days))) == ()
    assert quiet(ledger(invoice(days))) == {}


@pytest.mark.parametrize("status", [InvoiceStatus.PAID, InvoiceStatus.VOID, InvoiceStatus.DRAFT])
def test_what_is_not_owed_is_not_reminded(status: InvoiceStatus) -> None:
    assert reminders(ledger(invoice(status=status))) == ()
    assert quiet(ledger(invoice(status=status))) == {}


def test_an_invoice_without_a_date_was_not_sent_and_is_not_reminded() -> None:
    unsent = replace(invoice(status=InvoiceStatus.AWAITING_PO, po_number=""), issued_on=None)

    assert reminders(ledger(unsent)) == ()


def test_a_disputed_invoice_is_left_out_and_the_reason_given() -> None:
    books = ledger(invoice(status=InvoiceStatus.DISPUTED), invoice(9, "PR-2026-0002"))

    (notice,) = reminders(books)

    assert [line.invoice.invoice_number for line in notice.overdue] == ["PR-2026-0002"]
    assert quiet(books) == {BILL: "disputed"}


def test_what_was_paid_in_part_is_reminded_with_the_rest() -> None:
    books = ledger(invoice(), payments=(Payment(BILL, TODAY, Decimal("200.50")),))

    assert str(reminders(books)[0].overdue[0].outstanding) == "999.50 GBP"


def test_what_payments_cover_is_not_reminded_whatever_the_status_says() -> None:
    books = ledger(invoice(), payments=(Payment(BILL, TODAY, Decimal(1200)),))

    assert reminders(books) == ()


def test_a_held_invoice_waits_for_a_person() -> None:
    holds = Holds(invoices={BILL: "remittance advice names it"})

    assert reminders(ledger(invoice()), holds=holds) == ()
    assert quiet(ledger(invoice()), holds=holds) == {BILL: "held: remittance advice names it"}


def test_a_promised_payment_is_believed_until_its_date_and_the_grace_are_over() -> None:
    holds = Holds(promised_payments={BILL: TODAY})

    last_day = TODAY + timedelta(days=PROCEDURE.grace_days)
    assert reminders(ledger(invoice()), holds=holds, today=last_day) == ()
    assert "payment promised for 2026-11-24" in quiet(ledger(invoice()), holds=holds)[BILL]
    assert reminders(ledger(invoice()), holds=holds, today=last_day + timedelta(days=1))


def test_a_promise_without_a_date_is_believed_as_long_as_it_is_held() -> None:
    holds = Holds(promised_payments={BILL: None})

    assert quiet(ledger(invoice()), holds=holds) == {BILL: "payment promised, no date given"}


def test_a_client_is_not_reminded_twice_within_the_gap() -> None:
    books = ledger(invoice(8), invoice(7, "PR-2026-0002"))
    said = frozenset({"wrote:remind:acme:2026-11-20"})

    assert reminders(books, said) == ()
    assert quiet(books, said)[BILL] == "written to less than 5 days ago"
    assert reminders(books, said, today=TODAY + timedelta(days=1))


def test_the_next_level_is_announced_for_what_was_said() -> None:
    books = ledger(invoice(8))

    assert quiet(books, frozenset({f"remind:{BILL}:first"})) == {
        BILL: "level 'second' comes in 6 days"
    }
    assert quiet(ledger(invoice(6))) == {BILL: "level 'first' comes in 1 day"}


def test_after_the_last_level_a_person_decides() -> None:
    assert (
        "a person decides" in quiet(ledger(invoice(60)), frozenset({f"remind:{BILL}:last"}))[BILL]
    )


def test_an_overdue_invoice_that_lacks_the_required_po_says_so() -> None:
    waiting = invoice(status=InvoiceStatus.AWAITING_PO, po_number="")

    (notice,) = reminders(ledger(waiting, purchase_orders=()))

    assert notice.overdue[0].awaits_po
    assert notice.overdue[0].due_on == TODAY - timedelta(days=8)


def test_a_client_without_purchase_orders_is_not_asked_for_one() -> None:
    client = replace(CLIENT, po_policy=PoPolicy.NOT_USED)
    waiting = invoice(status=InvoiceStatus.AWAITING_PO, po_number="")

    (notice,) = reminders(ledger(waiting, client=client, purchase_orders=()))

    assert not notice.overdue[0].awaits_po
    assert chasers(ledger(waiting, client=client, purchase_orders=())) == ()


def test_an_order_on_file_that_we_left_off_the_invoice_is_our_slip_not_the_clients() -> None:
    waiting = invoice(status=InvoiceStatus.AWAITING_PO, po_number="")

    assert reminders(ledger(waiting)) == ()
    assert "ours to put right" in quiet(ledger(waiting))[BILL]


# --- who is written to ---------------------------------------------------------------------------


def test_finance_is_written_to_then_procurement_then_project_and_never_a_bad_address() -> None:
    books = ledger(
        contacts=(*CONTACTS, Contact(ACME, "Bo Buyer", "bo@acme.example", "procurement"))
    )

    def who(*bad: str) -> str:
        found = recipient(books, ACME, Holds(bad_addresses=frozenset(bad)))
        return found.name if found else ""

    assert who() == "Fay Finance"
    assert who("fay@acme.example") == "Bo Buyer"
    assert who("fay@acme.example", "bo@acme.example") == "Pat Project"
    assert who("fay@acme.example", "bo@acme.example", "pat@acme.example") == ""


def test_with_nobody_to_write_to_the_account_manager_must_be_told() -> None:
    books = ledger(invoice(), contacts=(Contact(ACME, "Ann", "ann@acme.example", "other"),))

    assert reminders(books) == ()
    (silence,) = silences(books, PROCEDURE, FREE, NOTHING, TODAY)
    assert silence.tell == "helen@ours.example"
    assert silence.why == "nobody at Acme Ltd to write to: helen@ours.example must be told"


# --- chasers -------------------------------------------------------------------------------------


def starting(days: int, **more: object) -> Snapshot:
    engagement = replace(ENGAGEMENT, starts_on=TODAY + timedelta(days=days))
    return ledger(**{"engagements": (engagement,), "purchase_orders": (), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "level"), [(14, "soon"), (1, "soon"), (0, "start"), (-20, "start"), (-21, "late")]
)
def test_a_missing_order_is_asked_for_around_the_start_of_the_work(days: int, level: str) -> None:
    (notice,) = chasers(starting(days))

    assert notice.level.name == level
    assert notice.condition == Condition(ACME, without_po=(WORK,))
    assert notice.covers[-1] == "wrote:chase:acme:2026-11-24"


def test_far_from_the_start_nobody_is_asked() -> None:
    assert chasers(starting(15)) == ()
    assert quiet(starting(15)) == {WORK: "the work starts in 15 days"}
    assert chasers(starting(-22)) == ()
    assert quiet(starting(-22)) == {WORK: "no invoice waits for an order"}


def test_long_after_the_start_an_invoice_that_waits_is_reason_to_ask() -> None:
    waiting = invoice(-20, status=InvoiceStatus.AWAITING_PO, po_number="")

    (notice,) = chasers(ledger(waiting, purchase_orders=()))

    assert notice.level.name == "late"
    assert notice.missing[0].waiting == (waiting,)
    assert chasers(ledger(waiting, purchase_orders=()), frozenset(notice.covers)) == ()


def test_without_a_start_date_the_waiting_invoice_counts_and_else_it_is_asked_at_once() -> None:
    undated = replace(ENGAGEMENT, starts_on=None)
    waiting = invoice(-20, status=InvoiceStatus.AWAITING_PO, po_number="")

    (with_invoice,) = chasers(ledger(waiting, engagements=(undated,), purchase_orders=()))
    (without,) = chasers(ledger(engagements=(undated,), purchase_orders=()))

    assert with_invoice.level.name == "start"
    assert without.level.name == "start"


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, status=OrderStatus.CANCELLED),
        replace(ORDER, valid_to=TODAY - timedelta(days=1)),
        replace(ORDER, engagement_ids=(EngagementId("ENG-0009"),)),
    ],
)
def test_an_order_that_cannot_be_used_does_not_count(order: PurchaseOrder) -> None:
    assert chasers(starting(0, purchase_orders=(order,)))
    assert not chasers(starting(0, purchase_orders=(ORDER,)))


def test_work_on_hold_or_closed_is_not_chased() -> None:
    for status in ("on_hold", "closed"):
        engagement = replace(ENGAGEMENT, starts_on=TODAY, status=status)
        assert chasers(ledger(engagements=(engagement,), purchase_orders=())) == ()


def test_only_clients_known_to_need_purchase_orders_are_asked() -> None:
    for policy in (PoPolicy.UNKNOWN, PoPolicy.NOT_USED):
        assert chasers(starting(0, client=replace(CLIENT, po_policy=policy))) == ()


def test_a_promised_order_is_waited_for() -> None:
    promised = Holds(promised_orders={WORK: TODAY})
    after = TODAY + timedelta(days=PROCEDURE.grace_days + 1)

    assert chasers(starting(0), holds=promised) == ()
    assert "order promised for 2026-11-24" in quiet(starting(0), holds=promised)[WORK]
    assert chasers(starting(0), holds=promised, today=after)


def test_a_client_reminded_today_is_chased_another_day() -> None:
    said = frozenset({"wrote:remind:acme:2026-11-24"})
    tomorrow = TODAY + timedelta(days=1)

    assert chasers(starting(0), said) == ()
    assert "another letter goes to this client today" in quiet(starting(0), said)[WORK]
    assert chasers(starting(0), said, today=tomorrow)


def test_the_keys_to_ask_are_what_the_letters_say_and_the_days_of_the_gap() -> None:
    notices = reminders(ledger(invoice()))

    keys = keys_to_ask(notices, PROCEDURE, TODAY)

    assert f"remind:{BILL}:first" in keys
    assert {"wrote:remind:acme:2026-11-20", "wrote:chase:acme:2026-11-24"} <= keys
    assert len(keys) == 1 + 2 * PROCEDURE.gap_days


# --- what must still be true ---------------------------------------------------------------------

OWED = Condition(ACME, unpaid=(BILL,))
MISSING = Condition(ACME, without_po=(WORK,))


def test_a_letter_is_still_true_while_nothing_changed() -> None:
    assert condition_holds(OWED, ledger(invoice()), FREE, TODAY) == ""
    assert condition_holds(MISSING, starting(0), FREE, TODAY) == ""
    assert condition_holds(Condition(), Snapshot(), FREE) == ""


@pytest.mark.parametrize(
    ("books", "holds", "why"),
    [
        (ledger(), FREE, f"{BILL} is not in the ledger any more"),
        (ledger(invoice(status=InvoiceStatus.PAID)), FREE, f"{BILL} is paid now"),
        (ledger(invoice(status=InvoiceStatus.DISPUTED)), FREE, f"{BILL} is disputed now"),
        (
            ledger(invoice(), payments=(Payment(BILL, TODAY, Decimal(1200)),)),
            FREE,
            f"{BILL} has been paid",
        ),
        (ledger(invoice()), Holds(invoices={BILL: "dispute"}), f"{BILL} is held: dispute"),
        (
            ledger(invoice()),
            Holds(promised_payments={BILL: TODAY}),
            f"payment of {BILL} is promised for 2026-11-24",
        ),
    ],
)
def test_a_reminder_is_dropped_when_its_reason_is_gone(
    books: Snapshot, holds: Holds, why: str
) -> None:
    assert condition_holds(OWED, books, holds, TODAY) == why


@pytest.mark.parametrize(
    ("books", "holds", "why"),
    [
        (ledger(engagements=()), FREE, f"{WORK} is not active any more"),
        (
            starting(0, client=replace(CLIENT, po_policy=PoPolicy.NOT_USED)),
            FREE,
            f"the client of {WORK} does not require purchase orders",
        ),
        (ledger(), FREE, f"order 450001 covers {WORK}"),
        (
            starting(0),
            Holds(promised_orders={WORK: TODAY}),
            f"an order for {WORK} is promised for 2026-11-24",
        ),
    ],
)
def test_a_chaser_is_dropped_when_its_reason_is_gone(
    books: Snapshot, holds: Holds, why: str
) -> None:
    assert condition_holds(MISSING, books, holds, TODAY) == why


def test_without_a_day_the_period_of_an_order_and_promises_are_not_judged() -> None:
    over = ledger(purchase_orders=(replace(ORDER, valid_to=TODAY - timedelta(days=1)),))

    assert condition_holds(MISSING, over, FREE, TODAY) == ""
    assert condition_holds(MISSING, over, FREE) == f"order 450001 covers {WORK}"
    assert condition_holds(OWED, ledger(invoice()), Holds(promised_payments={BILL: TODAY})) == ""
