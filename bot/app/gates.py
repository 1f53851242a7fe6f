"""The start-of-work gate at work: tells project and account managers what they must know of it.

They hear once when a gate opens that was shut, once when one shuts again, and when the start nears
and it is still shut. How each gate was last found is a note, written after the mails are queued:
a process killed between finds the same turn again, and the same keys.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.app.gate_letters import (
    NEARS,
    OPENED,
    SHUT,
    GateNotice,
    condition_of,
    gate_letter,
    near_key,
    staff_of,
)
from bot.app.notes import START_GATES
from bot.app.quiet import SHADOW
from bot.crash import crashpoint
from bot.domain.calendar import SendWindow, end_of_day, local_day
from bot.domain.company import Company
from bot.domain.gate_watch import (
    LATE_DAYS,
    Seen,
    looked_at,
    mark_reached,
    watched,
)
from bot.domain.ledger import EngagementId
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.domain.start_gate import Gate, start_gates
from bot.ports import Clock, Store
from bot.stages.compose import Templates, compose

MOST_AT_FIRST = 10
"""More gates than this that the first reading of an old inbox turns are only noted."""

Seens = Mapping[EngagementId, Seen]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GateSettings:
    """What ops decide about the start-of-work gate.

    Attributes:
        timezone: the accounts team's, for "today" and the window.
        secret: what Message-IDs are derived with.
        days_before: days before its start on which a shut gate is spoken of; its day always is.
        window: the hours in which those mails are queued; a gate that turns is told at once.
        held_because: why mails are held rather than sent ("shadow"), "" to send.
    """

    timezone: ZoneInfo
    secret: bytes
    days_before: tuple[int, ...] = (10, 3)
    window: SendWindow = field(default_factory=SendWindow)
    held_because: str = ""


@dataclass(slots=True)
class StartGates:
    """Watches the gates of all work that is going on or ahead."""

    store: Store
    templates: Templates
    company: Company
    clock: Clock
    settings: GateSettings
    _is_first: bool = False

    def look(self) -> None:
        """Note how gates stand that were never looked at; nobody is told.

        Runs before the inbox is read: an order that comes in the same poll then opens its gate,
        and what stood open before is not news.
        """
        seen, today = self._seen(), self._today()
        snapshot = self.store.snapshot()
        fresh = [w for w in watched(snapshot, today) if w.engagement_id not in seen]
        if not fresh:
            return
        self._is_first = self._is_first or not seen
        self._keep(looked_at(seen, start_gates(snapshot, fresh, today)))

    def run(self) -> int:
        """Queue what there is to tell; return how many mails were new.

        Raises:
            Transient: the store is away. Nothing is lost: the next run finds the same.
        """
        if self.store.unsettled(1):
            return 0
        seen, now, today = self._seen(), self.clock.now(), self._today()
        gates = self._gates(today)
        after = looked_at(seen, gates)
        turned = tuple(self._turned(gates, seen, after, today))
        if self._is_first and len(turned) > MOST_AT_FIRST:
            log.info("gates turned by the first reading of the inbox", count=len(turned))
            turned = ()
        notices = (*turned, *self._near(gates, turned, today, now))
        queued = self.store.queue(
            list(self._mails(notices, today)),
            now,
            held_because=self.settings.held_because,
            cause="start-of-work gate",
        )
        crashpoint("after-gates")
        if after != seen:
            self._keep(after)
        self._is_first = False
        if queued:
            log.info("mails about gates queued", count=queued)
        return queued

    def _gates(self, today: date) -> tuple[Gate, ...]:
        snapshot, promised = self.store.snapshot(), self.store.holds().promised_orders
        return start_gates(snapshot, watched(snapshot, today), today, promised)

    def _turned(
        self, gates: tuple[Gate, ...], before: Seens, after: Seens, today: date
    ) -> Iterator[GateNotice]:
        """Yield the gates that turned; that one shut says as well that its start nears."""
        for gate in gates:
            which = gate.engagement.engagement_id
            if which in before and after[which] != before[which]:
                occasion = OPENED if gate.is_open else SHUT
                key = f"gate:{which}:{after[which].turns}:{occasion}"
                yield GateNotice(gate, occasion, key, self._near_key(gate, today))

    def _near(
        self, gates: tuple[Gate, ...], turned: tuple[GateNotice, ...], today: date, now: datetime
    ) -> Iterator[GateNotice]:
        """Yield the shut gates whose start nears; one that shut just now was told already."""
        if not self.settings.window.holds(now, self.settings.timezone):
            return
        told = {notice.gate.engagement.engagement_id for notice in turned}
        for gate in gates:
            key = self._near_key(gate, today)
            if key and gate.engagement.engagement_id not in told:
                yield GateNotice(gate, NEARS, key)

    def _near_key(self, gate: Gate, today: date) -> str:
        mark = mark_reached(gate, today, self.settings.days_before)
        return "" if mark is None else near_key(gate, mark)

    def _mails(self, notices: tuple[GateNotice, ...], today: date) -> Iterator[Outgoing]:
        bad = self.store.holds().bad_addresses
        told = [(n, to) for n in notices for to in staff_of(n.gate) if to not in bad]
        nearing = [self._key(n.says_too or n.key, to) for n, to in told if n.says_too or n.is_near]
        said = self.store.has_queued(nearing)
        for notice, address in told:
            mail, too = self._mail(notice, address, today), self._key(notice.says_too, address)
            # A mail that covers what was said before would itself be taken for said.
            if notice.says_too and too not in said:
                yield replace(mail, covers=(too,))
            elif mail.idem_key not in said:
                yield mail

    def _mail(self, notice: GateNotice, address: str, today: date) -> Outgoing:
        return compose(
            gate_letter(notice, address, self._key(notice.key, address), today),
            self.templates,
            self.company,
            self.settings.secret,
            self.clock.now(),
            OutgoingClass.DIGEST,
            condition=condition_of(notice.gate),
            expires_at=self._expires_at(notice),
        )

    def _expires_at(self, notice: GateNotice) -> datetime | None:
        starts_on = notice.gate.engagement.starts_on
        if not notice.is_near or starts_on is None:
            return None
        return end_of_day(starts_on + timedelta(days=LATE_DAYS), self.settings.timezone)

    def _today(self) -> date:
        return local_day(self.clock.now(), self.settings.timezone)

    def _key(self, key: str, address: str) -> str:
        """Return the key of what one colleague is told, in this mode: shadow or live."""
        return f"{SHADOW if self.settings.held_because else ''}{key}:{address}"

    def _seen(self) -> dict[EngagementId, Seen]:
        held = json.loads(self.store.note(START_GATES) or "{}")
        return {EngagementId(which): Seen(*how) for which, how in held.items()}

    def _keep(self, seen: Seens) -> None:
        held = {which: [how.is_open, how.turns] for which, how in sorted(seen.items())}
        self.store.put_note(START_GATES, json.dumps(held))
