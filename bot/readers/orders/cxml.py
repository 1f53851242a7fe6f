"""cXML OrderRequest, as Ariba, Coupa, Jaggaer and Oracle send it.

An update repeats the whole order under its number, with a higher orderVersion; a delete withdraws
it. The Total is before tax and shipping (cXML User's Guide, OrderRequestHeader).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from bot.domain.message import OrderDocument
from bot.readers.orders.values import (
    NO_PERIOD,
    Period,
    amount,
    covering,
    currency,
    day,
    line,
    number_of,
    references,
    released,
    words,
)

HEADER = "Request/OrderRequest/OrderRequestHeader"
ACTIONS = {"update": "change", "delete": "cancel"}
KINDS = {"blanket": "blanket", "release": "release"}
SELLING = frozenset(
    {"supplierCorporate", "supplierAccount", "supplierMasterAccount", "supplier", "sales"}
)
"""Roles of a Contact on our side."""

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)


def knows(root: ET.Element) -> bool:
    """Say whether this is an order in cXML."""
    return root.tag == "cXML" and root.find(HEADER) is not None


def orders(root: ET.Element, origin: str) -> tuple[OrderDocument, ...]:
    """Return the order; none where it has no number."""
    header = root.find(HEADER)
    if header is None:
        return ()
    money = header.find("Total/Money")
    total = _total(money, blanket=header.get("orderType") == "blanket")
    agreements = _agreements(root, header)
    number, release = released(number_of(header.get("orderID")), agreements)
    kind = "release" if release else KINDS.get(header.get("orderType", ""), "standard")
    starts, ends = _period(root, header)
    order = OrderDocument(
        origin=origin,
        po_number=number,
        action=ACTIONS.get(header.get("type", "new"), "new"),
        kind=kind,
        amount=total,
        net=None if total is None else True,
        currency="" if money is None else currency(money.get("currency")),
        revision=release or line(header.get("orderVersion")),
        valid_from=starts,
        valid_to=ends,
        buyer=line(header.findtext("BillTo/Address/Name")),
        seller=_seller(root, header),
        references=references(_references(root, header)),
        words=words(_words(root, header)),
    )
    return (order,) if number else ()


def _agreements(root: ET.Element, header: ET.Element) -> tuple[str, ...]:
    """Return the frames that an order calls off from, as header and lines name them."""
    elements = (
        header,
        *_items(root),
        *root.iterfind("Request/OrderRequest//MasterAgreementIDInfo"),
    )
    named = (e.get(key) for e in elements for key in ("agreementID", "parentAgreementID"))
    return tuple(dict.fromkeys(filter(None, named)))


def _total(money: ET.Element | None, *, blanket: bool) -> Decimal | None:
    """Return the sum; a blanket order over nothing has no limit."""
    text = "" if money is None else (money.text or "").strip()
    total = amount(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
    return None if blanket and not total else total


def _items(root: ET.Element) -> Iterator[ET.Element]:
    yield from root.iterfind("Request/OrderRequest/ItemOut")


def _seller(root: ET.Element, header: ET.Element) -> str:
    contacts = [c for c in header.iterfind("Contact") if c.get("role") in SELLING]
    contacts += root.findall("Header/To/Correspondent/Contact")
    return next(filter(None, (line(c.findtext("Name")) for c in contacts)), "")


def _references(root: ET.Element, header: ET.Element) -> Iterator[str | None]:
    yield from _agreements(root, header)
    for element in (header, *_items(root)):
        for identifier in element.iterfind("IdReference"):
            yield identifier.get("identifier")
        for extrinsic in element.iterfind("Extrinsic"):
            yield extrinsic.text
    for item in _items(root):
        yield item.findtext("ItemID/SupplierPartID")
        yield item.findtext("ItemID/SupplierPartAuxiliaryID")


def _words(root: ET.Element, header: ET.Element) -> Iterator[str | None]:
    for item in _items(root):
        for description in item.iterfind(".//Description"):
            yield " ".join(description.itertext())
    for element in (header, *_items(root)):
        for comment in element.iterfind("Comments"):
            yield " ".join(comment.itertext())


def _period(root: ET.Element, header: ET.Element) -> Period:
    """Return a blanket order's term, or else the period of the services ordered."""
    term = covering([(day(header.get("effectiveDate")), day(header.get("expirationDate")))])
    if term != NO_PERIOD:
        return term
    periods = (period for item in _items(root) for period in item.iterfind(".//Period"))
    return covering((day(p.get("startDate")), day(p.get("endDate"))) for p in periods)
