"""Stage 4, read: a mail to passages, each with whose words it holds.

Bodies are divided here; attachments and HTML come as the readers' text. Of a text body the first
256 KiB are read (`parse` notes a longer one as a defect). An attached mail is a forward: its own
text is FORWARDED, its From the author, its origin "attachment:NAME#1". What a container (an
archive, a saved mail) holds is read like the mail's own attachments, under the container's name and
its own: "attachment:orders.zip/PO.pdf#1".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape

from bot.domain.attachment import worth_reading
from bot.domain.company import Company
from bot.domain.message import Address, Layer, Message, Part, Passage, Reading
from bot.stages import _markers as words
from bot.stages._addresses import addresses
from bot.stages._captions import captions_first
from bot.stages._charsets import decoded, is_text
from bot.stages._headers import block, unencoded
from bot.stages._htmltables import loses_table
from bot.stages._layers import Run, Setting, runs
from bot.stages._mime import MAX_BODY_OCTETS
from bot.stages._signature import signature_lines

_TEXTS = {"text/plain", "text/html"}
_TNEF = b"\x78\x9f\x3e\x22"
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_STUB = re.compile(
    r"\bhtml\b|web ?browser|e-?mail (?:client|program)|mail ?reader|mailprogramm|does not support|"
    r"can(?:not|'t) (?:be )?(?:display|view|show)|view (?:this|it) (?:e-?mail|message|online)|"
    r"kann nicht (?:dargestellt|angezeigt)|ne peut pas (?:être affiché|afficher)|non supporta",
    re.IGNORECASE,
)
_STUB_WORDS = 40
_HIDDEN = re.compile(r"<(style|script|head|title)\b[^<>]*>", re.IGNORECASE)
_SHOWN_AGAIN = re.compile(r"</(?:style|script|head|title)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[\w/.-]{4,100}")
_BLOCK = re.compile(r"</?(?:p|div|br|tr|table|li|ul|ol|h\d|blockquote)\b[^<>]*>", re.IGNORECASE)
_PREFIX = re.compile(r"^\s*(?:\[[^\[\]]{1,40}\]\s*)*([^\W\d_]{1,11})(?:\[\d+\]|\(\d+\))?\s?[:：]")


def to_read(message: Message) -> tuple[Part, ...]:
    """Return the parts that need a reader: attachments, and HTML that says more than plain text.

    What nobody can read (an unknown type) is among them: that it cannot be read is for the reader
    to say, and for a person to know. A picture that is there again, as logos are in a thread, is
    read once.
    """
    return tuple(
        part
        for number, part in enumerate(message.parts)
        if (part.media_type == "text/html" and part in _bodies(message, part.inside))
        or (worth_reading(part) and not _is_again(part, message.parts[:number]))
    )


def _is_again(part: Part, before: Sequence[Part]) -> bool:
    return part.media_type.startswith("image/") and any(
        part.payload == other.payload for other in before
    )


def read(message: Message, readings: Sequence[Reading], company: Company) -> tuple[Passage, ...]:
    """Return the passages: the subject first, then the body in order, then the attachments."""
    message, found = _opened(message, readings)
    pages = {path: reading.pages for path, reading in found.items()}
    passages = [Passage("subject", message.subject, Layer.SUBJECT, message.author)]
    text = _body_text(message, "", pages)
    setting = _setting(message, company)
    passages += _divided(text, setting, message.author)
    mails = {"", *(part.path for part in message.parts if part.media_type == "message/rfc822")}
    for part in message.parts:
        if part.media_type == "message/rfc822":
            passages += _attached_mail(message, part, pages, company)
        elif (part.attachment or part.inside not in mails) and part.path in found:
            passages += _attachment(part, found[part.path])
    return tuple(passages)


def _opened(message: Message, readings: Sequence[Reading]) -> tuple[Message, dict[str, Reading]]:
    """Return the mail with what its containers hold among its parts, and the readings of all."""
    found = {reading.part: reading for reading in readings}
    parts: list[Part] = []
    for part in message.parts:
        parts.append(part)
        for member in found[part.path].inside if part.path in found else ():
            inner = replace(member.part, inside=member.part.inside or part.inside)
            if not _is_body(inner, part.inside) or _speaks(part, inner, message):
                parts.append(inner)
                found[inner.path] = member.reading
    return replace(message, parts=tuple(parts)), found


def _speaks(container: Part, text: Part, message: Message) -> bool:
    """Say whether a text in a container is the text of the mail that holds the container.

    Outlook's winmail.dat and signed mail hold it; beside a text that says the same it is a copy.
    """
    if not (container.payload.startswith(_TNEF) or container.media_type in _SIGNED):
        return False
    own = [part for part in message.parts if _is_body(part, container.inside)]
    said = " ".join(map(_shown, own))
    return not said.strip() or bool(_telling(_shown(text)) - _telling(said))


def _shown(part: Part) -> str:
    return _plain(part) if part.media_type == "text/plain" else _crude(part)


def _attachment(part: Part, reading: Reading) -> Iterator[Passage]:
    for number, page in enumerate(reading.pages, 1):
        if page.strip():
            pictured = number in reading.pictured
            doubtful = reading.doubtful if pictured else ()
            origin = f"attachment:{part.filename}#{number}"
            text = page if pictured else captions_first(page)
            yield Passage(origin, text, Layer.ATTACHMENT, pictured=pictured, doubtful=doubtful)


def _attached_mail(
    message: Message, part: Part, pages: dict[str, tuple[str, ...]], company: Company
) -> Iterator[Passage]:
    """Yield the text of an attached mail, as forwarded by whoever attached it."""
    head = block(part.payload)
    found, _ = addresses(head.first("from"))
    author = found[0] if found else None
    subject = unencoded(head.first("subject"))
    origin = f"attachment:{part.filename}#1"
    text = f"Subject: {subject}\n\n" if subject else ""
    setting = Setting(
        forward=_prefix(subject) in words.FORWARD_PREFIXES,
        reply=_prefix(subject) in words.REPLY_PREFIXES,
        answers_ours=False,
        is_ours=lambda one: _is_ours(one, company),
    )
    body = text + _body_text(message, part.path, pages)
    words_of = Layer.QUOTED_OURS if author and _is_ours(author, company) else Layer.FORWARDED
    for passage in _divided(body, setting, author):
        layer = words_of if passage.layer is Layer.NEW else passage.layer
        place = passage.origin if passage.origin == "quote" else origin
        yield Passage(place, passage.text, layer, passage.author or author)


def _divided(text: str, setting: Setting, author: Address | None) -> Iterator[Passage]:
    """Yield a body's passages: one for each run of lines of one author in one layer."""
    for run in runs(text.split("\n"), setting):
        yield from _signed(run, author if run.layer is Layer.NEW else run.author)


