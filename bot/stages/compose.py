"""Step 9, compose: a letter to the exact bytes that will be sent.

Speaks RFC 5322 and MIME, 7-bit, with CRLF line ends. The same letter gives the same bytes, the
Message-ID included: it is an HMAC of what the letter is, so nobody else can guess or forge it.
Replies thread (RFC 5322 3.6.4) and say what they are (RFC 3834 5).
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from bot.domain.company import Company
from bot.domain.decision import Attachment, Letter, Picture
from bot.domain.message import Address, Message
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.stages._letter_bytes import written

TOKEN = "PR-REF"  # noqa: S105 - the reference token of a subject, no secret
"""Opens the reference token of our subjects, "[PR-REF ENG-0007]"."""

OWN_ID = "X-Pobot-Id"
"""Holds the Message-ID too: Exchange, Amazon SES and others put their own in its place."""

LONGEST_SUBJECT = 200
"""Longer subjects of theirs are cut: RFC 5322 2.1.1 allows 998 octets a line."""

MOST_REFERENCES = 20
"""References kept when a thread is longer: the first, which names the thread, and the last."""

_SEVEN_BIT = SMTP.clone(cte_type="7bit")
_EMPTY_SUBJECT = (b"\r\nSubject:\r\n ", b"\r\nSubject: ")
"""The standard library folds a long subject straight after its name; several mail programs show
that as an empty subject or a leading space. RFC 5322 2.1.1 allows the longer line."""

_REPLY_PREFIX = re.compile(
    r"^(?:\s*(?:re|aw|sv|antw|rif|ref|odp|vs)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"<[^\s<>\"(),:;\\]+@[^\s<>\"(),:;\\]+>")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words."""

    subject: str
    text: str
    html: str


class Templates(Protocol):
    """The letters' templates, loaded and checked once at start."""

    def render(
        self, name: str, language: str, values: Mapping[str, object], client_id: str = ""
    ) -> Rendered:
        """Write a letter in a language, or in English where it is not there."""
        ...


def compose(  # noqa: PLR0913, PLR0917 - what a letter is, and what is asked of it
    letter: Letter,
    templates: Templates,
    company: Company,
    secret: bytes,
    now: datetime,
    kind: OutgoingClass,
    in_reply_to: Message | None = None,
    condition: Condition | None = None,
    expires_at: datetime | None = None,
) -> Outgoing:
    """Write a letter and freeze it.

    Args:
        letter: what to write; its value "references" holds the engagements for the token.
        templates: the words.
        company: who writes.
        secret: keeps Message-IDs from being guessed.
        now: the Date header, aware.
        kind: replies are marked `auto-replied`, all else `auto-generated`.
        in_reply_to: the mail that is answered.
        condition: what must still be true when it is claimed for sending.
        expires_at: after this it fails rather than arrive late.
    """
    values = _values(letter, company)
    words = templates.render(letter.template, letter.language, values, letter.client_id)
    message_id = message_id_for(letter.idem_key, secret, company)
    subject = _subject(words.subject, letter.values.get("references", ()), in_reply_to)
    named = (("Subject", subject), ("Date", now), ("Message-ID", message_id), (OWN_ID, message_id))
    headers = (*_ends(letter, company), *named, *_threading(in_reply_to), *_marks(kind))
    return Outgoing(
        idem_key=letter.idem_key,
        message_id=message_id,
        kind=kind,
        sender=company.inbox,
        recipient=letter.to.email,
        subject=subject,
        source=_serialise(headers, words, letter, message_id),
        condition=condition or Condition(),
        expires_at=expires_at,
    )


def message_id_for(idem_key: str, secret: bytes, company: Company) -> str:
    """Return the Message-ID of a letter: always the same for the same key and secret."""
    mac = hmac.new(secret, idem_key.encode(), hashlib.sha256).digest()[:20]
    local = base64.b32encode(mac).decode("ascii").lower()
    domain = company.domains[0] if company.domains else company.inbox.rpartition("@")[2]
    return f"<{local}@{domain}>"


def clean_header(value: str) -> str:
    """Return a value as one printable line.

    Line breaks of every kind, NUL and other controls, bidi and zero-width characters are dropped,
    so that no value starts a header of its own or shows otherwise than it reads. What looks like
    an encoded word (RFC 2047) is broken up: the standard library would decode it, line breaks
    and all, whoever wrote it.
    """
    spaced = "".join(" " if _breaks_line(c) else c for c in value)
    shown = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return " ".join(shown.replace("=?", "= ?").split())


def _breaks_line(character: str) -> bool:
    return character in "\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _values(letter: Letter, company: Company) -> Mapping[str, object]:
    ours = {"name": company.name, "inbox": company.inbox, "signature": company.signature}
    return {**letter.values, "company": ours}


