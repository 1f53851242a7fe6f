"""Invoices that a sender describes rather than names: by their sum, or by their month."""

import re

from bot.domain.ledger import Engagement, Invoice, InvoiceStatus, Snapshot
from bot.stages._titles import fold

_AMOUNT = re.compile(
    r"(?<![\w.,])\d{1,3}(?:[., '\u00a0\u202f]\d{3})*(?:[.,]\d{2})?(?![\w])|\d+[.,]\d{2}\b"
)

_INVOICE = r"(?:invoices?|rechnung(?:en)?|factures?|facturas?|fatture|fattura|facturen|factuur)"

_OF = r"(?:of|from|for|dated|in|vom|von|aus|fur|de|du|d|di|del|van|voor)"

_MONTHS = (
    "january|januar|janvier|enero|gennaio|januari",
    "february|februar|fevrier|febrero|febbraio|februari",
    "march|marz|mars|marzo|maart",
    "april|avril|abril|aprile",
    "may|mai|mayo|maggio|mei",
    "june|juni|juin|junio|giugno",
    "july|juli|juillet|julio|luglio",
    "august|aout|agosto|augustus",
    "september|septembre|septiembre|settembre",
    "october|oktober|octobre|octubre|ottobre",
    "november|novembre|noviembre|november",
    "december|dezember|decembre|diciembre|dicembre|december",
)
"""Names of the months, folded, in the languages our clients write."""


def described(
    text: str,
    engagements: tuple[Engagement, ...],
    snapshot: Snapshot,
    *,
    every: bool = False,
) -> tuple[Invoice, ...]:
    """Return the one invoice that a text describes; nothing where several fit.

    Args:
        text: what the sender writes.
        engagements: whose invoices come into question.
        snapshot: the ledger.
        every: whether invoices that have a number already count too.
    """
    flat = fold(text)
    if not re.search(rf"\b{_INVOICE}\b", flat):
        return ()
    open_ = tuple(
        invoice
        for engagement in engagements
        for invoice in snapshot.invoices_of(engagement.engagement_id)
        if _comes_into_question(invoice, every=every)
    )
    by_month = tuple(i for i in open_ if i.issued_on and _names_month(text, i.issued_on.month))
    sums = {_plain(found) for found in _AMOUNT.findall(flat)}
    by_sum = tuple(i for i in open_ if {_cents(i.gross), _cents(i.net)} & sums)
    for hits in (by_month, by_sum):
        if len(hits) == 1:
            return hits
    return ()


def _comes_into_question(invoice: Invoice, *, every: bool) -> bool:
    if every:
        return invoice.status in {InvoiceStatus.AWAITING_PO, InvoiceStatus.ISSUED}
    return invoice.status is InvoiceStatus.ISSUED and not invoice.po_number


def _names_month(text: str, month: int) -> bool:
    """Say whether a text speaks of an invoice of that month: "the October invoice"."""
    flat, name = fold(text), rf"(?:{_MONTHS[month - 1]})"
    before = rf"\b{name}(?:\s+\d{{4}})?(?:'?s)?\s+{_INVOICE}\b"
    after = rf"\b{_INVOICE}\s+(?:\S+\s+){{0,2}}{_OF}\s+(?:\d{{1,2}}\S{{0,2}}\s+)?{name}\b"
    if not re.search(f"{before}|{after}", flat):
        return False
    # "You may invoice us" speaks of no month.
    return re.search(r"\bmay\b", flat) is None or re.search(r"\bMay\b", text) is not None


def _plain(printed: str) -> str:
    digits = re.sub(r"\D", "", printed)
    return digits if re.search(r"[.,]\d{2}$", printed) else f"{digits}00"


def _cents(amount: object) -> str:
    return re.sub(r"\D", "", f"{amount:.2f}")
