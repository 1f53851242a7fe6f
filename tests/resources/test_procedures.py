"""Dunning procedures are read whole, or refused with every problem and its line."""

from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.resources import locate
from bot.resources.procedures import load_procedures

GOOD = """\
gap_days = 5
grace_days = 3
undated_days = 14

[[overdue]]
name = "first"
days = 7
template = "reminder_overdue"
tone = "gentle"

[[overdue]]
name = "last"
days = 45
template = "reminder_overdue"
tone = "last"
needs_approval = true
"""

BROKEN = '[broken_promise]\ntemplate = "reminder_overdue"\ntone = "broken"\n'


def refused(folder: Path, text: str, letters: tuple[str, ...] | None = None) -> list[str]:
    (folder / "bad.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        load_procedures(folder, letters)
    return [f"{p.line}: {p.column}: {p.what}" for p in caught.value.problems]


def test_the_shipped_procedure_loads_and_ascends() -> None:
    default = load_procedures(locate("rules") / "dunning")["default"]

    assert [level.days for level in default.overdue] == [7, 14, 30, 45]
    assert [level.days for level in default.chasers] == [-14, -3, 0, 7, 21]
    assert [level.needs_approval for level in default.overdue] == [False, False, False, True]


def test_a_file_without_chasers_chases_nobody(tmp_path: Path) -> None:
    (tmp_path / "mild.toml").write_text(GOOD, "utf-8")

    mild = load_procedures(tmp_path, ("reminder_overdue",))["mild"]

    assert mild.name == "mild"
    assert mild.chasers == ()
    assert (mild.gap_days, mild.grace_days, mild.undated_days) == (5, 3, 14)


def test_every_problem_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        GOOD.replace("gap_days = 5", "gap_days = 0\nfee = 40")
        .replace('name = "last"', 'name = "Last!"')
        .replace('"gentle"', '"rude"')
        .replace("days = 7", 'days = "7"')
    )

    assert refused(tmp_path, text) == [
        "2: fee: is no setting of a dunning procedure",
        "1: gap_days: needs a whole number of days, 1 or more",
        "8: days: needs a whole number",
        "10: tone: is one of ahead, gentle, firm, last",
        "13: name: may hold lower-case letters, digits and hyphens",
    ]


def test_levels_ascend_and_names_are_used_once(tmp_path: Path) -> None:
    text = GOOD.replace("days = 45", "days = 7").replace('name = "last"', 'name = "first"')

    assert refused(tmp_path, text) == [
        "13: days: levels must be in ascending order of days",
        "12: name: 'first' is used twice",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            ("days = 7", "days = 0"),
            "9: tone: is ahead up to the due date, and one of the others past it",
        ),
        (
            ("needs_approval = true", "needs_approval = false"),
            "15: tone: a last letter is released by a person: write needs_approval = true",
        ),
        (
            ("needs_approval = true", 'needs_approval = true\ncopy_to = ["boss"]'),
            "17: copy_to: 'boss' is none of finance, procurement, project, other",
        ),
        (
            ("needs_approval = true", "needs_approval = true\nrecipients = []"),
            "17: recipients: names somebody",
        ),
        (
            ("needs_approval = true", "needs_approval = true\ntell = [1]"),
            "17: tell: needs a list of texts",
        ),
        (
            ("needs_approval = true", 'needs_approval = true\nsigned_by = "me"'),
            '17: signed_by: is "account_manager", or left out',
        ),
        (
            (
                "needs_approval = true",
                f"needs_approval = true\n{BROKEN}days = 3",
            ),
            "20: days: is no key of a level",
        ),
        (("days = 7", "days = true"), "7: days: needs a whole number"),
        (('tone = "gentle"\n', ""), "5: tone: needs a text"),
        (
            ("needs_approval = true", "needs_approval = 1"),
            "16: needs_approval: needs true or false",
        ),
        (
            ("needs_approval = true", "needs_approval = true\napproval = true"),
            "17: approval: is no key of a level",
        ),
        (("grace_days = 3", ""), "0: grace_days: needs a whole number of days, 0 or more"),
    ],
)
def test_what_is_missing_or_of_the_wrong_kind_is_named(
    tmp_path: Path, change: tuple[str, str], problem: str
) -> None:
    assert refused(tmp_path, GOOD.replace(*change)) == [problem]


def test_a_template_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, GOOD, ("po_chaser",))[0] == (
        "8: template: there is no template 'reminder_overdue'"
    )


def test_a_ladder_is_a_list_of_levels_and_the_overdue_one_is_needed(tmp_path: Path) -> None:
    head = "gap_days = 5\ngrace_days = 3\nundated_days = 14\n"

    assert refused(tmp_path, head) == ["0: overdue: needs at least one [[overdue]] level"]
    assert refused(tmp_path, GOOD + "[chaser]\nname = 1\n") == [
        "17: chaser: is written as [[chaser]], once per level"
    ]


def test_broken_files_are_named_together_and_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no dunning procedure"):
        load_procedures(tmp_path)
    (tmp_path / "a.toml").write_text("gap_days = = 5", "utf-8")
    (tmp_path / "b.toml").write_bytes(b"# \xff\n")

    with pytest.raises(BadInput) as caught:
        load_procedures(tmp_path)

    broken, latin = caught.value.problems
    assert (broken.file.name, broken.line) == ("a.toml", 1)
    assert latin.what.startswith("is not UTF-8")


def test_who_gets_what_and_what_follows_a_broken_promise_is_data(tmp_path: Path) -> None:
    level = """recipients = ["project", "finance"]
copy_to = ["procurement"]
tell = ["account_manager"]
signed_by = "account_manager"
late_fee = true
copies = true

[broken_promise]
template = "reminder_overdue"
tone = "broken"
"""
    (tmp_path / "strict.toml").write_text(GOOD + level, "utf-8")

    strict = load_procedures(tmp_path)["strict"]
    last = strict.overdue[-1]

    assert last.recipients == ("project", "finance")
    assert (last.copy_to, last.tell) == (("procurement",), ("account_manager",))
    assert (last.signed_by, last.late_fee, last.copies) == ("account_manager", True, True)
    assert strict.broken
    assert (strict.broken.name, strict.broken.tone) == ("broken-promise", "broken")


def test_a_level_before_the_due_date_is_told_ahead(tmp_path: Path) -> None:
    early = GOOD.replace("days = 7", "days = -3").replace('"gentle"', '"ahead"')
    (tmp_path / "early.toml").write_text(early, "utf-8")

    assert load_procedures(tmp_path)["early"].first_day == -3
