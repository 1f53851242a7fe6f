"""Numbers that seem to go on where they were taken to end: "PO 45000 12345", "PO 4500-012345 A".

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
_GOES_ON = re.compile(
    rf"[ \u00a0](?:\d{{2,8}}(?![\d.,:/-]*\d)(?!\s?{_SOMETHING_ELSE}\b)(?!\s?[£€$%])"
    r"|[A-HJ-Z](?=\s*(?:[.,;)\n]|$|for\b|für\b|pour\b|para\b|per\b|voor\b)))",
    re.IGNORECASE,
)


def cut_short(text: str, numbers: Iterable[str]) -> str:
    """Return the first number that goes on wherever a text has it, with what follows; "" if none.

    Args:
        text: subject and new text of a mail.
        numbers: those that would be booked, as printed.
    """
    head = text[:LONGEST]
    for number in numbers:
        own = re.escape(number)
        places = [m.end() for m in re.finditer(rf"(?<![\w-]){own}(?![\w-])", head, re.IGNORECASE)]
        ends = [_GOES_ON.match(head, place) for place in places]
        if ends and all(ends):
            found = ends[0]
            return f"{number}{found[0]}" if found else ""
    return ""
