"""The actions that one of us orders in a mail's own words. Pure.

A mail orders something in its first lines, one action a line, until words that are none; with
nothing in its text, in its subject. What stands in the quoted mail below counts for nothing.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from bot.domain.command_token import MARK
from bot.domain.staff_actions import (
    Action,
    Approve,
    Assign,
    Note,
    NotOurs,
    Pause,
    Reject,
    Resume,
)
from bot.domain.staff_words import Misread, read_action

MOST = 20
"""Actions taken from one mail."""

VERBS = frozenset(
    {"approve", "assign", "reject", "dismiss", "not", "not-ours", "note", "pause", "resume", "ok"}
)
_TOKEN = re.compile(rf"\[{MARK}[^\]]*\]")
_REPLY = re.compile(r"^(?:\s*(?:re|aw|sv|antw|rif|odp|vs|fwd?|wg)\s*:)+\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a mail orders.

    Attributes:
        actions: each once, in the mail's order; () where it orders nothing.
        rest: what else it says, its greeting at the end included.
    """

    actions: tuple[Action | Misread, ...]
    rest: str


def ordered(subject: str, text: str, today: date) -> Orders:
    """Return what a mail orders.

    Args:
        subject: of the mail.
        text: its own new words.
        today: from which days of a pause count.
    """
    lines = [_TOKEN.sub("", line).strip() for line in text.splitlines()]
    orders = list(takewhile(_may_order, lines))
    rest = "\n".join(lines[len(orders) :]).strip()
    found = [line for line in orders if line] or _in_subject(subject)
    actions = (read_action(line, today) for line in found[:MOST])
    return Orders(tuple(dict.fromkeys(actions)), rest)


def key_of(action: Action) -> str:
    """Return what a token for an action is bound to: what it does, and to what."""
    match action:
        case Approve():
            return f"approve {action.item} {action.revision}"
        case Assign():
            return f"assign {action.item}"
        case Reject():
            return f"reject {action.item}"
        case NotOurs():
            return f"not ours {action.item}"
        case Note():
            return f"note {action.item}"
        case Pause():
            return f"pause {action.invoice}"
        case Resume():
            return f"resume {action.invoice}"


def shown_revision(item: int, letter: str) -> str:
    """Return the revision of an item that a letter of ours showed last; "" where it showed none."""
    found = re.findall(rf"\bapprove {item} ([0-9a-f]{{8}})\b", letter)
    return str(found[-1]) if found else ""


def _in_subject(subject: str) -> list[str]:
    line = _REPLY.sub("", _TOKEN.sub("", subject)).strip()
    return [line] if line and _may_order(line) else []


def _may_order(line: str) -> bool:
    """Say whether a line is empty or begins with a verb."""
    words = line.lower().split()
    return not words or words[0].rstrip(":") in VERBS
