"""Asks a client to raise its order when a change request is approved: once, and at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from bot.app.pauses import believed
from bot.app.quiet import ReminderSettings, paused, stopped
from bot.crash import crashpoint
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.dunning import recipient
from bot.domain.ledger import Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.domain.top_ups import TopUp, top_ups
from bot.ports import Clock, Holds, Store
from bot.stages.compose import Templates, compose

log = structlog.get_logger()


@dataclass(slots=True)
class TopUps:
    """The requests for top-ups, run against the store on the days and in the hours of reminders."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: ReminderSettings

    def run(self) -> int:
        """Queue a request for every change that no order pays for; return how many were new."""
        now, settings = self.clock.now(), self.settings
        if stopped(self.store, settings, now):
            return 0
        today, snapshot = local_day(now, settings.timezone), self.store.snapshot()
        away = paused(self.store, settings, snapshot, today, now)
        wanted = tuple(t for t in top_ups(snapshot, today) if t.client.client_id not in away)
        holds = believed(self.store, settings.procedure, now)
        queued = self.store.queue(
            list(self._mails(wanted, snapshot, holds)),
            now,
            held_because=settings.held_because,
            cause="a change request was approved",
        )
        crashpoint("after-top-ups")
        if queued:
            log.info("top-ups asked for", count=queued)
        return queued

    def _mails(
        self, wanted: tuple[TopUp, ...], snapshot: Snapshot, holds: Holds
    ) -> Iterator[Outgoing]:
        for top_up in wanted:
            to = recipient(snapshot, top_up.client.client_id, holds)
            if to is None or top_up.engagement.engagement_id in holds.promised_orders:
                continue
            yield compose(
                _letter(top_up, Address(to.name, to.email.lower()), self.settings.prefix),
                self.templates,
                self.company,
                self.settings.secret,
                self.clock.now(),
                OutgoingClass.CHASER,
                condition=Condition(
                    client_id=top_up.client.client_id,
                    unordered=(top_up.request.change_request_id,),
                ),
            )


def _letter(top_up: TopUp, to: Address, prefix: str) -> Letter:
    request, work, order = top_up.request, top_up.engagement, top_up.order
    return Letter(
        template="topup_request",
        to=to,
        language=top_up.client.language or "en",
        idem_key=f"{prefix}topup:{request.change_request_id}",
        values={
            "recipient": to.name,
            "client": top_up.client.name,
            "change_request": request.change_request_id,
            "change": request.title,
            "amount": request.amount,
            "currency": work.currency or top_up.client.currency,
            "engagement_id": work.engagement_id,
            "work": work.title,
            "po_number": order.po_number,
            "new_total": top_up.new_total,
            "person": looks_after((work,)),
            "references": (work.engagement_id,),
        },
        client_id=top_up.client.client_id,
    )
