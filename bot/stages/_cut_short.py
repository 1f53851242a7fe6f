"""Numbers that seem to go on where they were taken to end: "PO 45000 12345", "PO 2026-004/mk".

Half a number is a wrong number. Where a mail writes the number by itself somewhere too, that
settles it.
"""

import re
from collections.abc import Iterable

LONGEST = 100_000
"""Characters of a mail in which numbers are looked for again."""

_SOMETHING_ELSE = (
    r"(?:days?|tage|jours|giorni|dias|dni|dagen|dagar|dage|hours?|hrs?|h|min|uhr|pm|am|%|x|st|pcs"
    r"|pages?|items?|lines?|units?|seats?|users?|licen[cs]es?|invoices?|k|m|gbp|eur|usd|chf|sek|nok"
    r"|dkk|pln|czk|kr|zl|£|€|\$|jan\w*|feb\w*|mar\w*|mär\w*|apr\w*|ma[iy]\w*|jui?n\w*|jui?l\w*|aug\w*"
    r"|ago\w*|ao[uû]t|sep\w*|o[ck]t\w*|out\w*|nov\w*|de[czs]\w*|gen\w*|lug\w*|giu\w*|mag\w*)"
)
_FOR = r"(?:for|für|pour|para|per|voor)\b"
_GOES_ON = re.compile(
    rf"[ \u00a0](?:\d{{2,8}}(?![\d.,:/-]*\d)(?!\s?{_SOMETHING_ELSE}\b)(?!\s?[£€$%])"
    rf"|[A-HJ-Z](?=\s*(?:[.,;)\n]|$|{_FOR})))",
    re.IGNORECASE,
)
_NO_ENDING = (
    r"(?:eur|gbp|usd|chf|sek|nok|dkk|pln|czk|huf|ron|cad|aud|vat|iva|tva|net|kg|pcs|po|pm|pa|mt|so"
    r"|and|und|et|y|e|or|ou|o|cw|kw|quot|inv|ref|sow|eng|q|cr|pr|hr|mr|ms|mrs)"
)
"""What stands behind a slash and is no part of a number: a currency, a title, a reference."""

_SLASHED = rf"(?:(?!{_NO_ENDING}(?![^\W_]))[^\W\d_]{{1,4}}(?:[/-][^\W_]{{1,6}})*(?![^\W_]|[-/]\d))"
_SMALL = r"(?!ok|np|am|at|to|is|it|as|so|we|by|on|in|es|er|le|la|da|du|ti|vi|me|no|up)[a-z]{2}"
_GLUED = re.compile(
    rf"/{_SLASHED}|/[/-]\d"
    # "4711_A", but not the file name "4711_signed.pdf".
    r"|_(?![\w-]*\.[a-z]{2,4}\b)[^\W_]"
    rf"|\.-?[A-HJ-Z]\d{{0,3}}(?=[,;:)\n]|$|\s+{_FOR})"
    r"|[:;](?!0)\d{1,4}(?![.,:]?\d|\s?" + _SOMETHING_ELSE + r"\b|\s?[£€$%])"
    r"|[#+~=&@·\\](?=[^\W_])\w{1,6}(?!\w|\.\w)"
    r"|\(\d{1,2}\)"
    r"|[À-ÖØ-öø-ɏ]"
    r"|[/-]\r?\n[ >]*(?:\d{1,8}(?![.,]?\d)|(?-i:[A-Z]{1,3}\b))",
    re.IGNORECASE,
)
"""What follows a number without a blank, as the rest of it, or on the next line."""

_SPACED = re.compile(rf"[ \u00a0](?-i:{_SMALL})(?=[,;)\n]|\.\s|$|\s+{_FOR})")


def cut_short(text: str, numbers: Iterable[str], papers: str = "") -> str:
    """Return the first number that goes on wherever a text has it, with what follows; "" if none.

    Args:
        text: subject and new text of a mail.
        numbers: those that would be booked, as printed.
        papers: text of the documents, for a number that only they have. Columns stand beside each
            other there, so that only what follows without a blank is the rest of a number.
    """
    own, beside = text[:LONGEST], papers[:LONGEST]
    for number in numbers:
        if rest := _rest(number, own, _GOES_ON, _GLUED, _SPACED):
            return f"{number}{rest}"
        if not _places(number, own) and (rest := _rest(number, beside, _GLUED)):
            return f"{number}{rest}"
    return ""


def _rest(number: str, text: str, *patterns: re.Pattern[str]) -> str:
    """Return what follows a number in a text, where something does at every place; else ""."""
    ends = [
        next((m for p in patterns if (m := p.match(text, place))), None)
        for place in _places(number, text)
    ]
    return ends[0][0] if ends and ends[0] and all(ends) else ""


def _places(number: str, text: str) -> list[int]:
    """Return where a number ends in a text, wherever it is no part of a longer one."""
    whole = rf"(?<![\w-]){re.escape(number)}(?!(?![À-ÖØ-öø-ɏ_])\w|-(?!\r?\n))"
    return [m.end() for m in re.finditer(whole, text, re.IGNORECASE)]
