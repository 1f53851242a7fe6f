"""OASIS UBL 2.1 Order, OrderChange and OrderCancellation, as in Peppol BIS Ordering 3.

The ValidityPeriod is the time that we have to answer in, and is not read. A change repeats the
whole order; its own ID names the change, and so does a cancellation's. Italy's NSO has no
cancellation: it withdraws an order ("ordine di revoca") by a further one that refers to it.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bot.domain.message import OrderDocument
from bot.readers.orders.tree import NAMESPACE
from bot.readers.orders.values import (
    NO_PERIOD,
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

SCHEMAS = "urn:oasis:names:specification:ubl:schema:xsd:"
ACTIONS = {"Order": "new", "OrderChange": "change", "OrderCancellation": "cancel"}
KINDS = {"221": "blanket", "226": "release"}
"""OrderTypeCode (UNCL 1001)."""

_WITHDRAWN = frozenset({"cancelled", "canceled", "revoked", "withdrawn"})
"""What DocumentStatusCode says of an order that is referred to and not issued again."""

PEPPOL = "urn:fdc:peppol.eu:poacc:trns:order:3"
"""Only Peppol says what OrderDocumentReference is: a rejected order that is issued again."""

_REFERENCES = (
    "QuotationDocumentReference/ID",
    "Contract/ID",
    "ProjectReference/ID",
    "AdditionalDocumentReference/ID",
    "CustomerReference",
    "OrderLine/LineItem/Item/SellersItemIdentification/ID",
)
_DESCRIPTIONS = (
    "OrderLine/LineItem/Item/Name",
    "OrderLine/LineItem/Item/Description",
    "OrderLine/LineItem/Note",
    "OrderLine/Note",
    "Note",
    "ProjectReference/Name",
)


def knows(root: ET.Element) -> bool:
    """Say whether this is an order, its change or its cancellation."""
    return root.get(NAMESPACE, "").startswith(SCHEMAS) and root.tag in ACTIONS


def orders(root: ET.Element, origin: str) -> tuple[OrderDocument, ...]:
    """Return the order; none where it has no number."""
    action = ACTIONS[root.tag]
    withdrawn = _referred(root) if action == "new" and _is_withdrawal(root) else ""
    action = "cancel" if withdrawn else action
    number = withdrawn or number_of(root.findtext("ID" if action == "new" else "OrderReference/ID"))
    number, call = released(number, _texts(root, "Contract/ID", "OrderDocumentReference/ID"))
    price = _price(root, whole=action == "new")
    starts, ends = _period(root)
    order = OrderDocument(
        origin=origin,
        po_number=number,
        action=action,
        kind="release" if call else KINDS.get(line(root.findtext("OrderTypeCode")), "standard"),
        amount=price.amount,
        net=price.net,
        currency=price.currency,
        revision=call or (_revision(root) if action == "change" else ""),
        valid_from=starts,
        valid_to=ends,
        buyer=_party(root, "BuyerCustomerParty"),
        seller=_party(root, "SellerSupplierParty"),
        references=references(_texts(root, *_REFERENCES)),
        replaces=_replaced(root) if action == "new" and not call else "",
        words=words(_texts(root, *_DESCRIPTIONS)),
    )
    return (order,) if number else ()


def _texts(root: ET.Element, *paths: str) -> Iterator[str | None]:
    for path in paths:
        for element in root.iterfind(path):
            yield element.text


def _revision(root: ET.Element) -> str:
    return line(root.findtext("SequenceNumberID")) or line(root.findtext("ID"))


def _replaced(root: ET.Element) -> str:
    if not line(root.findtext("CustomizationID")).startswith(PEPPOL):
        return ""
    return _referred(root)


def _is_withdrawal(root: ET.Element) -> bool:
    """Say whether an order only takes back the one that it refers to."""
    status = line(root.findtext("OrderDocumentReference/DocumentStatusCode"))
    return status.lower() in _WITHDRAWN


def _referred(root: ET.Element) -> str:
    """Return the number of the order that is referred to; NSO may add its day and office."""
    return number_of((root.findtext("OrderDocumentReference/ID") or "").partition("#")[0])


def _party(root: ET.Element, role: str) -> str:
    party = root.find(f"{role}/Party")
    if party is None:
        return ""
    names = (party.findtext("PartyLegalEntity/RegistrationName"), party.findtext("PartyName/Name"))
    return next(filter(None, map(line, names)), "")


def _period(root: ET.Element) -> Period:
    """Return the period asked for: the order's own, or else that of its lines."""
    of_order = covering(map(_days, root.iterfind("Delivery/RequestedDeliveryPeriod")))
    if of_order != NO_PERIOD:
        return of_order
    lines = root.iterfind("OrderLine/LineItem/Delivery/RequestedDeliveryPeriod")
    return covering(map(_days, lines))


def _days(period: ET.Element) -> Period:
    return day(period.findtext("StartDate")), day(period.findtext("EndDate"))


def _price(root: ET.Element, *, whole: bool) -> Price:
    """Return the total; of an order without one the sum of its lines, if these are all of it."""
    totals = root.find("AnticipatedMonetaryTotal")
    stated = currency(root.findtext("DocumentCurrencyCode"))
    if totals is not None:
        named = (currency(e.get("currencyID")) for e in totals if e.tag.endswith("Amount"))
        return _of_totals(root, totals, next(filter(None, named), stated))
    lines = root.findall("OrderLine/LineItem/LineExtensionAmount")
    currencies = {currency(e.get("currencyID")) for e in lines} or {""}
    complete = len(lines) == len(root.findall("OrderLine"))
    if not (whole and complete and len(currencies) == 1):
        return Price(currency=stated)
    return Price(total_of(amount(e.text) for e in lines), net=True, currency=currencies.pop())


def _of_totals(root: ET.Element, totals: ET.Element, code: str) -> Price:
    """Return the sum before tax, however it is stated; else the one with tax."""
    of = {element.tag: amount(element.text) for element in totals}
    exclusive, lines = of.get("TaxExclusiveAmount"), of.get("LineExtensionAmount")
    if exclusive is not None:
        return Price(exclusive, net=True, currency=code)
    if lines is not None:
        changed = (of.get("ChargeTotalAmount") or 0) - (of.get("AllowanceTotalAmount") or 0)
        return Price(lines + changed, net=True, currency=code)
    gross, tax = of.get("TaxInclusiveAmount"), amount(root.findtext("TaxTotal/TaxAmount"))
    if gross is not None and tax is not None:
        return Price(gross - tax, net=True, currency=code)
    if gross is not None:
        return Price(gross, net=False, currency=code)
    return Price(of.get("PayableAmount"), net=None, currency=code)