def _signed(run: Run, author: Address | None) -> Iterator[Passage]:
    if run.layer in {Layer.QUOTED_OURS, Layer.QUOTED_THEIRS}:
        yield Passage("quote", _joined(run.lines), run.layer, author)
        return
    signature = signature_lines(run.lines, author.name if author else "")
    start = 0
    for end in range(1, len(run.lines) + 1):
        if end < len(run.lines) and _same(run.lines, signature, start, end):
            continue
        layer = Layer.SIGNATURE if start in signature else run.layer
        if text := _joined(run.lines[start:end]):
            yield Passage("body", text, layer, author)
        start = end


def _same(lines: list[str], signature: frozenset[int], start: int, number: int) -> bool:
    """Return whether a line stays with the lines before it; blank lines always do."""
    return not lines[number].strip() or (number in signature) == (start in signature)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip("\r") for line in lines).strip("\n ")


def _setting(message: Message, company: Company) -> Setting:
    prefix = _prefix(message.subject)
    answered = message.in_reply_to or (message.references[-1] if message.references else "")
    host = answered.rpartition("@")[2].rstrip(">").lower()
    return Setting(
        forward=prefix in words.FORWARD_PREFIXES and not (prefix == "vs" and answered),
        reply=prefix in words.REPLY_PREFIXES or bool(message.in_reply_to),
        answers_ours=any(host == d or host.endswith(f".{d}") for d in company.domains),
        is_ours=lambda author: _is_ours(author, company),
    )


