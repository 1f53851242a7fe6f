"""Mails put together from passages, and what is read from them with the shipped rules."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.company import Company
from bot.domain.decision import Authentication, Kind, Screening
from bot.domain.message import Address, Layer, Message, Part, Passage, Reading
from bot.domain.purchase_order import Candidate
from bot.domain.understanding import Understanding
from bot.resources import locate
from bot.resources.rules import load_rules
from bot.stages.extract import extract
from bot.stages.understand import understand

RULES = load_rules(locate("rules"))
WRITTEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SENDER = Address("Jane Whitlock", "jane@northgate.example")
COMPANY = Company(
    name="Progressive Robot",
    aliases=("Progressive Robot Ltd",),
    inbox="billing@progressiverobot.com",
    domains=("progressiverobot.com",),
    authserv_ids=("mx.progressiverobot.com",),
    series=(
        ("invoice", r"PR-\d{4}-\d{4}"),
        ("quote", r"Q-\d{4}"),
        ("sow", r"SOW-\d{4}"),
        ("engagement", r"ENG-\d{4}"),
        ("change_request", r"CR-\d{4}"),
    ),
)


def new(text: str) -> Passage:
    return Passage("body", text, Layer.NEW, SENDER)


def subject(text: str) -> Passage:
    return Passage("subject", text, Layer.SUBJECT, SENDER)


def ours(text: str) -> Passage:
    return Passage("quote", text, Layer.QUOTED_OURS)


def theirs(text: str) -> Passage:
    return Passage("quote", text, Layer.QUOTED_THEIRS)


def forwarded(text: str) -> Passage:
    return Passage("body", text, Layer.FORWARDED)


def signature(text: str) -> Passage:
    return Passage("body", text, Layer.SIGNATURE)


def page(text: str, name: str = "order.pdf", number: int = 1) -> Passage:
    return Passage(f"attachment:{name}#{number}", text, Layer.ATTACHMENT)


def attachment(name: str = "order.pdf") -> Part:
    return Part("2", "application/pdf", name, b"%PDF", attachment=True)


def extracted(*passages: Passage, formats: Sequence[str] = ()) -> tuple[Candidate, ...]:
    return extract(passages, RULES, COMPANY, formats)


def given(*passages: Passage, formats: Sequence[str] = ()) -> list[str]:
    return [c.number for c in extracted(*passages, formats=formats) if c.accepted]


def refusal(number: str, *passages: Passage) -> str:
    return next(c.reason for c in extracted(*passages) if c.number == number)


def understood(
    *passages: Passage,
    kind: Kind = Kind.PERSON,
    readings: Sequence[Reading] = (),
    parts: Sequence[Part] = (),
    written: datetime | None = WRITTEN,
    formats: Sequence[str] = (),
    known: bool = False,
    on_file: Sequence[str] = (),
) -> Understanding:
    message = Message(
        content_key="key",
        message_id="<1@northgate.example>",
        date=written,
        author=SENDER,
        reply_to=(),
        to=(),
        cc=(),
        subject="",
        in_reply_to="",
        references=(),
        headers=(),
        parts=tuple(parts),
    )
    screening = Screening(kind, None, Authentication.NONE, SENDER)
    found = extract(passages, RULES, COMPANY, formats, on_file)
    return understand(
        message,
        screening,
        passages,
        readings,
        found,
        RULES,
        COMPANY,
        known=known,
        on_file=on_file,
    )
