"""What becomes of orders: replaced, corrected, raised or added to."""

import re

from bot.domain.message import Layer
from bot.domain.purchase_order import Candidate, Role
from bot.domain.understanding import Intent
from bot.stages._cues import Spoken
from bot.stages._evidence import Evidence
from bot.stages._normal import word_set

ANOTHER = frozenset({Intent.PO_SUPPLEMENT, Intent.PO_NEW})
"""What a number for a change request or an addition is."""

CORRECTED_DOCUMENT = "corrected-document"
"""Id of the cue by which an order is called a corrected one: no word of an error of writing."""

_REPLACES = re.compile(
    r"replac|supersed|ersetz|remplac|sustitu|reemplaz|substitu|sostitu|vervang|erstatt|ersatt"
    r"|korva|zastep|nahraz|helyettes|inlocui"
)
_INSTEAD = word_set(
    "instead statt anstatt lieu lugar vez invece posto plaats stedet istallet stallet sijaan"
    " sijasta zamiast misto helyett locul"
)
_FORMER = word_set(
    "old previous former earlier last alte alten alter bisherige bisherigen vorherigen ancien"
    " ancienne precedent precedente viejo antigua antiguo anterior vecchio precedente oude vorige"
    " antiga antigo gamle forrige gamla tidigare vanhan aiemman starego poprzedniego stare puvodni"
    " predchozi regi korabbi vechi vechea anterioare"
)
_FIRST = {
    "version": ("0", "1"),
    "rev": ("0", "00"),
    "revision": ("0", "00"),
}
"""Numbers of an order's first issue: versions are counted from one, revisions from nought."""

RIGHT_NUMBER = "right-number"
"""Id of the cue that calls a number the right one: of an invoice sent back, it is only given."""


def of_old_and_new(seen: Evidence) -> set[Intent]:
    """Tell a replacement from a correction; empty where no old number is taken back."""
    cancelled = any(c.role is Role.CANCELLED for c in seen.gone)
    old = [s for s in seen.of(Intent.PO_REPLACE) if seen.gone or not _names_none(s, seen)]
    replaced = any(s.layer is not Layer.SUBJECT for s in old)
    # What is said in the text outranks a title such as "rectified order".
    stands_in = any(_says_replaces(s) for s in old)
    corrected = any(
        (not replaced or s.layer is not Layer.SUBJECT)
        and not (stands_in and s.cue.id == CORRECTED_DOCUMENT)
        and not (s.cue.id == RIGHT_NUMBER and Intent.INVOICE_REJECTED_PO in seen.cued)
        for s in seen.of(Intent.PO_CORRECTION)
    )
    if replaced or _takes_another_place(seen):
        return {Intent.PO_CORRECTION if corrected and not cancelled else Intent.PO_REPLACE}
    return {Intent.PO_CORRECTION} if corrected else set()


def _takes_another_place(seen: Evidence) -> bool:
    """Say whether an old number that is gone makes room for the one given.

    Not where that one is only raised, or where an electronic order names none that it replaces.
    """
    if any(d.replaces or d.action == "cancel" for d in seen.documents):
        return True
    now = any(c.layer in {Layer.SUBJECT, Layer.NEW} for c in seen.given)
    gone = [
        c
        for c in seen.gone
        if (c.layer is not Layer.ATTACHMENT or _is_taken_back(c, seen))
        # What a forwarded chain took back is history to whoever gives the number above it.
        and not (now and c.layer is Layer.FORWARDED)
    ]
    raised = seen.of(Intent.PO_TOPUP) and not seen.of(Intent.PO_CANCEL)
    return bool(gone) and not raised


def _is_taken_back(candidate: Candidate, seen: Evidence) -> bool:
    """Say whether an attached order takes an old number back: its expiry alone does not."""
    superseded = candidate.role is Role.SUPERSEDED and not seen.documents
    return superseded or bool(seen.of(Intent.PO_CANCEL))


def _says_replaces(s: Spoken) -> bool:
    """Say whether a cue is the verb itself ("replaces"), and not "instead of" or "the old one"."""
    return any(_REPLACES.match(word) for word in s.found.words.folded[s.hit.first : s.hit.last + 1])


def of_more(seen: Evidence) -> set[Intent]:
    """Tell a raised order from an additional one; empty where nothing is added."""
    raised = any(not _is_first_issue(s) for s in seen.of(Intent.PO_TOPUP)) or seen.change_attached
    raised = raised or any(d.action == "change" for d in seen.documents)
    added = any(not _is_promised(s, seen) for s in seen.of(Intent.PO_SUPPLEMENT))
    if added or (seen.apart and (raised or seen.for_a_change)):
        return set(ANOTHER)
    if raised:
        return {Intent.PO_TOPUP}
    return set(ANOTHER) if seen.for_a_change else set()


def first_seen(wanted: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Take what updates or replaces an order that never came as the order: it repeats all of it."""
    updates = {Intent.PO_TOPUP, Intent.PO_REPLACE}
    return tuple(Intent.PO_NEW if intent in updates else intent for intent in wanted)


def under_old_number(wanted: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Take an addition that comes under a number on file as a raised order, not a second one."""
    if Intent.PO_SUPPLEMENT not in wanted:
        return wanted
    rest = (i for i in wanted if i not in {Intent.PO_SUPPLEMENT, Intent.PO_NEW, Intent.PO_TOPUP})
    return (Intent.PO_TOPUP, *rest)


def _is_promised(s: Spoken, seen: Evidence) -> bool:
    """Say whether a cue is part of a promise: "we will raise a separate PO"."""
    return any(
        p.found is s.found and p.hit.first <= s.hit.last and s.hit.first <= p.hit.last
        for p in seen.of(Intent.PO_PROMISED)
    )


def _names_none(s: Spoken, seen: Evidence) -> bool:
    """Say whether no old order makes room: "instead of a new one", "the old 4711 runs out"."""
    words, hit = s.found.words, range(s.hit.first, s.hit.last + 1)
    said = {words.folded[i] for i in hit}
    numbers = {words.word(i).upper() for i in hit if words.numeric[i]}
    named = bool(numbers) and numbers <= seen.only_named
    return named or (not _INSTEAD.isdisjoint(said) and _FORMER.isdisjoint(said))


def _is_first_issue(s: Spoken) -> bool:
    """Say whether a cue names an order's first version, which changes nothing: "Version 1"."""
    folded, last = s.found.words.folded, s.hit.last
    following = folded[last + 1] if last + 1 < len(folded) else ""
    return following in _FIRST.get(folded[last], ())
