"""The daily digest: what pobot did, what waits for a person, and what comes next.

It goes out on every working day, also when there is nothing to say: its absence is the alarm.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from zoneinfo import ZoneInfo

import structlog
from babel.dates import format_date

from bot.app.calendars import holidays_of
from bot.app.digest_actions import Offered, Offers, actions, offered
from bot.app.digest_blankets import BlanketFacts, blanket_facts
from bot.app.digest_facts import Facts, gather
from bot.app.notes import LAST_DIGEST
from bot.app.quiet import SHADOW
from bot.app.reminders import Reminders
from bot.crash import crashpoint
from bot.domain.burn_bars import Draw
from bot.domain.calendar import end_of_day, is_working_day, local_day, next_working_day
from bot.domain.company import Company
from bot.domain.decision import Letter, Picture
from bot.domain.message import Address
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
    """What ops decide about the digest.

    Attributes:
        recipients: addresses of our own people.
        timezone: the accounts team's, for "today".
        secret: what Message-IDs are derived with.
        at: wall-clock time from which the day's digest is due.
        country: ISO 3166 alpha-2, for our own holidays.
        subdivision: its region, where holidays are regional; "" for the usual one.
        held_because: why it is held rather than sent ("shadow"), "" to send.
    """

    recipients: tuple[str, ...]
    timezone: ZoneInfo
    secret: bytes
    at: time = time(8)
    country: str = "GB"
    subdivision: str = ""
    held_because: str = ""


@dataclass(slots=True)
class Digest:
    """The digest, written from what the store holds.

    `reminders` knows what goes out next; `draw` makes a picture of blanket orders, None for none;
    `offers` shows what could be done about an item, None for no choices.
    """

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: DigestSettings
    reminders: Reminders
    draw: Draw | None = None
    offers: Offers | None = None

    def run(self) -> int:
        """Queue today's digest for each recipient who has none yet; return how many were new.

        Raises:
            Transient: the store is away. The next run tries again, all day long.
        """
        now = self.clock.now()
        today = local_day(now, self.settings.timezone)
        if not self._is_time(now, today):
            return 0
        keys = {self._key(recipient, today): recipient for recipient in self.settings.recipients}
        said = self.store.has_queued(tuple(keys))
        missing = [recipient for key, recipient in keys.items() if key not in said]
        if not missing:
            return 0
        told = self._told(today)
        mails = [self._letter(recipient, today, told) for recipient in missing]
        queued = self.store.queue(
            mails, now, held_because=self.settings.held_because, cause="daily digest"
        )
        crashpoint("after-digest")
        self.store.put_note(LAST_DIGEST, now.isoformat())
        log.info("digest queued", recipients=queued)
        return queued

    def letter(self, recipient: str, today: date) -> Outgoing:
        """Return the digest of a local day for one recipient; nothing is queued."""
        return self._letter(recipient, today, self._told(today))

    def preview(self, today: date) -> tuple[str, str]:
        """Return the digest of a local day as text and as HTML, its pictures inside the page."""
        recipient = next(iter(self.settings.recipients), self.company.inbox)
        mail = message_from_bytes(self.letter(recipient, today).source, policy=modern)
        parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
        text, html = (part.get_content() if part else "" for part in parts)
        return text.replace("\r\n", "\n"), _with_pictures(html, mail).replace("\r\n", "\n")

    def _is_time(self, now: datetime, today: date) -> bool:
        if not is_working_day(today, self._holidays(today)):
            return False
        return now.astimezone(self.settings.timezone).time() >= self.settings.at

    def _facts(self, today: date) -> Facts:
        now = self.clock.now()
        plan = self.reminders.plan(next_working_day(today, self._holidays(today)))
        return gather(self.store, plan, today, since=self._since(now), zone=self.settings.timezone)

    def _told(self, today: date) -> "_Told":
        blankets = blanket_facts(self.store.snapshot(), today)
        facts = self._facts(today)
        return _Told(facts, blankets, self._chart(blankets), self._offered(facts))

    def _offered(self, facts: Facts) -> tuple[Offered, ...]:
        """Return what can be done about each item that needs one of us."""
        if self.offers is None:
            return ()
        numbers = (int(str(row["number"])) for row in (*facts.needs, *facts.to_answer))
        return offered(numbers, self.offers)

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

    def _letter(self, recipient: str, today: date, told: "_Told") -> Outgoing:
        key = self._key(recipient, today)
        pictures = self._pictures(key, told.chart)
        letter = Letter(
            template="digest",
            to=Address("", recipient),
            language="en",
            idem_key=key,
            values={
                **self._values(today, told.facts),
                **told.blankets.values(),
                "chart": pictures[0].content_id if pictures else "",
                "actions": actions(
                    told.offered,
                    inbox=self.company.inbox,
                    secret=self.settings.secret,
                    reader=recipient,
                    today=today,
                ),
            },
            pictures=pictures,
        )
        return compose(
            letter,
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.DIGEST,
            expires_at=end_of_day(today + GOOD_FOR, self.settings.timezone),
        )

    def _values(self, today: date, facts: Facts) -> Mapping[str, object]:
        counts = (
            f"{len(facts.booked)} booked",
            f"{facts.need_you} need{'s' if facts.need_you == 1 else ''} you",
            f"{facts.overdue_count} overdue",
        )
        return {
            **facts.values(),
            "day": format_date(today, "EEE d MMM y", locale="en_GB"),
            "counts": ", ".join(counts),
            "shadow": self.settings.held_because,
        }

    def _pictures(self, key: str, chart: bytes) -> tuple[Picture, ...]:
        if not chart:
            return ()
        name = message_id_for(f"{key}:chart", self.settings.secret, self.company).strip("<>")
        return (Picture(name, "blanket-orders.png", chart),)

    def _key(self, recipient: str, today: date) -> str:
        prefix = SHADOW if self.settings.held_because else ""
        return f"{prefix}digest:{recipient}:{today}"

    def _holidays(self, day: date) -> frozenset[date]:
        return holidays_of(self.settings.country, self.settings.subdivision, year=day.year)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the digests of a day say; `chart` is a PNG, or b""."""

    facts: Facts
    blankets: BlanketFacts
    chart: bytes
    offered: tuple[Offered, ...] = ()


def _with_pictures(html: str, mail: EmailMessage) -> str:
    """Return a page that shows the pictures of its mail, for a browser, which knows no `cid:`."""
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            name = str(part["Content-ID"] or "").strip("<> ")
            data = base64.b64encode(part.get_content()).decode("ascii")
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{data}")
    return html
