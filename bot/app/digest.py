"""Digests: what pobot did, what waits for a person, and what comes next.

Accounts get one on every working day, also when there is nothing to say: its absence is the alarm.
A project or account manager gets one on days on which something of their own work is news. Once a
week accounts get a look back.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from zoneinfo import ZoneInfo

import structlog

from bot.app.calendars import holidays_of
from bot.app.digest_actions import Offered, Offers, actions, offered
from bot.app.digest_blankets import BlanketFacts, blanket_facts
from bot.app.digest_facts import Looked, gather, look
from bot.app.digest_letters import Told, daily, weekly
from bot.app.digest_next import Coming
from bot.app.digest_scope import Scope, managers
from bot.app.digest_week import week_before, week_key, week_values
from bot.app.notes import DIGESTS_SETTLED, LAST_DIGEST
from bot.app.quiet import SHADOW
from bot.app.reminders import Reminders
from bot.crash import crashpoint
from bot.domain.burn_bars import Draw
from bot.domain.calendar import end_of_day, is_working_day, local_day, next_working_day
from bot.domain.company import Company
from bot.domain.decision import Letter
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.ports import Clock, Store
from bot.stages.compose import Templates, compose, message_id_for

FIRST_SPAN = timedelta(days=1)
"""What the first digest looks back on."""

LONGEST_SPAN = timedelta(days=14)
"""What a digest after a long absence looks back on: more is for `pobot status` and the journal."""

GOOD_FOR = timedelta(days=2)
"""A digest that could not leave by the end of the second day after its own says nothing new."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """What ops decide about digests.

    Attributes:
        recipients: addresses of the accounts team.
        timezone: the accounts team's, for "today"; managers' too, whose own is not known.
        secret: what Message-IDs are derived with.
        at: wall-clock time from which the day's digests are due.
        country: ISO 3166 alpha-2, for our own holidays.
        subdivision: its region, where holidays are regional; "" for the usual one.
        held_because: why they are held rather than sent ("shadow"), "" to send.
        managers: whether project and account managers get theirs.
    """

    recipients: tuple[str, ...]
    timezone: ZoneInfo
    secret: bytes
    at: time = time(8)
    country: str = "GB"
    subdivision: str = ""
    held_because: str = ""
    managers: bool = True


@dataclass(slots=True)
class Digest:
    """Digests, written from what the store holds.

    `reminders` knows what goes out next, and `coming` what else does; `draw` makes a picture of
    blanket orders, None for none; `offers` shows what could be done about an item, None for no
    choices.
    """

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: DigestSettings
    reminders: Reminders
    draw: Draw | None = None
    offers: Offers | None = None
    coming: Coming | None = None

    def run(self) -> int:
        """Queue the digests that are due and not written yet; return how many were new.

        Raises:
            Transient: the store is away. The next run tries again, all day long.
        """
        now = self.clock.now()
        today = local_day(now, self.settings.timezone)
        if not self._is_time(now, today):
            return 0
        readers, is_settled = self._accounts_due(today), self._is_settled(today)
        if is_settled and not readers:
            return 0
        for_managers = self.settings.managers and not is_settled
        weeks = () if is_settled else self._weeks_due(today)
        mails = [
            *(self.weekly_letter(reader, today) for reader in weeks),
            *self._dailies(readers, today, for_managers=for_managers),
        ]
        queued = self.store.queue(
            mails, now, held_because=self.settings.held_because, cause="digest"
        )
        crashpoint("after-digest")
        self.store.put_note(DIGESTS_SETTLED, self._day_mark(today))
        if readers or for_managers:
            self.store.put_note(LAST_DIGEST, now.isoformat())
        if queued:
            log.info("digests queued", count=queued)
        return queued

    def letter(self, reader: str, today: date) -> Outgoing:
        """Return the digest of a local day for one reader; nothing is queued.

        A manager who is not of the accounts team gets what concerns their own work.
        """
        looked = self._look(today)
        return self._daily(reader, today, self._told(looked, self._scope(reader, looked)))

    def weekly_letter(self, reader: str, today: date) -> Outgoing:
        """Return the digest of the week before a local day; nothing is queued."""
        values = week_values(self.store, today, self.settings.timezone)
        key = self._week_key(reader, today)
        return self._composed(weekly(values, reader, key, self.settings.held_because), today)

    def preview(self, today: date, reader: str = "", *, week: bool = False) -> tuple[str, str]:
        """Return a digest of a local day as text and as HTML, its pictures inside the page.

        Args:
            today: the local day.
            reader: whose; without one that of accounts.
            week: that of the week before instead of the day's.
        """
        reader = reader or next(iter(self.settings.recipients), self.company.inbox)
        found = self.weekly_letter(reader, today) if week else self.letter(reader, today)
        mail = message_from_bytes(found.source, policy=modern)
        parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
        text, html = (part.get_content() if part else "" for part in parts)
        return text.replace("\r\n", "\n"), _with_pictures(html, mail).replace("\r\n", "\n")

    # --- what is due -----------------------------------------------------------------------------

    def _is_time(self, now: datetime, today: date) -> bool:
        if not is_working_day(today, self._holidays(today)):
            return False
        return now.astimezone(self.settings.timezone).time() >= self.settings.at

    def _accounts_due(self, today: date) -> tuple[str, ...]:
        keys = {self._key(reader, today): reader for reader in self.settings.recipients}
        said = self.store.has_queued(tuple(keys))
        return tuple(reader for key, reader in keys.items() if key not in said)

    def _weeks_due(self, today: date) -> tuple[str, ...]:
        """Return who gets the week's digest: from its first working day on, if there was a week."""
        keys = {self._week_key(reader, today): reader for reader in self.settings.recipients}
        said = self.store.has_queued(tuple(keys))
        due = tuple(reader for key, reader in keys.items() if key not in said)
        if not due or not self._was_there_last_week(today):
            return ()
        return due

    def _was_there_last_week(self, today: date) -> bool:
        week = week_before(today, self.settings.timezone)
        return any(week.has(entry.at) for entry in self.store.journal(week.start))

    def _is_settled(self, today: date) -> bool:
        """Return whether managers' digests of this day, and the week's, were written.

        What comes later in the day is for the next one: a manager gets no mail for each item.
        """
        return self.store.note(DIGESTS_SETTLED) == self._day_mark(today)

    # --- what they say ---------------------------------------------------------------------------

    def _dailies(
        self, readers: tuple[str, ...], today: date, *, for_managers: bool
    ) -> Iterator[Outgoing]:
        if not (readers or for_managers):
            return
        looked = self._look(today)
        whole = self._told(looked, Scope("", looked.snapshot))
        yield from (self._daily(reader, today, whole) for reader in readers)
        others = managers(looked.snapshot, self.settings.recipients) if for_managers else ()
        for manager in others:
            if manager in looked.holds.bad_addresses:
                continue
            told = self._told(looked, Scope(manager, looked.snapshot), whole.offered)
            if told.facts.is_news:
                yield self._daily(manager, today, told)

    def _look(self, today: date) -> Looked:
        plan = self.reminders.plan(next_working_day(today, self._holidays(today)))
        since = self._since(self.clock.now())
        coming = self.coming(plan.day) if self.coming else ()
        zone = self.settings.timezone
        return look(self.store, plan, today, since=since, zone=zone, coming=coming)

    def _scope(self, reader: str, looked: Looked) -> Scope:
        known = managers(looked.snapshot, self.settings.recipients)
        manager = reader.lower() if reader.lower() in known else ""
        return Scope(manager, looked.snapshot)

    def _told(self, looked: Looked, scope: Scope, known: tuple[Offered, ...] | None = None) -> Told:
        """Return what a digest says; `known` are choices worked out before, for all items."""
        facts = gather(looked, scope)
        blankets = blanket_facts(looked.snapshot, looked.today, scope.has_order)
        numbers = tuple(int(str(row["number"])) for row in (*facts.needs, *facts.to_answer))
        if known is None:
            found = offered(numbers, self.offers) if self.offers else ()
        else:
            found = tuple(one for one in known if one.number in numbers)
        return Told(facts, blankets, self._chart(blankets), found)

    def _chart(self, blankets: BlanketFacts) -> bytes:
        """Return the picture of blanket orders; b"" where there is nothing to draw, or no way."""
        if self.draw is None or not blankets.bars:
            return b""
        try:
            return self.draw(blankets.bars)
        except Exception:  # a bug costs the picture, whose figures stand in the table too
            log.exception("the chart of blanket orders could not be drawn")
            return b""

    def _since(self, now: datetime) -> datetime:
        last = self.store.note(LAST_DIGEST)
        since = datetime.fromisoformat(last) if last else now - FIRST_SPAN
        return max(since, now - LONGEST_SPAN)

    # --- mails -----------------------------------------------------------------------------------

    def _daily(self, reader: str, today: date, told: Told) -> Outgoing:
        settings, key = self.settings, self._key(reader, today)
        chart = message_id_for(f"{key}:chart", settings.secret, self.company).strip("<>")
        able = actions(
            told.offered,
            inbox=self.company.inbox,
            secret=settings.secret,
            reader=reader,
            today=today,
        )
        letter = daily(
            told, reader, key, today, actions=able, picture=chart, shadow=settings.held_because
        )
        return self._composed(letter, today)

    def _composed(self, letter: Letter, today: date) -> Outgoing:
        return compose(
            letter,
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.DIGEST,
            expires_at=end_of_day(today + GOOD_FOR, self.settings.timezone),
        )

    def _key(self, reader: str, today: date) -> str:
        return f"{self._prefix}digest:{reader}:{today}"

    def _week_key(self, reader: str, today: date) -> str:
        return f"{self._prefix}digest:week:{reader}:{week_key(today)}"

    def _day_mark(self, today: date) -> str:
        return f"{self._prefix}{today}"

    @property
    def _prefix(self) -> str:
        return SHADOW if self.settings.held_because else ""

    def _holidays(self, day: date) -> frozenset[date]:
        return holidays_of(self.settings.country, self.settings.subdivision, year=day.year)


def _with_pictures(html: str, mail: EmailMessage) -> str:
    """Return a page that shows the pictures of its mail, for a browser, which knows no `cid:`."""
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            name = str(part["Content-ID"] or "").strip("<> ")
            data = base64.b64encode(part.get_content()).decode("ascii")
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{data}")
    return html
