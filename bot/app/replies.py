"""The replies that a judgement calls for, as the exact mails that would be sent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import compat32

from bot.app.judgement import Judgement
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.message import Message
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.stages.compose import Templates, compose


def replies(
    judgement: Judgement, templates: Templates, company: Company, secret: bytes, now: datetime
) -> tuple[Outgoing, ...]:
    """Step 9: compose the letters of a decision, in the thread of the mail they answer."""
    return tuple(
        compose(letter, templates, company, secret, now, OutgoingClass.REPLY, judgement.message)
        for letter in judgement.decision.letters
    )


def copies(
    letters: Iterable[Letter],
    message: Message,
    templates: Templates,
    company: Company,
    secret: bytes,
    now: datetime,
) -> tuple[Outgoing, ...]:
    """Return the copies of letters: the same words and headers, in an envelope of their own."""
    return tuple(
        replace(
            compose(own, templates, company, secret, now, OutgoingClass.COPY, message),
            recipient=other.email,
        )
        for letter in letters
        for other in letter.copied
        for own in (replace(letter, idem_key=f"{letter.idem_key}:cc:{other.email}"),)
    )


def plain_text(source: bytes) -> str:
    """Return the words of one of our own letters, as its readers see them."""
    # The older policy: the newer one takes every header apart, which costs five times as much.
    for part in message_from_bytes(source, policy=compat32).walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            payload = part.get_payload(decode=True)
            charset = part.get_content_charset("utf-8")
            return payload.decode(charset, "replace") if isinstance(payload, bytes) else ""
    return ""
