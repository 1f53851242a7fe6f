"""Our questions to clients: which one a mail answers, how often we asked, and when one is settled.

A mail belongs to our question by its thread, else by the subject that our question had. One review
item stands for the whole conversation, however often we ask in it: its key names the mail that was
asked about first, the root, and so do our letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.app.judgement import Desk, Judgement, ReadMail, judge_opened, open_mail
from bot.app.pauses import clients_of
from bot.app.replies import plain_text
from bot.domain.company import Company
from bot.domain.decision import (
    Decision,
    Letter,
    Reply,
    Verdict,
)
from bot.domain.mail_loop import bare_subject
from bot.domain.message import Address, Layer, Message, Passage
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingClass
from bot.domain.understanding import Intent
from bot.errors import Permanent
from bot.ports import ReviewDecision, ReviewItem, Settlement, Store, StoredMessage
from bot.stages._answers import misses

QUESTION = "question"
"""Kind of the review item of a question; with a colon, what its letters' keys begin with."""

POBOT = "pobot"
"""Who handed a conversation over to a person."""

REMEMBERED = timedelta(days=30)
"""How far back a question is looked for by its subject."""

MOST_IDS = 20
"""Message-IDs of one thread that are looked up, from its end."""

MOST_ROUNDS = 2
"""After so many questions in a conversation, on whatever days, a person takes over."""

_ANSWERING = re.compile(r"\[PR-REF\b|^\s*[^\W\d_]{1,9}(?:\[\d+\])?\s?:", re.IGNORECASE)
"""A subject that a mail program, or we, made of an earlier one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said before in a mail's conversation.

    Attributes:
        letter: the latest letter of ours that it answers; None where it answers none.
        item: the review item of our question in it; None where none was asked, or it is settled.
        rounds: how often we asked, a person's turn included.
    """

    letter: OutboxRow | None = None
    item: ReviewItem | None = None
    rounds: int = 0

    @property
    def root(self) -> str:
        """Return the content key of the mail that we asked about first, or ""."""
        return self.item.key.partition(":")[2] if self.item else ""


def conversation(message: Message, store: Store, now: datetime) -> Conversation:
    """Return what a mail goes on from: by its thread, else by the subject that our letter had."""
    found = tuple(_in_thread(message, store)) or tuple(_by_subject(message, store, now))
    letters = tuple(row for row in found if _was_to_them(row, message, store))
    if not letters:
        return Conversation()
    root = next((root for row in letters if (root := _root(row))), "")
    item = _item(root, store) if root else None
    if item is None:
        return Conversation(letters[0])
    if item.closed_by == POBOT:
        return Conversation(letters[0], rounds=MOST_ROUNDS)
    if item.closed_at:
        return Conversation(letters[0])
    keys = [_key(root, n) for n in range(1, MOST_ROUNDS + 1)]
    return Conversation(letters[0], item, len(store.has_queued(keys)))


def with_our_words(mail: ReadMail, before: Conversation, company: Company) -> ReadMail:
    """Return a mail with the letter that it answers behind it, if its sender left that out.

    Some people, and some programs, delete what they answer: "2" alone says something only beside
    the question. What is added is ours, and can give nothing that an answer to it would not.
    """
    letter = before.letter
    layers = {passage.layer for passage in mail.passages}
    if letter is None or Layer.NEW not in layers or Layer.QUOTED_OURS in layers:
        return mail
    words = plain_text(letter.mail.source).strip()
    ours = Passage("quote", words, Layer.QUOTED_OURS, Address(company.name, company.inbox))
    return replace(mail, passages=(*mail.passages, ours))


def after_rounds(decision: Decision, before: Conversation, *, replied_today: bool) -> Decision:
    """Return a decision in which a person takes over what was asked often enough.

    The sender hears that one of us looks at it, if they heard nothing else that day.
    """
    if decision.verdict is not Verdict.CLARIFY or before.rounds < MOST_ROUNDS:
        return decision
    silent = replied_today or decision.reply is Reply.NONE
    letters = () if silent else tuple(_acknowledging(one) for one in decision.letters)
    why = f"After {MOST_ROUNDS} rounds of questions a person takes over."
    return replace(
        decision,
        verdict=Verdict.REVIEW,
        reply=Reply.NONE if silent else Reply.ACKNOWLEDGEMENT,
        letters=letters,
        reasons=(why, *decision.reasons),
        to_answer=True,
    )


def asked_again(
    judgement: Judgement,
    message: StoredMessage,
    before: Conversation,
    store: Store,
    desk: Desk,
    today: date,
) -> Judgement:
    """Return the judgement of a mail, as a question where it answers our open one with nothing.

    What is asked is what was asked first, as the ledger stands now.
    """
    decision = judgement.decision
    said = judgement.extraction
    useless = decision.verdict is Verdict.NONE and decision.to_answer
    plain = set(said.understanding.intents) <= {Intent.OTHER}
    if not (before.item and useless and plain and misses(said.mail.passages, desk.rules)):
        return judgement
    first = _first_question(before.item, store, desk, today)
    if first is None:
        return judgement
    to, recipient = judgement.message.author, ""
    if contact := judgement.standing.contact:
        recipient = contact.name
    letter = replace(
        first.letters[0],
        to=to,
        copied=(),
        idem_key=f"reply:{message.content_key}",
        values={**first.letters[0].values, "recipient": recipient or to.name},
    )
    why = "It answers our question, and does not say what was asked."
    asking = replace(
        decision,
        verdict=Verdict.CLARIFY,
        reply=Reply.CLARIFICATION,
        letters=(letter,),
        reasons=(why, *decision.reasons),
        to_answer=False,
    )
    return replace(judgement, decision=asking)