def _subject(own: str, references: object, answered: Message | None) -> str:
    """Return "Re: " and their subject in a thread, else our own, with the reference tokens."""
    theirs = _REPLY_PREFIX.sub("", clean_header(answered.subject)) if answered else ""
    line = f"Re: {_cut(theirs)}" if theirs else _cut(clean_header(own))
    known = line.upper()
    tokens = (
        f"[{TOKEN} {reference}]"
        for reference in _names(references)
        if not re.search(rf"\[{TOKEN}\b[^\]]*\b{re.escape(reference.upper())}\b", known)
    )
    return " ".join((line, *tokens))


def _names(references: object) -> tuple[str, ...]:
    if not isinstance(references, Iterable) or isinstance(references, str | bytes):
        return ()
    return tuple(name for one in references if (name := clean_header(str(one))))


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _threading(answered: Message | None) -> tuple[tuple[str, str], ...]:
    """Return In-Reply-To and References, from message ids that are well formed only."""
    if answered is None or not _MESSAGE_ID.fullmatch(answered.message_id):
        return ()
    known = tuple(r for r in answered.references if _MESSAGE_ID.fullmatch(r))
    if not known and _MESSAGE_ID.fullmatch(answered.in_reply_to):
        known = (answered.in_reply_to,)
    thread = tuple(dict.fromkeys((*known, answered.message_id)))
    if len(thread) > MOST_REFERENCES:
        thread = (thread[0], *thread[1 - MOST_REFERENCES :])
    return (("In-Reply-To", answered.message_id), ("References", " ".join(thread)))


def _ends(letter: Letter, company: Company) -> tuple[tuple[str, object], ...]:
    ours = _mailbox(Address(company.name, company.inbox))
    to = [_mailbox(one) for one in (letter.to, *letter.named_with)]
    copied = [_mailbox(one) for one in letter.copied]
    return (("From", ours), ("To", to), *((("Cc", copied),) if copied else ()))


def _marks(kind: OutgoingClass) -> tuple[tuple[str, str], ...]:
    """Return what says that no person wrote it (RFC 3834 5), and asks not to be answered so."""
    answers = {OutgoingClass.REPLY, OutgoingClass.COPY}
    how = "auto-replied" if kind in answers else "auto-generated"
    return (("Auto-Submitted", how), ("X-Auto-Response-Suppress", "All"))


def _mailbox(address: Address) -> headerregistry.Address:
    local, _, domain = address.email.rpartition("@")
    return headerregistry.Address(
        display_name=clean_header(address.name), addr_spec=f"{local}@{_ascii_domain(domain)}"
    )


def _ascii_domain(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _digest(purpose: str, value: str) -> str:
    return hashlib.sha256(f"{purpose}:{value}".encode()).hexdigest()[:32]


def _serialise(
    headers: Iterable[tuple[str, object]],
    words: Rendered,
    letter: Letter,
    message_id: str,
) -> bytes:
    """Return the mail's bytes: the only place that knows how they are made."""
    if letter.pictures or letter.attachments:
        return _with_files(headers, words, letter, message_id)
    return written(
        headers,
        (words.text, _encoding(words.text)),
        (words.html, _encoding(words.html)),
        f"={_digest('part', message_id)}=",
        _SEVEN_BIT,
    ).replace(*_EMPTY_SUBJECT, 1)


def _with_files(
    headers: Iterable[tuple[str, object]],
    words: Rendered,
    letter: Letter,
    message_id: str,
) -> bytes:
    """Return the bytes of a mail with files, as the standard library writes it."""
    mail = EmailMessage(policy=_SEVEN_BIT)
    for name, value in headers:
        mail[name] = value
    mail.set_content(words.text, cte=_encoding(words.text))
    mail.add_alternative(words.html, subtype="html", cte=_encoding(words.html))
    mail.set_boundary(f"={_digest('part', message_id)}=")
    if letter.pictures:
        _show(mail, letter.pictures, boundary=_digest("pictures", message_id))
    if letter.attachments:
        _attach(mail, letter.attachments, boundary=_digest("files", message_id))
    return mail.as_bytes().replace(*_EMPTY_SUBJECT, 1)


def _show(mail: EmailMessage, pictures: tuple[Picture, ...], *, boundary: str) -> None:
    """Put pictures beside the page that shows them (RFC 2387, RFC 2392): none is fetched."""
    page = mail.get_body(("html",))
    if not isinstance(page, EmailMessage):
        return
    for picture in pictures:
        page.add_related(
            picture.png,
            "image",
            "png",
            cid=f"<{picture.content_id}>",
            disposition="inline",
            filename=picture.file_name,
        )
    page.set_boundary(f"={boundary}=")


def _attach(mail: EmailMessage, files: tuple[Attachment, ...], *, boundary: str) -> None:
    """Put files behind the letter (RFC 2046 5.1.3, RFC 2183)."""
    for file in files:
        kind, _, subtype = file.media_type.partition("/")
        mail.add_attachment(
            file.payload, maintype=kind, subtype=subtype, filename=clean_header(file.file_name)
        )
    mail.set_boundary(f"={boundary}=")


def _encoding(body: str) -> str:
    """Return the plainest transfer encoding that leaves a body intact (RFC 2045 6)."""
    plain = body.isascii() and all(len(line) <= 78 for line in body.splitlines())
    return "7bit" if plain else "quoted-printable"
