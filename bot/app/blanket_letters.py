"""Warnings of blanket orders as letters: the values that the templates are given."""

from collections.abc import Mapping

from bot.domain.blanket_warnings import Alert, WarningKind
from bot.domain.burn_down import Basis, BurnDown
from bot.domain.decision import Letter
from bot.domain.ledger import Engagement, Snapshot
from bot.domain.managers import looks_after
from bot.domain.message import Address

Values = Mapping[str, object]


def client_letter(alert: Alert, snapshot: Snapshot, to: Address) -> Letter:
    """Return the letter to the client: it asks for the renewal where the period ends.

    Its key is left to the caller.
    """
    client = snapshot.client.get(alert.burn.order.client_id)
    return Letter(
        template="blanket_renewal" if alert.ends_soon else "blanket_low",
        to=to,
        language=(client.language if client else "") or "en",
        idem_key="",
        values={
            "recipient": to.name,
            "again": alert.asked_before,
            "runs_low": alert.runs_low,
            "person": looks_after(alert.burn.works),
            **figures(alert.burn, snapshot),
        },
        client_id=alert.burn.order.client_id,
    )


def staff_note(alert: Alert, snapshot: Snapshot, to: str, told: tuple[Address, ...]) -> Letter:
    """Return the note to an account manager: the figures, and who at the client was written to."""
    return Letter(
        template="blanket_note",
        to=Address("", to),
        language="en",
        idem_key="",
        values={
            "warnings": tuple(_words(kind, number, alert.burn) for kind, number in _new(alert)),
            "ends_soon": alert.ends_soon,
            "told": tuple(f"{a.name} <{a.email}>" if a.name else a.email for a in told),
            **figures(alert.burn, snapshot),
        },
    )


def figures(burn: BurnDown, snapshot: Snapshot) -> Values:
    """Return what there is to say of an order; sums net, None where the order states none."""
    order, account = burn.order, burn.account
    client = snapshot.client.get(order.client_id)
    currency = account.currency or (client.currency if client else "")
    upcoming = burn.next_invoice
    return {
        "client": client.name if client else str(order.client_id),
        "po_number": order.po_number,
        "currency": currency,
        "authorised": account.authorised,
        "used": burn.used,
        "free": burn.free,
        "percent": burn.whole_percent,
        "valid_from": account.valid_from,
        "valid_to": account.valid_to,
        "days_left": burn.days_left,
        "runs_out_on": burn.runs_out_on if burn.runs_out_early else None,
        "rhythm": rhythm_in_words(burn),
        "next_number": upcoming.number if upcoming else "",
        "next_net": upcoming.net if upcoming else None,
        "next_fits": upcoming is None or upcoming.fits,
        "works": tuple(_work(work, currency) for work in burn.works),
        "references": tuple(work.engagement_id for work in burn.works),
    }


def rhythm_in_words(burn: BurnDown) -> str:
    """Say in English what a forecast is read from; "" where there is none."""
    rhythm = burn.rhythm
    if rhythm is None:
        return ""
    if rhythm.basis is Basis.RETAINER:
        return "one invoice of a retainer, taken as monthly"
    spans = {1: "every month", 3: "every quarter", 6: "every half year", 12: "every year"}
    span = spans.get(rhythm.every_months, f"every {rhythm.every_days} days")
    return f"its invoices so far: one {span}"


def _work(work: Engagement, currency: str) -> Values:
    return {
        "engagement_id": work.engagement_id,
        "title": work.title,
        "quote_ref": work.quote_ref,
        "sow_ref": work.sow_ref,
        "value": work.value,
        "currency": work.currency or currency,
    }


def _new(alert: Alert) -> tuple[tuple[WarningKind, int], ...]:
    return tuple((warned.kind, warned.threshold) for warned in alert.fresh)


def _words(kind: WarningKind, threshold: int, burn: BurnDown) -> str:
    match kind:
        case WarningKind.PERCENT:
            return f"{burn.whole_percent} % is used (warned at {threshold} %)"
        case WarningKind.DAYS:
            return f"it ends in {_days(burn.days_left or 0)} (warned at {threshold})"
        case WarningKind.NEXT:
            return "the next invoice will not fit"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
