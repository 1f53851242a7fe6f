"""Loads rules/dunning/*.toml: one dunning procedure a file, named after it.

A file that is wrong in any way is refused with every problem in it, each with its line.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.procedure import Level, Procedure
from bot.errors import BadInput, Problem
from bot.resources._levels import Table, bad_kinds, bad_values, is_a

LADDERS = ("overdue", "chaser")

BROKEN = "broken_promise"
"""The table of the one level that follows a promise to pay that was not kept."""

LEAST = {"gap_days": 1, "grace_days": 0, "undated_days": 0}
"""The smallest sensible value of each number of days at the top of a file."""


def load_procedures(folder: Path, letters: Collection[str] | None = None) -> dict[str, Procedure]:
    """Return every procedure in a folder, by name.

    Args:
        folder: with one file or more, such as rules/dunning.
        letters: the names of the templates there are; None does not check them.

    Raises:
        BadInput: a file cannot be used, or there is none. Carries every problem in all of them.
    """
    files = [_File(path) for path in sorted(folder.glob("*.toml"))]
    procedures = {file.path.stem: file.procedure(letters) for file in files}
    problems = [problem for file in files for problem in file.problems]
    if not files:
        problems.append(Problem(folder, 0, "holds no dunning procedure (*.toml)"))
    if problems:
        raise BadInput(tuple(problems))
    return {name: procedure for name, procedure in procedures.items() if procedure}


@dataclass(slots=True)
class _File:
    """One file on its way to a procedure; collects what is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def procedure(self, letters: Collection[str] | None) -> Procedure | None:
        """Return the procedure; None where the problems say why there is none."""
        data = self._read()
        if data is None:
            return None
        for key in data.keys() - LEAST.keys() - {*LADDERS, BROKEN}:
            self._wrong(self._line(key), "is no setting of a dunning procedure", key)
        numbers = {key: self._number(data, key, least) for key, least in LEAST.items()}
        ladders = {name: self._ladder(data, name, letters) for name in LADDERS}
        broken = self._broken(data, letters)
        if self.problems:
            return None
        return Procedure(
            self.path.stem,
            overdue=ladders["overdue"],
            chasers=ladders["chaser"],
            broken=broken,
            gap_days=numbers["gap_days"],
            grace_days=numbers["grace_days"],
            undated_days=numbers["undated_days"],
        )

    def _read(self) -> Table | None:
        try:
            text = self.path.read_text("utf-8")
            self.lines = text.splitlines()
            return tomllib.loads(text)
        except UnicodeDecodeError as error:
            self._wrong(0, f"is not UTF-8: {error.reason} at byte {error.start}")
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+)", str(error))
            self._wrong(int(place[1]) if place else len(self.lines), f"is not TOML: {error}")
        return None

    def _number(self, data: Table, key: str, least: int) -> int:
        value = data.get(key)
        if not is_a(value, int) or not isinstance(value, int) or value < least:
            self._wrong(self._line(key), f"needs a whole number of days, {least} or more", key)
            return least
        return value

    def _ladder(self, data: Table, name: str, letters: Collection[str] | None) -> tuple[Level, ...]:
        tables = data.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._wrong(self._line(name), f"is written as [[{name}]], once per level", name)
            return ()
        if name == "overdue" and not tables:
            self._wrong(0, "needs at least one [[overdue]] level", name)
        before = len(self.problems)
        for table, start in zip(tables, self._starts(name), strict=False):
            self._check_level(name, table, start, letters)
        if len(self.problems) > before:
            return ()
        levels = tuple(map(_level, tables))
        self._check_order(name, levels)
        return levels

    def _broken(self, data: Table, letters: Collection[str] | None) -> Level | None:
        table = data.get(BROKEN)
        if table is None:
            return None
        if not isinstance(table, dict):
            self._wrong(self._line(BROKEN), f"is written as [{BROKEN}]", BROKEN)
            return None
        before, given = len(self.problems), frozenset({"name", "days"})
        self._check_level(BROKEN, table, self._line(BROKEN), letters, given)
        if len(self.problems) > before:
            return None
        return _level({"name": BROKEN.replace("_", "-"), "days": 0, **table})

    def _check_level(
        self,
        ladder: str,
        table: Table,
        start: int,
        letters: Collection[str] | None,
        given: frozenset[str] = frozenset(),
    ) -> None:
        for key, what in (*bad_kinds(table, given), *bad_values(ladder, table, letters)):
            self._wrong(self._line(key, start), what, key)

    def _check_order(self, name: str, levels: tuple[Level, ...]) -> None:
        starts = self._starts(name)
        for index in range(1, len(levels)):
            line = self._line("days", starts[index])
            if levels[index].days <= levels[index - 1].days:
                self._wrong(line, "levels must be in ascending order of days", "days")
            if levels[index].name in {level.name for level in levels[:index]}:
                line = self._line("name", starts[index])
                self._wrong(line, f"{levels[index].name!r} is used twice", "name")

    def _starts(self, name: str) -> list[int]:
        """Return the lines of the headers `[[name]]`, counted from 1."""
        header = re.compile(rf"\s*\[\[\s*{name}\s*\]\]")
        return [number for number, line in enumerate(self.lines, 1) if header.match(line)]

    def _line(self, key: str, start: int = 0) -> int:
        """Return the line of a key in the table that starts at `start`; else that start itself."""
        for number, line in enumerate(self.lines[start:], start + 1):
            if re.match(rf"\s*(\[+\s*)?{re.escape(key)}\s*[=\]]", line):
                return number
            if start and line.lstrip().startswith("["):
                break
        return start

    def _wrong(self, line: int, what: str, key: str = "") -> None:
        self.problems.append(Problem(self.path, line, what, key))


def _level(table: Mapping[str, Any]) -> Level:
    """Return a level of a table that was found good."""
    columns: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return Level(**columns)