def _prefix(subject: str) -> str:
    match = _PREFIX.match(subject[:200])
    return match[1].casefold() if match else ""


def _is_ours(author: Address, company: Company) -> bool:
    if author.email:
        ours = author.email == company.inbox or author.email in company.staff
        return ours or any(
            author.domain == domain or author.domain.endswith(f".{domain}")
            for domain in company.domains
        )
    name = author.name.casefold()
    return any(own.casefold() in name for own in (company.name, *company.aliases) if own)


def _body_text(message: Message, inside: str, pages: dict[str, tuple[str, ...]]) -> str:
    texts: list[str] = []
    for part in _bodies(message, inside):
        if part.media_type == "text/plain":
            texts.append(_plain(part))
        else:
            texts.append("\n".join(pages.get(part.path, ())) or _crude(part))
    return "\n\n".join(texts)


def _bodies(message: Message, inside: str) -> tuple[Part, ...]:
    """Return the parts that make up the text: plain, or HTML, or both where each says its own."""
    own = [p for p in message.parts if _is_body(p, inside)]
    plain = [p for p in own if p.media_type == "text/plain" and p.payload.strip()]
    html = [p for p in own if p.media_type == "text/html" and p.payload.strip()]
    if not plain or not html:
        return tuple(plain or html)
    said = " ".join(_plain(part) for part in plain)
    shown = " ".join(_crude(part) for part in html)
    if not (_is_stub(said) or _telling(shown) - _telling(said)):
        same = not _telling(said) - _telling(shown)
        lost = same and any(loses_table(said, _html(part)) for part in html)
        return tuple(html if lost else plain)
    if _telling(said) - _telling(shown):
        return tuple(plain + html)  # Each tells something else: the contradiction must be seen.
    seen = set(shown.split())
    missing = [word for word in said.split()[:2000] if word not in seen]
    repeated = _is_stub(said) or len(missing) <= len(said.split()[:2000]) // 4
    return tuple(html) if repeated else tuple(plain + html)


def _is_body(part: Part, inside: str) -> bool:
    return part.media_type in _TEXTS and not part.attachment and part.inside == inside


def _is_stub(text: str) -> bool:
    return len(text.split()) <= _STUB_WORDS and bool(_STUB.search(text))


def _telling(text: str) -> set[str]:
    """Return the words with four digits or more: numbers, references, amounts."""
    # Nearly all tokens are plain words, which need not be looked at letter by letter.
    tokens = (token.strip(".-/") for token in _TOKEN.findall(text) if not token.isalpha())
    return {token for token in tokens if sum(c.isdigit() for c in token) >= 4}


def _plain(part: Part) -> str:
    text = decoded(part.payload[:MAX_BODY_OCTETS], part.charset)
    if not is_text(text):
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _unfolded(text, delsp=part.flow == "delsp") if part.flow else text


def _unfolded(text: str, *, delsp: bool) -> str:
    """Return format=flowed text (RFC 3676) with its soft line breaks undone."""
    paragraphs: list[str] = []
    depth, soft = 0, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        quoted = len(line) - len(content)
        content = content.removeprefix(" ")
        if soft and quoted == depth and content != "-- ":
            last = paragraphs[-1]
            paragraphs[-1] = (last[:-1] if delsp else last) + content
        else:
            paragraphs.append(">" * quoted + (" " if quoted else "") + content)
        depth, soft = quoted, content.endswith(" ") and content != "-- "
    return "\n".join(paragraphs)


def _html(part: Part) -> str:
    return decoded(part.payload[:MAX_BODY_OCTETS], part.charset)


def _crude(part: Part) -> str:
    """Return HTML without its tags: enough to compare with, and when no reader could read it."""
    html = _html(part)
    kept: list[str] = []
    position = 0
    while match := _HIDDEN.search(html, position):
        kept.append(html[position : match.start()])
        end = _SHOWN_AGAIN.search(html, match.end())
        position = end.start() if end else len(html)
    source = " ".join(("".join(kept) + html[position:]).split())
    text = unescape(re.sub(r"<[^<>]*>", " ", _BLOCK.sub("\n", source)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
