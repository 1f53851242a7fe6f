"""Text out of mails, made storable. Pure."""

import json
import re

_BRACKETED = re.compile(r"<([^<>\s]+)>")


def clean(text: str) -> str:
    """Return text that every database takes: NUL and lone surrogates become U+FFFD.

    PostgreSQL refuses NUL, UTF-8 has no surrogates, and a client's mail may hold either.
    """
    if text.isascii() and "\0" not in text:
        return text
    whole = text.replace("\0", "\ufffd")
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def bare(message_id: str) -> str:
    """Return a Message-ID without its angle brackets."""
    return message_id.strip().removeprefix("<").removesuffix(">")


def message_ids(header: str) -> tuple[str, ...]:
    """Return the Message-IDs in a References or In-Reply-To header, without brackets."""
    return tuple(_BRACKETED.findall(header))


def json_text(text: str) -> str:
    """Return text as it stands inside a string of our JSON columns."""
    return clean(json.dumps(text, ensure_ascii=False)[1:-1])
