"""UN/EDIFACT ORDERS and ORDCHG (ISO 9735 syntax, directories from D.93A on, EANCOM).

A change or cancellation has a number of its own in BGM, and names the order in RFF+ON.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import takewhile

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
    released,
    total_of,
    words,
)

SERVICE_CHARACTERS = ":+.? '"
"""Of UNA where there is none: component, element, decimal mark, release, unused, terminator."""

ORDER, CHANGE = "ORDERS", "ORDCHG"
FUNCTIONS = {"1": "cancel", "3": "cancel", "4": "change", "5": "change"}
"""BGM 1225: cancellation, deletion, change, replace; all else is the order."""

KINDS = {"221": "blanket", "226": "release"}
"""BGM 1001."""

FRAMES = ("BO", "CT")
"""RFF 1153: blanket order, contract."""

STARTS = frozenset({"7", "64", "194"})
ENDS = frozenset({"36", "63", "206"})
VALID = frozenset({"273"})
"""DTM 2005: effective, earliest delivery, start; expiry, latest delivery, end; validity period."""

NET_TOTALS = ("125", "79")
TOTALS = ("86", "128")
TAXES = ("124", "176")
OF_LINE = "203"
"""MOA 5025: taxable amount, total of lines; total of the message; tax; line item amount."""

Segment = Sequence[Sequence[str]]


def knows(text: str) -> bool:
    """Say whether a text is an EDIFACT interchange."""
    begun = text[9:].lstrip() if text.startswith("UNA") else text
    return begun.startswith("UNB") and len(begun) > 3 and not begun[3].isalnum()


def orders(text: str, origin: str) -> tuple[OrderDocument, ...]:
    """Return the orders of an interchange that have a number.

    Raises:
        Unreadable: it is cut off.
    """
    found: list[OrderDocument] = []
    message: list[Segment] = []
    opened = False
    for segment in segments(text):
        if _name(segment) == "UNH":
            opened, message = True, []
        message.append(segment)
        if _name(segment) == "UNT" and opened:
            opened = False
            found += _order(message, origin)
    if opened:
        raise Unreadable("cut off")
    return tuple(found)


def segments(text: str) -> Iterator[Segment]:
    """Yield the segments, each as its elements of components, the name first."""
    signs, text = (text[3:9], text[9:]) if text.startswith("UNA") else (SERVICE_CHARACTERS, text)
    component, element, mark, release, _, terminator = tuple(signs)
    for segment in _split(text, terminator, release):
        elements = [
            [_unescaped(part, release) for part in _split(data, component, release)]
            for data in _split(segment.strip("\r\n "), element, release)
        ]
        if not elements[0][0]:
            continue
        if mark == "," and elements[0][0] == "MOA":
            elements[1:] = [[part.replace(",", ".") for part in data] for data in elements[1:]]
        yield elements


def _split(text: str, sign: str, release: str) -> list[str]:
    """Split a text at a sign, where the release character does not take its meaning away."""
    pieces = text.split(sign)
    if release == " " or release not in text:
        return pieces
    whole: list[str] = []
    pending: list[str] = []
    for piece in pieces:
        pending.append(piece)
        released = len(piece) - len(piece.rstrip(release))
        if released % 2 == 0:
            whole.append(sign.join(pending))
            pending = []
    return [*whole, sign.join(pending)] if pending else whole


def _unescaped(text: str, release: str) -> str:
    if release == " " or release not in text:
        return text
    signs = iter(text)
    return "".join(next(signs, "") if sign == release else sign for sign in signs)


def _order(message: Sequence[Segment], origin: str) -> Iterator[OrderDocument]:
    sort = _at(message[0], 2)
    if sort not in {ORDER, CHANGE}:
        return
    bgm = next(_all(message, "BGM"), [[""]])
    own = number_of(_at(bgm, 2))
    ordered = _reference(message, "ON")
    number = ordered or own if sort == CHANGE else own
    frames = (_reference(message, qualifier) for qualifier in FRAMES)
    number, call = released(number, frames)
    if not number:
        return
    price = _price(message)
    starts, ends = covering(map(_days, _all(message, "DTM")))
    yield OrderDocument(
        origin=origin,
        po_number=number,
        action=FUNCTIONS.get(_at(bgm, 3), "new" if sort == ORDER else "change"),
        kind="release" if call else KINDS.get(_at(bgm, 1), "standard"),
        amount=price.amount,
        net=price.net,
        currency=price.currency,
        revision=call or _revision(bgm, own if own != number else ""),
        valid_from=starts,
        valid_to=ends,
        buyer=_party(message, "BY"),
        seller=_party(message, "SU") or _party(message, "SE"),
        references=references(_at(rff, 1, 1) for rff in _all(message, "RFF")),
        words=words(_words(message)),
    )


def _name(segment: Segment) -> str:
    return segment[0][0]


def _at(segment: Segment, element: int, component: int = 0) -> str:
    if element >= len(segment) or component >= len(segment[element]):
        return ""
    return segment[element][component].strip()


def _all(message: Sequence[Segment], name: str) -> Iterator[Segment]:
    return (segment for segment in message if _name(segment) == name)


def _reference(message: Sequence[Segment], qualifier: str) -> str:
    found = (_at(rff, 1, 1) for rff in _all(message, "RFF") if _at(rff, 1) == qualifier)
    return number_of(next(found, ""))


def _revision(bgm: Segment, change: str) -> str:
    """Return C106's revision or version number (from D.96A on), or else the change's own number."""
    return line(_at(bgm, 2, 2)) or line(_at(bgm, 2, 1)) or change


def _party(message: Sequence[Segment], role: str) -> str:
    """Return a party's name: of C080, or the first line of the unstructured C058."""
    for nad in _all(message, "NAD"):
        if _at(nad, 1) == role:
            name = line(" ".join(nad[4][:2])) if len(nad) > 4 else ""
            return name or line(_at(nad, 3))
    return ""


