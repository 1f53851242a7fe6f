"""Header blocks that mail programs copy into a body: "From: ... Sent: ... To: ... Subject: ...".

Labels in every language of `_markers`, bold or not, values broken over lines, the label alone on
its line, the whole block on one line. Each looks at a bounded number of lines.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.message import Address
from bot.stages import _markers as words
from bot.stages._addresses import claimed

MAX_LINES = 40
"""Lines of a block that are looked at: long lists of recipients are wrapped over many."""

_TIME = re.compile(r"\d[:.h]\d\d")
_EDGES = " \t*_>|"
_SUBJECT_LABELS = "|".join(
    sorted(
        (
            re.escape(word)
            for word, name in words.FIELDS.items()
            if name == "subject" and word != "re"
        ),
        key=len,
        reverse=True,
    )
)
_SUBJECT_INSIDE = re.compile(rf"(?:{_SUBJECT_LABELS})\s?[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A copied header block.

    Attributes:
        end: the line after its last.
        author: whom its From names.
        subject: "Subject: ..." or "".
    """

    end: int
    author: Address | None
    subject: str


def header_block(lines: list[str], start: int, *, marked: bool = False) -> Block | None:
    """Return the block that begins in a line: From with a date, a subject or recipients beside it.

    A client's own form may look alike ("From: ... To: ... Date: ..."), so that without a separator
    above it (`marked`) an address or a time of day must be in it.
    """
    if start >= len(lines) or not header_field(lines[start])[0]:
        return None
    seen, end = _fields(lines, start)
    enough = "from" in seen and len(seen) >= (2 if marked else 3)
    evident = marked or "@" in seen.get("from", "") or _TIME.search(seen.get("date", ""))
    if not enough or not evident:
        return None
    subject = f"Subject: {seen['subject']}" if seen.get("subject") else ""
    return Block(end, claimed(seen["from"]), subject)


def block_on_one_line(line: str, end: int) -> Block:
    """Return the block that Yahoo writes behind its separator, all labels in one line."""
    label, value = header_field(line)
    author = claimed(value if label == "from" else line)
    subject = list(_SUBJECT_INSIDE.finditer(line[:2000]))
    value = line[subject[-1].end() :].strip() if subject else ""
    return Block(end, author, f"Subject: {value}" if value else "")


@lru_cache(maxsize=1024)
def header_field(line: str) -> tuple[str, str]:
    """Return which header field a line is ("from", "date" ...) and its value, or ("", "").

    In tables that a program lays out, a tab stands for the colon. Kept for a while, as each line is
    asked about by every block that might begin in the lines above it.
    """
    for colon in (":", "\t"):
        label, found, value = line[:2000].replace("：", ":", 1).partition(colon)
        name = label.strip(_EDGES).replace("’", "'").casefold()
        if found and 0 < len(name) <= 24 and (kind := words.FIELDS.get(name)):
            return kind, value.strip(_EDGES)
    return "", ""


def _fields(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Return the fields from a line on, and the line after the last of them."""
    seen: dict[str, str] = {}
    last = ""
    end = number = start
    while number < min(start + MAX_LINES, len(lines)):
        name, value = header_field(lines[number])
        if name == "from" and name in seen:
            break
        if name:
            below = "" if value else _value_below(lines, number)
            seen.setdefault(name, value or below)
            number += 1 if below else 0
            last, end = name, number + 1
        elif not _continues(lines, number, end, last):
            break
        elif lines[number].strip():
            if last in {"subject", "from"}:
                seen[last] = f"{seen[last]} {lines[number].strip()}"
            end = number + 1
        number += 1
    return seen, end


def _value_below(lines: list[str], number: int) -> str:
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return "" if header_field(below)[0] else below


def _continues(lines: list[str], number: int, end: int, last: str) -> bool:
    """Return whether a line without a label still belongs to the field `last` above it."""
    line = lines[number]
    field_below = number + 1 < len(lines) and bool(header_field(lines[number + 1])[0])
    if not line.strip():
        return number == end and field_below
    if last == "from":
        # A label that nobody taught us, before a time of day, is another word for "Sent".
        return field_below and ("@" in line or bool(_TIME.search(line)))
    if line[:1] in " \t" or lines[number - 1].rstrip().endswith((",", ";")):
        return number - end < MAX_LINES and bool(lines[number - 1].strip())
    wrapped = {"date": bool(_TIME.search(line)), "to": "@" in line, "cc": "@" in line}
    return field_below and wrapped.get(last, last == "subject")
