"""ANSI X12 850 (Purchase Order) and 860 (Purchase Order Change Request).

Separators are what the ISA segment uses: the element separator after "ISA", the component separator
in ISA16, and the segment terminator behind it (X12.5). A release order keeps the blanket order's
number in BEG03 and counts in BEG04.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from bot.domain.message import OrderDocument
from bot.readers import Unreadable
from bot.readers.orders.values import (
    Period,
    Price,
    amount,
    covering,
    currency,
    day,
    line,
    number_of,
    references,
    total_of,
    words,
)

ORDER, CHANGE = "850", "860"
PURPOSES = {"01": "cancel", "17": "cancel", "04": "change", "05": "change"}
"""BEG01 and BCH01: cancellation, cancel to be reissued, change, replace."""

KINDS = {"BK": "blanket", "BE": "blanket", "RL": "release"}
"""BEG02 and BCH02."""

STARTS = frozenset({"007", "150", "196"})
ENDS = frozenset({"036", "151", "197"})
"""DTM01: effective, service period start, start; expiration, service period end, end."""

WHOLE_PERIOD = "RD8"
BUYING = ("BY", "BT")
SELLING = ("SE", "SU", "VN")
LINES = frozenset({"PO1", "POC"})

Segment = Sequence[str]


def knows(text: str) -> bool:
    """Say whether a text is an X12 interchange."""
    separator = text[3:4].strip()
    announced = text.startswith("ISA") and separator and not separator.isalnum()
    return bool(announced) and text[:200].count(separator) >= 16


def orders(text: str, origin: str) -> tuple[OrderDocument, ...]:
    """Return the orders of an interchange that have a number.

    Raises:
        Unreadable: it is cut off, or not of the standard's form.
    """
    found: list[OrderDocument] = []
    message: list[Segment] = []
    opened = False
    for segment in segments(text):
        if segment[0] == "ST":
            opened, message = True, []
        message.append(segment)
        if segment[0] == "SE" and opened:
            opened = False
            found += _order(message, origin)
    if opened:
        raise Unreadable("cut off")
    return tuple(found)


def segments(text: str) -> Iterator[Segment]:
    """Yield the segments, each as its elements, the name first."""
    separator = text[3]
    last = text.split(separator, 16)[16]
    terminator = last[1:2]
    if not terminator or terminator.isalnum() or terminator == separator:
        raise Unreadable("corrupt")
    for segment in text.split(terminator):
        elements = segment.strip("\r\n ").split(separator)
        if elements[0]:
            yield elements


def _order(message: Sequence[Segment], origin: str) -> Iterator[OrderDocument]:
    kind = _at(message[0], 1)
    head = _first(message, "BEG" if kind == ORDER else "BCH")
    number = number_of(_at(head, 3))
    if kind not in {ORDER, CHANGE} or not number:
        return
    action = PURPOSES.get(_at(head, 1), "new" if kind == ORDER else "change")
    price = _price(message)
    starts, ends = _period(message)
    yield OrderDocument(
        origin=origin,
        po_number=number,
        action=action,
        kind=KINDS.get(_at(head, 2), "standard"),
        amount=price.amount,
        net=price.net,
        currency=price.currency,
        revision=line(_at(head, 4) if kind == ORDER else _at(head, 5) or _at(head, 4)),
        valid_from=starts,
        valid_to=ends,
        buyer=_party(message, BUYING),
        seller=_party(message, SELLING),
        references=references(_references(message, head)),
        words=words(_words(message)),
    )


def _at(segment: Segment, place: int) -> str:
    return segment[place].strip() if place < len(segment) else ""


def _first(message: Iterable[Segment], name: str) -> Segment:
    return next((segment for segment in message if segment[0] == name), ())


def _all(message: Iterable[Segment], *names: str) -> Iterator[Segment]:
    return (segment for segment in message if segment[0] in names)


def _party(message: Sequence[Segment], roles: Sequence[str]) -> str:
    names = {_at(n1, 1): line(_at(n1, 2)) for n1 in _all(message, "N1")}
    return next((names[role] for role in roles if names.get(role)), "")


def _references(message: Sequence[Segment], head: Segment) -> Iterator[str]:
    yield _at(head, 6)
    yield from head[7:9]
    for ref in _all(message, "REF", "N9"):
        yield _at(ref, 2)
        yield _at(ref, 3)


def _words(message: Sequence[Segment]) -> Iterator[str]:
    for pid in _all(message, "PID"):
        yield _at(pid, 5)
    for note in _all(message, "MSG", "MTX", "NTE"):
        yield _at(note, 1) if note[0] == "MSG" else _at(note, 2)


def _period(message: Sequence[Segment]) -> Period:
    return covering(map(_days, _all(message, "DTM")))


def _days(dtm: Segment) -> Period:
    qualifier = _at(dtm, 1)
    if _at(dtm, 5) == WHOLE_PERIOD and qualifier in STARTS | ENDS:
        first, _, last = _at(dtm, 6).partition("-")
        return day(first), day(last)
    found = _day(_at(dtm, 2))
    return (found if qualifier in STARTS else None), (found if qualifier in ENDS else None)


def _day(text: str) -> date | None:
    """Return a day; before version 4010 years had two digits."""
    return day(f"20{text}" if len(text) == 6 else text)


def _price(message: Sequence[Segment]) -> Price:
    """Return the total: net if it is what the lines come to, or does so without the tax stated."""
    code = currency(_at(_first(message, "CUR"), 2))
    stated = next((amount(_at(a, 2)) for a in _all(message, "AMT") if _at(a, 1) == "TT"), None)
    lines = _of_lines(message)
    if stated is None or lines is None:
        # A change lists what changes only: its lines are no total.
        found = lines if stated is None and _at(message[0], 1) == ORDER else stated
        return Price(
            found, net=True if stated is None and found is not None else None, currency=code
        )
    tax = total_of(amount(_at(txi, 2)) for txi in _all(message, "TXI"))
    if stated == lines or (tax is not None and stated - tax == lines):
        return Price(lines, net=True, currency=code)
    return Price(stated, net=None, currency=code)


def _of_lines(message: Sequence[Segment]) -> Decimal | None:
    """Return quantity times price, added up; None where a line has no price."""
    return total_of(
        None if (n := amount(_at(p, 2))) is None or (x := amount(_at(p, 4))) is None else n * x
        for p in _all(message, "PO1")
    )
