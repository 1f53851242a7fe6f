"""Rates and laws of late payment are read whole, or refused with every problem and its line."""

from pathlib import Path

import pytest

from bot.domain.late_payment_rates import HalfYear
from bot.errors import BadInput
from bot.resources import locate
from bot.resources.late_payment import load_late_payment
from bot.wiring.adapters import late_payment_rules
from bot.wiring.views import rule_problems

GOOD = """\
[reference]
name = "bank"
title = "Bank rate"
on_eve = true
base_of = "GBP"

[[rate]]
half_year = "2026-H1"
percent = 3.75
source = "the bank"
verified = true

[[regime]]
policy = "statutory_uk"
country = "GB"
law = "the Act"
source = "the statute book"
reference = "bank"
margin = 8
method = "fixed"
currency = "GBP"
fixed_sums = [{ least = 0, sum = 40 }, { above = 1000, sum = 70 }]
verified = true

[[regime.example]]
gross = 1000
due_on = 2026-01-31
paid_on = 2026-03-02
interest = 9.66
fixed_sum = 40
"""


def refused(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "bad.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        load_late_payment(folder)
    return [f"{p.line}: {p.column}: {p.what}" for p in caught.value.problems]


def test_what_is_shipped_loads_and_every_entry_names_its_source() -> None:
    rules = load_late_payment(locate("rules") / "late_payment")

    assert {"bank_rate", "ecb", "basiszinssatz"} == set(rules.references)
    assert rules.base_of == {"GBP": "bank_rate", "EUR": "ecb"}
    assert all(rate.source for each in rules.references.values() for rate in each.rates.values())


def test_the_shipped_rates_have_no_gap_before_the_last_one() -> None:
    for reference in load_late_payment(locate("rules") / "late_payment").references.values():
        halves = sorted(reference.rates)
        assert [half.next for half in halves[:-1]] == halves[1:]


def test_a_good_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")

    rules = load_late_payment(tmp_path)

    assert str(rules.references["bank"].rates[HalfYear(2026, 1)].percent) == "3.75"
    assert [band.inclusive for band in rules.regimes["statutory_uk", "GB"].bands] == [True, False]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ("2026-H1", "2026-07-01"),
            "8: half_year: is written as 2026-H1 (January to June) or 2026-H2 (July to December)",
        ),
        (("percent = 3.75", 'percent = "3.75"'), "9: percent: needs a number"),
        (("percent = 3.75", "percent = nan"), "9: percent: needs a number"),
        (("on_eve = true", "on_eve = 1"), "4: on_eve: needs true or false"),
        (('source = "the bank"\n', ""), "7: source: needs a text"),
        (("margin = 8", "margin = -8"), "19: margin: needs a number, 0 or more"),
        (("margin = 8", "margin = true"), "19: margin: needs a number, 0 or more"),
        (('"fixed"', '"daily"'), "20: method: is one of fixed, split, at_payment"),
        (('"statutory_uk"', '"contract"'), "14: policy: is statutory_uk or statutory_eu"),
        (('"GB"', '"UK!"'), "15: country: is two capital letters (ISO 3166-1), as DE"),
        (
            ('currency = "GBP"', 'currency = "£"'),
            "21: currency: is three capital letters (ISO 4217), as EUR",
        ),
        (
            ("above = 1000", "least = 0"),
            "22: fixed_sums: must ascend: each sum from a larger debt than the one before",
        ),
        (("{ above = 1000, sum = 70 }", "{ above = 1000 }"), "13: sum: needs a number, 0 or more"),
        (
            ("[{ least = 0, sum = 40 }, { above = 1000, sum = 70 }]", "[]"),
            "22: fixed_sums: needs one sum or more, as [{ least = 0, sum = 40 }]",
        ),
        (("method =", "days_in_year = 0\nmethod ="), "20: days_in_year: is 1 or more"),
        (("gross = 1000", 'gross = "a lot"'), "26: gross: needs a number, 0 or more"),
        (
            ("due_on = 2026-01-31", 'due_on = "2026-01-31"'),
            "27: due_on: needs a date, as 2026-07-01 without quotes",
        ),
        (('law = "the Act"', 'statute = "the Act"'), "16: statute: is no key of regime"),
        (("[[regime]]", "[[law]]\n[[regime]]"), "13: law: is no table of late payment rules"),
        (
            ('reference = "bank"', 'reference = "ecb"'),
            "18: reference: no [reference] is named 'ecb'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    assert problem in refused(tmp_path, change)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path, ("on_eve = true\n", ""), ("verified = true\n\n[[regime.", "[[regime.")
    )

    assert found == [
        "1: on_eve: needs true or false",
        "12: verified: needs true or false",
    ]


def test_an_example_that_comes_out_otherwise_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, ("interest = 9.66", "interest = 9.67"))

    assert problem == (
        "13: example: GB: the example due 2026-01-31 states interest 9.67, fixed sum 40; "
        "calculated: interest 9.66, fixed sum 40"
    )


def test_an_example_of_a_half_year_without_a_rate_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, ("2026-H1", "2025-H2"))

    assert "no Bank rate of 31 December 2025 is on file (2026-H1)" in problem


def test_a_law_without_an_example_is_refused(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[regime.example]]")]
    (tmp_path / "bad.toml").write_text(text, "utf-8")

    with pytest.raises(BadInput, match="13: example: needs a list"):
        load_late_payment(tmp_path)


def test_a_half_year_has_one_rate_only(tmp_path: Path) -> None:
    twice = '[[rate]]\nhalf_year = "2026-H1"\npercent = 4\nsource = "x"\nverified = false\n\n'

    assert refused(tmp_path, ("[[regime]]", twice + "[[regime]]")) == [
        "14: half_year: 2026-H1 has a rate already: remove one of them"
    ]


def test_rates_without_a_reference_and_a_reference_written_as_a_list_are_refused(
    tmp_path: Path,
) -> None:
    head = GOOD[: GOOD.index("[[rate]]")]
    assert refused(tmp_path, (head, ""))[0] == (
        "1: : rates need a [reference] that says whose they are"
    )
    assert refused(tmp_path, ("[reference]", "[[reference]]"))[0] == (
        "1: reference: is a table of its own"
    )


def test_the_same_law_and_the_same_rate_stand_in_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")

    assert refused(tmp_path) == [
        "2: name: 'bank' stands in another file already",
        "13: country: statutory_uk of GB is there twice",
    ]


def test_broken_files_are_named_together_and_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no late payment rules"):
        load_late_payment(tmp_path)
    (tmp_path / "a.toml").write_text("[reference = 1", "utf-8")
    (tmp_path / "b.toml").write_bytes(b"# \xff\n")

    with pytest.raises(BadInput) as caught:
        load_late_payment(tmp_path)

    broken, latin = caught.value.problems
    assert (broken.file.name, broken.line) == ("a.toml", 1)
    assert latin.what.startswith("cannot be read")


def test_the_rules_test_tries_the_laws_on_their_own_examples(tmp_path: Path) -> None:
    folder = tmp_path / "late_payment"
    folder.mkdir()
    (folder / "uk.toml").write_text(GOOD.replace("9.66", "9.67"), "utf-8")

    assert any("states interest 9.67" in problem.what for problem in rule_problems(tmp_path))


def test_rules_of_ones_own_without_this_folder_have_the_shipped_rates(tmp_path: Path) -> None:
    assert late_payment_rules(tmp_path) == late_payment_rules(None)
