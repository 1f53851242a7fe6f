"""Late fees: the list for accounts, and the one way to waive them, a person's act with a reason."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.late_payment import LateFee, late_fees
from bot.domain.late_payment_rates import LatePaymentRules
from bot.domain.late_payment_terms import plain
from bot.domain.late_payment_waiver import WaiveLateFee, Waiver
from bot.domain.ledger import InvoiceNumber
from bot.domain.money import Money
from bot.domain.payment_terms import due_date
from bot.domain.procedure import in_days
from bot.errors import Permanent
from bot.ports import Clock, Evidence, Holds, Store


def waivers_of(holds: Holds) -> tuple[Waiver, ...]:
    """Return what people waived."""
    interest, fixed_sums = holds.waived_interest, holds.waived_fixed_sums
    return tuple(
        Waiver(InvoiceNumber(number), interest.get(number, ""), fixed_sums.get(number, ""))
        for number in dict.fromkeys((*interest, *fixed_sums))
    )


def listed(
    store: Store, rules: LatePaymentRules, as_of: date, client_id: str = ""
) -> tuple[LateFee, ...]:
    """Return the late fees up to and including a day; of one client, or with "" of all."""
    return late_fees(store.snapshot(), as_of, rules, waivers_of(store.holds()), client_id)


def waive(store: Store, clock: Clock, change: WaiveLateFee) -> str:
    """Write a waiver, or its withdrawal, into the journal; say what was done.

    Raises:
        Permanent: there is no such invoice, no reason is given, or nothing would change.
    """
    number = change.invoice_number
    if number not in store.snapshot().invoice:
        raise Permanent(f"there is no invoice {number} in the ledger")
    if not change.why.strip():
        raise Permanent("a waiver needs a reason")
    if not _changes_anything(change, store.holds()):
        state = "not waived" if change.withdrawn else "waived already"
        raise Permanent(f"{_what(change)} of {number} is {state}")
    now = clock.now()
    cause = f"{change.by}, {now:%Y-%m-%dT%H:%M:%S.%fZ}"
    store.book((change,), Evidence(cause=cause, reasons=(change.why,)), now)
    verb = "asked for again" if change.withdrawn else "waived"
    return f"{number}: {_what(change)} {verb}"


def as_json(fee: LateFee) -> dict[str, object]:
    """Return a late fee with sums as decimal strings and days in ISO form."""
    terms = fee.terms
    return {
        "client_id": fee.client_id,
        "invoice_number": fee.invoice.invoice_number,
        "policy": fee.policy,
        "due_on": fee.due_on.isoformat(),
        "as_of": fee.as_of.isoformat(),
        "interest_from": fee.starts_on.isoformat(),
        "days": fee.days,
        "currency": fee.debt.currency,
        "debt": _figure(fee.debt),
        "outstanding": _figure(fee.outstanding),
        "law": terms.law if terms else None,
        "method": terms.method.value if terms else None,
        "rates": sorted({plain(part.percent) for part in fee.stretches}),
        "basis": fee.basis,
        "interest": _figure(fee.interest),
        "fixed_sum": _figure(fee.fixed_sum),
        "fixed_sum_currency": fee.fixed_sum.currency if fee.fixed_sum else None,
        "why_no_interest": fee.why_no_interest,
        "why_no_fixed_sum": fee.why_no_fixed_sum,
        "may_be_quoted": fee.may_be_quoted,
        "doubts": list(fee.doubts),
        "notes": list(fee.notes),
    }


def printed(store: Store, fees: Iterable[LateFee]) -> Iterator[str]:
    """Yield the list for a terminal, a few lines an invoice; sums are gross."""
    found = tuple(fees)
    if not found:
        yield "no invoice is or was paid late"
    snapshot = store.snapshot()
    for fee in found:
        due = due_date(snapshot, fee.invoice)
        yield f"{fee.invoice.invoice_number}  {fee.client_id}  {in_days(fee.days)} late"
        if due:
            yield f"  due: {due} ({due.agreed})"
        yield f"  owed when it became late {fee.debt}, now {fee.outstanding}"
        yield f"  interest: {fee.interest or _none(fee.why_no_interest)}"
        if fee.basis:
            yield f"    {fee.basis}"
        yield f"  fixed sum: {fee.fixed_sum or _none(fee.why_no_fixed_sum)}"
        yield from (f"  not for letters: {doubt}" for doubt in fee.doubts)
        yield from (f"  note: {note}" for note in fee.notes)


def _none(why: str) -> str:
    return f"no figure: {why}"


def _what(change: WaiveLateFee) -> str:
    if change.interest and change.fixed_sum:
        return "interest and fixed sum"
    return "interest" if change.interest else "the fixed sum"


def _changes_anything(change: WaiveLateFee, holds: Holds) -> bool:
    number = change.invoice_number
    waived = (
        (change.interest, number in holds.waived_interest),
        (change.fixed_sum, number in holds.waived_fixed_sums),
    )
    return any(meant and is_waived is change.withdrawn for meant, is_waived in waived)


def _figure(money: Money | None) -> str | None:
    return None if money is None else f"{money.amount:.2f}"
