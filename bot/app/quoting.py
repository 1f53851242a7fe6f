"""Words of strangers, made fit to be shown to our own people."""

import re

LONGEST_QUOTE = 240
"""Characters of a client's words that are repeated."""

_HTTP = re.compile(r"(h)tt(ps?:)", re.IGNORECASE)
_HOST = re.compile(r"\bwww\.|\b(?:[\w-]+\.)+[a-z]{2,}(?=/|:\d)", re.IGNORECASE)


def quoted(words: str, longest: int = LONGEST_QUOTE) -> str:
    """Return a client's words on one line, cut, and with links that no mail program makes live.

    "https://evil.example/x" becomes "hxxps://evil[.]example/x". Escaping, and showing control and
    bidi characters as U+XXXX, is the template's work.
    """
    line = " ".join(words.split())
    line = line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
    line = _HTTP.sub(r"\1xx\2", line)
    return _HOST.sub(lambda found: found[0].replace(".", "[.]"), line)
