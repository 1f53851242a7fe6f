"""Proof that a command by mail answers what we wrote, to whom we wrote it. Pure.

A token is bound to one thing, one action, one reader and a last day; it says nothing to others and
cannot be made without the secret. It proves that its reader got our mail, never who sends this one:
that is the mail host's word.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta

MARK = "PR-DO"
"""Opens the token of a command, "[PR-DO 20261201-abcdefghij...]"."""

GOOD_FOR = timedelta(days=7)
"""Days on which a token is taken, that of the mail not counted."""

_TOKEN = re.compile(rf"\[{MARK} (\d{{8}})-([a-z2-7]{{26}})\]")
_BYTES = 16


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it came: `last_day` is what it claims, `proof` must fit everything else."""

    last_day: date
    proof: str

    def __str__(self) -> str:
        """Return it as it stands in a subject."""
        return f"[{MARK} {self.last_day:%Y%m%d}-{self.proof}]"


def issued(secret: bytes, command: str, reader: str, today: date) -> Token:
    """Return the token for a command ("approve 3 ab12"), for one reader's address, as of a day."""
    last_day = today + GOOD_FOR
    return Token(last_day, _proof(secret, command, reader, last_day))


def found(text: str) -> Token | None:
    """Return the first token in a text, as far as it is well formed."""
    for match in _TOKEN.finditer(text):
        try:
            day = date(int(match[1][:4]), int(match[1][4:6]), int(match[1][6:]))
        except ValueError:
            continue
        return Token(day, match[2])
    return None


def refused(token: Token, secret: bytes, command: str, reader: str, today: date) -> str:
    """Return why a token does not allow a command, or "" if it does."""
    if not hmac.compare_digest(token.proof, _proof(secret, command, reader, token.last_day)):
        return "the token is not for this item, this action and this sender"
    if today > token.last_day:
        return f"the token was good until {token.last_day}"
    return ""


def _proof(secret: bytes, command: str, reader: str, last_day: date) -> str:
    said = f"command\0{command}\0{reader.lower()}\0{last_day}"
    mac = hmac.new(secret, said.encode(), hashlib.sha256).digest()[:_BYTES]
    return base64.b32encode(mac).decode("ascii").lower().rstrip("=")
