"""What goes with a reminder: figures, copies, other readers, notes to our own people."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

import pytest

from bot.app.dunning_mails import MOST_COPIES, LateFigures
from bot.app.issuing import Papers
from bot.app.reminders import Reminders
from bot.domain.decision import Attachment
from bot.domain.late_payment_waiver import WaiveLateFee
from bot.domain.ledger import Contact, Invoice, InvoiceNumber, Snapshot
from bot.domain.outgoing import OutboxRow, OutgoingClass, OutgoingState
from bot.ports import Evidence
from bot.resources import locate
from bot.resources.late_payment import load_late_payment
from tests.app.office import Office, office, overdue_ledger
from tests.builders import NORTHGATE, TODAY, client, contact, engagement

BILL = InvoiceNumber("PR-2026-0117")
RULES = load_late_payment(locate("rules") / "late_payment")
HELEN = "helen.marsh@progressiverobot.com"


@dataclass
class Press:
    """A printer that makes a small PDF of every invoice, or says what is missing."""

    missing: tuple[str, ...] = ()

    def papers(self, invoice: Invoice, ledger: Snapshot, issued_on: date) -> Papers:
        del ledger, issued_on
        if self.missing:
            return Papers(missing=self.missing)
        name = f"{invoice.invoice_number}.pdf"
        return Papers((Attachment(name, "application/pdf", b"%PDF-1.7"),))


def late(days: int = 31, policy: str = "statutory_uk", **columns: object) -> Office:
    """Return an office with one invoice so many days past due, and a late fee policy."""
    books = overdue_ledger(days, **columns)
    owner = client(late_fee_policy=policy, country="GB", currency="GBP")
    work = engagement(account_manager=HELEN)
    return office(replace(books, clients=(owner,), engagements=(work, *books.engagements[1:])))


def remind(desk: Office, printer: Press | None = None) -> tuple[OutboxRow, ...]:
    """Run the reminders, with figures and a printer; return what was queued."""
    plain = desk.reminders
    work = Reminders(
        plain.store,
        plain.templates,
        plain.company,
        plain.clock,
        plain.settings,
        LateFigures(RULES),
        printer,
    )
    work.run()
    return desk.store.outbox()


def letter(row: OutboxRow) -> EmailMessage:
    mail = message_from_bytes(row.mail.source, policy=modern)
    assert isinstance(mail, EmailMessage)
    return mail


def words(row: OutboxRow) -> str:
    body = letter(row).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


# --- late fees ------------------------------------------------------------------------------------


def test_the_third_reminder_states_rate_basis_days_and_sums() -> None:
    (row, *_) = remind(late())

    text = words(row)

    assert "For late payment we may ask for the following, up to 23 November 2026." in text
    assert "interest £110.17" in text
    assert "11.75% a year on £11,040.00, 31 days from 24 October 2026" in text
    assert "11.75% = 8% + 3.75% (Bank Rate, 30 June 2026)" in text
    assert "fixed sum £100.00" in text
    assert "Late Payment of Commercial Debts (Interest) Act 1998" in text
    assert "We do not ask for it with this letter, and reserve the right to." in text
    assert row.mail.condition.charged == ((BILL, "interest"), (BILL, "fixed_sum"))


@pytest.mark.parametrize("days", [8, 15])
def test_a_level_that_does_not_say_so_states_no_figure(days: int) -> None:
    (row, *_) = remind(late(days))
    assert "late payment" not in words(row)
    assert row.mail.condition.charged == ()


@pytest.mark.parametrize("policy", ["none", ""])
def test_a_policy_that_gives_none_states_no_figure(policy: str) -> None:
    (row, *_) = remind(late(policy=policy))
    assert "For late payment" not in words(row)


def test_a_contracts_rate_is_stated_without_a_law_and_without_a_fixed_sum() -> None:
    text = words(remind(late(policy="contract:8%"))[0])
    assert "interest £75.01" in text
    assert "8% a year on £11,040.00, 31 days from 24 October 2026 as agreed with you" in text
    assert "fixed sum" not in text


def test_a_rate_that_nobody_verified_is_in_no_letter() -> None:
    desk = late(policy="statutory_eu")
    owner = replace(desk.store.ledger.clients[0], country="ES", currency="EUR")
    desk.store.ledger = replace(desk.store.ledger, clients=(owner,))

    assert "For late payment" not in words(remind(desk)[0])


def test_a_half_year_without_a_rate_is_in_no_letter() -> None:
    desk = late()
    desk.clock.at += timedelta(days=365)
    bill = replace(desk.store.ledger.invoices[0], issued_on=TODAY + timedelta(days=304))
    desk.store.ledger = replace(desk.store.ledger, invoices=(bill,))

    text = words(remind(desk)[0])

    assert "interest" not in text
    assert "Bank Rate" not in text


def test_what_a_person_waived_is_not_stated() -> None:
    desk = late()
    waive(desk, fixed_sum=False)

    (row, *_) = remind(desk)

    assert "interest" not in words(row).replace("(Interest)", "")
    assert "fixed sum £100.00" in words(row)
    assert row.mail.condition.charged == ((BILL, "fixed_sum"),)


def test_a_letter_whose_figure_is_waived_meanwhile_does_not_go() -> None:
    desk = late()
    (row, *_) = remind(desk)
    waive(desk, fixed_sum=False)

    condition, ledger = row.mail.condition, desk.store.snapshot()

    assert condition_of(desk, row) == f"interest of {BILL} is waived"
    assert ledger.outstanding(ledger.invoice[BILL]) > 0
    assert condition.unpaid == (BILL,)


def waive(desk: Office, *, interest: bool = True, fixed_sum: bool = True) -> None:
    change = WaiveLateFee(
        NORTHGATE, BILL, "agreed", "helen", interest=interest, fixed_sum=fixed_sum
    )
    desk.store.book((change,), Evidence(cause="helen, now"), desk.clock.now())


def condition_of(desk: Office, row: OutboxRow) -> str:
    from bot.domain.dunning_conditions import condition_holds

    return condition_holds(row.mail.condition, desk.store.snapshot(), desk.store.holds(), TODAY)


# --- copies of the invoices -----------------------------------------------------------------------


def test_copies_of_the_invoices_are_attached_where_they_can_be_made() -> None:
    (row, *_) = remind(late(15), Press())

    (file,) = letter(row).iter_attachments()

    assert file.get_filename() == f"{BILL}.pdf"
    assert "Copies of the invoices are attached." in words(row)


@pytest.mark.parametrize("printer", [None, Press(("the seller has no address",))])
def test_without_a_copy_the_letter_goes_and_offers_one(printer: Press | None) -> None:
    (row, *_) = remind(late(15), printer)

    assert not list(letter(row).iter_attachments())
    assert "or you need a copy, just answer" in words(row)


def test_a_long_list_goes_without_copies() -> None:
    desk = late(15)
    (bill,) = desk.store.ledger.invoices
    many = tuple(
        replace(bill, invoice_number=InvoiceNumber(f"PR-2026-{n:04}"))
        for n in range(MOST_COPIES + 1)
    )
    desk.store.ledger = replace(desk.store.ledger, invoices=many)

    (row, *_) = remind(desk, Press())

    assert not list(letter(row).iter_attachments())


# --- who else reads it ----------------------------------------------------------------------------


def with_project_contact(desk: Office) -> Office:
    joe = Contact(NORTHGATE, "Joe Park", "joe@northgate.example", "project")
    desk.store.ledger = replace(desk.store.ledger, contacts=(contact(), joe))
    return desk


def test_a_copy_to_the_project_contact_is_the_same_letter_that_names_both() -> None:
    first, copy, note = remind(with_project_contact(late()))

    assert [first.mail.recipient, copy.mail.recipient] == [
        "jane@northgate.example",
        "joe@northgate.example",
    ]
    assert copy.mail.kind is OutgoingClass.REMINDER
    assert first.mail.covers
    assert copy.mail.covers == ()
    assert "joe@northgate.example" in letter(first)["To"]
    assert "jane@northgate.example" in letter(copy)["To"]
    assert words(copy).startswith("Hello Joe Park,")
    assert copy.mail.condition == first.mail.condition
    assert note.mail.kind is OutgoingClass.DIGEST


def test_the_account_manager_hears_which_letter_went_to_whom() -> None:
    _, note = remind(late())

    assert note.mail.recipient == HELEN
    assert note.mail.subject == "Northgate Foods Ltd: overdue, level third [PR-REF ENG-0007]"
    assert "PR-2026-0117 31 days past due, 11,040.00 GBP" in words(note)
    assert "jane@northgate.example" in words(note)


def test_a_letter_that_waits_for_a_person_tells_the_manager_so() -> None:
    held, note = remind(late(50))

    assert (held.state, note.state) == (OutgoingState.HELD, OutgoingState.QUEUED)
    assert "is written and held (level 'last': a person releases it)" in words(note)


def test_in_shadow_the_note_is_held_too() -> None:
    desk = late()
    desk.held_because = "shadow"

    assert {row.state for row in remind(desk)} == {OutgoingState.HELD}


def test_a_level_may_be_signed_by_the_account_manager() -> None:
    desk = late(8)
    plain = desk.reminders
    procedure = plain.settings.procedure
    levels = tuple(replace(each, signed_by="account_manager") for each in procedure.overdue)
    settings = replace(plain.settings, procedure=replace(procedure, overdue=levels))
    Reminders(plain.store, plain.templates, plain.company, plain.clock, settings).run()

    (row,) = desk.store.outbox()

    assert words(row).endswith("Kind regards Helen Marsh Progressive Robot")


def test_a_letter_that_waits_for_a_person_is_good_for_ten_working_days() -> None:
    held, note = remind(late(50))

    assert held.mail.expires_at == datetime(2026, 12, 4, 23, 59, 59, 999999, tzinfo=UTC)
    assert note.mail.expires_at == datetime(2026, 11, 25, 23, 59, 59, 999999, tzinfo=UTC)


def test_the_preview_names_everybody_who_gets_the_letter() -> None:
    lines = list(with_project_contact(late()).reminders.preview(TODAY))
    both = "Jane Whitlock <jane@northgate.example>, Joe Park <joe@northgate.example>"
    assert any(both in line for line in lines)
