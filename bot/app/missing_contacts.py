"""Tells an account manager of a client to whom no invoice can be sent: once for each engagement.

On working days, in the hours in which letters are queued, whether or not reminders are sent. All
that is new to one manager is one mail.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.app.quiet import ReminderSettings, outside_hours
from bot.app.quoting import quoted
from bot.domain.calendar import local_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.ledger import Engagement, EngagementId
from bot.domain.message import Address
from bot.domain.outgoing import Condition, Outgoing, OutgoingClass
from bot.domain.payees import MissingPayee, missing_payees
from bot.ports import Clock, Store
from bot.stages.compose import Templates, compose

log = structlog.get_logger()


@dataclass(slots=True)
class MissingContacts:
    """The notes to account managers, run against the store."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: ReminderSettings

    def run(self) -> int:
        """Queue a note for every engagement that nobody was told of; return how many were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same.
        """
        now = self.clock.now()
        if self.store.unsettled(1) or outside_hours(self.settings, now):
            return 0
        today = local_day(now, self.settings.timezone)
        missing = missing_payees(self.store.snapshot(), today)
        queued = self.store.queue(
            list(self._mails(missing)) if missing else [],
            now,
            held_because=self.settings.held_because,
            cause="no finance contact is registered",
        )
        if queued:
            log.info("told of missing finance contacts", count=queued)
        return queued

    def _mails(self, missing: tuple[MissingPayee, ...]) -> Iterator[Outgoing]:
        bad = self.store.holds().bad_addresses
        works = [work.engagement_id for one in missing for work in one.works]
        said = self.store.has_queued([self._key(which) for which in works])
        news: dict[str, list[MissingPayee]] = {}
        for one in missing:
            fresh = [work for work in one.works if self._key(work.engagement_id) not in said]
            for manager in dict.fromkeys(manager_of(work) for work in fresh):
                if manager and manager not in bad:
                    own = [work for work in fresh if manager_of(work) == manager]
                    news.setdefault(manager, []).append(_of(one, own))
        for manager, told in news.items():
            yield self._mail(tuple(told), manager)

    def _mail(self, told: tuple[MissingPayee, ...], to: str) -> Outgoing:
        now = self.clock.now()
        keys = tuple(self._key(work.engagement_id) for one in told for work in one.works)
        # A note that is dropped, because one of several contacts came, is written anew without it.
        idem_key = f"{keys[0]}:{local_day(now, self.settings.timezone)}"
        mail = compose(
            _letter(told, to, idem_key),
            self.templates,
            self.company,
            self.settings.secret,
            now,
            OutgoingClass.DIGEST,
            condition=Condition(without_payee=tuple(one.client.client_id for one in told)),
        )
        return replace(mail, covers=keys)

    def _key(self, which: EngagementId) -> str:
        return f"{self.settings.prefix}contact:{which}"


def manager_of(work: Engagement) -> str:
    """Return the address of a work's account manager, lower case; "" without one."""
    return work.account_manager.lower()


def payeeless_line(missing: MissingPayee, work: Engagement) -> str:
    """Say of a piece of work what waits for a finance contact, and who knows."""
    drafts = [
        str(d.invoice_number) for d in missing.drafts if d.engagement_id == work.engagement_id
    ]
    waiting = f", {', '.join(drafts)} waits for one" if drafts else ""
    manager = manager_of(work) or "the account manager"
    known = "is told" if manager_of(work) else "must be told"
    return f"no finance contact is registered{waiting}: {manager} {known}"


def _of(missing: MissingPayee, works: Iterable[Engagement]) -> MissingPayee:
    """Return what there is to say of some of a client's works."""
    own = tuple(works)
    ids = {work.engagement_id for work in own}
    drafts = tuple(draft for draft in missing.drafts if draft.engagement_id in ids)
    return MissingPayee(missing.client, own, drafts)


def _letter(told: tuple[MissingPayee, ...], to: str, idem_key: str) -> Letter:
    return Letter(
        template="contact_missing",
        to=Address("", to),
        language="en",
        idem_key=idem_key,
        values={"clients": tuple(map(_values, told))},
    )


def _values(missing: MissingPayee) -> Mapping[str, object]:
    return {
        "name": quoted(missing.client.name),
        "client_id": missing.client.client_id,
        "works": tuple(
            {"engagement_id": work.engagement_id, "title": quoted(work.title)}
            for work in missing.works
        ),
        "drafts": tuple(str(draft.invoice_number) for draft in missing.drafts),
    }
