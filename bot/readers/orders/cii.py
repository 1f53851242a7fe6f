"""UN/CEFACT Cross Industry Order (SCRDM CIO), as in Order-X 1.0.

A change (type 230) names the order that it changes as BuyerOrderReferencedDocument; its own ID
names the change. The EffectiveSpecifiedPeriod is the time that we have to answer in, except of a
blanket order, of which it is the term.
"""

from collections.abc import Iterator
from datetime import date
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
    words,
)

ROOT = "SCRDMCCBDACIOMessageStructure"
KINDS = {"221": "blanket", "226": "release"}
CHANGE, RESPONSE = "230", "231"
"""TypeCode (UNCL 1001)."""

PURPOSES = {"1": "cancel", "3": "cancel", "4": "change", "5": "change"}
"""PurposeCode (UNCL 1225): cancellation, deletion, change, replacement; all else is the order."""

DEAL = "SupplyChainTradeTransaction"
AGREEMENT = f"{DEAL}/ApplicableHeaderTradeAgreement"
SETTLEMENT = f"{DEAL}/ApplicableHeaderTradeSettlement"
LINE = f"{DEAL}/IncludedSupplyChainTradeLineItem"
DELIVERY = "RequestedDeliverySupplyChainEvent/OccurrenceSpecifiedPeriod"

FRAMES = ("BlanketOrder", "Contract")

_REFERENCES = (
    f"{AGREEMENT}/QuotationReferencedDocument/IssuerAssignedID",
    f"{AGREEMENT}/ContractReferencedDocument/IssuerAssignedID",
    f"{AGREEMENT}/AdditionalReferencedDocument/IssuerAssignedID",
    f"{AGREEMENT}/SpecifiedProcuringProject/ID",
    f"{LINE}/SpecifiedLineTradeAgreement/QuotationReferencedDocument/IssuerAssignedID",
    f"{AGREEMENT}/BuyerReference",
)
_DESCRIPTIONS = (
    f"{LINE}/SpecifiedTradeProduct/Name",
    f"{LINE}/SpecifiedTradeProduct/Description",
    f"{LINE}/AssociatedDocumentLineDocument/IncludedNote/Content",
    "ExchangedDocument/IncludedNote/Content",
    f"{AGREEMENT}/SpecifiedProcuringProject/Name",
)


def knows(root: ET.Element) -> bool:
    """Say whether this is a Cross Industry Order, and not the seller's response to one."""
    named = root.tag == ROOT and f":{ROOT}:" in f"{root.get(NAMESPACE)}:"
    return named and not is_response(root)


def is_response(root: ET.Element) -> bool:
    """Say whether a document is of the type of a seller's response."""
    return line(root.findtext("ExchangedDocument/TypeCode")) == RESPONSE


def orders(root: ET.Element, origin: str) -> tuple[OrderDocument, ...]:
    """Return the order; none where it has no number."""
    kind = line(root.findtext("ExchangedDocument/TypeCode"))
    purpose = PURPOSES.get(line(root.findtext("ExchangedDocument/PurposeCode")), "")
    action = purpose or ("change" if kind == CHANGE else "new")
    own, changed = _numbers(root)
    number = changed if kind == CHANGE else own
    frames = (f"{AGREEMENT}/{d}ReferencedDocument/IssuerAssignedID" for d in FRAMES)
    number, call = released(number, _texts(root, tuple(frames)))
    price = _price(root)
    starts, ends = _period(root, blanket=KINDS.get(kind) == "blanket")
    order = OrderDocument(
        origin=origin,
        po_number=number,
        action=action,
        kind="release" if call else KINDS.get(kind, "standard"),
        amount=price.amount,
        net=price.net,
        currency=price.currency,
        revision=call or (own if kind == CHANGE and own != number else ""),
        valid_from=starts,
        valid_to=ends,
        buyer=line(root.findtext(f"{AGREEMENT}/BuyerTradeParty/Name")),
        seller=line(root.findtext(f"{AGREEMENT}/SellerTradeParty/Name")),
        references=references(_texts(root, _REFERENCES)),
        words=words(_texts(root, _DESCRIPTIONS)),
    )
    return (order,) if number else ()


def _numbers(root: ET.Element) -> tuple[str, str]:
    """Return the document's own number, and that of the order that it changes."""
    paths = ("BuyerOrderReferencedDocument", "PreviousOrderReferencedDocument")
    ordered = (number_of(root.findtext(f"{AGREEMENT}/{p}/IssuerAssignedID")) for p in paths)
    return number_of(root.findtext("ExchangedDocument/ID")), next(filter(None, ordered), "")


def _texts(root: ET.Element, paths: tuple[str, ...]) -> Iterator[str | None]:
    for path in paths:
        for element in root.iterfind(path):
            yield element.text


def _period(root: ET.Element, *, blanket: bool) -> Period:
    paths = [
        f"{DEAL}/ApplicableHeaderTradeDelivery/{DELIVERY}",
        f"{LINE}/SpecifiedLineTradeDelivery/{DELIVERY}",
    ]
    if blanket:
        paths.insert(1, "ExchangedDocument/EffectiveSpecifiedPeriod")
    periods = (covering(map(_days, root.iterfind(path))) for path in paths)
    return next((period for period in periods if period != NO_PERIOD), NO_PERIOD)


def _days(period: ET.Element) -> Period:
    return _day(period, "StartDateTime"), _day(period, "EndDateTime")


def _day(period: ET.Element, name: str) -> date | None:
    return day(period.findtext(f"{name}/DateTimeString") or period.findtext(f"{name}/DateTime"))


def _price(root: ET.Element) -> Price:
    """Return the sum before tax, however it is stated; else the one with tax."""
    code = currency(root.findtext(f"{SETTLEMENT}/OrderCurrencyCode"))
    totals = root.find(f"{SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation")
    if totals is None:
        return Price(currency=code)
    of = {element.tag: amount(element.text) for element in totals}
    basis, lines = of.get("TaxBasisTotalAmount"), of.get("LineTotalAmount")
    if basis is not None:
        return Price(basis, net=True, currency=code)
    if lines is not None:
        changed = (of.get("ChargeTotalAmount") or 0) - (of.get("AllowanceTotalAmount") or 0)
        return Price(lines + changed, net=True, currency=code)
    gross, tax = of.get("GrandTotalAmount"), of.get("TaxTotalAmount")
    if gross is not None and tax is not None:
        return Price(gross - tax, net=True, currency=code)
    return Price(gross, net=False if gross is not None else None, currency=code)
