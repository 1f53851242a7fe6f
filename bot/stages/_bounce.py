"""Which addresses a delivery status notification gives up on (RFC 3464)."""

import re

from bot.domain.message import Message

_RECIPIENT = re.compile(
    r"^Final-Recipient:[^;\n]*;\s*<?([^\s<>]+@[^\s<>]+?)>?\s*$", re.IGNORECASE | re.MULTILINE
)
_FAILED = re.compile(r"^Action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_FOR_GOOD = re.compile(r"^Status:\s*(5\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)


def failed_recipients(message: Message) -> tuple[tuple[str, str], ...]:
    """Return (address, status) of every recipient that failed for good, address in lower case."""
    found: dict[str, str] = {}
    for part in message.parts:
        if part.media_type == "message/delivery-status":
            text = part.payload.decode("ascii", "replace").replace("\r\n", "\n")
            for group in re.split(r"\n\s*\n", text):
                recipient, status = _RECIPIENT.search(group), _FOR_GOOD.search(group)
                if recipient and status and _FAILED.search(group):
                    found[recipient.group(1).lower()] = f"delivery failed: {status.group(1)}"
    return tuple(found.items())
