"""Names of the notes by which the parts of pobot tell one another how they are."""

LAST_POLL = "last_poll"
"""When the inbox was last read with success: ISO, UTC."""

LAST_ERROR = "last_error"
"""Prefix: `last_error:inbox` holds what last went wrong there; empty once it works again."""

LAST_DIGEST = "last_digest"
"""When the last digest was queued: ISO, UTC."""

DIGESTS_SETTLED = "digests_settled"
"""The last local day for which managers' digests and the week's were written, and in which mode."""

LEDGER_FINGERPRINT = "ledger_fingerprint"
"""The ledger folder as it was last imported."""

WRITTEN_BACK = "written_back"
"""The version of the ledger that the accounting system has."""

NUMBERS_SEEN = "numbers_seen"
"""Up to when the journal was searched for numbers that came to invoices already sent: ISO, UTC."""

COPIES_WAITING = "copies_waiting"
"""Invoices whose copy with a late number could not be sent yet: JSON, a list of numbers."""

UID_VALIDITY = "uid_validity"
"""Prefix: `uid_validity:MAILBOX` holds the numbering that was last seen there."""

LOOK_FIRST = "look_first"
"""Since when what was sent may be unknown, and until when that is looked at: ISO, UTC, twice."""

LAST_RETENTION = "last_retention"
"""The last local day on which old raw mail was dropped."""

ALERTS = "alerts"
"""Troubles that whoever is on duty was told of, or will be if they last: JSON."""

START_GATES = "start_gates"
"""How each start-of-work gate was last found: JSON."""

PARTS = (
    "inbox",
    "gates",
    "invoices",
    "issuing",
    "outbox",
    "ledger",
    "reminders",
    "top-ups",
    "blankets",
    "policy questions",
    "missing contacts",
    "digest",
    "write-back",
    "retention",
)
"""The parts of a round that note their errors."""
