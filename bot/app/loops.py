"""Bot against bot: an answer to a program is answered by that program, and so for ever.

RFC 3834 asks programs to say what they are; many do not. So an answer is withheld from whoever
sends our own letter back, says the same again within a day, or had its bare answers for that day.
A person sees each such sender once. What an order books is booked all the same.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from bot.app.judgement import Desk, Judgement
from bot.app.replies import plain_text
from bot.domain.company import Company
from bot.domain.decision import Decision, Reply, Verdict
from bot.domain.mail_loop import (
    APART,
    Sketch,
    bare_subject,
    is_echo,
    may_be_echo,
    may_say_the_same,
    says_the_same,
    sketch,
)
from bot.domain.message import Layer, Message, Passage
from bot.domain.outgoing import OutboxRow, OutgoingClass
from bot.ports import Store, StoredMessage
from bot.stages.parse import parse
from bot.stages.read import read

K = TypeVar("K")

DAY = timedelta(days=1)

MOST_MAILS = 2
"""Mails of ours in a day to one who answers our mails, confirmations left out: one, and one more.

A question has to do with an order, which programs seldom bring: for it only the mails of the same
conversation count. For a mere acknowledgement all of them do.
"""

MOST_BARE = 10
"""Answers in a day to one sender that book nothing, whatever they answer: people stay below it."""

MOST_COMPARED = 10
"""The latest mails of a sender that a new one is compared with."""

FEWEST_WORDS = 8
"""Of a text that is taken for the same under another subject."""

OUR_LETTERS = timedelta(days=7)
"""How far back our letters are looked at: queues of mail servers give up after five days."""

REMEMBERED = 1000
"""Mails of which a sketch is kept, so that a sender's earlier mails need not all be read again."""

ANSWERS = frozenset({OutgoingClass.REPLY, OutgoingClass.COPY})

_BARE = frozenset({Reply.ACKNOWLEDGEMENT, Reply.CLARIFICATION})


@dataclass(frozen=True, slots=True)
class Answering:
    """What becomes of an answer. `item` is the key of the review item to show it in, or ""."""

    decision: Decision
    item: str = ""


def answering(
    judgement: Judgement, message: StoredMessage, store: Store, desk: Desk, now: datetime
) -> Answering:
    """Return the decision about a mail, its answer withheld where a program may have written.

    Args:
        judgement: of the mail.
        message: its row.
        store: knows what the sender wrote before, and what was written to them.
        desk: the company whose letters are ours.
        now: of the decision.
    """
    decision = judgement.decision
    if decision.reply is Reply.NONE and not decision.to_answer:
        return Answering(decision)
    said = _own_words(judgement.extraction.mail.passages)
    letters = store.written_to(message.sender, now - OUR_LETTERS)
    if _comes_back(judgement, said, letters):
        why = f"It is our own letter, sent back by {message.sender}: a program answers there."
        return Answering(_withheld(decision, why, Verdict.REVIEW), f"loop:{message.sender}")
    earlier = store.mails_from(message.sender, now - DAY)
    others = tuple(mail for mail in earlier if mail.row_id < message.row_id)
    if same := _same(judgement, said, others, store, desk):
        why = f"{message.sender} wrote the same within a day: it gets no second answer."
        return Answering(_withheld(decision, why), f"mail:{same.content_key}")
    today = tuple(row for row in letters if row.created_at >= now - DAY)
    if decision.reply in _BARE and (why := _enough(judgement, others, today)):
        return Answering(_withheld(decision, why))
    return Answering(decision)


def _enough(
    judgement: Judgement, others: tuple[StoredMessage, ...], letters: tuple[OutboxRow, ...]
) -> str:
    """Say why a sender had enough bare answers for a day, or "".

    Args:
        judgement: of the mail that would be answered.
        others: what its sender wrote that day.
        letters: what was written to them that day.
    """
    message = judgement.message
    bare = {f"reply:{mail.content_key}" for mail in others if _reply_to(mail) in _BARE}
    if len(bare) >= MOST_BARE:
        return f"{message.author.email} had {MOST_BARE} automatic answers within a day."
    talk = [row for row in letters if _of_talk(message, row)]
    counted = talk if judgement.decision.reply is Reply.CLARIFICATION else list(letters)
    ours = [row for row in counted if row.mail.kind not in ANSWERS or row.mail.idem_key in bare]
    if not talk or len(ours) < MOST_MAILS:
        return ""
    return f"{message.author.email} answers our mails, and had {MOST_MAILS} of them within a day."


