"""The ledger comes in from its folder, and goes back out with what is now known."""

from pathlib import Path

import structlog

from bot.app.notes import LEDGER_FINGERPRINT
from bot.app.unallocated import keep_unallocated
from bot.errors import Permanent
from bot.ports import Clock, ImportReport, Ledger, NewReviewItem, Store

log = structlog.get_logger()


def import_ledger(
    ledger: Ledger, store: Store, clock: Clock, *, dry_run: bool = False
) -> ImportReport:
    """Merge the ledger folder into the store. Good rows go in; bad ones are in the report."""
    snapshot, rejected = ledger.load()
    report = store.import_ledger(snapshot, rejected, clock.now(), dry_run=dry_run)
    if not dry_run:
        _close_listed(store, clock)
        keep_unallocated(store, snapshot.unallocated)
    return report


def import_if_changed(ledger: Ledger, store: Store, clock: Clock) -> ImportReport | None:
    """Import the folder if its files changed since the last time; show its bad rows to a person.

    Raises:
        Permanent: the folder is gone or empty: what it says now is unknown.
    """
    fingerprint = ledger.fingerprint()
    if not fingerprint:
        raise Permanent("the ledger folder is missing or empty: `pobot check` names it")
    if fingerprint == store.note(LEDGER_FINGERPRINT):
        return None
    report = import_ledger(ledger, store, clock)
    _show_rejected(report, store, clock)
    store.put_note(LEDGER_FINGERPRINT, fingerprint)
    log.info("ledger imported", rejected=len(report.rejected), conflicts=len(report.conflicts))
    return report


def export_ledger(store: Store, target: Ledger) -> None:
    """Write the ledger as it now stands, with PO numbers and statuses."""
    target.save(store.snapshot())


def _show_rejected(report: ImportReport, store: Store, clock: Clock) -> None:
    items = (
        NewReviewItem(
            "import",
            f"import:{problem}",
            f"{Path(problem.file).name} line {problem.line} was not imported",
            (str(problem),),
        )
        for problem in report.rejected
    )
    store.open_review(items, clock.now())


def _close_listed(store: Store, clock: Clock) -> None:
    """Close what was opened for drafts that the folder holds again, or that are none any more."""
    unlisted = store.snapshot().unlisted
    for item in store.review_items():
        opened_for = item.key.split(":")
        if opened_for[0] == "unlisted" and opened_for[1] not in unlisted:
            store.close_review(item.item_id, "pobot", clock.now())
