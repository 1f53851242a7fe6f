"""Where somebody else's words begin: the marks that mail programs set above them.

A separator ("-----Original Message-----"), a copied header block, an attribution ("On ... wrote:"),
or a help desk's "reply above this line". Lines come without invisible characters (`visible`); each
is looked at a constant number of times.
"""

import re
from dataclasses import dataclass

from bot.domain.message import Address
from bot.stages import _markers as words
from bot.stages._attributions import attribution
from bot.stages._header_blocks import Block, block_on_one_line, header_block

QUOTE = re.compile(r"^ {0,3}(?:>|&gt;) ?")
"""The mark of a quoted line (RFC 3676 4.5), as some programs escape it, too."""

_RULE = re.compile(r"^\W{0,2}[_=*\-–—]{10,}\W{0,2}$")
_SEPARATOR = re.compile(
    r"^[\s>*]{0,4}[-_=–]{2,20}\s{0,3}([^\n-]{4,50}?)\s{0,3}[-_=–]{2,20}[*:]{0,2}"
)
_STRIPPED = " \t*_-=–—:：>|"
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202c"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
_MAX_DESK_LINE = 160


@dataclass(frozen=True, slots=True)
class Cut:
    """Where somebody else's words begin: the lines before `end` only mark them.

    Attributes:
        end: the line after the mark.
        kind: "forward", "reply", "block", "attribution" or "desk".
        author: who wrote what follows, as claimed.
        subject: "Subject: ..." of what follows, or "".
    """

    end: int
    kind: str
    author: Address | None = None
    subject: str = ""


def visible(line: str) -> str:
    """Return a line as a reader sees it: no zero-width characters, plain spaces."""
    return line if line.isascii() else line.translate(_UNSEEN).translate(_SPACES)


def cut_at(lines: list[str], start: int) -> Cut | None:
    """Return the mark that begins in a line, if one does."""
    line = lines[start]
    if not line.strip() or QUOTE.match(line):
        return None
    return (
        _separator(lines, start)
        or _block(lines, start)
        or _attribution(lines, start)
        or _desk(line, start)
    )


def quoted_run(lines: list[str], start: int) -> int:
    """Return the line after the last with ">" before it; blank lines between them count."""
    end = number = start
    first = next_filled(lines, start)
    if first >= len(lines) or not QUOTE.match(lines[first]):
        return start
    while number < len(lines):
        if QUOTE.match(lines[number]):
            end = number + 1
        elif lines[number].strip():
            break
        number += 1
    return end


def next_filled(lines: list[str], start: int) -> int:
    """Return the next line that holds anything, among four; else the number of lines."""
    return next(
        (number for number in range(start, min(start + 4, len(lines))) if lines[number].strip()),
        len(lines),
    )


def _separator(lines: list[str], start: int) -> Cut | None:
    line = lines[start]
    phrase, tail = line[:200].strip(_STRIPPED).casefold(), ""
    if match := _SEPARATOR.match(line):
        inside = match[1].strip(_STRIPPED).casefold()
        if inside in words.ORIGINAL or inside in words.FORWARDED:
            phrase, tail = inside, line[match.end() :]
    bare = line.strip()
    marked = bare.startswith(("-", "_", "=", "*-")) or bare.endswith((":", "："))
    forwards = phrase in words.FORWARDED or phrase.startswith(words.FORWARDED_BY)
    if not marked or not (forwards or phrase in words.ORIGINAL):
        return _rule(lines, start)
    kind = "forward" if forwards else "reply"
    if tail.strip():
        return _cut(block_on_one_line(tail.strip(), start + 1), kind)
    block = header_block(lines, next_filled(lines, start + 1), marked=True)
    return _cut(block, kind) if block else Cut(start + 1, kind)


def _rule(lines: list[str], start: int) -> Cut | None:
    """Return a header block or a separator below a ruled line, as Outlook draws one."""
    if not _RULE.match(lines[start]):
        return None
    below = next_filled(lines, start + 1)
    if block := header_block(lines, below, marked=True):
        return _cut(block, "block")
    if below < len(lines) and not _RULE.match(lines[below]):
        return _separator(lines, below)
    return None


def _block(lines: list[str], start: int) -> Cut | None:
    block = header_block(lines, start)
    return _cut(block, "block") if block else None


def _attribution(lines: list[str], start: int) -> Cut | None:
    found = attribution(lines, start, is_quote=QUOTE)
    return Cut(found.end, "attribution", found.author) if found else None


def _desk(line: str, start: int) -> Cut | None:
    found = len(line) <= _MAX_DESK_LINE and words.ABOVE_THIS_LINE.search(line.casefold())
    return Cut(start + 1, "desk") if found else None


def _cut(block: Block, kind: str) -> Cut:
    return Cut(block.end, kind, block.author, block.subject)
