"""What our own people are told of start-of-work gates: the managers by mail, and the digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.app.quoting import quoted
from bot.domain.decision import Letter
from bot.domain.gate_watch import days_to_start
from bot.domain.message import Address
from bot.domain.outgoing import Condition
from bot.domain.start_gate import Gate

OPENED, SHUT, NEARS = "opened", "shut", "nears"
"""Occasions to write: the gate opened; it shut again; the start nears and it is shut."""

LONGEST_SENTENCE = 600
"""Characters of a gate's sentence: it may name several orders, with what is wrong with each."""


@dataclass(frozen=True, slots=True)
class GateNotice:
    """Something to tell of one gate.

    Attributes:
        gate: as it stands.
        occasion: OPENED, SHUT or NEARS.
        key: what it is; told once for all time to each of its people.
        says_too: the key of another notice that this one makes needless; "" for none.
    """

    gate: Gate
    occasion: str
    key: str
    says_too: str = ""

    @property
    def is_near(self) -> bool:
        """Return whether it is told because the start nears."""
        return self.occasion == NEARS


def near_key(gate: Gate, mark: int) -> str:
    """Return the key of "the start nears": once for each day before this start."""
    return f"gate:{gate.engagement.engagement_id}:{NEARS}:{gate.engagement.starts_on}:{mark}"


def shut_lines(gates: Iterable[Gate], today: date) -> tuple[str, ...]:
    """Return a line for each gate that is shut, the one whose start is nearest to today first."""
    shut = [gate for gate in gates if not gate.is_open]
    return tuple(_line(gate) for gate in sorted(shut, key=lambda gate: _distance(gate, today)))


def staff_of(gate: Gate) -> tuple[str, ...]:
    """Return the addresses of the project and the account manager, each once."""
    work = gate.engagement
    addresses = (work.project_manager, work.account_manager)
    return tuple(dict.fromkeys(address.lower() for address in addresses if address))


def condition_of(gate: Gate) -> Condition:
    """Return what must still be so when the mail is sent."""
    works = (gate.engagement.engagement_id,)
    return Condition(gates_open=works) if gate.is_open else Condition(gates_shut=works)


def gate_letter(notice: GateNotice, address: str, idem_key: str, today: date) -> Letter:
    """Return the letter to one colleague."""
    gate, work = notice.gate, notice.gate.engagement
    return Letter(
        template="gate_note",
        to=Address("", address),
        language="en",
        idem_key=idem_key,
        values={
            "occasion": notice.occasion,
            "engagement_id": work.engagement_id,
            "work": quoted(work.title),
            "client": quoted(gate.client.name),
            "sentence": quoted(gate.sentence, LONGEST_SENTENCE),
            "starts_on": work.starts_on,
            "days": days_to_start(gate, today),
            "references": (work.engagement_id,),
        },
    )


def _distance(gate: Gate, today: date) -> tuple[bool, int, str]:
    days = days_to_start(gate, today)
    return days is None, abs(days or 0), gate.engagement.engagement_id


def _line(gate: Gate) -> str:
    work = gate.engagement
    start = f", starts {work.starts_on}" if work.starts_on else ""
    return f"{work.title} ({work.engagement_id}), {gate.client.name}{start}: {gate.why}"
