"""Commands by mail: one of us answers a digest, or uses a link in it, and it is done.

Taken only from staff whose mail our own mail host calls genuine, and only in answer to what we
wrote to that very person: a reply to our mail, or a token out of it. A refusal is told to the
address that is on file, never to anybody else, and stands in the journal. What is no command goes
the way of every mail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from json import dumps

import structlog

from bot.app.judgement import ReadMail
from bot.app.quoting import quoted
from bot.app.replies import plain_text
from bot.app.worklist import Outcome, Worklist
from bot.domain.calendar import local_day
from bot.domain.command_token import GOOD_FOR, Token, found, refused
from bot.domain.decision import Authentication, Kind, Letter, Screening, Verdict
from bot.domain.ledger import Snapshot
from bot.domain.mail_orders import Orders, key_of, ordered, shown_revision
from bot.domain.message import Address, Layer, Message
from bot.domain.outgoing import OutboxRow, Outgoing, OutgoingClass
from bot.domain.staff_actions import Action, Approve
from bot.domain.staff_words import Misread
from bot.ports import (
    Evidence,
    MessageState,
    NewReviewItem,
    Settlement,
    Store,
    StoredMessage,
)
from bot.stages.compose import compose
from bot.stages.read import read

OURS = ("digest:", "command:")
"""Starts of the keys of letters that commands may answer."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Command:
    """A mail of one of us that answers what we wrote. `answers` is our letter, if it is a reply."""

    message: Message
    screening: Screening
    token: Token | None
    answers: OutboxRow | None
    text: str


@dataclass(slots=True)
class MailCommands:
    """What staff order by mail. `readers` are further addresses of staff: who gets digests."""

    worklist: Worklist
    readers: tuple[str, ...]

    def settlement(
        self, message: StoredMessage, opened: ReadMail, now: datetime
    ) -> Settlement | None:
        """Do what a mail orders, and return its end; None for a mail that is no command.

        The actions are done before the mail ends: after a crash in between they are found done.
        """
        command = self._command(opened, now)
        if command is None:
            return None
        today = local_day(now, self.worklist.settings.timezone)
        orders = ordered(command.message.subject, command.text, today)
        if command.token is None and not any(not isinstance(a, Misread) for a in orders.actions):
            # Plain words of a colleague, such as a client's order passed on.
            return None
        outcomes = tuple(self._outcomes(command, orders, now))
        sentences = tuple(outcome.sentence for outcome in outcomes)
        more = _more(message, command, orders)
        log.info("commands by mail", count=len(outcomes), done=sum(o.done for o in outcomes))
        return Settlement(
            message=message,
            state=MessageState.SHOWN if more else MessageState.DONE,
            verdict=Verdict.NONE.value,
            judgement=dumps({"commands": sentences}, ensure_ascii=False),
            evidence=Evidence(cause=message.rfc_message_id, rule="command", reasons=sentences),
            outgoing=(self._answer(command, message, outcomes, now),),
            held_because=self.worklist.settings.held_because,
            review=more,
        )

    def _command(self, opened: ReadMail, now: datetime) -> _Command | None:
        mail, screening, desk = opened.message, opened.screening, self.worklist.desk
        known = self._staff(self._store.snapshot())
        # Whose mail is forged is told nothing, and what a program writes orders nothing.
        if screening.author.email not in known or screening.kind is not Kind.PERSON:
            return None
        if screening.authentication is Authentication.FAIL:
            return None
        passages = read(mail, (), desk.company)
        text = "\n".join(p.text for p in passages if p.layer is Layer.NEW)
        token = found(mail.subject) or found(text)
        answers = self._answered(mail, screening.author, now)
        if token is None and answers is None:
            return None
        return _Command(mail, screening, token, answers, text)

    def _answered(self, mail: Message, author: Address, now: datetime) -> OutboxRow | None:
        """Return our letter to this person that the mail answers, if it is not too old."""
        row = self._store.outgoing_by_message_id(mail.in_reply_to) if mail.in_reply_to else None
        if row is None or row.mail.recipient != author.email or now - row.created_at > GOOD_FOR:
            return None
        key = row.mail.idem_key.removeprefix("shadow:")
        return row if key.startswith(OURS) else None

    def _outcomes(self, command: _Command, orders: Orders, now: datetime) -> Iterator[Outcome]:
        if not orders.actions:
            yield Outcome(False, "The mail holds no action.")
        for action in orders.actions:
            if isinstance(action, Misread):
                yield Outcome(False, action.why)
            elif why := self._refusal(command, action, now):
                yield Outcome(False, f"{key_of(action)}: {why}.")
            else:
                yield self._act(command, action)

    def _refusal(self, command: _Command, action: Action, now: datetime) -> str:
        if command.screening.authentication is not Authentication.PASS:
            return "our mail host does not say that the mail is really yours"
        if command.answers is not None:
            return ""
        if command.token is None:
            return "it answers no mail of ours"
        settings = self.worklist.settings
        today = local_day(now, settings.timezone)
        reader = command.screening.author.email
        if why := refused(command.token, settings.secret, key_of(action), reader, today):
            return why
        used_by = self._store.note(_used(command.token))
        return "" if used_by in {"", command.message.content_key} else "its token was used before"

    def _act(self, command: _Command, action: Action) -> Outcome:
        if command.answers is None and command.token is not None:
            self._store.put_note(_used(command.token), command.message.content_key)
        if isinstance(action, Approve) and not action.revision and command.answers is not None:
            letter = plain_text(command.answers.mail.source)
            action = replace(action, revision=shown_revision(action.item, letter))
        return self.worklist.act(action, command.screening.author.email)

    def _answer(
        self,
        command: _Command,
        message: StoredMessage,
        outcomes: Iterable[Outcome],
        now: datetime,
    ) -> Outgoing:
        lines = tuple({"done": o.done, "sentence": quoted(o.sentence, 600)} for o in outcomes)
        letter = Letter(
            template="command_answer",
            to=Address("", command.screening.author.email),
            language="en",
            idem_key=f"command:{message.content_key}",
            values={"lines": lines},
        )
        worklist = self.worklist
        return compose(
            letter,
            worklist.templates,
            worklist.desk.company,
            worklist.settings.secret,
            now,
            OutgoingClass.REPLY,
            command.message,
            expires_at=now + timedelta(days=2),
        )

    @property
    def _store(self) -> Store:
        return self.worklist.store

    def _staff(self, snapshot: Snapshot) -> frozenset[str]:
        company = self.worklist.desk.company
        return snapshot.managers | {email.lower() for email in (*company.staff, *self.readers)}


def _more(message: StoredMessage, command: _Command, orders: Orders) -> tuple[NewReviewItem, ...]:
    """Show a mail that says more than its commands: an order in it would be lost."""
    attached = any(part.attachment for part in command.message.parts)
    if not attached and not any(c.isdigit() for c in orders.rest):
        return ()
    why = "one of us ordered something in it, and it says more than that"
    subject = f"{message.sender}: {message.subject}"
    return (NewReviewItem("mail", f"mail:{message.content_key}", subject, (why,)),)


def _used(token: Token) -> str:
    return f"token:{token.proof}"
