"""Mails that only say thank you."""

import re

from bot.stages._titles import fold

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|cheers|much appreciated|danke\w*|dank|merci|gracias|grazie|bedankt"
    r"|dank je|obrigad[oa]|tack|tak|takk|kiitos|dzieki|dziekuj\w+|dekuj\w+|received|noted"
    r"|perfect|great|super|parfait|perfecto|perfetto)\b"
)

LONGEST = 25
"""Whoever writes more words than this says more than thanks."""


def mere_thanks(words: str) -> bool:
    """Say whether a mail's subject and new text hold thanks, and nothing that wants an answer."""
    lines = [line for line in fold(words).splitlines() if line.strip()]
    body = [line for line in lines if not re.match(r"\s*(?:re|aw|sv|antw|rif)\s*:", line)]
    text = " ".join(body or lines)
    if "?" in text or re.search(r"\d{3,}", text) or len(text.split()) > LONGEST:
        return False
    return _THANKS.search(text) is not None
