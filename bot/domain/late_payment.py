"""What a late invoice may be charged: interest to a day, and the fixed sum, each with its reasons.

Everything is computed anew from ledger, rules and waivers, so nothing is ever added twice. A due
date stands whatever becomes of the client's PO: no delay of an order moves it. Interest survives
payment of the principal. Interest and fixed sum are outside VAT. The law and its sources stand in
docs/late-payment.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.arrears import SENT, usable_order
from bot.domain.late_payment_interest import (
    Debt,
    NoRate,
    Receipt,
    Stretch,
    days_late,
    stretches,
    total,
)
from bot.domain.late_payment_policy import STATUTORY_UK, Contract, Policy, policy_of
from bot.domain.late_payment_rates import HalfYear, LatePaymentRules, Method
from bot.domain.late_payment_terms import (
    UNITED_KINGDOM,
    InterestTerms,
    in_words,
    plain,
    regime_of,
    starts_on,
    statutory_terms,
    terms_for,
)
from bot.domain.late_payment_waiver import Waiver
from bot.domain.ledger import Client, ClientId, Invoice, InvoiceNumber, InvoiceStatus, Snapshot
from bot.domain.money import Money
from bot.domain.procedure import in_days

LATE = SENT | {InvoiceStatus.PAID}
"""Statuses of invoices that can bear interest: those the client has, paid ones included."""

PUBLIC_DAYS, LONGEST_DAYS = 30, 60
"""1998 Act, s. 4(2D) and (2E): periods after which interest may run whatever date was agreed."""


@dataclass(frozen=True, slots=True)
class LateFee:
    """What one invoice may be charged for being paid late, up to and including a day.

    Attributes:
        invoice: that was paid late or is late.
        client_id: of the client that owes it.
        policy: of the client, as clients.csv writes it.
        due_on: the agreed day of payment; interest starts on the next.
        as_of: the last day that counts.
        days: of delay: up to `as_of`, or to the day on which everything was paid.
        debt: gross, as it became late.
        outstanding: gross, of the principal, at the end of `as_of`.
        terms: by which interest runs; None where the policy gives none.
        stretches: of days with one sum and one rate.
        interest: simple, rounded once; None where there is no figure.
        fixed_sum: once an invoice; None where there is none.
        why_no_interest: why there is no figure, in a sentence; "" where there is one.
        why_no_fixed_sum: the same for the fixed sum.
        doubts: why the figures are for accounts only and go into no letter, a sentence each.
        notes: what accounts should know besides.
    """

    invoice: Invoice
    client_id: ClientId
    policy: str
    due_on: date
    as_of: date
    days: int
    debt: Money
    outstanding: Money
    terms: InterestTerms | None = None
    stretches: tuple[Stretch, ...] = ()
    interest: Money | None = None
    fixed_sum: Money | None = None
    why_no_interest: str = ""
    why_no_fixed_sum: str = ""
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def starts_on(self) -> date:
        """Return the first day that bears interest."""
        return starts_on(self.due_on)

    @property
    def may_be_quoted(self) -> bool:
        """Return whether a letter may state the figures: some are there, and none is in doubt."""
        return bool(self.interest or self.fixed_sum) and not self.doubts

    @property
    def basis(self) -> str:
        """Say what the interest rests on: law, rate, sums and days; "" without a figure."""
        if self.terms is None or not self.stretches:
            return ""
        parts = "; ".join(_calculation(part, self.terms, self.debt) for part in self.stretches)
        return f"{self.terms.law}: {parts}; simple interest"


def late_fees(
    snapshot: Snapshot,
    as_of: date,
    rules: LatePaymentRules,
    waivers: Iterable[Waiver] = (),
    client_id: str = "",
) -> tuple[LateFee, ...]:
    """Return a value for each invoice that is or was paid late, oldest due first.

    Args:
        snapshot: the ledger; payments after `as_of` do not count.
        as_of: the last day that counts.
        rules: rates and laws.
        waivers: what people decided not to ask for.
        client_id: of one client only; "" for all.
    """
    waived = {each.invoice_number: each for each in waivers}
    found = (
        _late_fee(_Case(snapshot, client, invoice, as_of, rules, waived))
        for invoice in snapshot.invoices
        if (client := snapshot.client_of(invoice)) and client_id in {"", client.client_id}
    )
    fees = (fee for fee in found if fee)
    return tuple(sorted(fees, key=lambda fee: (fee.due_on, fee.invoice.invoice_number)))


@dataclass(frozen=True, slots=True)
class _Case:
    """One invoice with all that its late fee depends on."""

    snapshot: Snapshot
    client: Client
    invoice: Invoice
    as_of: date
    rules: LatePaymentRules
    waived: Mapping[InvoiceNumber, Waiver]

    @property
    def waiver(self) -> Waiver | None:
        return self.waived.get(self.invoice.invoice_number)

    @property
    def currency(self) -> str:
        return self.invoice.currency or self.client.currency

    @property
    def policy(self) -> Policy:
        return policy_of(self.client.late_fee_policy)

    def debt(self, due_on: date) -> Debt:
        number, books = self.invoice.invoice_number, self.snapshot
        credit = sum((note.gross for note in books.credits_of(number)), Decimal(0))
        receipts = tuple(Receipt(each.paid_on, each.amount) for each in books.payments_of(number))
        return Debt(self.invoice.gross + credit, due_on, receipts)


def _late_fee(case: _Case) -> LateFee | None:
    invoice, due_on = case.invoice, case.snapshot.due_on(case.invoice)
    if invoice.status not in LATE or invoice.issued_on is None or due_on is None:
        return None
    if invoice.credits_invoice or invoice.gross <= 0:
        return None
    debt = case.debt(due_on)
    days = days_late(debt, case.as_of)
    if not days or not _known_as_late(invoice, debt):
        return None
    return _charged(case, debt, days)


def _known_as_late(invoice: Invoice, debt: Debt) -> bool:
    """Return false for an invoice marked as paid of which nothing on file says that it was late."""
    paid = invoice.status is InvoiceStatus.PAID
    unknown = debt.owed(date.max) > 0
    return not paid or not unknown or any(each.on > debt.due_on for each in debt.receipts)


def _charged(case: _Case, debt: Debt, days: int) -> LateFee:
    terms, parts, why = _interest(case, debt, days)
    late = Money(debt.late, case.currency)
    fixed_sum, why_no_fixed_sum = _fixed_sum(case, late, terms, why)
    charged = total(parts, terms.days_in_year) if terms and not why else None
    return LateFee(
        invoice=case.invoice,
        client_id=case.client.client_id,
        policy=case.client.late_fee_policy,
        due_on=debt.due_on,
        as_of=case.as_of,
        days=days,
        debt=late,
        outstanding=Money(debt.owed(case.as_of), case.currency),
        terms=terms,
        stretches=parts,
        interest=None if charged is None else Money(charged, case.currency),
        fixed_sum=fixed_sum,
        why_no_interest=why,
        why_no_fixed_sum=why_no_fixed_sum,
        doubts=tuple(_doubts(case, terms, {part.half_year for part in parts})),
        notes=tuple(_notes(case, debt, terms)),
    )


def _interest(
    case: _Case, debt: Debt, days: int
) -> tuple[InterestTerms | None, tuple[Stretch, ...], str]:
    """Return terms and stretches, or why there is no figure."""
    terms = terms_for(case.policy, case.client, case.currency, case.rules)
    if isinstance(terms, str):
        return None, (), terms
    if why := _why_no_figure(case, debt, terms, days):
        return terms, (), why
    try:
        return terms, stretches(debt, terms.method, terms.percent, case.as_of), ""
    except NoRate as error:
        return terms, (), str(error)


def _why_no_figure(case: _Case, debt: Debt, terms: InterestTerms, days: int) -> str:
    if case.waiver and case.waiver.interest:
        return f"waived: {case.waiver.interest}"
    if not case.currency:
        return "neither invoice nor client has a currency"
    if case.invoice.status is InvoiceStatus.PAID and debt.owed(date.max) > 0:
        left = Money(debt.owed(date.max), case.currency)
        return f"marked as paid, and when {left} of it came is not in payments.csv"
    simple = terms.regime.simple_days if terms.regime else 0
    if simple and days > simple:
        return f"{terms.law} adds interest to the debt after {simple} days: accounts calculate"
    if terms.method is Method.AT_PAYMENT and any(each.amount < 0 for each in debt.receipts):
        return "a payment went back, and the rate is that of the day of payment: accounts calculate"
    return _below_the_law(case, debt) if isinstance(case.policy, Contract) else ""


def _below_the_law(case: _Case, debt: Debt) -> str:
    """Say that a contract's rate is below one that a contract may not go below any more, or ""."""
    regime = regime_of(case.client.country, case.rules)
    since = regime.mandatory_from if regime else None
    if regime is None or since is None or starts_on(debt.due_on) < since:
        return ""
    low = _less_than_statute(case, debt)
    return low and f"{low}, and since {in_words(since)} a contract may not: {regime.law}"


