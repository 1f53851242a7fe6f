"""Rule packs: good ones load, bad ones are refused with everything that is wrong."""

import shutil
from pathlib import Path

import pytest

from bot.domain.rules import Label, Rules
from bot.errors import BadInput
from bot.resources import locate
from bot.resources._examples import stalls
from bot.resources.rules import check_rules, load_rules

WORDS = '[lists]\nconnectors = "is"\ncopulas = "is"\n[groups]\npo = ["po", "purchase order"]\n'
LABEL = """
[[label]]
id = "a"
phrases = ["order number"]
matches = ["order number 4711"]
ignores = ["invoice 4711"]
"""


def folder(tmp_path: Path, text: str, words: str = WORDS) -> Path:
    (tmp_path / "words.toml").write_text(words, "utf-8")
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    return tmp_path


def problems(tmp_path: Path, text: str) -> list[str]:
    return [str(p).replace(f"{tmp_path}/", "") for p in check_rules(folder(tmp_path, text))]


def test_the_shipped_rules_are_good() -> None:
    assert check_rules(locate("rules")) == ()


def test_a_good_pack_is_loaded_with_its_values(tmp_path: Path) -> None:
    rules = load_rules(folder(tmp_path, LABEL))
    assert rules.labels == (
        Label("a", ("order number",), ("order number 4711",), ("invoice 4711",)),
    )
    assert rules.word_list("connectors") == {"is"}
    assert rules.word_list("none such") == frozenset()


def test_rules_are_compared_by_identity_so_that_what_is_compiled_can_be_kept() -> None:
    assert Rules() != Rules()


def test_files_of_other_packs_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "screening.toml").write_text("nonsense", "utf-8")
    assert problems(tmp_path, LABEL) == []


def test_a_client_may_add_a_file_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(locate("rules"), tmp_path, dirs_exist_ok=True)
    (tmp_path / "client.toml").write_text(
        '[[label]]\nid = "northgate"\nphrases = ["kaufzettel"]\n'
        'matches = ["Kaufzettel 4711"]\nignores = ["Einkaufszettel"]\n',
        "utf-8",
    )
    assert "northgate" in {label.id for label in load_rules(tmp_path).labels}


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    assert [p.what for p in check_rules(tmp_path)] == ["holds no rules (*.toml)"]


def test_every_problem_is_raised_at_once(tmp_path: Path) -> None:
    text = "[[label]]\nid = 'a'\n\n[[cue]]\nid = 'b'\nintent = 'nonsense'\n"
    with pytest.raises(BadInput) as caught:
        load_rules(folder(tmp_path, text))
    assert [p.line for p in caught.value.problems] == [4]
    assert "nonsense" in str(caught.value)


def test_a_rule_without_examples_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, '[[label]]\nid = "a"\nphrases = ["order"]\n') == [
        "mine.toml:1: a: needs an example in `matches` and one in `ignores`"
    ]


def test_a_rule_whose_examples_fail_is_refused(tmp_path: Path) -> None:
    text = LABEL.replace('["order number 4711"]', '["bill 4711"]').replace(
        '["invoice 4711"]', '["order number 4712"]'
    )
    assert problems(tmp_path, text) == [
        "mine.toml:2: a: misses its example 'bill 4711'",
        "mine.toml:2: a: takes 'order number 4712', which it should ignore",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("= 1", "mine.toml:1: is not TOML"),
        ("[other]\nx = 1\n", "mine.toml: has an unknown table 'other'"),
        ('[[label]]\nphrases = ["a"]\n', "mine.toml:1: label without the key 'id'"),
        ('[[label]]\nid = "a"\nphrases = "b"\n', "`phrases` must be a list of texts"),
        (
            '[[label]]\nid = "a"\nphrases = ["b"]\nx = 1\n',
            "mine.toml:1: x: label has an unknown key",
        ),
        ('[[label]]\nid = "a"\n', "a: has no phrases"),
        ('[[label]]\nid = "a"\nphrases = ["b", "b"]\n', "the phrase 'b' stands there 2 times"),
        ('[[label]]\nid = "a"\nphrases = [".. b"]\n', "must begin and end with a word"),
        ('[[label]]\nid = "a"\nphrases = ["b ..", "c?"]\n', "must begin and end with a word"),
        ('[[label]]\nid = "a"\nphrases = ["{nobody} b"]\n', "unknown group {nobody}"),
        ('[[label]]\nid = "a"\nphrases = ["b @"]\n', "'@' is no word"),
        (LABEL + LABEL, "'a' stands in mine.toml already"),
    ],
)
def test_each_mistake_is_named_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    assert any(what in problem for problem in problems(tmp_path, text))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_bytes(b"\xff\xfe")
    assert [p.file.name for p in check_rules(tmp_path)] == ["odd.toml"]


def platform(pattern: str) -> str:
    return (
        f"[[platform]]\nid = 'p'\nhint = 'order'\nconfidence = 0.9\nregex = '''{pattern}'''\n"
        "matches = ['order 4711']\nignores = ['order']\n"
    )


def test_a_platform_is_held_against_its_examples(tmp_path: Path) -> None:
    assert problems(tmp_path, platform(r"order (?P<po>\d+)")) == []
    assert "takes 'order'" in problems(tmp_path, platform(r"order ?(?P<po>\d*)"))[0]


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("order (", "is not a regular expression"),
        (r"order \d+", "has no group (?P<po>…)"),
        (r"order(?P<po>(a|aa|aaa)+)x", "takes too long on a hostile text"),
    ],
)
def test_a_bad_expression_is_refused(tmp_path: Path, pattern: str, what: str) -> None:
    assert any(what in problem for problem in problems(tmp_path, platform(pattern)))


def test_the_pump_test_lets_plain_expressions_pass() -> None:
    assert not stalls(r"standard order (?P<po>\d{4,12}), (?P<rev>\d)")
