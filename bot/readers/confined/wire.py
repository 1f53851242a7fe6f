"""Parts and readings as JSON, for the way into the child and back.

What comes back is checked field by field: a child that a hostile file has taken over can lie about
the text of that file, and about nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.message import Member, OrderDocument, Part, Reading
from bot.readers import cleaned

MAX_PAGES = 1_000
MAX_DOUBTFUL = 5_000
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
    found = json.dumps(_record(reading), default=str).encode()
    if len(found) <= MAX_READING:
        return found
    return reading_bytes(Reading(reading.part, problem="too much text"))


def reading_from(record: bytes, part: str) -> Reading:
    """Return the reading of the part with that path.

    Raises:
        ValueError: the record is not what `reading_bytes` writes.
    """
    try:
        return _reading(json.loads(record), part)
    except (LookupError, TypeError, ValueError, RecursionError, InvalidOperation) as error:
        raise ValueError("not a reading") from error


def _record(reading: Reading) -> dict[str, object]:
    return {
        "pages": reading.pages,
        "orders": [asdict(order) for order in reading.orders],
        "problem": reading.problem,
        "inside": [_member_record(member) for member in reading.inside],
        "scanned": reading.scanned,
        "pictured": reading.pictured,
        "doubtful": reading.doubtful,
    }


def _reading(record: Mapping[str, Any], part: str) -> Reading:
    orders = tuple(_order(order) for order in _list(record["orders"]))
    inside = tuple(_member(member, part) for member in _list(record["inside"]))
    return Reading(
        part,
        _texts(record["pages"]),
        orders,
        _text(record["problem"]),
        inside,
        scanned=_numbers(record["scanned"]),
        pictured=_numbers(record["pictured"]),
        doubtful=_texts(record["doubtful"], MAX_DOUBTFUL),
    )


def _member_record(member: Member) -> dict[str, object]:
    part = asdict(member.part) | {"payload": member.part.payload.decode("latin-1")}
    return {"part": part, "reading": _record(member.reading)}


def _member(record: Mapping[str, Any], container: str) -> Member:
    """Return a member of the container with that path, which it may not leave."""
    found = record["part"]
    path, inside = _text(found["path"]), _text(found["inside"])
    within = f"{container}/"
    if not path.startswith(within) or (inside and not inside.startswith(within)):
        raise ValueError("a part of something else")
    part = Part(
        path=path,
        media_type=_text(found["media_type"]),
        filename=_text(found["filename"]),
        payload=_string(found["payload"]).encode("latin-1"),
        charset=_text(found["charset"]),
        attachment=_truth(found["attachment"]) is True,
        inside=inside,
        flow=_text(found["flow"]),
    )
    reading = _reading(record["reading"], path)
    if reading.inside or reading.orders or reading.problem:
        raise ValueError("more than a member has")
    return Member(part, reading)


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


def _texts(value: object, most: int = MAX_PAGES) -> tuple[str, ...]:
    return tuple(_text(item) for item in _list(value, most))


def _numbers(value: object) -> tuple[int, ...]:
    """Return numbers of pages."""
    numbers = _list(value)
    if any(type(number) is not int or not 0 < number <= MAX_PAGES for number in numbers):
        raise TypeError("not a page")
    return tuple(numbers)


def _list(value: object, most: int = MAX_PAGES) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError("not a list of sane length")
    return value


def _text(value: object) -> str:
    return cleaned(_string(value))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