def _less_than_statute(case: _Case, debt: Debt) -> str:
    """Say that the contract gives less than the statute would as interest starts, or ""."""
    regime = regime_of(case.client.country, case.rules)
    ours = terms_for(case.policy, case.client, case.currency, case.rules)
    law = statutory_terms(regime, case.rules) if regime else ""
    if isinstance(ours, str) or isinstance(law, str):
        return ""
    half_year = HalfYear.of(starts_on(debt.due_on))
    try:
        agreed, statutory = ours.percent(half_year), law.percent(half_year)
    except NoRate:
        return ""
    if agreed >= statutory:
        return ""
    return f"the contract's {plain(agreed)} % is below the statutory {plain(statutory)} %"


def _fixed_sum(
    case: _Case, late: Money, terms: InterestTerms | None, why: str
) -> tuple[Money | None, str]:
    """Return the fixed sum, or why there is none."""
    if case.waiver and case.waiver.fixed_sum:
        return None, f"waived: {case.waiver.fixed_sum}"
    if terms is None:
        return None, why
    if terms.regime is None:
        return None, "a contract's own charge is for accounts: pobot adds none"
    if not late.currency:
        return None, why
    found = terms.regime.fixed_sum(late)
    if found is None:
        return None, (
            f"the fixed sum depends on the debt in {terms.regime.currency}, "
            f"and the invoice is in {late.currency}"
        )
    return found, ""


