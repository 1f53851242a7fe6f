"""The words that all letters of a language share: `words.<language>.toml`, checked at start.

Each file holds the table `words` with the keys of `WORDS`; a value may name what it has a place for
in braces, as "quotation {number}". Values that are put there are never read as a pattern.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.errors import Problem

WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "greeting": frozenset({"name"}),
        "greeting_nobody": frozenset(),
        "person": frozenset({"name"}),
        "closing": frozenset(),
        "team": frozenset(),
        "one_day": frozenset(),
        "days": frozenset({"count"}),
        "quotation": frozenset({"number"}),
        "statement_of_work": frozenset({"number"}),
    }
)
"""What every language must say, and what each has a place for."""

PREFIX = "words."
"""Opens the names of these files, which stand beside the letters."""

_PLACE = re.compile(r"\{(\w*)\}")


def load_words(
    files: Mapping[str, Path], problems: list[Problem]
) -> Mapping[str, Mapping[str, str]]:
    """Return the words by language; what is wrong with a file is added to the problems."""
    found = {
        name.removeprefix(PREFIX).removesuffix(".toml"): _words(file, problems)
        for name, file in files.items()
        if name.startswith(PREFIX) and file.suffix == ".toml"
    }
    return MappingProxyType(found)


def filled(pattern: str, **values: str) -> str:
    """Put values in their places."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), pattern)


def _words(file: Path, problems: list[Problem]) -> Mapping[str, str]:
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("words", {})
    except (ValueError, OSError) as error:
        problems.append(Problem(file, 0, f"no valid TOML: {error}"))
        return {}
    words = {key: value for key, value in table.items() if isinstance(value, str)}
    unknown = sorted(table.keys() - WORDS.keys())
    problems += [Problem(file, 0, "is no such word", column=f"words.{key}") for key in unknown]
    for key, places in WORDS.items():
        if not words.get(key):
            problems.append(Problem(file, 0, "is missing", column=f"words.{key}"))
        elif set(_PLACE.findall(words[key])) != places:
            said = ", ".join(f"{{{place}}}" for place in sorted(places)) or "nothing in braces"
            problems.append(Problem(file, 0, f"is to name {said}", column=f"words.{key}"))
    return MappingProxyType(words)
