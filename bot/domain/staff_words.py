"""Actions in plain words: "approve 3", "assign 4 ENG-0009", "pause PR-2026-0121 14d".

One action a line. What is not understood is said in a sentence, never guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.ledger import EngagementId, InvoiceNumber
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

LONGEST_PAUSE = timedelta(days=366)
"""Who wants a longer one forgets it: an invoice that is never reminded of is to be written off."""

FORMS = (
    "approve 3",
    "assign 4 ENG-0009",
    "reject 5 wrong entity",
    "not ours 6",
    "note 3 asked Ann by phone",
    "pause PR-2026-0121 14d",
    "resume PR-2026-0121",
)
"""One example of everything that is understood."""

_REVISION = re.compile(r"[0-9a-f]{8}")
_ITEM = re.compile(r"#?([0-9]{1,9})")
_DAYS = re.compile(r"([0-9]{1,4}) ?(?:d|day|days)?", re.IGNORECASE)
_WEEKS = re.compile(r"([0-9]{1,2}) ?(?:w|week|weeks)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that is no action, and why: a sentence for whoever wrote it."""

    why: str


def read_action(line: str, today: date) -> Action | Misread:
    """Return the action that a line orders.

    Args:
        line: in any case, blanks as they come; what follows the known words is the person's text.
        today: from which days of a pause count.
    """
    words = line.split()
    verb, rest = (words[0].lower().rstrip(":"), words[1:]) if words else ("", [])
    if verb == "not" and rest and rest[0].lower() == "ours":
        verb, rest = "not ours", rest[1:]
    reader = _READERS.get(_OTHER_WORDS.get(verb, verb))
    if reader is None:
        return Misread(f"{_cut(line)!r} is no action; for example: {'; '.join(FORMS)}.")
    return reader(rest, today)


def _approve(rest: list[str], _today: date) -> Action | Misread:
    item = _item(rest)
    if isinstance(item, Misread):
        return item
    if len(rest) == 1:
        return Approve(item)
    revision = rest[1].lower()
    if len(rest) > 2 or not _REVISION.fullmatch(revision):
        return Misread(f"approve takes an item and its revision, not {_cut(' '.join(rest[1:]))!r}.")
    return Approve(item, revision)


def _assign(rest: list[str], _today: date) -> Action | Misread:
    item = _item(rest)
    if isinstance(item, Misread):
        return item
    where = [word for word in rest[1:] if word.lower() not in {"to", "po"}]
    if not where:
        return Misread("assign needs the engagement: assign 4 ENG-0009.")
    return Assign(item, EngagementId(where[0]), " ".join(where[1:]))


def _reject(rest: list[str], _today: date) -> Action | Misread:
    item = _item(rest)
    if isinstance(item, Misread):
        return item
    if len(rest) == 1:
        return Misread(f"reject needs a reason: reject {item} wrong entity.")
    return Reject(item, " ".join(rest[1:]))


def _not_ours(rest: list[str], _today: date) -> Action | Misread:
    item = _item(rest)
    if isinstance(item, Misread):
        return item
    if len(rest) > 1:
        return Misread(f"not ours takes an item only, not {_cut(' '.join(rest[1:]))!r}.")
    return NotOurs(item)


def _note(rest: list[str], _today: date) -> Action | Misread:
    item = _item(rest)
    if isinstance(item, Misread):
        return item
    return Note(item, " ".join(rest[1:])) if len(rest) > 1 else Misread("note needs a text.")


def _pause(rest: list[str], today: date) -> Action | Misread:
    if len(rest) < 2:
        return Misread("pause needs an invoice and a time: pause PR-2026-0121 14d.")
    until = pause_end(" ".join(word for word in rest[1:] if word.lower() != "until"), today)
    return until if isinstance(until, Misread) else Pause(InvoiceNumber(rest[0]), until)


def _resume(rest: list[str], _today: date) -> Action | Misread:
    if len(rest) != 1:
        return Misread("resume needs an invoice: resume PR-2026-0121.")
    return Resume(InvoiceNumber(rest[0]))


_READERS: dict[str, Callable[[list[str], date], Action | Misread]] = {
    "approve": _approve,
    "assign": _assign,
    "reject": _reject,
    "not ours": _not_ours,
    "note": _note,
    "pause": _pause,
    "resume": _resume,
}
_OTHER_WORDS = {"dismiss": "reject", "ok": "approve", "not-ours": "not ours"}


def pause_end(text: str, today: date) -> date | Misread:
    """Return the day on which a pause ends: "14d", "14", "2 weeks" or "2026-12-08"."""
    if found := _DAYS.fullmatch(text):
        until = today + timedelta(days=int(found[1]))
    elif found := _WEEKS.fullmatch(text):
        until = today + timedelta(weeks=int(found[1]))
    else:
        try:
            until = date.fromisoformat(text)
        except ValueError:
            return Misread(f"{_cut(text)!r} is no time: say 14d, 2 weeks, or a day as 2026-12-08.")
    if not today < until <= today + LONGEST_PAUSE:
        return Misread(
            f"a pause ends after today and within {LONGEST_PAUSE.days} days; {until} does not."
        )
    return until


def _item(rest: list[str]) -> int | Misread:
    found = _ITEM.fullmatch(rest[0]) if rest else None
    return int(found[1]) if found else Misread("which item is not said: approve 3.")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
