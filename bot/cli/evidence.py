"""Shows in a terminal where in a mail a number stands."""

import unicodedata
from collections.abc import Iterable

import click

from bot.domain.message import Passage
from bot.domain.purchase_order import Candidate
from bot.domain.understanding import FactSource

AROUND = 50
"""Characters shown on either side of a number, of its own line."""


def highlighted(candidate: Candidate, passages: Iterable[Passage]) -> str:
    """Return the line that holds a candidate, with the matched text marked; "" where unknown.

    Client text is data: what would steer a terminal is shown as its code point.
    """
    colour = "green" if candidate.accepted else "yellow"
    for passage in passages:
        if _holds(passage, candidate):
            return _line(passage.text, candidate.start, candidate.end, colour)
    return ""


def marked(source: FactSource, passages: Iterable[Passage]) -> str:
    """Return the line that states a fact, with the matched text marked; "" where unknown."""
    for passage in passages:
        if _holds(passage, source):
            return _line(passage.text, source.start, source.end, "cyan")
    return ""


def _line(text: str, start: int, end: int, colour: str) -> str:
    before = text[:start].rpartition("\n")[2][-AROUND:]
    after = text[end:].partition("\n")[0][:AROUND]
    stated = click.style(visible(text[start:end]), fg=colour, bold=True, underline=True)
    return f"{visible(before).lstrip()}{stated}{visible(after).rstrip()}"


def visible(text: str) -> str:
    """Return text in which tabs are blanks, and control and format characters are visible."""
    return "".join(
        c if c.isprintable() else " " if c in "\t\n\r\xa0" else f"<U+{ord(c):04X}>"
        for c in unicodedata.normalize("NFC", text)
    )


def _holds(passage: Passage, candidate: Candidate | FactSource) -> bool:
    return (
        passage.origin == candidate.origin
        and passage.layer is candidate.layer
        and passage.text[candidate.start : candidate.end] == candidate.text
    )
