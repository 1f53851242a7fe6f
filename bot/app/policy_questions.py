"""Asks a client whose policy is unknown whether it needs PO numbers: once for all time.

On the days and in the hours of reminders, never on the day of another letter to the client, and
never one that said so already, though nobody has written it into the ledger yet.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog

from bot.app.pauses import believed
from bot.app.quiet import ReminderSettings, paused, stopped
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.dunning import CHASE, REMIND, recipient, wrote
from bot.domain.ledger import ClientId, Contact, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.domain.policy_questions import PolicyGap, policy_gaps
from bot.domain.understanding import Intent
from bot.ports import Clock, NewReviewItem, Store
from bot.stages.compose import Templates, compose

REMEMBERED = timedelta(days=180)
"""So far back are a client's own mails searched for what they say of purchase orders."""

SAYS_POLICY = frozenset({Intent.PO_REQUIRED.value, Intent.PO_NOT_USED.value})

log = structlog.get_logger()


@dataclass(slots=True)
class PolicyQuestions:
    """The questions, run against the store."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: ReminderSettings

    def run(self) -> int:
        """Queue a question to every client that is to be asked; return how many were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same.
        """
        now = self.clock.now()
        if stopped(self.store, self.settings, now):
            return 0
        today = local_day(now, self.settings.timezone)
        mails = [self._mail(gap, to, today) for gap, to in self._wanted(today, now)]
        held_because = self._held_because(mails)
        self._show_held(mails, held_because, now)
        queued = self.store.queue(
            mails,
            now,
            held_because=held_because,
            cause="whether the client uses purchase orders is unknown",
        )
        if queued:
            log.info("asked for the policy about purchase orders", count=queued)
        return queued

    def _wanted(self, today: date, now: datetime) -> list[tuple[PolicyGap, Contact]]:
        snapshot = self.store.snapshot()
        holds = believed(self.store, self.settings.procedure, now)
        gaps = policy_gaps(snapshot, holds.promised_orders, today)
        said = self._said(gaps, today)
        gaps = tuple(g for g in gaps if said.isdisjoint(self._keys(g.client.client_id, today)))
        away = paused(self.store, self.settings, snapshot, today, now) if gaps else {}
        found = [
            (gap, to)
            for gap in gaps
            if gap.client.client_id not in away
            and (to := recipient(snapshot, gap.client.client_id, holds))
        ]
        told = self._told(snapshot, now) if found else frozenset()
        return [(gap, to) for gap, to in found if gap.client.client_id not in told]

    def _said(self, gaps: tuple[PolicyGap, ...], today: date) -> frozenset[str]:
        keys = [key for gap in gaps for key in self._keys(gap.client.client_id, today)]
        return self.store.has_queued(keys) if keys else frozenset()

    def _keys(self, client_id: ClientId, today: date) -> tuple[str, ...]:
        """Return what speaks against a question today: that it was asked, or another letter."""
        letters = (key for kind in (REMIND, CHASE) for key in wrote(kind, client_id, 1, today))
        return tuple(f"{self.settings.prefix}{key}" for key in (f"policy:{client_id}", *letters))

    def _told(self, snapshot: Snapshot, now: datetime) -> frozenset[ClientId]:
        """Return the clients of whom a mail of late says how they do it, whoever wrote it."""
        found: set[ClientId] = set()
        for message in self.store.messages_since(now - REMEMBERED):
            judged = json.loads(message.judgement) if message.judgement else {}
            client_id = judged.get("client_id")
            if client_id in snapshot.client and not SAYS_POLICY.isdisjoint(
                judged.get("intents", ())
            ):
                found.add(ClientId(client_id))
        return frozenset(found)

    def _mail(self, gap: PolicyGap, to: Contact, today: date) -> Outgoing:
        prefix, client_id = self.settings.prefix, gap.client.client_id
        mail = compose(
            _letter(gap, Address(to.name, to.email.lower()), f"{prefix}policy:{client_id}"),
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.CHASER,
            condition=Condition(client_id=client_id, policy_unknown=(client_id,)),
        )
        # A reminder that becomes due later on this day waits for the next.
        return replace(mail, covers=(f"{prefix}{wrote(CHASE, client_id, 1, today)[0]}",))

    def _held_because(self, mails: list[Outgoing]) -> str:
        most = self.settings.most_at_once
        if self.settings.held_because or len(mails) <= most:
            return self.settings.held_because
        return f"more than {most} letters at once: a person releases them"

    def _show_held(self, mails: list[Outgoing], why: str, now: datetime) -> None:
        """Show what a person must release, before it is queued: a crash between leaves no gap."""
        if not why or self.settings.held_because:
            return
        items = [
            NewReviewItem(
                "outgoing",
                f"outgoing:{mail.idem_key}",
                f"to {mail.recipient}: {mail.subject}",
                (why,),
            )
            for mail in mails
        ]
        self.store.open_review(items, now)


def _letter(gap: PolicyGap, to: Address, idem_key: str) -> Letter:
    return Letter(
        template="policy_question",
        to=to,
        language=gap.client.language or "en",
        idem_key=idem_key,
        values={
            "recipient": to.name,
            "client": gap.client.name,
            "works": tuple(
                {
                    "engagement_id": work.engagement_id,
                    "title": work.title,
                    "quote_ref": work.quote_ref,
                    "sow_ref": work.sow_ref,
                }
                for work in gap.works
            ),
            "person": looks_after(gap.works),
            "references": tuple(work.engagement_id for work in gap.works),
        },
        client_id=gap.client.client_id,
    )
