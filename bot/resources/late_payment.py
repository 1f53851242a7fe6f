"""Loads rules/late_payment/*.toml: reference rates by half-year, and the laws that use them.

A file holds at most one `[reference]` with its `[[rate]]` entries, and any number of `[[regime]]`
entries, each with an `[[regime.example]]` or more that it must calculate to the penny. Files that
are wrong in any way are refused with every problem, each with its line.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.domain.late_payment_interest import Debt, NoRate, Receipt, stretches, total
from bot.domain.late_payment_policy import STATUTORY_EU, STATUTORY_UK
from bot.domain.late_payment_rates import (
    Band,
    HalfYear,
    LatePaymentRules,
    Method,
    Reference,
    ReferenceRate,
    Regime,
)
from bot.domain.late_payment_terms import plain, statutory_terms
from bot.domain.money import Money
from bot.errors import BadInput, Problem
from bot.resources._late_payment_shapes import (
    EXAMPLE,
    FIXED_SUM,
    RATE,
    REFERENCE,
    REGIME,
    Shape,
    Table,
)

HALF_YEAR = re.compile(r"([0-9]{4})-H([12])")


def load_late_payment(folder: Path) -> LatePaymentRules:
    """Return the rates and laws of a folder, such as rules/late_payment.

    Raises:
        BadInput: something is wrong, or there is nothing. Carries every problem of every file.
    """
    files = [_File(path) for path in sorted(folder.glob("*.toml"))]
    for file in files:
        file.read()
    problems = [problem for file in files for problem in file.problems]
    if not files:
        problems.append(Problem(folder, 0, "holds no late payment rules (*.toml)"))
    rules = _joined(files, problems)
    if not problems:
        problems += [problem for file in files for problem in _failures(file, rules)]
    if problems:
        raise BadInput(tuple(problems))
    return rules


@dataclass(slots=True)
class _File:
    """One file on its way to rules; collects what is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
    reference: Reference | None = None
    base_of: str = ""
    regimes: list[tuple[int, Regime, list[Table]]] = field(default_factory=list)

    def read(self) -> None:
        """Read the file."""
        data = self._parsed()
        if data is None:
            return
        for key in sorted(data.keys() - {"reference", "rate", "regime"}):
            self._wrong(self.line(key), "is no table of late payment rules", key)
        self._read_reference(data)
        for table, start in self._entries(data, "regime"):
            self._read_regime(table, start)

    def _parsed(self) -> Table | None:
        try:
            self.text = self.path.read_text("utf-8")
            return tomllib.loads(self.text, parse_float=Decimal)
        except (OSError, UnicodeDecodeError) as error:
            self._wrong(0, f"cannot be read: {error}")
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            self._wrong(int(place[1]) if place else 0, f"is not TOML: {error}")
        return None

    def _read_reference(self, data: Table) -> None:
        table, start = data.get("reference"), self.line("reference")
        rates = list(self._entries(data, "rate"))
        if table is None:
            if rates:
                self._wrong(rates[0][1], "rates need a [reference] that says whose they are")
            return
        found: dict[HalfYear, ReferenceRate] = {}
        for rate, line in rates:
            self._read_rate(rate, line, found)
        if not self._fits(REFERENCE, table, start):
            return
        self.base_of = table.get("base_of", "")
        self.reference = Reference(table["name"], table["title"], table["on_eve"], found)

    def _read_rate(self, table: Table, start: int, found: dict[HalfYear, ReferenceRate]) -> None:
        if not self._fits(RATE, table, start):
            return
        line, written = self.line("half_year", start), HALF_YEAR.fullmatch(table["half_year"])
        if written is None:
            what = "is written as 2026-H1 (January to June) or 2026-H2 (July to December)"
            self._wrong(line, what, "half_year")
            return
        half_year = HalfYear(int(written[1]), int(written[2]))
        if half_year in found:
            self._wrong(line, f"{half_year} has a rate already: remove one of them", "half_year")
        found[half_year] = ReferenceRate(
            Decimal(table["percent"]), table["source"], table["verified"]
        )

    def _read_regime(self, table: Table, start: int) -> None:
        if not self._fits(REGIME, table, start):
            return
        fits = [self._fits(FIXED_SUM, each, start) for each in table["fixed_sums"]]
        fits += [self._fits(EXAMPLE, each, start) for each in table["example"]]
        if not all(fits):
            return
        found = list(_bad_values(table))
        for key, what in found:
            self._wrong(self.line(key, start), what, key)
        if not found:
            self.regimes.append((start, _regime(table), table["example"]))

    def _entries(self, data: Table, name: str) -> Iterator[tuple[Table, int]]:
        tables = data.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._wrong(self.line(name), f"is written as [[{name}]], once per entry", name)
            return
        header = re.compile(rf"^[ \t]*\[\[\s*{name}\s*\]\]", re.MULTILINE)
        starts = [self.text.count("\n", 0, m.start()) + 1 for m in header.finditer(self.text)]
        yield from zip(tables, starts, strict=False)

    def _fits(self, shape: Shape, table: Any, start: int) -> bool:
        found = list(shape.amiss(table))
        for key, what in found:
            self._wrong(self.line(key, start), what, key)
        return not found

    def line(self, key: str, start: int = 0) -> int:
        """Return the line of a key in the table that starts at `start`; else that start itself."""
        for number, line in enumerate(self.text.splitlines()[start:], start + 1):
            if re.match(rf"\s*(\[+\s*)?{re.escape(key)}\s*[=\]]", line):
                return number
            if start and re.match(r"\s*\[\[?[^.]*\]", line):
                break
        return start

    def _wrong(self, line: int, what: str, key: str = "") -> None:
        self.problems.append(Problem(self.path, line, what, key))


