"""What project and account managers are told of a start-of-work gate."""

from dataclasses import dataclass
from datetime import date

from bot.domain.decision import Letter
from bot.domain.gate_watch import days_to_start
from bot.domain.message import Address
from bot.domain.outgoing import Condition
from bot.domain.start_gate import Gate

OPENED, SHUT, NEARS = "opened", "shut", "nears"
"""Occasions to write: the gate opened; it shut again; the start nears and it is shut."""


@dataclass(frozen=True, slots=True)
class GateNotice:
    """Something to tell of one gate: the occasion, and the key that makes it once for all time."""

    gate: Gate
    occasion: str
    key: str


def near_key(gate: Gate, mark: int) -> str:
    """Return the key of "the start nears": once for each day before this start."""
    return f"gate:{gate.engagement.engagement_id}:{NEARS}:{gate.engagement.starts_on}:{mark}"


def staff_of(gate: Gate) -> tuple[str, ...]:
    """Return the addresses of the project and the account manager, each once."""
    work = gate.engagement
    addresses = (work.project_manager, work.account_manager)
    return tuple(dict.fromkeys(address.lower() for address in addresses if address))


def condition_of(gate: Gate) -> Condition:
    """Return what must still be so when the mail is sent."""
    works = (gate.engagement.engagement_id,)
    return Condition(gates_open=works) if gate.is_open else Condition(gates_shut=works)


def gate_letter(notice: GateNotice, address: str, today: date, prefix: str = "") -> Letter:
    """Return the letter to one colleague; `prefix` starts its key in shadow mode."""
    gate, work = notice.gate, notice.gate.engagement
    return Letter(
        template="gate_note",
        to=Address("", address),
        language="en",
        idem_key=f"{prefix}{notice.key}:{address}",
        values={
            "occasion": notice.occasion,
            "engagement_id": work.engagement_id,
            "work": work.title,
            "client": gate.client.name,
            "sentence": gate.sentence,
            "starts_on": work.starts_on,
            "days": days_to_start(gate, today),
            "references": (work.engagement_id,),
        },
    )