def _first_question(item: ReviewItem, store: Store, desk: Desk, today: date) -> Decision | None:
    """Return what would be asked today about the mail that a conversation began with."""
    first = store.stored(item.message_id) if item.message_id else None
    if first is None:
        return None
    try:
        mail = open_mail(store.source(first), desk)
    except Permanent:  # its bytes are not kept any more
        return None
    decision = judge_opened(mail, store.snapshot(), desk, today).decision
    return decision if decision.verdict is Verdict.CLARIFY and decision.letters else None


def in_conversation(
    settlement: Settlement, judgement: Judgement, before: Conversation
) -> Settlement:
    """Return the end of a mail with what it means to the questions that are open.

    A question is counted in its conversation, whose first review item stands for all of it; an
    answer ends what was asked.
    """
    if judgement.decision.verdict is not Verdict.CLARIFY:
        ended = _ended(judgement, settlement.message, before)
        return replace(settlement, closes=(*settlement.closes, *ended))
    root = before.root or settlement.message.content_key
    number = _key(root, before.rounds + 1)
    outgoing = tuple(_marked(one, number) for one in settlement.outgoing)
    own = f"mail:{settlement.message.content_key}"
    review = (
        replace(item, key=f"mail:{root}") if item.key == own else item for item in settlement.review
    )
    return replace(settlement, outgoing=outgoing, review=tuple(review))


def _ended(
    judgement: Judgement, message: StoredMessage, before: Conversation
) -> tuple[ReviewDecision, ...]:
    """Return the questions that a mail ends.

    What it books answers the question of its conversation (`bot.app.follow_ups` closes others that
    it answers). One that was asked often enough is handed over to the person who sees the answer.
    """
    done = judgement.standing.trust.answerable and before.rounds >= MOST_ROUNDS
    match judgement.decision.verdict:
        case Verdict.REVIEW if before.item and done:
            why = "its answer waits for one of us"
            return (ReviewDecision(before.item.item_id, POBOT, "handed over", why),)
        case Verdict.APPLY if before.item:
            return (ReviewDecision(before.item.item_id, message.sender, "answered"),)
        case _:
            return ()


def _marked(mail: Outgoing, number: str) -> Outgoing:
    """Return a letter of a question with what it is counted by; copies do not count."""
    mark = number if mail.kind is OutgoingClass.REPLY else f"{number}:{mail.recipient}"
    return replace(mail, covers=(*mail.covers, mark))


def _acknowledging(letter: Letter) -> Letter:
    values = {"recipient": letter.values["recipient"]}
    return replace(letter, template="acknowledgement", values=values, copied=())


def _in_thread(message: Message, store: Store) -> Iterator[OutboxRow]:
    """Yield the letters of ours in a mail's thread, the latest first."""
    names = (message.in_reply_to, *reversed(message.references))
    for name in list(dict.fromkeys(each for each in names if each))[:MOST_IDS]:
        if row := store.outgoing_by_message_id(name):
            yield row


def _was_to_them(row: OutboxRow, message: Message, store: Store) -> bool:
    """Return whether a letter went to a mail's author, or to somebody of the same client.

    Whoever else has its Message-ID was shown it by them: that makes no conversation with us.
    """
    recipient, author, snapshot = row.mail.recipient.lower(), message.author.email, store.snapshot()
    same = clients_of(recipient, snapshot) & clients_of(author, snapshot)
    return recipient == author or bool(same)


def _by_subject(message: Message, store: Store, now: datetime) -> Iterator[OutboxRow]:
    """Yield our questions to the sender whose subject a mail keeps, the latest first."""
    subject = bare_subject(message.subject)
    if not subject or not _ANSWERING.search(message.subject):
        return
    for row in reversed(store.written_to(message.author.email, now - REMEMBERED)):
        if _root(row) and bare_subject(row.mail.subject) == subject:
            yield row


def _item(root: str, store: Store) -> ReviewItem | None:
    """Return the latest review item of a conversation's question."""
    items = store.review_items(closed=True, kind=QUESTION)
    return next((i for i in reversed(items) if i.key == f"mail:{root}"), None)


def _root(row: OutboxRow) -> str:
    """Return the content key that a letter's question began with; "" for any other letter."""
    marks = (key.split(":") for key in row.mail.covers if key.startswith(f"{QUESTION}:"))
    return next((mark[1] for mark in marks), "")


def _key(root: str, number: int) -> str:
    """Return what the question of a conversation is counted by."""
    return f"{QUESTION}:{root}:{number}"