def _bad_values(table: Table) -> Iterator[tuple[str, str]]:
    if table["policy"] not in {STATUTORY_UK, STATUTORY_EU}:
        yield "policy", f"is {STATUTORY_UK} or {STATUTORY_EU}"
    if not re.fullmatch(r"[A-Z]{2}", table["country"]):
        yield "country", "is two capital letters (ISO 3166-1), as DE"
    if table["method"] not in set(Method):
        yield "method", f"is one of {', '.join(Method)}"
    if not re.fullmatch(r"[A-Z]{3}", table["currency"]):
        yield "currency", "is three capital letters (ISO 4217), as EUR"
    if table.get("days_in_year", 1) < 1:
        yield "days_in_year", "is 1 or more"
    if not table["example"]:
        yield "example", "needs one [[regime.example]] or more"
    yield from _bad_sums(table)


def _bad_sums(table: Table) -> Iterator[tuple[str, str]]:
    if not table["fixed_sums"]:
        yield "fixed_sums", "needs one sum or more, as [{ least = 0, sum = 40 }]"
    leasts = [_least(each) for each in table["fixed_sums"]]
    if leasts != sorted(set(leasts)):
        yield "fixed_sums", "must ascend: each sum from a larger debt than the one before"


def _regime(table: Table) -> Regime:
    return Regime(
        policy=table["policy"],
        country=table["country"],
        law=table["law"],
        reference=table["reference"],
        margin=Decimal(table["margin"]),
        step=Decimal(table.get("step", 0)),
        method=Method(table["method"]),
        days_in_year=table.get("days_in_year", 365),
        currency=table["currency"],
        bands=tuple(
            Band(_least(each), "least" in each, Decimal(each["sum"]))
            for each in table["fixed_sums"]
        ),
        simple_days=table.get("simple_days", 0),
        mandatory_from=table.get("mandatory_from"),
        note=table.get("note", ""),
        verified=table["verified"],
    )


def _least(band: Mapping[str, Any]) -> Decimal:
    return Decimal(band.get("least", band.get("above", 0)))


def _joined(files: list[_File], problems: list[Problem]) -> LatePaymentRules:
    """Return everything that the files hold; what stands in two of them is a problem."""
    references: dict[str, Reference] = {}
    regimes: dict[tuple[str, str], Regime] = {}
    base_of: dict[str, str] = {}
    for file in files:
        if file.reference:
            if file.reference.name in references:
                what = f"{file.reference.name!r} stands in another file already"
                problems.append(Problem(file.path, file.line("name"), what, "name"))
            references[file.reference.name] = file.reference
            base_of |= {file.base_of: file.reference.name} if file.base_of else {}
        for line, regime, _ in file.regimes:
            key = (regime.policy, regime.country)
            if key in regimes:
                what = f"{regime.policy} of {regime.country} is there twice"
                problems.append(Problem(file.path, line, what, "country"))
            regimes[key] = regime
    problems += [
        Problem(
            file.path,
            file.line("reference", line),
            f"no [reference] is named {regime.reference!r}",
            "reference",
        )
        for file in files
        for line, regime, _ in file.regimes
        if regime.reference not in references
    ]
    return LatePaymentRules(references, regimes, base_of)


def _failures(file: _File, rules: LatePaymentRules) -> Iterator[Problem]:
    """Yield a problem for each example that comes out otherwise."""
    for line, regime, examples in file.regimes:
        for example in examples:
            found = _calculated(regime, example, rules)
            stated = f"interest {example['interest']}, fixed sum {example['fixed_sum']}"
            if found != (example["interest"], example["fixed_sum"]):
                what = (
                    f"{regime.country}: the example due {example['due_on']} states {stated}; "
                    f"calculated: {_words(found)}"
                )
                yield Problem(file.path, line, what, "example")


def _calculated(
    regime: Regime, example: Table, rules: LatePaymentRules
) -> tuple[Decimal, Decimal | None] | str:
    terms = statutory_terms(regime, rules)
    if isinstance(terms, str):
        return terms
    gross, due_on, paid_on = Decimal(example["gross"]), example["due_on"], example["paid_on"]
    debt = Debt(gross, due_on, (Receipt(paid_on, gross),))
    try:
        parts = stretches(debt, terms.method, terms.percent, paid_on)
    except NoRate as error:
        return str(error)
    fixed_sum = regime.fixed_sum(Money(gross, regime.currency))
    return total(parts, terms.days_in_year), fixed_sum.amount if fixed_sum else None


def _words(found: tuple[Decimal, Decimal | None] | str) -> str:
    if isinstance(found, str):
        return found
    interest, fixed_sum = found
    return f"interest {interest}, fixed sum {plain(fixed_sum) if fixed_sum else 'none'}"
