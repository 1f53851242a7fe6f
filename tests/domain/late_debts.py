"""A ledger of one late invoice, and the shipped rules, for tests of late payment."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from bot.domain.late_payment import LateFee, late_fees
from bot.domain.late_payment_rates import HalfYear, LatePaymentRules, ReferenceRate
from bot.domain.late_payment_waiver import Waiver
from bot.domain.ledger import Invoice, InvoiceNumber, InvoiceStatus, Payment, Snapshot
from bot.resources import locate
from bot.resources.late_payment import load_late_payment
from tests.builders import client, invoice, ledger

NUMBER = InvoiceNumber("PR-2026-0117")
TERMS = timedelta(days=30)


@cache
def shipped() -> LatePaymentRules:
    """Return the rules that come with pobot."""
    return load_late_payment(locate("rules") / "late_payment")


def with_rate(
    name: str, half_year: HalfYear, percent: str | None, *, verified: bool = True
) -> LatePaymentRules:
    """Return the shipped rules with one rate set, or with None taken away."""
    rules = shipped()
    reference = rules.references[name]
    rates = dict(reference.rates)
    rates.pop(half_year, None)
    if percent is not None:
        rates[half_year] = ReferenceRate(Decimal(percent), "a test", verified)
    news = rules.references | {name: replace(reference, rates=rates)}  # type: ignore[operator]
    return replace(rules, references=news)


def owed(
    gross: str,
    due_on: str,
    *payments: tuple[str, str],
    policy: str = "statutory_uk",
    country: str = "GB",
    currency: str = "GBP",
    credits_: tuple[str, ...] = (),
    public: bool | None = None,
    **columns: object,
) -> Snapshot:
    """Return a ledger with one issued invoice (gross), its payments (day, sum) and credit notes."""
    due = date.fromisoformat(due_on)
    late = invoice(
        NUMBER,
        gross=Decimal(gross),
        currency=currency,
        status=InvoiceStatus.ISSUED,
        issued_on=due - TERMS,
        due_on=due,
        po_number="4500012345",
    )
    late = replace(late, **columns)  # type: ignore[arg-type]
    notes = tuple(_credit(number, amount, due) for number, amount in enumerate(credits_, 1))
    return ledger(
        clients=(client(late_fee_policy=policy, country=country, is_public_body=public),),
        invoices=(late, *notes),
        payments=tuple(
            Payment(NUMBER, date.fromisoformat(day), Decimal(amount)) for day, amount in payments
        ),
    )


def fees(
    snapshot: Snapshot, as_of: str, rules: LatePaymentRules | None = None, *waivers: Waiver
) -> tuple[LateFee, ...]:
    """Return the late fees of a ledger."""
    return late_fees(snapshot, date.fromisoformat(as_of), rules or shipped(), waivers)


def fee(
    snapshot: Snapshot, as_of: str, rules: LatePaymentRules | None = None, *waivers: Waiver
) -> LateFee:
    """Return the one late fee of a ledger."""
    (found,) = fees(snapshot, as_of, rules, *waivers)
    return found


def figures(found: LateFee) -> tuple[str | None, str | None]:
    """Return interest and fixed sum as people read them."""
    interest, fixed_sum = found.interest, found.fixed_sum
    return (
        f"{interest.amount:.2f}" if interest else None,
        f"{fixed_sum.amount:.0f}" if fixed_sum else None,
    )


def _credit(number: int, amount: str, due: date) -> Invoice:
    return invoice(
        f"PR-2026-02{number:02}",
        gross=Decimal(amount),
        status=InvoiceStatus.ISSUED,
        issued_on=due,
        credits_invoice=NUMBER,
    )
