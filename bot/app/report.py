"""Extractions and judgements as JSON objects, with the keys that others build against."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import zip_longest

from bot.app.judgement import Extraction, Judgement
from bot.domain.decision import AssignOrder, Change, Letter, Placement, Verdict
from bot.domain.money import rounded
from bot.domain.outgoing import Outgoing
from bot.domain.purchase_order import Candidate, canonical
from bot.domain.understanding import Facts, StatedOrder

Json = dict[str, object]


def extraction_json(extraction: Extraction, file: str) -> Json:
    """Return what `pobot extract --json` prints for one mail."""
    mail, understanding = extraction.mail, extraction.understanding
    unread = [f"{r.part}: {r.problem}" for r in mail.readings if r.problem]
    return {
        "file": file,
        "message_id": mail.message.message_id,
        "automatic": mail.screening.automatic,
        "intents": [intent.value for intent in understanding.intents],
        "po_numbers": list(understanding.po_numbers),
        "candidates": [_candidate(candidate) for candidate in extraction.candidates],
        "facts": _facts(understanding.facts),
        "defects": [*mail.message.defects, *(understanding.unreadable or unread)],
    }


def unreadable_json(file: str, reason: str) -> Json:
    """Return the one object that a FILE gives which cannot even be opened."""
    return {
        "file": file,
        "message_id": "",
        "automatic": None,
        "intents": ["other"],
        "po_numbers": [],
        "candidates": [],
        "facts": _facts(Facts()),
        "defects": [reason],
    }


def judgement_json(judgement: Judgement, file: str, outgoing: Sequence[Outgoing] = ()) -> Json:
    """Return what `pobot explain --json` prints for one mail.

    Args:
        judgement: of the mail.
        file: what the mail is called: a file name or a Message-ID.
        outgoing: its letters as composed, in the order of the decision, for their subjects.
    """
    decision, match = judgement.decision, judgement.match
    further = {str(i.invoice_number) for p in match.placements for i in p.further}
    booked = _booked(decision.changes, further)
    orders = judgement.extraction.understanding.orders
    return {
        **extraction_json(judgement.extraction, file),
        "client_id": match.client.client_id if match.client else None,
        "engagement_ids": sorted(e.engagement_id for e in match.engagements),
        "invoice_numbers": sorted(booked) if decision.verdict is Verdict.APPLY else [],
        "verdict": decision.verdict.value,
        "reply": decision.reply.value,
        "reasons": list(decision.reasons),
        "letters": [
            _letter(letter, mail.subject if mail else "")
            for letter, mail in zip_longest(decision.letters, outgoing)
        ],
        "changes": [change_json(change) for change in decision.changes],
        "orders": [_order(order, _placement(order, match.placements), booked) for order in orders],
    }


def unexplained_json(file: str, reason: str) -> Json:
    """Return the `explain` object of a FILE which cannot even be opened."""
    return {
        **unreadable_json(file, reason),
        "client_id": None,
        "engagement_ids": [],
        "invoice_numbers": [],
        "verdict": Verdict.REVIEW.value,
        "reply": "none",
        "reasons": [reason],
        "letters": [],
        "changes": [],
        "orders": [],
    }


def change_json(change: Change) -> Json:
    """Return a change with its kind in words, such as `record_order`."""
    name = type(change).__name__
    kind = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
    values = {field.name: plain(getattr(change, field.name)) for field in fields(change)}
    return {"kind": kind, **values}


def plain(value: object) -> object:
    """Return a value as JSON knows it: sums as decimal strings to the penny, dates in ISO form."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(rounded(value), "f")
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            return value


def _booked(changes: tuple[Change, ...], further: Collection[str]) -> dict[str, str]:
    """Return the invoices that waited or were sent, with their order: of drafts nobody asks."""
    return {
        change.invoice_number: canonical(change.po_number)
        for change in changes
        if isinstance(change, AssignOrder) and change.invoice_number not in further
    }


def _placement(order: StatedOrder, placements: tuple[Placement, ...]) -> Placement | None:
    return next((p for p in placements if p.po_number == order.po_number), None)


def _order(order: StatedOrder, placement: Placement | None, booked: dict[str, str]) -> Json:
    key = canonical(order.po_number)
    return {
        "po_number": order.po_number,
        "amount": plain(order.amount),
        "currency": order.currency,
        "engagement_ids": sorted(e.engagement_id for e in placement.engagements)
        if placement
        else [],
        "invoice_numbers": sorted(number for number, po in booked.items() if po == key),
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "number": candidate.number,
        "accepted": candidate.accepted,
        "reason": candidate.reason,
        "rule": candidate.rule,
        "origin": candidate.origin,
        "text": candidate.text,
        "start": candidate.start,
        "end": candidate.end,
        "confidence": round(candidate.confidence, 3),
    }


def _facts(facts: Facts) -> Json:
    return {name: plain(value) for name, value in asdict(facts).items()}


def _letter(letter: Letter, subject: str) -> Json:
    return {"template": letter.template, "to": letter.to.email, "subject": subject}
