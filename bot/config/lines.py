"""On which line of a TOML file a key stands. The parser of the standard library does not say."""

import re
from collections.abc import Mapping

Keys = tuple[str, ...]

PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
KEY = rf"{PART}(?:\s*\.\s*{PART})*"
HEADER = re.compile(rf"\s*\[\[?\s*({KEY})\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT = re.compile(rf"\s*({KEY})\s*=(.*)")
LONG_STRINGS = ('"""', "'''")


def lines_of(source: str) -> Mapping[Keys, int]:
    """Return the line, counted from 1, of each table header and key of a valid file."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    closing = ""
    for number, line in enumerate(source.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
        elif header := HEADER.match(line):
            table = _keys(header[1])
            found.setdefault(table, number)
        elif assignment := ASSIGNMENT.match(line):
            found.setdefault((*table, *_keys(assignment[1])), number)
            closing = next((q for q in LONG_STRINGS if assignment[2].count(q) == 1), "")
    return found


def line_of(lines: Mapping[Keys, int], keys: Keys) -> int:
    """Return the line of a key, else that of the nearest table around it, else 0."""
    while keys and keys not in lines:
        keys = keys[:-1]
    return lines.get(keys, 0)


def _keys(dotted: str) -> Keys:
    return tuple(part.strip("\"'") for part in re.findall(PART, dotted))
