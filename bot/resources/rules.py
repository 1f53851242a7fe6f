"""Reads rules/*.toml into `Rules`, and refuses bad ones, naming every problem.

A rule without examples, or whose own examples fail, is refused: what a rule is for is then always
written beside it, and a change that breaks one rule with another is seen before any mail is. The
rules that come with pobot are tested so by its own tests, not at each start.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import regex

from bot.domain.purchase_order import Role
from bot.domain.rules import (
    AmountCue,
    AmountKind,
    Cue,
    DateCue,
    DateKind,
    Heading,
    Label,
    Liveness,
    Negative,
    Platform,
    Rule,
    Rules,
    Side,
)
from bot.domain.understanding import Intent
from bot.errors import BadInput, Problem
from bot.resources._examples import failures, stalls
from bot.stages._normal import fold
from bot.stages._phrases import BadPhrase, forms
from bot.stages._scan import forget

OTHERS = frozenset({"screening.toml"})
"""Files in the same folder that other packs read."""

Entry = dict[str, Any]

_BUILDERS: Mapping[str, Callable[[Entry], Rule | Platform]] = {
    "label": lambda e: Label(
        **_common(e),
        confidence=float(e.pop("confidence", 0.95)),
        weak=bool(e.pop("weak", False)),
        follows=bool(e.pop("follows", False)),
        field=bool(e.pop("field", False)),
    ),
    "negative": lambda e: Negative(
        **_common(e),
        what=e.pop("what"),
        fact=e.pop("fact", ""),
        yields=bool(e.pop("yields", False)),
    ),
    "cue": lambda e: Cue(
        **_common(e),
        intent=Intent(e.pop("intent")),
        accepts=bool(e.pop("accepts", False)),
        calls_off=bool(e.pop("calls_off", False)),
    ),
    "liveness": lambda e: Liveness(
        **_common(e), role=Role(e.pop("role")), side=Side(e.pop("side")), why=e.pop("why")
    ),
    "amount": lambda e: AmountCue(
        **_common(e),
        kind=AmountKind(e.pop("kind")),
        side=Side(e.pop("side")),
        final=bool(e.pop("final", False)),
    ),
    "date": lambda e: DateCue(**_common(e), kind=DateKind(e.pop("kind"))),
    "heading": lambda e: Heading(
        **_common(e),
        what=e.pop("what"),
        order=bool(e.pop("order", False)),
        changes=bool(e.pop("changes", False)),
        kind=e.pop("kind", ""),
    ),
    "platform": lambda e: Platform(
        id=e.pop("id"),
        hint=e.pop("hint"),
        regex=e.pop("regex"),
        confidence=float(e.pop("confidence")),
        matches=_texts(e, "matches"),
        ignores=_texts(e, "ignores"),
    ),
}
"""Name of the TOML table -> how its entries are built. What an entry has beyond is a problem."""


def load_rules(folder: Path, *, proven: bool = False) -> Rules:
    """Return the rules of a folder; the same contents are read once in a process.

    Args:
        folder: holds the rules, *.toml.
        proven: the examples were tested already, as those of the rules that come with pobot are by
            its own tests: they are not tested again, which is most of the time that loading takes.

    Raises:
        BadInput: something is wrong; carries every problem with its file and line.
    """
    rules, problems = _loaded(folder, _contents(folder), proven)
    if problems:
        raise BadInput(problems)
    return rules


def check_rules(folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the rules of a folder; nothing where they are good."""
    return _checked(folder)[1]


@lru_cache(maxsize=2)
def _loaded(
    folder: Path, contents: tuple[tuple[str, bytes], ...], proven: bool
) -> tuple[Rules, tuple[Problem, ...]]:
    del contents  # only says whether what was loaded is still what is there
    return _checked(folder, proven=proven)


