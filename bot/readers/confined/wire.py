"""Parts and readings as JSON, for the way into the child and back.

What comes back is checked field by field: a child that a hostile file has taken over can lie about
the text of that file, and about nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.domain.message import OrderDocument, Part, Reading
from bot.readers import cleaned

MAX_PAGES = 1_000
MAX_PART = 256_000_000
MAX_READING = 16_000_000
"""Bytes. Fifty pages of the densest text are a twentieth of this."""

NOT_IN_FORCE = "the sandbox is not in force"


def part_header(part: Part) -> bytes:
    """Return everything of a part but its payload."""
    return json.dumps([part.path, part.media_type, part.filename, part.charset]).encode()


def part_from(header: bytes, payload: bytes) -> Part:
    """Return the part again."""
    path, media_type, filename, charset = json.loads(header)
    return Part(path, media_type, filename, payload, charset)


def reading_bytes(reading: Reading) -> bytes:
    """Return a reading as JSON."""
    orders = [asdict(order) for order in reading.orders]
    record = {"pages": reading.pages, "orders": orders, "problem": reading.problem}
    found = json.dumps(record, default=str).encode()
    if len(found) <= MAX_READING:
        return found
    return reading_bytes(Reading(reading.part, problem="too much text"))


def reading_from(record: bytes, part: str) -> Reading:
    """Return the reading of the part with that path.

    Raises:
        ValueError: the record is not what `reading_bytes` writes.
    """
    try:
        loaded = json.loads(record)
        pages = _texts(loaded["pages"])
        orders = tuple(_order(order) for order in loaded["orders"])
        return Reading(part, pages, orders, _text(loaded["problem"]))
    except (LookupError, TypeError, ValueError, RecursionError, InvalidOperation) as error:
        raise ValueError("not a reading") from error


def _order(record: Mapping[str, object]) -> OrderDocument:
    amount, valid_from, valid_to = record["amount"], record["valid_from"], record["valid_to"]
    return OrderDocument(
        origin=_text(record["origin"]),
        po_number=_text(record["po_number"]),
        action=_text(record["action"]),
        amount=None if amount is None else Decimal(_text(amount)),
        currency=_text(record["currency"]),
        revision=_text(record["revision"]),
        valid_from=None if valid_from is None else date.fromisoformat(_text(valid_from)),
        valid_to=None if valid_to is None else date.fromisoformat(_text(valid_to)),
        buyer=_text(record["buyer"]),
        seller=_text(record["seller"]),
        references=_texts(record["references"]),
        kind=_text(record["kind"]),
        net=_truth(record["net"]),
        replaces=_text(record["replaces"]),
        words=_text(record["words"]),
    )


def _truth(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_PAGES:
        raise TypeError("not a list of texts")
    return tuple(_text(item) for item in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return cleaned(value)
