"""At which rate a client's late payments bear interest: its policy, laid against the rules."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from bot.domain.calendar import shifted
from bot.domain.late_payment_interest import NoRate
from bot.domain.late_payment_policy import (
    STATUTORY_UK,
    Contract,
    NoLateFee,
    Policy,
    Statutory,
)
from bot.domain.late_payment_rates import (
    HalfYear,
    LatePaymentRules,
    Method,
    Reference,
    Regime,
)
from bot.domain.ledger import Client

YEAR = 365
"""Days that a yearly contract rate is divided by: actual/365."""

UNITED_KINGDOM = "GB"


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """How interest runs on one invoice.

    Attributes:
        law: statute and section, or the contract.
        method: which half-year's rate counts.
        margin: percentage points over the reference; the whole rate where there is none.
        step: the rate is rounded up to a multiple of this; 0 for none.
        days_in_year: that a yearly rate is divided by.
        reference: the published rate; None for a fixed rate.
        regime: of the statute, with its fixed sum; None for a contract.
    """

    law: str
    method: Method
    margin: Decimal
    step: Decimal = Decimal(0)
    days_in_year: int = YEAR
    reference: Reference | None = None
    regime: Regime | None = None

    def percent(self, half_year: HalfYear) -> Decimal:
        """Return the yearly rate for a half-year.

        Raises:
            NoRate: the reference rate of that half-year is not on file.
        """
        if self.reference is None:
            return self.margin
        rate = self.reference.rates.get(half_year)
        if rate is None:
            day = self.reference.day(half_year)
            raise NoRate(
                f"no {self.reference.title} of {in_words(day)} is on file ({half_year}): "
                "add it to rules/late_payment"
            )
        return _rounded_up(rate.percent + self.margin, self.step)

    def explained(self, half_year: HalfYear) -> str:
        """Say what a half-year's rate is made of: "8 % over the Bank Rate of 3.75 % on ..."."""
        if self.reference is None:
            return f"{plain(self.margin)} % a year"
        rate = self.reference.rates[half_year]
        day = in_words(self.reference.day(half_year))
        step = f", rounded up to {plain(self.step)}" if self.step else ""
        return (
            f"{plain(self.margin)} % over the {self.reference.title} of {plain(rate.percent)} % "
            f"on {day}{step}"
        )

    def unverified(self, half_years: set[HalfYear]) -> tuple[str, ...]:
        """Name what nobody has confirmed of all that these half-years' interest rests on."""
        found = []
        if self.regime and not self.regime.verified:
            found.append(f"{self.law} is on file unverified")
        if self.reference:
            rates = self.reference.rates
            found += [
                f"the {self.reference.title} for {each} ({plain(rates[each].percent)} %) "
                "is on file unverified"
                for each in sorted(half_years)
                if not rates[each].verified
            ]
        return tuple(found)


def terms_for(
    policy: Policy, client: Client, currency: str, rules: LatePaymentRules
) -> InterestTerms | str:
    """Return the terms of interest for invoices in a currency, or why there are none."""
    if isinstance(policy, NoLateFee):
        return policy.why
    if isinstance(policy, Contract):
        return _contract(policy, currency, rules)
    return _statutory(policy, client, rules)


def regime_of(country: str, rules: LatePaymentRules) -> Regime | None:
    """Return the statutory regime of a country, whatever the client's policy."""
    return next((each for each in rules.regimes.values() if each.country == country), None)


def statutory_terms(regime: Regime, rules: LatePaymentRules) -> InterestTerms | str:
    """Return the terms that a statute gives, or why there are none."""
    reference = rules.references.get(regime.reference)
    if reference is None:
        return f"no rates of {regime.reference} are on file: add them to rules/late_payment"
    return InterestTerms(
        regime.law,
        regime.method,
        regime.margin,
        regime.step,
        regime.days_in_year,
        reference,
        regime,
    )


def starts_on(due_on: date) -> date:
    """Return the first day that bears interest: the day after the due date."""
    return shifted(due_on, 1)


def in_words(day: date) -> str:
    """Write a day: "31 December 2025"."""
    return f"{day.day} {day:%B %Y}"


def plain(number: Decimal) -> str:
    """Write a number without needless zeros: "11.75", "8"."""
    return f"{number.normalize():f}"


def _contract(policy: Contract, currency: str, rules: LatePaymentRules) -> InterestTerms | str:
    if not policy.over_base:
        return InterestTerms("the contract", Method.FIXED, policy.percent)
    reference = rules.references.get(rules.base_of.get(currency, ""))
    if reference is None:
        return f"no base rate for {currency or 'an unknown currency'} is on file"
    # A contract that names the base rate is read as the statute reads it: frozen when interest
    # starts. A contract that says otherwise is for accounts to calculate.
    return InterestTerms("the contract", Method.FIXED, policy.percent, reference=reference)


def _statutory(policy: Statutory, client: Client, rules: LatePaymentRules) -> InterestTerms | str:
    country = UNITED_KINGDOM if policy.name == STATUTORY_UK else client.country
    if not country:
        return f"the client has no country, so {policy.name} names no law"
    regime = rules.regimes.get((policy.name, country))
    if regime is None:
        return f"no law of {country} is on file for {policy.name}: add it to rules/late_payment"
    return statutory_terms(regime, rules)


def _rounded_up(percent: Decimal, step: Decimal) -> Decimal:
    if not step:
        return percent
    return (percent / step).to_integral_value(ROUND_CEILING) * step