def _contents(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the files of a folder with digests of what they hold; one that is away has none."""
    return tuple(
        (path.name, sha256(path.read_bytes()).digest() if path.is_file() else b"")
        for path in sorted(folder.glob("*.toml"))
    )


@dataclass(slots=True)
class _Pack:
    """What has been read so far."""

    built: dict[str, list[Rule | Platform]] = field(default_factory=dict)
    places: dict[str, tuple[Path, int]] = field(default_factory=dict)
    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _checked(folder: Path, *, proven: bool = False) -> tuple[Rules, tuple[Problem, ...]]:
    pack = _Pack()
    files = [path for path in sorted(folder.glob("*.toml")) if path.name not in OTHERS]
    if not files:
        return Rules(), (Problem(folder, 0, "holds no rules (*.toml)"),)
    for path in files:
        _read(path, pack)
    rules = _assembled(pack)
    if proven:
        return rules, tuple(pack.problems)
    if not pack.problems:
        _check_forms(pack)
    if not pack.problems:
        _check_examples(rules, pack)
    return rules, tuple(pack.problems)


def _read(path: Path, pack: _Pack) -> None:
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        pack.problems.append(Problem(path, 0, f"cannot be read: {error}"))
        return
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        pack.problems.append(Problem(path, int(line[1]) if line else 0, f"is not TOML: {error}"))
        return
    for table, content in data.items():
        _read_table(path, text, table, content, pack)


def _read_table(path: Path, text: str, table: str, content: Any, pack: _Pack) -> None:
    if table == "lists" and isinstance(content, dict):
        for name, words in content.items():
            folded = frozenset(fold(word) for word in str(words).split())
            pack.lists[name] = pack.lists.get(name, frozenset()) | folded
    elif table == "groups" and isinstance(content, dict):
        for name, phrases in content.items():
            pack.groups[name] = (*pack.groups.get(name, ()), *phrases)
    elif table in _BUILDERS and isinstance(content, list):
        lines = _lines(text, table)
        for entry, line in zip(content, lines, strict=False):
            _build(path, line, table, dict(entry), pack)
    else:
        pack.problems.append(Problem(path, 0, f"has an unknown table {table!r}"))


def _build(path: Path, line: int, table: str, entry: Entry, pack: _Pack) -> None:
    try:
        rule = _BUILDERS[table](entry)
    except KeyError as error:
        pack.problems.append(Problem(path, line, f"{table} without the key {error.args[0]!r}"))
        return
    except (ValueError, TypeError) as error:
        pack.problems.append(Problem(path, line, f"{table}: {error}"))
        return
    for extra in entry:
        pack.problems.append(Problem(path, line, f"{table} has an unknown key", extra))
    if rule.id in pack.places:
        where = pack.places[rule.id]
        pack.problems.append(Problem(path, line, f"{rule.id!r} stands in {where[0].name} already"))
    pack.places[rule.id] = (path, line)
    pack.built.setdefault(table, []).append(rule)


def _assembled(pack: _Pack) -> Rules:
    def built(table: str) -> tuple[Any, ...]:
        return tuple(pack.built.get(table, ()))

    return Rules(
        labels=built("label"),
        negatives=built("negative"),
        cues=built("cue"),
        liveness=built("liveness"),
        amounts=built("amount"),
        dates=built("date"),
        headings=built("heading"),
        platforms=built("platform"),
        words=tuple(sorted(pack.lists.items())),
        groups=tuple(sorted(pack.groups.items())),
    )


def _check_forms(pack: _Pack) -> None:
    """Compile every phrase and expression."""
    for rules in pack.built.values():
        for rule in rules:
            for problem in _form_problems(rule, pack):
                pack.problems.append(Problem(*pack.places[rule.id], f"{rule.id}: {problem}"))


def _form_problems(rule: Rule | Platform, pack: _Pack) -> list[str]:
    if isinstance(rule, Platform):
        return _regex_problems(rule)
    problems = [] if rule.phrases else ["has no phrases"]
    for phrase in rule.phrases:
        try:
            forms(phrase, pack.groups)
        except BadPhrase as error:
            problems.append(str(error))
    return problems + [
        f"the phrase {phrase!r} stands there {count} times"
        for phrase, count in Counter(rule.phrases).items()
        if count > 1
    ]


def _regex_problems(platform: Platform) -> list[str]:
    try:
        names = regex.compile(platform.regex).groupindex
    except regex.error as error:
        return [f"is not a regular expression: {error}"]
    problems = [] if "po" in names else ["has no group (?P<po>…)"]
    if stalls(platform.regex):
        problems.append("takes too long on a hostile text: nested or overlapping repetition")
    return problems


def _check_examples(rules: Rules, pack: _Pack) -> None:
    for built in pack.built.values():
        for rule in built:
            for failure in failures(rule, rules):
                pack.problems.append(Problem(*pack.places[rule.id], f"{rule.id}: {failure}"))
            forget()


def _common(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.pop("id"),
        "phrases": _texts(entry, "phrases"),
        "matches": _texts(entry, "matches"),
        "ignores": _texts(entry, "ignores"),
    }


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    values = entry.pop(key, [])
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise ValueError(f"`{key}` must be a list of texts")
    return tuple(values)


def _lines(text: str, table: str) -> list[int]:
    """Return the line of each entry of an array of tables, which tomllib does not tell."""
    return [
        text.count("\n", 0, m.start()) + 1
        for m in re.finditer(rf"^[ \t]*\[\[\s*{table}\s*\]\]", text, re.MULTILINE)
    ]
