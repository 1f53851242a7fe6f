"""Whether something is paid, and not only still to be."""

from bot.domain.message import Layer
from bot.domain.understanding import Intent
from bot.stages._cues import Places, Spoken
from bot.stages._evidence import Evidence

MOVED = "remittance-frames"
"""Id of the cue of participles: with "will" or "verrà" they say what is still to come."""


def is_paid(s: Spoken, seen: Evidence, planned: Places) -> bool:
    """Say whether something is paid: beside an order, only where it names a number of ours."""
    if s.layer is not Layer.SUBJECT and _is_planned(s, planned):
        return False
    if s.layer is Layer.FORWARDED and any(c.layer is Layer.NEW for c in seen.given):
        return False
    ordering = seen.given and Intent.PO_NEW in seen.cued
    return not ordering or s.layer is Layer.SUBJECT or seen.names_ours(s)


def _is_planned(s: Spoken, planned: Places) -> bool:
    """Say whether what seems paid is part of a promise: "it'll be paid on the Friday run"."""
    return any(
        s.cue.id == MOVED or o.hit.first <= s.hit.first <= o.hit.last
        for o in planned.within(s, s.sentence())
    )
