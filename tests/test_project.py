"""Promises that the project makes about itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from click import Group

from bot.cli import main
from bot.crash import POINTS

PROJECT = Path(__file__).parents[1]


def test_every_crash_point_in_the_code_is_listed_and_every_listed_one_is_in_the_code() -> None:
    text = "".join(path.read_text("utf-8") for path in (PROJECT / "bot").rglob("*.py"))
    assert set(re.findall(r'crashpoint\("([\w-]+)"\)', text)) == set(POINTS)
    assert len(set(POINTS)) == len(POINTS)


def test_every_command_that_the_readme_and_docs_name_exists() -> None:
    known = set(_commands(main))
    pages = [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    named = {
        words
        for page in pages
        for words in re.findall(
            r"`(?:\.venv/bin/)?pobot ([a-z-]+(?: [a-z]+)?)", page.read_text("utf-8")
        )
    }
    assert named
    unknown = {w for w in named if w not in known and w.split()[0] not in known}
    assert unknown == set()


def test_no_test_is_without_an_assertion() -> None:
    bare = [
        f"{path.name}: {function.name}"
        for path in (PROJECT / "tests").rglob("test_*.py")
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        and function.name.startswith("test_")
        and not _asserts(function)
    ]
    assert bare == []


def _asserts(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Attribute) and node.attr in {"raises", "warns", "fail"})
        or (isinstance(node, ast.Name) and node.id.startswith(("check", "expect", "assert")))
        for node in ast.walk(function)
    )


def _commands(group: Group, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield prefix + name
        if isinstance(command, Group):
            yield from _commands(command, f"{prefix}{name} ")