def _doubts(case: _Case, terms: InterestTerms | None, half_years: set[HalfYear]) -> Iterator[str]:
    if terms is not None:
        yield from terms.unverified(half_years)
    if case.invoice.status is InvoiceStatus.DISPUTED:
        yield "the invoice is disputed: a person decides"
    engagement = case.snapshot.engagement[case.invoice.engagement_id]
    order = usable_order(case.snapshot, engagement, None)
    if order and not case.invoice.po_number and not case.invoice.change_request_id:
        yield (
            f"order {order.po_number} is on file and not on the invoice: if that is our slip, "
            "a person decides from when interest runs"
        )


def _notes(case: _Case, debt: Debt, terms: InterestTerms | None) -> Iterator[str]:
    if case.invoice.status is InvoiceStatus.AWAITING_PO:
        yield "the client's missing PO does not move the due date"
    if terms is None:
        return
    if isinstance(case.policy, Contract):
        if low := _less_than_statute(case, debt):
            yield f"{low}: it must still be a substantial remedy for late payment"
        return
    yield from _notes_on_statute(case, debt, terms)


def _notes_on_statute(case: _Case, debt: Debt, terms: InterestTerms) -> Iterator[str]:
    regime, country = terms.regime, case.client.country
    if regime is None or case.invoice.issued_on is None:
        return
    if regime.note:
        yield regime.note
    if regime.policy != STATUTORY_UK:
        return
    if country not in {"", UNITED_KINGDOM}:
        yield f"the client is in {country}: whether United Kingdom law governs is for accounts"
    days = (debt.due_on - case.invoice.issued_on).days
    most = PUBLIC_DAYS if case.client.is_public_body else LONGEST_DAYS
    if days > most:
        yield (
            f"terms of {days} days: the Act may let interest run after {most} days already "
            "(s. 4); counted here from the agreed day"
        )


def _calculation(part: Stretch, terms: InterestTerms, debt: Money) -> str:
    return (
        f"{Money(part.base, debt.currency)} at {plain(part.percent)} % "
        f"({terms.explained(part.half_year)}) for {in_days(part.days)} "
        f"from {in_words(part.first)}"
    )
