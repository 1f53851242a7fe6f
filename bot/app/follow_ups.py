"""Asks once more what was asked and not answered; after that, the digest shows it to a person.

The mail is judged again on the ledger as it stands, so that nothing is asked which is known by now.
On the days and in the hours of reminders, and never on the day of another letter to the client.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from bot.app.judgement import Desk, Judgement, judge_opened, open_mail
from bot.app.pauses import UNDECIDED, clients_whose_mail_waits
from bot.app.questions import QUESTION, conversation, with_our_words
from bot.app.quiet import ReminderSettings, stopped
from bot.domain.calendar import local_day
from bot.domain.decision import Verdict
from bot.domain.dunning import CHASE, REMIND, wrote
from bot.domain.ledger import Client, ClientId, Snapshot
from bot.domain.open_questions import Stage, stage
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.domain.purchase_order import canonical
from bot.ports import Clock, ReviewDecision, ReviewItem, Store
from bot.stages.compose import Templates, compose

LEDGER = "the ledger"
"""Who closes a question whose answer is on file by now, without a mail that gave it."""

log = structlog.get_logger()


@dataclass(slots=True)
class FollowUps:
    """The second time of asking, run against the store."""

    store: Store
    desk: Desk
    templates: Templates
    clock: Clock
    settings: ReminderSettings
    _swept: int = -1

    def run(self) -> int:
        """Queue what is to be asked once more; return how many letters were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same.
        """
        now = self.clock.now()
        self._close_known(now)
        if stopped(self.store, self.settings, now):
            return 0
        today = local_day(now, self.settings.timezone)
        queued = self.store.queue(
            self._letters(today),
            now,
            held_because=self.settings.held_because,
            cause="a question that was not answered",
        )
        if queued:
            log.info("asked once more", count=queued)
        return queued

    def _letters(self, today: date) -> list[Outgoing]:
        due = [item for item in self.store.review_items(kind=QUESTION) if self._due(item, today)]
        return [mail for item in due if (mail := self._again(item, today))]

    def _due(self, item: ReviewItem, today: date) -> bool:
        ours = self.settings.holidays(self.settings.country, today)
        asked_on = local_day(item.opened_at, self.settings.timezone)
        if stage(asked_on, today, ours) is not Stage.ASK_AGAIN:
            return False
        return not self.store.has_queued([f"{self.settings.prefix}{_key(item)}"])

    def _again(self, item: ReviewItem, today: date) -> Outgoing | None:
        """Return the letter that asks once more; None where nothing is to be asked today."""
        judgement = self._judged(item, today)
        if judgement is None:
            return None
        decision, client = judgement.decision, judgement.match.client
        if decision.verdict is not Verdict.CLARIFY or client is None:
            return None
        if self._spared(client, today) or not decision.letters:
            return None
        return self._written(item, judgement, client, today)

    def _close_known(self, now: datetime) -> None:
        """Close the questions whose answer came into the ledger by another way."""
        ledger = self.store.snapshot()
        if ledger.version == self._swept:
            return
        for item in self.store.review_items(kind=QUESTION):
            if why := self._known(item, ledger):
                self.store.decide_review(ReviewDecision(item.item_id, LEDGER, "settled", why), now)
        self._swept = ledger.version

    def _known(self, item: ReviewItem, ledger: Snapshot) -> str:
        """Say which order, on file since a question was asked, answers it, or ""."""
        asked = self.store.stored(item.message_id) if item.message_id else None
        about = json.loads(asked.judgement) if asked and asked.judgement else {}
        since = local_day(item.opened_at, self.settings.timezone)
        if about.get("client_id") not in ledger.client:
            return ""
        new = [
            order
            for order in ledger.orders_of(ClientId(about["client_id"]))
            if order.received_on and order.received_on >= since
        ]
        numbers = {canonical(number) for number in about.get("po_numbers", ())}
        works = set(about.get("engagement_ids", ()))
        answers = (
            o
            for o in new
            if canonical(o.po_number) in numbers
            or (not numbers and works.intersection(o.engagement_ids))
        )
        return next((f"PO {order.po_number} is on file." for order in answers), "")

    def _judged(self, item: ReviewItem, today: date) -> Judgement | None:
        message = self.store.stored(item.message_id) if item.message_id else None
        if message is None:
            return None
        raw = self.store.source(message)
        mail = open_mail(raw, self.desk)
        talk = conversation(mail.message, self.store, raw.received_at)
        mail = with_our_words(mail, talk, self.desk.company)
        return judge_opened(mail, self.store.snapshot(), self.desk, today)

    def _spared(self, client: Client, today: date) -> bool:
        """Return whether this is no day to write to a client: a holiday, or it had a letter."""
        if client.country and today in self.settings.holidays(client.country, today):
            return True
        letters = (*wrote(REMIND, client.client_id, 1, today), *self._wrote(client, today))
        said = self.store.has_queued([f"{self.settings.prefix}{key}" for key in letters])
        snapshot, now = self.store.snapshot(), self.clock.now()
        waiting = clients_whose_mail_waits(self.store, snapshot, now, UNDECIDED)
        return bool(said) or client.client_id in waiting

    @staticmethod
    def _wrote(client: Client, today: date) -> tuple[str, ...]:
        return wrote(CHASE, client.client_id, 1, today)

    def _written(
        self, item: ReviewItem, judgement: Judgement, client: Client, today: date
    ) -> Outgoing | None:
        letter, prefix = judgement.decision.letters[0], self.settings.prefix
        if letter.to.email in self.store.holds().bad_addresses:
            return None
        asked_on = local_day(item.opened_at, self.settings.timezone)
        key = f"{prefix}{_key(item)}"
        mail = compose(
            replace(
                letter, idem_key=key, copied=(), values={**letter.values, "asked_on": asked_on}
            ),
            self.templates,
            self.desk.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.CHASER,
            judgement.message,
            condition=Condition(client_id=client.client_id),
        )
        covers = (key, *(f"{prefix}{each}" for each in self._wrote(client, today)))
        return replace(mail, covers=covers)


def waiting_for_an_answer(items: Iterable[ReviewItem], today: date) -> tuple[ReviewItem, ...]:
    """Return the questions that their clients may still answer; with the others it is our turn."""
    asked = (item for item in items if item.kind == QUESTION)
    return tuple(i for i in asked if stage(i.opened_at.date(), today) is not Stage.UNANSWERED)


def _key(item: ReviewItem) -> str:
    """Return what the second asking is: once for all time in its conversation."""
    root = item.key.partition(":")[2]
    return f"{QUESTION}:{root}:again"
