"""Commands for the ledger: import and export."""

import json
from pathlib import Path

import click

from bot.cli import FAILED, OK, configured, finish, main
from bot.ports import ImportReport


@main.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, nothing else.")
@configured
def import_folder(config: Path | None, folder: Path, dry_run: bool, as_json: bool) -> None:
    """Take the ledger from FOLDER. A bad row never blocks the good ones, and is always named."""
    from bot.app.bookkeeping import import_ledger
    from bot.wiring import SystemClock, csv_ledger, opened_store, read_config

    with opened_store(read_config(config)) as store:
        report = import_ledger(csv_ledger(folder), store, SystemClock(), dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_report_json(report), ensure_ascii=False))
    else:
        _print_report(report, dry_run)
    finish(FAILED if report.rejected else OK)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@configured
def export(config: Path | None, folder: Path) -> None:
    """Write the ledger to FOLDER, with PO numbers and statuses as now known."""
    from bot.app.bookkeeping import export_ledger
    from bot.wiring import csv_ledger, opened_store, read_config

    with opened_store(read_config(config)) as store:
        export_ledger(store, csv_ledger(folder))
    click.echo(f"wrote the ledger to {folder}")


def _report_json(report: ImportReport) -> dict[str, object]:
    return {
        "added": dict(report.added),
        "changed": dict(report.changed),
        "unchanged": dict(report.unchanged),
        "rejected": [
            {"file": str(p.file), "line": p.line, "column": p.column, "problem": p.what}
            for p in report.rejected
        ],
        "conflicts": list(report.conflicts),
        "findings": list(report.findings),
    }


def _print_report(report: ImportReport, dry_run: bool) -> None:
    tables = sorted({*report.added, *report.changed, *report.unchanged})
    for table in tables:
        counts = (report.added, report.changed, report.unchanged)
        added, changed, unchanged = (count.get(table, 0) for count in counts)
        click.echo(f"{table:<20} {added:>5} added {changed:>5} changed {unchanged:>5} unchanged")
    for problem in report.rejected:
        click.echo(f"rejected: {problem}", err=True)
    for conflict in report.conflicts:
        click.echo(f"conflict, kept as booked and shown for review: {conflict}", err=True)
    for finding in report.findings:
        click.echo(f"does not add up, shown for review: {finding}", err=True)
    if dry_run:
        click.echo("dry run: nothing was changed")
