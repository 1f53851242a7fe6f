"""Keeps references and dates in one line of a page: phones break at any hyphen."""

import regex

_REFERENCE = regex.compile(
    r"(?<![\w@./&#;-])(?=[\w-]{5,24}+(?![\w@-]))(?:[A-Z]{1,6}(?:-[A-Z0-9]+){0,4}|\d{4}-\d\d)-\d++(?![\w@-])"
)
"""PR-2026-0117, ENG-0007, 2026-12-31: short ones only, so that a line always fits a phone."""

_WORDS = regex.compile(r"(?<=>)[^<>]++")
_WHOLE = r'<span style="white-space:nowrap">\g<0></span>'


def unbroken(page: str) -> str:
    """Return a page (HTML, rendered with escaping) whose references stay in one line each."""
    return _WORDS.sub(lambda words: _REFERENCE.sub(_WHOLE, words.group()), page)