def _words(message: Sequence[Segment]) -> Iterator[str]:
    for imd in _all(message, "IMD"):
        yield "".join(imd[3][3:5]) if len(imd) > 3 else ""
    for ftx in _all(message, "FTX"):
        yield " ".join(ftx[4]) if len(ftx) > 4 else ""


def _days(dtm: Segment) -> Period:
    qualifier, value = _at(dtm, 1), _at(dtm, 1, 1)
    if qualifier in VALID:
        # Format 718 is two days without a sign between them.
        first, last = (value[:8], value[8:].lstrip("-")) if len(value) >= 16 else ("", value)
        return day(first), day(last)
    found = day(value[:8])
    return (found if qualifier in STARTS else None), (found if qualifier in ENDS else None)


def _price(message: Sequence[Segment]) -> Price:
    """Return the total, net where it is said or follows from tax or lines."""
    code = next((currency(_at(c, 1, 1)) for c in _all(message, "CUX")), "")
    sums = _sums(message)
    net = next((sums[q] for q in NET_TOTALS if q in sums), None)
    total = next((sums[q] for q in TOTALS if q in sums), None)
    tax = next((sums[q] for q in TAXES if q in sums), None)
    lines = _of_lines(message)
    if net is not None:
        return Price(net, net=True, currency=code)
    if total is None:
        return Price(lines, net=None if lines is None else True, currency=code)
    if tax is not None:
        return Price(total - tax, net=True, currency=code)
    return Price(total, net=True if total == lines else None, currency=code)


def _sums(message: Sequence[Segment]) -> dict[str, Decimal]:
    """Return the order's own sums: those before its lines, and those after UNS."""
    names = [_name(segment) for segment in message]
    head = len(list(takewhile(lambda name: name not in {"LIN", "UNS"}, names)))
    tail = names.index("UNS") if "UNS" in names else len(names)
    own = [*message[:head], *message[tail:]]
    found = {_at(moa, 1): amount(_at(moa, 1, 1)) for moa in _all(own, "MOA")}
    return {qualifier: number for qualifier, number in found.items() if number is not None}


def _of_lines(message: Sequence[Segment]) -> Decimal | None:
    """Return what the lines of an order come to; of a change they are no total."""
    if _at(message[0], 2) != ORDER:
        return None
    sums = [moa for moa in _all(message, "MOA") if _at(moa, 1) == OF_LINE]
    whole = len(sums) == sum(1 for _ in _all(message, "LIN"))
    return total_of(amount(_at(moa, 1, 1)) for moa in sums) if whole else None
