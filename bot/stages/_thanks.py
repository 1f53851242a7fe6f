"""Mails that only say thank you."""

import re

from bot.stages._titles import fold

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|cheers|much appreciated|danke\w*|dank|merci|gracias|grazie|bedankt"
    r"|dank je|obrigad[oa]|tack|tak|takk|kiitos|dzieki|dziekuj\w+|dekuj\w+|received|noted"
    r"|perfect|great|super|parfait|perfecto|perfetto|koszonom|koszonjuk|multumesc|multumim|diky"
    r"|dakujem|hvala|thx)\b"
)

_YET = re.compile(
    r"\b(?:but|however|although|still|unfortunately|except|aber|jedoch|allerdings|leider|mais"
    r"|cependant|malheureusement|pero|sin embargo|porem|tuttavia|maar|helaas|men|dock"
    r"|desvaerre|tyvarr|mutta|ale|niestety|bohuzel|sajnos)\b"
)
"""Words after which thanks go on to something else."""

_CLOSING = re.compile(
    r"\b(?:regards|wishes|grusse?n?|cordialement|saludos|saluti|groet\w*|hilsen|halsningar"
    r"|pozdrawiam|pozdrav\w*|cumprimentos|terveisin)\b"
)
_SHORT = 4
"""A sentence of no more words is a name, a greeting or an "all good"."""

LONGEST = 25
"""Whoever writes more words than this says more than thanks."""


def mere_thanks(words: str) -> bool:
    """Say whether a mail's subject and new text hold thanks, and nothing that wants an answer."""
    lines = [line for line in fold(words).splitlines() if line.strip()]
    body = [line for line in lines if not re.match(r"\s*(?:re|aw|sv|antw|rif)\s*:", line)]
    text = " ".join(body or lines)
    if "?" in text or re.search(r"\d{3,}", text) or len(text.split()) > LONGEST:
        return False
    sentences = [one for line in body or lines for one in re.split(r"[.!;]+", line)]
    courteous = all(
        _THANKS.search(s) or _CLOSING.search(s) or len(s.split()) <= _SHORT for s in sentences
    )
    return courteous and not _YET.search(text) and _THANKS.search(text) is not None