def _withheld(decision: Decision, why: str, verdict: Verdict | None = None) -> Decision:
    """Return a decision without its answer; what would be asked is shown to a person."""
    asked = Verdict.REVIEW if decision.verdict is Verdict.CLARIFY else decision.verdict
    return replace(
        decision,
        verdict=verdict or asked,
        changes=() if verdict else decision.changes,
        reply=Reply.NONE,
        letters=(),
        to_answer=decision.to_answer and verdict is None,
        reasons=(why, *decision.reasons),
    )


def _comes_back(judgement: Judgement, said: str, letters: tuple[OutboxRow, ...]) -> bool:
    """Return whether a mail is but a letter of ours: as it was, or as a quotation of it."""
    message = judgement.message
    if not letters or _attached(message):
        return False
    if said.strip():
        mine = sketch(said)
        alike = (row for row in letters if may_be_echo(mine, _letter(row)))
        return is_echo(said, (plain_text(row.mail.source) for row in alike))
    quoted = any(p.layer is Layer.QUOTED_OURS for p in judgement.extraction.mail.passages)
    subjects = {bare_subject(row.mail.subject) for row in letters}
    return quoted and bare_subject(message.subject) in subjects


def _same(
    judgement: Judgement,
    said: str,
    others: tuple[StoredMessage, ...],
    store: Store,
    desk: Desk,
) -> StoredMessage | None:
    """Return the earlier mail that said the same; numbers count where an order may be at stake."""
    here = (judgement.message.content_key, desk.company)
    if _attached(judgement.message):
        _remember(_mails, here, APART)
        return None
    numbers = judgement.decision.verdict is not Verdict.NONE
    mine = sketch(said)
    _remember(_mails, here, mine)
    for mail in others[-MOST_COMPARED:]:
        known = _mails.get((mail.content_key, desk.company))
        if known and not may_say_the_same(mine, known, numbers=numbers):
            continue
        parsed = parse(store.source(mail))
        earlier = _own_words(read(parsed, (), desk.company))
        brief = APART if _attached(parsed) else sketch(earlier)
        _remember(_mails, (mail.content_key, desk.company), brief)
        if not _comparable(said, judgement.message, parsed):
            continue
        if says_the_same(said, earlier, numbers=numbers):
            return mail
    return None


_mails: OrderedDict[tuple[str, Company], Sketch] = OrderedDict()
"""By content key, which names what a mail says, and the company whose own words are left out."""

_letters: OrderedDict[bytes, Sketch] = OrderedDict()
"""Of our own letters, by the digest of their bytes."""


def _letter(row: OutboxRow) -> Sketch:
    key = sha256(row.mail.source).digest()
    known = _letters.get(key) or sketch(plain_text(row.mail.source))
    _remember(_letters, key, known)
    return known


def _remember(kept: OrderedDict[K, Sketch], key: K, brief: Sketch) -> None:
    kept[key] = brief
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def _comparable(said: str, message: Message, other: Message) -> bool:
    """Return whether like words make two mails alike: "Any news?" asks of what its subject says."""
    if _attached(other):
        return False
    subjects = {bare_subject(message.subject), bare_subject(other.subject)}
    return len(subjects) == 1 or len(said.split()) >= FEWEST_WORDS


def _of_talk(message: Message, row: OutboxRow) -> bool:
    """Return whether a letter belongs to the same conversation, by its thread or its subject."""
    thread = {message.in_reply_to, *message.references}
    same = bare_subject(row.mail.subject) == bare_subject(message.subject)
    return same or row.mail.message_id in thread


def _attached(message: Message) -> bool:
    return any(part.attachment for part in message.parts)


def _reply_to(mail: StoredMessage) -> str:
    return str(json.loads(mail.judgement).get("reply", "")) if mail.judgement else ""


def _own_words(passages: Iterable[Passage]) -> str:
    """Return what a mail says for its sender, or brings from others: not our own quoted words."""
    return "\n".join(
        passage.text
        for passage in passages
        if passage.layer in {Layer.NEW, Layer.FORWARDED, Layer.QUOTED_THEIRS}
    )
