"""Stage 3, screen: may a mail be answered, and who really wrote it?

Two decisions that must not be mixed: nearly every mail is read (an order portal's mail is as
automatic as a newsletter), few are answered (RFC 3834 2). The first rule that applies says what
kind of sender it is; each rule gives one sentence.
"""

import re
from collections.abc import Callable

from bot.domain.company import Company
from bot.domain.decision import Authentication, Kind, Screening
from bot.domain.message import Address, Message, Part
from bot.stages import _automatic as signs
from bot.stages._addresses import addresses
from bot.stages._authentication import authentication, original
from bot.stages._charsets import decoded

Rule = Callable[[Message, Company], str]

_MAX_TEXT = 8192
"""Characters of the own text in which automatic words are looked for."""

_MAX_SHOWN = 200
"""Characters of a Reply-To that cannot be read, for the reason why its sender is not believed."""

_VIA = re.compile(r"\s+(?:via|per|über|par|tramite)\s+\S.*$", re.IGNORECASE)
_HISTORY = re.compile(r"(?m)^(?:>|-{2,} ?[\w ]{6,40} ?-{2,}$|_{20,}$|\S.{0,200}@\S+>? ?\w+ ?\w*:$)")


def screen(message: Message, company: Company) -> Screening:
    """Return what kind of sender a mail comes from, and how sure its author is."""
    verdict, evidence = authentication(message, message.author.domain, company)
    author = message.author
    reasons = list(evidence)
    if verdict is Authentication.PASS and (named := _rewritten(message)):
        author = named
        verdict, evidence = original(message, author.domain)
        reasons += [f"a list rewrote From; it names {author}", *evidence]
    kind, why = _kind(message, company, rewritten=author is not message.author)
    return Screening(
        kind=kind,
        automatic=why or None,
        authentication=verdict,
        author=author,
        reply_to=_reply_to(message),
        reasons=(*((why,) if why else ()), *reasons),
    )


def _reply_to(message: Message) -> Address | None:
    """Return where answers are wanted: of several addresses the first of another domain.

    What cannot be read is no address, but no absence either: it is returned without one.
    """
    if not message.reply_to:
        unread = " ".join(message.header("reply-to").split())
        return Address(unread[:_MAX_SHOWN], "") if unread else None
    foreign = (one for one in message.reply_to if one.domain != message.author.domain)
    return next(foreign, message.reply_to[0])


def _kind(message: Message, company: Company, *, rewritten: bool) -> tuple[Kind, str]:
    if rewritten:
        return Kind.LIST, "a list or group sent it and rewrote From"
    for kind, rule in _RULES:
        if why := rule(message, company):
            return kind, why
    return Kind.PERSON, ""


def _rewritten(message: Message) -> Address | None:
    """Return whom a list or group that rewrites From names as the author, if one does."""
    is_list = any(message.header(name) for name in signs.LIST_HEADERS)
    via = bool(_VIA.search(message.author.name[:500]))
    for value in message.all_headers("x-original-from") + message.all_headers("x-original-sender"):
        found, _ = addresses(value)
        if found and found[0].email != message.author.email and (is_list or via):
            return found[0]
    foreign = [one for one in message.reply_to if one.domain != message.author.domain]
    if is_list and via and len(message.reply_to) == len(foreign) == 1:
        return Address(foreign[0].name or _VIA.sub("", message.author.name), foreign[0].email)
    return None


def _own(message: Message, company: Company) -> str:
    if message.author.email == company.inbox:
        return "it comes from our own inbox"
    if company.inbox in message.all_headers("x-loop"):
        return "it passed through our own inbox before (X-Loop)"
    return ""


def _bounce(message: Message, _: Company) -> str:
    if _report_type(message) == "delivery-status" or _has(message, "message/delivery-status"):
        return "it is a delivery report (RFC 3464)"
    if _report_type(message) == "feedback-report" or _has(message, "message/feedback-report"):
        return "it is an abuse report (RFC 5965)"
    if message.header("x-failed-recipients"):
        return "it names recipients that mail could not reach"
    local = message.author.email.partition("@")[0]
    if signs.DAEMONS.match(local) or re.match(r"(?i)mail(er)?[- ]?(daemon|delivery)", local):
        return f"a mail system sent it ({message.author.email})"
    if not message.author.email and signs.DAEMONS.match(message.author.name.casefold()):
        return "a mail system sent it"
    if re.match(r"(?i)mail(er)?[ -]?(delivery|daemon|administrator)", message.author.name):
        return "a mail system sent it"
    return "its subject is a delivery report's" if signs.is_bounce_subject(message.subject) else ""


def _receipt(message: Message, _: Company) -> str:
    if _report_type(message) == "disposition-notification":
        return "it is a read receipt (RFC 8098)"
    if _has(message, "message/disposition-notification"):
        return "it is a read receipt (RFC 8098)"
    if signs.is_receipt_subject(message.subject) and _empty_return_path(message):
        return "its subject is a read receipt's"
    return ""


def _calendar(message: Message, _: Company) -> str:
    if "calendarmessage" in message.header("content-class"):
        return "it is a calendar invitation or an answer to one"
    for part in message.parts:
        own = part.media_type == "text/calendar" and not part.inside
        if not (own and re.search(rb"(?im)^METHOD[;:]", part.payload[:65536])):
            continue
        if not part.attachment or _is_all(part, message):
            return "it is a calendar invitation or an answer to one (RFC 5546)"
    return ""


