"""Where a sender's words end and a signature, banner or legal notice begins.

A number in a signature is not an order's, so signatures are set apart. Whatever might be content
stays content: a postscript, a line that gives an order or a number, a sentence below the name.
"""

import re

from bot.stages._closings import (
    gives_number,
    gives_order,
    is_contact,
    is_device,
    is_postscript,
    is_sign_off,
)
from bot.stages._notices import WORDS, notice_lines

_DELIMITER = re.compile(r"^(?:--|__|[—–]{1,12})\s*$")
"""The signature delimiter (RFC 3676 4.3), and what phones and Dropbox write for it."""

_RULE = re.compile(r"^[-_=*~—–]{4,80}\s*$")

_MAX_LINE = 110
_MAX_LINES = 14
"""A signature's lines are this short and this few; what is more is content."""

_SENTENCE_WORDS = 6
_ABBREVIATED = re.compile(
    r"(?:\b\w\.\s?\w|\b(?:ltd|inc|co|corp|llc|gmbh|s\.?r\.?l|etc|nr|no))\.$", re.IGNORECASE
)


def signature_lines(lines: list[str], name: str) -> frozenset[int]:
    """Return the numbers of the lines that are signature, notice or banner.

    Args:
        lines: one person's text.
        name: the author's name, "" where unknown: a line that is just the name begins a signature.
    """
    paragraphs = _paragraphs(lines)
    found = notice_lines(lines, paragraphs)
    close = _close(lines, name, found)
    delimited = close < len(lines) and bool(_DELIMITER.match(lines[close].strip()))
    for first, last in paragraphs:
        if last <= close:
            continue
        opening, below = first <= close, lines[max(first, close) : last]
        # Whoever's program sets the delimiter keeps everything below it for the signature.
        surely = delimited and (opening or lines[close] == "-- ")
        if surely or not _content(below, opening=opening):
            found.update(range(max(first, close), last))
    found.update(number for number, line in enumerate(lines) if is_device(line.strip()))
    return frozenset(found - _resumed(lines, paragraphs, close, found))


def _close(lines: list[str], name: str, notices: set[int]) -> int:
    """Return the line where the signature begins: delimiter, sign-off, name, or a rule."""
    names = _forms(name)
    filled = [n for n, line in enumerate(lines) if line.strip() and n not in notices]
    for position, number in enumerate(filled):
        line = lines[number].strip()
        if _DELIMITER.match(line) and (line != "—" or position):
            return number
        closes = len(line) <= 80 and (is_sign_off(line) or _bare(line[:60]) in names)
        below = lines[filled[position + 1]].strip() if position + 1 < len(filled) else ""
        if position and closes and _may_be_signed(below):
            return number
        few = position and len(filled) - position - 1 <= _MAX_LINES
        if few and _RULE.match(line) and _is_card([lines[n] for n in filled[position + 1 :]]):
            return number
    return len(lines)


def _may_be_signed(below: str) -> bool:
    """Return whether what follows a sign-off begins like a name and not like a sentence."""
    return len(below) <= _MAX_LINE and not _is_sentence(below)


def _is_card(lines: list[str]) -> bool:
    """Return whether the lines below a rule are somebody's address and nothing else."""
    if any(len(line) > _MAX_LINE for line in lines):
        return False
    if any(gives_number(x) or gives_order(x) or _is_sentence(x) for x in lines):
        return False
    return any(is_contact(line) for line in lines)


def _content(lines: list[str], *, opening: bool) -> bool:
    """Return whether a paragraph below a sign-off says something, so that it is no signature.

    The paragraph that the sign-off opens is name and place; there only a whole line can do so.
    """
    text = " ".join(line.strip() for line in lines)
    if WORDS.search(text[:3000]):
        return False
    if not opening and any(gives_number(line) for line in lines):
        return True
    if len(lines) > _MAX_LINES or any(len(line) > _MAX_LINE for line in lines):
        return True
    return any(_is_sentence(line) for line in lines) if opening else _is_sentence(text)


def _is_sentence(text: str) -> bool:
    words = text.split()
    if len(words) < _SENTENCE_WORDS or not words[-1].endswith((".", "!", "?", ":")):
        return False
    # Names, titles and streets are mostly written with capitals, sentences are not.
    small = sum(word[0].islower() for word in words)
    return small * 3 >= len(words) and not _ABBREVIATED.search(text.rstrip()[-20:])


def _resumed(
    lines: list[str], paragraphs: list[tuple[int, int]], close: int, found: set[int]
) -> set[int]:
    """Return the lines set apart that are content: what follows a postscript, order or number."""
    resumed: set[int] = set()
    for first, last in paragraphs:
        for number in range(first, last):
            if number in found and _resumes(lines[number].strip(), below=number > close):
                resumed.update(range(number, last))
                break
    return resumed


def _resumes(line: str, *, below: bool) -> bool:
    if gives_order(line):
        return True
    return below and (is_postscript(line) or gives_number(line))


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """Return (first line, line after the last) of each run of filled lines."""
    runs: list[tuple[int, int]] = []
    start = -1
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            start = number if start < 0 else start
        elif start >= 0:
            runs.append((start, number))
            start = -1
    return runs


def _forms(name: str) -> frozenset[str]:
    """Return how an author may sign: whole name, or first name alone."""
    last, comma, first = name.partition(",")
    words = _bare(f"{first} {last}" if comma else name).split()
    return frozenset({" ".join(words), words[0]}) if words else frozenset()


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.casefold()).split())
