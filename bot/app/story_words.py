"""What an entry of the journal says was done, in a line. Pure. Sums are net unless said."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from bot.domain.ledger import EngagementId, Snapshot
from bot.ports import JournalEntry

Data = Mapping[str, object]
Words = Callable[[Data, Snapshot], str]

VERDICTS = MappingProxyType(
    {
        "apply": "decided: apply",
        "clarify": "decided: ask back",
        "review": "decided: show it to a person",
        "none": "decided: nothing to book",
    }
)

BEFORE = "_before"
"""Ends the names of values as they were."""

LABELS = {
    "amount": "net total",
    "currency": "currency",
    "valid_from": "valid from",
    "valid_to": "valid to",
    "parent_po": "call-off of",
    "engagement_ids": "work",
    "status": "status",
}


def deed(entry: JournalEntry, snapshot: Snapshot) -> str:
    """Return what an entry did; a kind that has no words of its own is named."""
    words = _WORDS.get(entry.kind)
    if words:
        return words(entry.data, snapshot)
    if entry.kind.startswith("mail_"):
        return _mail(entry)
    return entry.kind.replace("_", " ")


def net(amount: object, currency: object = "") -> str:
    """Return a sum out of the journal as it is printed, "" for none."""
    if amount in (None, ""):
        return ""
    try:
        return f"{Decimal(str(amount)):,.2f} {currency or ''}".strip()
    except InvalidOperation:
        return str(amount)


def works(ids: object, snapshot: Snapshot) -> str:
    """Return engagements with their titles, "" for none."""
    if not isinstance(ids, list | tuple):
        return ""
    return ", ".join(_work(EngagementId(str(each)), snapshot) for each in ids)


def _work(which: EngagementId, snapshot: Snapshot) -> str:
    known = snapshot.engagement.get(which)
    return f"{known.title} ({which})" if known else str(which)


def _record_order(data: Data, snapshot: Snapshot) -> str:
    kind = str(data.get("order_kind") or "")
    sum_ = net(data.get("amount"), data.get("currency"))
    parts = (
        f"entered {kind + ' ' if kind not in {'', 'standard'} else ''}PO {data.get('po_number')}",
        f"as {data['status']}" if data.get("status") else "",
        f"over {sum_} net" if sum_ else "",
        f"valid from {data['valid_from']}" if data.get("valid_from") else "",
        f"valid to {data['valid_to']}" if data.get("valid_to") else "",
        f"call-off of {data['parent_po']}" if data.get("parent_po") else "",
        f"for {works(data.get('engagement_ids'), snapshot)}" if data.get("engagement_ids") else "",
    )
    return (
        ", ".join(part for part in parts if part)
        .replace(", as ", " as ")
        .replace(", over ", " over ")
    )


def _change_order(verb: str) -> Words:
    def words(data: Data, snapshot: Snapshot) -> str:
        changed = [
            _changed(name.removesuffix(BEFORE), data, snapshot)
            for name in data
            if name.endswith(BEFORE) and name.removesuffix(BEFORE) in data
        ]
        revision = f" (revision {data['revision']})" if data.get("revision") else ""
        return f"{verb} PO {data.get('po_number')}{revision}: {'; '.join(changed) or 'as it was'}"

    return words


def _changed(name: str, data: Data, snapshot: Snapshot) -> str:
    before, after = data.get(f"{name}{BEFORE}"), data.get(name)
    label = LABELS.get(name, name)
    if name == "amount":
        return f"{label} {net(before) or 'unknown'} -> {net(after)}"
    if name == "engagement_ids":
        return f"{label} {works(before, snapshot) or 'none'} -> {works(after, snapshot)} added"
    return f"{label} {before or 'unknown'} -> {after}"


def _close_order(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    follows = f"; PO {data['successor']} follows it" if data.get("successor") else ""
    return f"closed PO {data.get('po_number')}: {data.get('status')}{follows}"


def _assign_order(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    before, after = (str(data.get(name) or "").replace("_", " ") for name in _STATUSES)
    moved = f"; {before} -> {after}" if after and before != after else ""
    old = f" in place of PO {old}" if (old := data.get(f"po_number{BEFORE}")) else ""
    return f"put PO {data.get('po_number')} on {data.get('invoice_number')}{old}{moved}"


_STATUSES = ("status_before", "status")


def _issue_invoice(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    number = f" with PO {data['po_number']}" if data.get("po_number") else ""
    return f"issued {data.get('invoice_number')}{number} under {data.get('issued_on')}"


def _set_po_policy(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    before, after = (str(data.get(k)).replace("_", " ") for k in ("policy_before", "policy"))
    return f"noted that POs are {after}; before: {before}"


def _note_promise(data: Data, snapshot: Snapshot) -> str:
    invoices = data.get("invoice_numbers")
    what = "payment of " + ", ".join(map(str, invoices)) if isinstance(invoices, list) else ""
    if not invoices:
        what = f"an order for {works(data.get('engagement_ids'), snapshot) or 'their work'}"
    return f"noted that {what} is promised for {data.get('promised_on') or 'no date'}"


def _hold_reminders(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    return f"stopped reminders: {data.get('why')}"


def _waived(verb: str) -> Words:
    def words(data: Data, snapshot: Snapshot) -> str:
        del snapshot
        parts = [n for n, key in _FEES if data.get(key)]
        return f"{verb} {' and '.join(parts) or 'the late fee'}: {data.get('why')}"

    return words


_FEES = (("interest", "interest"), ("the fixed sum", "fixed_sum"))


def _pause(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    return f"paused reminders of {data.get('invoice_number')} until {data.get('until')}"


def _resume(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    return f"let reminders of {data.get('invoice_number')} go again"


def _note(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    return f"noted: {data.get('text')}"


def _closed(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    reason = f": {data['reason']}" if data.get("reason") else ""
    return f"{data.get('outcome') or 'closed'}{reason}"


def _settled(data: Data, snapshot: Snapshot) -> str:
    del snapshot
    if data.get("state") == "quarantined":
        return f"could not be read: {data.get('error')}"
    return VERDICTS.get(str(data.get("verdict")), "read")


def _mail(entry: JournalEntry) -> str:
    how = entry.kind.removeprefix("mail_").replace("_", " ")
    data = entry.data
    why = f" ({data['evidence']})" if data.get("evidence") and entry.kind in _EXPLAINED else ""
    what = _SENT.get(entry.kind, f"mail {how}")
    return f"{what}: {data.get('subject')}, to {data.get('recipient')}{why}"


_SENT = {"mail_queued": "wrote", "mail_accepted": "sent", "mail_held": "wrote, and held"}
_EXPLAINED = frozenset({"mail_held", "mail_failed", "mail_suppressed", "mail_in_doubt"})

_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "record_order": _record_order,
        "complete_order": _change_order("completed"),
        "raise_order": _change_order("changed"),
        "close_order": _close_order,
        "assign_order": _assign_order,
        "issue_invoice": _issue_invoice,
        "set_po_policy": _set_po_policy,
        "note_promise": _note_promise,
        "hold_reminders": _hold_reminders,
        "waive_late_fee": _waived("waived"),
        "reinstate_late_fee": _waived("asks again for"),
        "pause_invoice": _pause,
        "resume_invoice": _resume,
        "review_note": _note,
        "review_closed": _closed,
        "settled": _settled,
    }
)
