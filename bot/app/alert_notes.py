"""What the watch remembers, as the text of a note. Pure."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.alerts import Case, Known


def noted(known: Known) -> str:
    """Return the note for these cases; empty where there are none."""
    cases = {
        key: {
            "since": case.since.isoformat(),
            "what": case.what,
            "told_at": case.told_at.isoformat() if case.told_at else None,
            "gone_since": case.gone_since.isoformat() if case.gone_since else None,
        }
        for key, case in sorted(known.items())
    }
    return json.dumps(cases, ensure_ascii=False) if cases else ""


def recalled(note: str) -> dict[str, Case]:
    """Return the cases of a note; none where it is empty or not one of ours."""
    try:
        cases = json.loads(note) if note else {}
        return {key: _case(case) for key, case in cases.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def differs(known: Known, before: Known) -> bool:
    """Say whether it is worth a write: not for words alone, which may change at every look."""
    return _essence(known) != _essence(before)


def _essence(known: Known) -> Mapping[str, object]:
    return {key: (case.since, case.told_at, case.gone_since) for key, case in known.items()}


def _case(fields: Mapping[str, Any]) -> Case:
    return Case(
        datetime.fromisoformat(fields["since"]),
        str(fields["what"]),
        _moment(fields["told_at"]),
        _moment(fields["gone_since"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