def _is_all(calendar: Part, message: Message) -> bool:
    """Say whether a mail says no more than the calendar file attached to it.

    It has no other attachment, and no words of its own, or none of an order under its title.
    """
    if any(part.attachment and part is not calendar for part in message.parts):
        return False
    text = _new_text(message).strip()
    if not text or text.startswith("BEGIN:VCALENDAR"):
        return True
    title = re.search(rb"(?im)^SUMMARY[^:\r\n]*:([^\r\n]+)", calendar.payload[:65536])
    named = title is not None and title[1].decode("utf-8", "replace").strip() in message.subject
    return named and not signs.gives_order(text)


def _portal(message: Message, company: Company) -> str:
    domain = f".{message.author.domain}"
    for portal in company.portal_domains:
        if domain.endswith(f".{portal.lower()}"):
            return f"the procurement portal {portal} sent it"
    return ""


def _list(message: Message, _: Company) -> str:
    if _help_desk(message):
        return ""
    for name in signs.LIST_HEADERS:
        if message.header(name):
            return f"it was sent through a list ({name}, RFC 2369)"
    precedence = _first_word(message.header("precedence"))
    return "it was sent through a list (Precedence)" if precedence == "list" else ""


def _reply(message: Message, _: Company) -> str:
    if _first_word(message.header("auto-submitted")) == "auto-replied" and not _desk(message):
        return "it is an automatic reply (Auto-Submitted, RFC 3834)"
    for name in signs.REPLY_HEADERS:
        if _first_word(message.header(name)) not in {"", "no", "false"}:
            return f"it is an automatic reply ({name})"
    if _first_word(message.header("precedence")) == "auto_reply":
        return "it is an automatic reply (Precedence)"
    if "autorespond" in message.header("x-post-messageclass").lower() or (
        message.header("delivered-to").lower() == "autoresponder"
    ):
        return "it is an automatic reply"
    if signs.is_reply_subject(message.subject) and signs.is_away(_new_text(message)):
        return "its subject is an automatic reply's, its words are an absence notice's"
    if signs.is_absence_subject(message.subject) and not signs.gives_order(_new_text(message)):
        return "its subject is an automatic reply's"
    return ""


def _absence(message: Message, _: Company) -> str:
    if any(part.attachment for part in message.parts):
        return ""
    away = signs.is_absence_text(_new_text(message))
    return "its words are an absence notice's" if away else ""


def _null_sender(message: Message, _: Company) -> str:
    return "its envelope names no sender (RFC 3834 2)" if _empty_return_path(message) else ""


def _program(message: Message, _: Company) -> str:
    local = message.author.email.partition("@")[0]
    if signs.NO_REPLY.search(local):
        return f"nobody reads answers at {message.author.email}"
    if _help_desk(message):
        return ""
    submitted = _first_word(message.header("auto-submitted"))
    if submitted not in {"", "no"}:
        return f"a program sent it (Auto-Submitted: {submitted[:40]}, RFC 3834)"
    precedence = _first_word(message.header("precedence"))
    if precedence in {"bulk", "junk"}:
        return f"it was sent in bulk (Precedence: {precedence})"
    if message.header("x-fc-machinegenerated").lower() == "true" or message.header("x-cron-env"):
        return "a program sent it"
    return ""


_RULES: tuple[tuple[Kind, Rule], ...] = (
    (Kind.OWN, _own),
    (Kind.RECEIPT, _receipt),
    (Kind.BOUNCE, _bounce),
    (Kind.CALENDAR, _calendar),
    (Kind.PORTAL, _portal),
    (Kind.AUTO_REPLY, _reply),
    (Kind.LIST, _list),
    (Kind.NO_REPLY, _program),
    (Kind.AUTO_REPLY, _absence),
    (Kind.BOUNCE, _null_sender),
)
"""In this order; a portal's mail is a portal's even where it says that nobody reads answers."""


def _help_desk(message: Message) -> bool:
    """Return whether a person's words come through a help desk, which marks all its mail."""
    return _desk(message) and not signs.is_ticket_notice(_text(message))


def _desk(message: Message) -> bool:
    names = frozenset(name for name, _ in message.headers)
    return signs.is_help_desk(names, message.header("x-mailer"), _text(message))


def _report_type(message: Message) -> str:
    declared = message.header("content-type").lower()
    if not declared.startswith("multipart/report"):
        return ""
    match = re.search(r'report-type\s?=\s?"?([\w-]+)', declared)
    return match[1] if match else "delivery-status"


def _has(message: Message, media_type: str) -> bool:
    """Return whether a mail itself, not one attached to it, holds a part of a media type."""
    return any(part.media_type == media_type and not part.inside for part in message.parts)


def _empty_return_path(message: Message) -> bool:
    return any(value.replace(" ", "") == "<>" for value in message.all_headers("return-path"))


def _first_word(value: str) -> str:
    words = re.split(r"[\s;(]", value.strip().lower(), maxsplit=1)
    return words[0]


def _text(message: Message) -> str:
    """Return the beginning of the mail's own text, HTML without its tags."""
    for part in message.parts:
        if _own_text(part) and part.media_type == "text/plain" and part.payload.strip():
            return decoded(part.payload[:_MAX_TEXT], part.charset)
    for part in message.parts:
        if _own_text(part):
            text = decoded(part.payload[: 4 * _MAX_TEXT], part.charset)
            return re.sub(r"(?:<[^<>]*>|[^\S\n])+", " ", text)[:_MAX_TEXT]
    return ""


def _new_text(message: Message) -> str:
    return _HISTORY.split(_text(message), maxsplit=1)[0]


def _own_text(part: Part) -> bool:
    plain_or_html = part.media_type in {"text/plain", "text/html"}
    return plain_or_html and not part.attachment and not part.inside
