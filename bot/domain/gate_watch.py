"""What happens at the gates: which turned since they were last looked at, and which start nears."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.ledger import Engagement, EngagementId, Snapshot
from bot.domain.outgoing import Condition
from bot.domain.start_gate import Gate, start_gate

LATE_DAYS = 3
"""A start that passed while pobot was not running is still spoken of for so many days."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a gate was last found, and how often it has turned since it was first looked at."""

    is_open: bool
    turns: int = 0


def watched(snapshot: Snapshot, today: date) -> tuple[Engagement, ...]:
    """Return the work that is going on or ahead: neither closed nor on hold, nor over."""
    return tuple(
        work
        for work in snapshot.engagements
        if work.status == "active" and (work.ends_on is None or work.ends_on >= today)
    )


def looked_at(seen: Mapping[EngagementId, Seen], gates: Iterable[Gate]) -> dict[EngagementId, Seen]:
    """Return how the gates are now found; one that was never seen has not turned."""
    after = dict(seen)
    for gate in gates:
        which = gate.engagement.engagement_id
        before = seen.get(which, Seen(gate.is_open))
        turned = before.is_open is not gate.is_open
        after[which] = Seen(gate.is_open, before.turns + 1) if turned else before
    return after


def days_to_start(gate: Gate, today: date) -> int | None:
    """Return the days until the work starts, negative once it did; None without a date."""
    starts_on = gate.engagement.starts_on
    return None if starts_on is None else (starts_on - today).days


def mark_reached(gate: Gate, today: date, marks: Iterable[int]) -> int | None:
    """Return how many days before its start a shut gate is to be spoken of; None if not now.

    Of several marks that were passed, the last counts: after days of downtime all is said once.
    The day of the start, 0, is always one.
    """
    days = days_to_start(gate, today)
    if gate.is_open or days is None or days < -LATE_DAYS:
        return None
    return min((mark for mark in {0, *marks} if days <= mark), default=None)


def not_as_said(condition: Condition, snapshot: Snapshot, today: date) -> str:
    """Return why what a queued mail says of gates is no longer true, or "" if it still is."""
    for said, works in ((True, condition.gates_open), (False, condition.gates_shut)):
        for which in works:
            gate = start_gate(snapshot, which, today)
            if gate is None or gate.is_open is not said:
                return gate.sentence if gate else f"{which} is not in the ledger any more"
    return ""
