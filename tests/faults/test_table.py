"""The table that docs/reliability.md publishes: every fault has a row, every row has its test."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[tuple[int, str]]:
    page = (PROJECT / "docs" / "reliability.md").read_text("utf-8")
    return [(int(number), shown) for number, _, _, shown in ROW.findall(page)]


def test_every_fault_of_the_catalogue_has_its_row() -> None:
    assert [number for number, _ in rows()] == list(range(1, 45))


def test_every_row_names_tests_that_are_there() -> None:
    missing = [
        f"{number}: {path}::{name}"
        for number, shown in rows()
        for path, name in NAMED.findall(shown) or [("none", "none")]
        if name not in names_in(PROJECT / path)
    ]
    assert missing == []


def names_in(path: Path) -> set[str]:
    """Return the names of the tests in a file."""
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
