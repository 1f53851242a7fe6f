"""Loads rules/dunning/*.toml: one dunning procedure a file, named after it.

A file that is wrong in any way is refused with every problem in it, each with its line.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.procedure import Level, Procedure
from bot.errors import BadInput, Problem

TONES = {"overdue": ("gentle", "firm", "last"), "chaser": ("ahead", "start", "late")}
"""The words that the templates know, per ladder."""

LEAST = {"gap_days": 1, "grace_days": 0, "undated_days": 0}
"""The smallest sensible value of each number of days at the top of a file."""

_KEYS: Mapping[str, type] = {
    "name": str,
    "days": int,
    "template": str,
    "tone": str,
    "needs_approval": bool,
}
_OPTIONAL = frozenset({"needs_approval"})
_WORDS: Mapping[type, str] = {str: "a text", int: "a whole number", bool: "true or false"}

Table = Mapping[str, object]


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
        for key in data.keys() - LEAST.keys() - TONES.keys():
            self._wrong(self._line(key), "is no setting of a dunning procedure", key)
        numbers = {key: self._number(data, key, least) for key, least in LEAST.items()}
        ladders = {name: self._ladder(data, name, letters) for name in TONES}
        if self.problems:
            return None
        return Procedure(
            self.path.stem, overdue=ladders["overdue"], chasers=ladders["chaser"], **numbers
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
        if not _is(value, int) or not isinstance(value, int) or value < least:
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
        levels = tuple(Level(**table) for table in tables)
        self._check_order(name, levels)
        return levels

    def _check_level(
        self, ladder: str, table: Table, start: int, letters: Collection[str] | None
    ) -> None:
        for key in table.keys() - _KEYS.keys():
            self._wrong(self._line(key, start), "is no key of a level", key)
        for key, kind in _KEYS.items():
            if key not in table and key in _OPTIONAL:
                continue
            if not _is(table.get(key), kind):
                self._wrong(self._line(key, start), f"needs {_WORDS[kind]}", key)
        for key, what in _bad_values(ladder, table, letters):
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


def _is(value: object, kind: type) -> bool:
    """Say whether a value is of a kind; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _bad_values(
    ladder: str, table: Table, letters: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    name, days = table.get("name"), table.get("days")
    tone, template = table.get("tone"), table.get("template")
    if isinstance(name, str) and not re.fullmatch(r"[a-z0-9-]+", name):
        yield "name", "may hold lower-case letters, digits and hyphens"
    if ladder == "overdue" and isinstance(days, int) and days < 1:
        yield "days", "an invoice is overdue from 1 day past its due date"
    if isinstance(tone, str) and tone not in TONES[ladder]:
        yield "tone", f"is one of {', '.join(TONES[ladder])}"
    if isinstance(template, str) and letters is not None and template not in letters:
        yield "template", f"there is no template {template!r}"
