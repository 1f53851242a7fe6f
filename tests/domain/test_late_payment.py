"""Late payment: to the penny, frozen where the law freezes, and no figure where there is none."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.late_payment import late_fees
from bot.domain.late_payment_interest import Debt, Receipt, stretches, total
from bot.domain.late_payment_rates import HalfYear, Method
from bot.domain.late_payment_waiver import Waiver
from bot.domain.ledger import InvoiceStatus
from tests.builders import client, ledger, order
from tests.domain.late_debts import NUMBER, fee, fees, figures, owed, shipped, with_rate
from tests.domain.late_vectors import ALL, Vector

MAY, NOVEMBER = "2026-05-30", "2026-11-23"


@pytest.mark.parametrize("vector", ALL, ids=str)
def test_a_debt_paid_late_comes_out_to_the_penny(vector: Vector) -> None:
    snapshot = owed(
        vector.principal,
        vector.due_on,
        (vector.paid_on, vector.principal),
        policy=vector.policy,
        country=vector.country,
        currency=vector.currency,
        status=InvoiceStatus.PAID,
    )

    assert figures(fee(snapshot, "2026-12-31")) == (vector.interest, vector.fixed_sum)


@pytest.mark.parametrize("vector", ALL, ids=str)
def test_a_debt_still_unpaid_on_that_day_comes_out_the_same(vector: Vector) -> None:
    snapshot = owed(
        vector.principal,
        vector.due_on,
        policy=vector.policy,
        country=vector.country,
        currency=vector.currency,
    )

    assert figures(fee(snapshot, vector.paid_on)) == (vector.interest, vector.fixed_sum)


@pytest.mark.parametrize(
    ("due_on", "paid_on", "interest"),
    [("2023-03-31", "2023-09-30", "263.22"), ("2026-03-31", "2026-09-30", "254.45")],
)
def test_a_rate_frozen_at_the_start_does_not_follow_the_ecb(
    due_on: str, paid_on: str, interest: str
) -> None:
    ecb = shipped().references["ecb"]
    due, paid = date.fromisoformat(due_on), date.fromisoformat(paid_on)
    debt = Debt(Decimal(5000), due, (Receipt(paid, Decimal(5000)),))

    parts = stretches(debt, Method.FIXED, lambda half: ecb.rates[half].percent + 8, paid)

    assert total(parts, 365) == Decimal(interest)


def test_a_part_payment_lowers_the_base_from_the_day_after_it() -> None:
    snapshot = owed(
        "10000",
        "2026-03-31",
        ("2026-04-30", "4000"),
        ("2026-05-30", "6000"),
        status=InvoiceStatus.PAID,
    )

    found = fee(snapshot, NOVEMBER)

    assert figures(found) == ("154.52", "100")
    assert [(str(part.base), part.days) for part in found.stretches] == [
        ("10000", 30),
        ("6000", 30),
    ]


def test_what_is_paid_on_the_due_date_is_paid_in_time() -> None:
    snapshot = owed("480", "2026-10-31", ("2026-10-31", "480"))

    assert fees(snapshot, NOVEMBER) == ()


def test_an_invoice_is_not_late_on_its_due_date() -> None:
    assert fees(owed("480", "2026-10-31"), "2026-10-31") == ()


def test_interest_survives_payment_of_the_principal_and_grows_no_more() -> None:
    snapshot = owed("10000", "2026-03-31", (MAY, "10000"), status=InvoiceStatus.PAID)

    found = fee(snapshot, NOVEMBER)

    assert figures(found) == figures(fee(snapshot, MAY)) == ("193.15", "100")
    assert found.days == 60
    assert found.outstanding.amount == 0


def test_an_overpayment_earns_the_client_nothing() -> None:
    snapshot = owed("10000", "2026-03-31", (MAY, "12000"))

    assert figures(fee(snapshot, NOVEMBER)) == ("193.15", "100")


def test_what_a_credit_note_takes_off_was_never_owed() -> None:
    snapshot = owed("10500", "2026-03-31", (MAY, "10000"), credits_=("-400", "-100"))

    assert figures(fee(snapshot, NOVEMBER)) == ("193.15", "100")


def test_the_fixed_sum_goes_by_the_debt_that_became_late() -> None:
    paid_before = owed("10000", "2026-03-31", ("2026-03-31", "0.01"))
    paid_after = owed("10000", "2026-03-31", ("2026-04-01", "9000"))

    assert fee(paid_before, MAY).fixed_sum != fee(paid_after, MAY).fixed_sum
    assert figures(fee(paid_before, MAY))[1] == "70"
    assert figures(fee(paid_after, MAY))[1] == "100"


def test_a_payment_that_comes_back_bears_interest_again() -> None:
    snapshot = owed("1000", "2026-03-31", ("2026-04-10", "1000"), ("2026-04-20", "-1000"))

    found = fee(snapshot, "2026-04-30")

    assert [(part.first.day, part.last.day) for part in found.stretches] == [(1, 10), (21, 30)]
    assert {part.base for part in found.stretches} == {Decimal(1000)}


def test_a_payment_that_came_back_leaves_irish_interest_to_accounts() -> None:
    payments = (("2026-04-10", "1000"), ("2026-04-20", "-1000"))
    irish = {"policy": "statutory_eu", "country": "IE", "currency": "EUR"}

    found = fee(owed("1000", "2026-03-31", *payments, **irish), MAY)  # type: ignore[arg-type]
    before = fee(owed("1000", "2026-03-31", payments[0], **irish), MAY)  # type: ignore[arg-type]

    assert found.why_no_interest.startswith("a payment went back")
    assert figures(before) == ("2.78", "40")


def test_each_part_of_an_irish_debt_bears_the_rate_of_the_day_it_was_paid() -> None:
    snapshot = owed(
        "5000",
        "2023-03-31",
        ("2023-06-30", "2000"),
        ("2023-07-01", "3000"),
        policy="statutory_eu",
        country="IE",
        currency="EUR",
    )

    found = fee(snapshot, "2023-12-31")

    assert [(str(part.base), str(part.percent)) for part in found.stretches] == [
        ("2000", "10.50"),
        ("3000", "12.00"),
    ]
    assert figures(found) == ("143.10", "70")


def test_a_missing_po_moves_no_due_date_and_waives_nothing() -> None:
    waiting = owed("10000", "2026-03-31", status=InvoiceStatus.AWAITING_PO, po_number="")

    found = fee(waiting, MAY)

    assert figures(found) == ("193.15", "100")
    assert found.notes == ("the client's missing PO does not move the due date",)
    assert found.may_be_quoted


def test_an_order_on_file_that_is_not_on_the_invoice_leaves_it_to_a_person() -> None:
    waiting = owed("10000", "2026-03-31", status=InvoiceStatus.AWAITING_PO, po_number="")
    slip = replace(waiting, purchase_orders=(order("4500012345", "ENG-0007"),))

    found = fee(slip, MAY)

    assert figures(found) == ("193.15", "100")
    assert not found.may_be_quoted
    assert "4500012345 is on file and not on the invoice" in found.doubts[0]


# --- no figure, and why ---------------------------------------------------------------------------


def test_a_half_year_without_a_rate_gives_no_interest_and_says_which() -> None:
    rules = with_rate("bank_rate", HalfYear(2026, 1), None)

    found = fee(owed("10000", "2026-03-31"), MAY, rules)

    assert found.interest is None
    assert found.why_no_interest == (
        "no Bank Rate of 31 December 2025 is on file (2026-H1): add it to rules/late_payment"
    )
    assert found.basis == ""


def test_a_half_year_that_is_not_reached_needs_no_rate() -> None:
    rules = with_rate("ecb", HalfYear(2026, 2), None)
    snapshot = owed("5000", "2026-03-31", policy="statutory_eu", country="FR", currency="EUR")

    assert fee(snapshot, "2026-06-30", rules).interest
    assert fee(snapshot, "2026-07-01", rules).interest is None


def test_an_unverified_rate_is_calculated_and_goes_into_no_letter() -> None:
    rules = with_rate("bank_rate", HalfYear(2026, 1), "3.75", verified=False)

    found = fee(owed("10000", "2026-03-31"), MAY, rules)

    assert figures(found) == ("193.15", "100")
    assert not found.may_be_quoted
    assert found.doubts == ("the Bank Rate for 2026-H1 (3.75 %) is on file unverified",)


def test_a_law_that_nobody_confirmed_goes_into_no_letter() -> None:
    snapshot = owed("5000", "2025-09-30", policy="statutory_eu", country="BE", currency="EUR")

    found = fee(snapshot, "2025-12-31")

    assert figures(found) == ("132.33", "40")
    assert not found.may_be_quoted


@pytest.mark.parametrize(
    ("policy", "country", "currency", "why"),
    [
        ("", "GB", "GBP", "the client has no late_fee_policy: accounts decide"),
        ("none", "GB", "GBP", "the client's policy is none: no interest is asked for"),
        ("8 percent", "GB", "GBP", "'8 percent' is no late fee policy that pobot knows"),
        ("statutory_eu", "", "EUR", "the client has no country, so statutory_eu names no law"),
        (
            "statutory_eu",
            "SE",
            "SEK",
            "no law of SE is on file for statutory_eu: add it to rules/late_payment",
        ),
        ("contract:4%+base", "US", "USD", "no base rate for USD is on file"),
    ],
)
def test_a_policy_that_names_no_law_gives_no_figure_and_says_why(
    policy: str, country: str, currency: str, why: str
) -> None:
    snapshot = owed("5000", "2026-03-31", policy=policy, country=country, currency=currency)

    found = fee(snapshot, MAY)

    assert figures(found) == (None, None)
    assert found.why_no_interest == found.why_no_fixed_sum == why
    assert not found.may_be_quoted


def test_a_fixed_sum_by_size_is_not_converted_into_another_currency() -> None:
    found = fee(owed("10000", "2026-03-31", currency="EUR"), MAY)

    assert figures(found) == ("193.15", None)
    assert "depends on the debt in GBP" in found.why_no_fixed_sum


def test_a_fixed_sum_that_is_the_same_for_all_stays_in_its_own_currency() -> None:
    snapshot = owed("10000", "2026-03-31", policy="statutory_eu", country="FR", currency="GBP")

    assert str(fee(snapshot, MAY).fixed_sum) == "40.00 EUR"


def test_dutch_interest_is_not_simple_after_a_year_and_left_to_accounts() -> None:
    snapshot = owed("5000", "2025-03-31", policy="statutory_eu", country="NL", currency="EUR")

    assert fee(snapshot, "2026-03-31").interest
    assert "adds interest to the debt" in fee(snapshot, "2026-04-01").why_no_interest


def test_paid_without_a_date_is_not_called_late_unless_something_on_file_was() -> None:
    unknown = owed("5000", "2026-03-31", status=InvoiceStatus.PAID)
    partly = owed("5000", "2026-03-31", ("2026-04-30", "2000"), status=InvoiceStatus.PAID)

    assert fees(unknown, MAY) == ()
    assert fee(partly, MAY).why_no_interest == (
        "marked as paid, and when 3,000.00 GBP of it came is not in payments.csv"
    )


@pytest.mark.parametrize("status", [InvoiceStatus.DRAFT, InvoiceStatus.VOID])
def test_what_the_client_does_not_have_or_need_not_pay_bears_nothing(
    status: InvoiceStatus,
) -> None:
    assert fees(owed("5000", "2026-03-31", status=status), MAY) == ()


def test_a_disputed_invoice_is_calculated_for_accounts_only() -> None:
    found = fee(owed("10000", "2026-03-31", status=InvoiceStatus.DISPUTED), MAY)

    assert figures(found) == ("193.15", "100")
    assert found.doubts == ("the invoice is disputed: a person decides",)
    assert not found.may_be_quoted


def test_an_invoice_without_any_currency_gives_no_figure() -> None:
    snapshot = owed("5000", "2026-03-31", currency="")
    nameless = replace(snapshot, clients=(replace(snapshot.clients[0], currency=""),))

    assert fee(nameless, MAY).why_no_interest == "neither invoice nor client has a currency"


# --- waivers --------------------------------------------------------------------------------------


def test_a_waiver_takes_away_what_it_names_and_gives_its_reason() -> None:
    snapshot = owed("10000", "2026-03-31")

    both = fee(snapshot, MAY, None, Waiver(NUMBER, "goodwill (Ann)", "goodwill (Ann)"))
    interest = fee(snapshot, MAY, None, Waiver(NUMBER, interest="goodwill (Ann)"))

    assert figures(both) == (None, None)
    assert both.why_no_interest == both.why_no_fixed_sum == "waived: goodwill (Ann)"
    assert figures(interest) == (None, "100")
    assert not both.may_be_quoted


def test_a_waiver_is_for_one_invoice_only() -> None:
    other = Waiver(NUMBER.__class__("PR-2026-0999"), "goodwill", "goodwill")

    assert figures(fee(owed("10000", "2026-03-31"), MAY, None, other)) == ("193.15", "100")


# --- what accounts are told besides ---------------------------------------------------------------


def test_the_basis_names_law_rate_sum_and_days() -> None:
    found = fee(owed("12000", "2026-04-30"), NOVEMBER)

    assert found.basis.endswith(
        "12,000.00 GBP at 11.75 % (8 % over the Bank Rate of 3.75 % on 31 December 2025) "
        "for 207 days from 1 May 2026; simple interest"
    )
    assert found.may_be_quoted


def test_a_contract_below_the_statute_is_pointed_out() -> None:
    (note,) = fee(owed("12000", "2026-04-30", policy="contract:8%"), NOVEMBER).notes

    assert note == (
        "the contract's 8 % is below the statutory 11.75 %: "
        "it must still be a substantial remedy for late payment"
    )


def test_a_contract_below_the_statute_gives_no_figure_once_the_law_forbids_it() -> None:
    rules = shipped()
    key = ("statutory_uk", "GB")
    law = replace(rules.regimes[key], mandatory_from=date(2026, 5, 1))
    rules = replace(rules, regimes={**rules.regimes, key: law})
    before = owed("12000", "2026-04-29", policy="contract:8%")
    since = owed("12000", "2026-04-30", policy="contract:8%")
    higher = owed("12000", "2026-04-30", policy="contract:12%")

    assert fee(before, NOVEMBER, rules).interest
    assert "since 1 May 2026 a contract may not" in fee(since, NOVEMBER, rules).why_no_interest
    assert fee(higher, NOVEMBER, rules).interest


@pytest.mark.parametrize(
    ("public", "issued_on", "noted"),
    [
        (True, "2026-03-01", False),
        (True, "2026-02-28", True),
        (False, "2026-01-30", False),
        (False, "2026-01-29", True),
    ],
)
def test_terms_longer_than_the_act_allows_are_noted_and_interest_runs_from_the_agreed_day(
    public: bool, issued_on: str, noted: bool
) -> None:
    snapshot = owed("10000", "2026-03-31", public=public, issued_on=date.fromisoformat(issued_on))

    found = fee(snapshot, MAY)

    assert figures(found) == ("193.15", "100")
    assert bool(found.notes) is noted


def test_a_foreign_client_under_the_act_is_noted() -> None:
    found = fee(owed("10000", "2026-03-31", country="DE"), MAY)

    assert found.notes == (
        "the client is in DE: whether United Kingdom law governs is for accounts",
    )


def test_the_list_can_be_of_one_client_and_starts_with_the_oldest_debt() -> None:
    snapshot = owed("10000", "2026-03-31")
    older = replace(
        snapshot.invoices[0],
        invoice_number=NUMBER.__class__("PR-2026-0500"),
        due_on=date(2026, 2, 28),
    )
    both = replace(
        snapshot,
        clients=(*snapshot.clients, client("acme")),
        invoices=(*snapshot.invoices, older),
    )
    day = date(2026, 5, 30)

    found = late_fees(both, day, shipped())

    assert [each.invoice.invoice_number for each in found] == ["PR-2026-0500", NUMBER]
    assert late_fees(both, day, shipped(), client_id="acme") == ()
    assert late_fees(ledger(), day, shipped()) == ()
