"""Who issues a document, and whom it is made out to, where it says so."""

from bot.stages._layout import lines
from bot.stages._scan import Scan

LONGEST_NAME = 80
"""A company's name on a document is not longer; what is, is a sentence."""

_TITLES = frozenset({"name", "details", "address", "anschrift", "nom", "nombre"})
_AFTER = ":\t|\n"


def party(found: Scan, titles: frozenset[str]) -> str:
    """Return the name after "Supplier:" and the like, at the beginning of a line or cell.

    Returns "" where there is none, or where a number stands there ("Supplier: 100234").
    """
    words = found.words
    for row in lines(found):
        for cell in filter(None, row.cells):
            last = _title_end(found, cell, titles)
            if last is None:
                continue
            gap = words.after(last)
            if any(sign in gap for sign in _AFTER) or "   " in gap:
                name = _to_break(words.text[words.ends[last] :])
                if _is_name(name):
                    return name
    return ""


def _title_end(found: Scan, cell: tuple[int, ...], titles: frozenset[str]) -> int | None:
    """Return the last word of a title such as "supplier" or "supplier name", or None."""
    folded = found.words.folded
    if folded[cell[0]] not in titles:
        return None
    return cell[1] if len(cell) > 1 and folded[cell[1]] in _TITLES else cell[0]


def _to_break(text: str) -> str:
    """Return the first line or cell of a text that holds anything."""
    text = text.lstrip(" :\t|\r\n")
    ends = [text.find(sign) for sign in ("\n", "\t", "|", "   ") if sign in text]
    return text[: min(ends, default=len(text))].strip(" .:,;\r")


def _is_name(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    digits = sum(c.isdigit() for c in text)
    return letters >= 3 and letters > digits and len(text) <= LONGEST_NAME
