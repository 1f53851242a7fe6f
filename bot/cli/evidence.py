"""Shows in a terminal where in a mail a number stands."""

import unicodedata
from collections.abc import Iterable

import click

from bot.domain.message import Passage
from bot.domain.purchase_order import Candidate

AROUND = 50
"""Characters shown on either side of a number, of its own line."""


def highlighted(candidate: Candidate, passages: Iterable[Passage]) -> str:
    """Return the line that holds a candidate, with the matched text marked; "" where unknown.

    Client text is data: what would steer a terminal is shown as its code point.
    """
    colour = "green" if candidate.accepted else "yellow"
    for passage in passages:
        if _holds(passage, candidate):
            before = passage.text[: candidate.start].rpartition("\n")[2][-AROUND:]
            after = passage.text[candidate.end :].partition("\n")[0][:AROUND]
            marked = click.style(visible(candidate.text), fg=colour, bold=True, underline=True)
            return f"{visible(before).lstrip()}{marked}{visible(after).rstrip()}"
    return ""


def visible(text: str) -> str:
    """Return text in which tabs are blanks, and control and format characters are visible."""
    return "".join(
        c if c.isprintable() else " " if c in "\t\n\r\xa0" else f"<U+{ord(c):04X}>"
        for c in unicodedata.normalize("NFC", text)
    )


def _holds(passage: Passage, candidate: Candidate) -> bool:
    return (
        passage.origin == candidate.origin
        and passage.layer is candidate.layer
        and passage.text[candidate.start : candidate.end] == candidate.text
    )
