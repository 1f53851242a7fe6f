"""Words that were read on a picture, and which of them are doubtful."""

import re

from bot.domain.message import Passage

TOKEN = re.compile(r"[^\W_](?:[\w.,/\\-]*[^\W_])?")
"""A word or number, without the punctuation around it."""

MARGIN = 100
"""Characters around a stretch of text in which the words lie that it cuts."""


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text, without the punctuation around them."""
    return tuple(TOKEN.findall(text))


def is_doubtful(passage: Passage, start: int, end: int) -> bool:
    """Say whether a stretch of a passage touches a word that two readings have differently."""
    if not passage.doubtful:
        return False
    doubted = frozenset(passage.doubtful)
    first = max(start - MARGIN, 0)
    return any(
        match[0] in doubted
        for match in TOKEN.finditer(passage.text[first : end + MARGIN])
        if first + match.start() < end and first + match.end() > start
    )
