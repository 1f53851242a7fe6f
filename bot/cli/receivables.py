"""Commands for receivables: what clients owe, by age, and what they would be written."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.cli import configured, main
from bot.cli.orders import DAY


@main.command()
@click.option("--today", type=DAY, help="As of this day (YYYY-MM-DD) instead of today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@configured
def aging(config: Path | None, today: datetime | None, as_json: bool) -> None:
    """List what clients owe by days past due, gross, with days sales outstanding."""
    from bot.app import aging_list
    from bot.wiring import opened_store, read_config
    from bot.wiring import today as local_today

    settings = read_config(config)
    day = today.date() if today else local_today(settings)
    with opened_store(settings) as store:
        snapshot = store.snapshot()
    if as_json:
        for row in aging_list.as_json(snapshot, day):
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for line in aging_list.printed(snapshot, day, sys.stdout.encoding or "ascii"):
        click.echo(line)


@main.command()
@click.option("--days", type=click.IntRange(1, 1000), default=90, show_default=True)
@click.option("--today", type=DAY, help="Begin on this day (YYYY-MM-DD) instead of today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@configured
def simulate(config: Path | None, days: int, today: datetime | None, as_json: bool) -> None:
    """Print every mail that would go in the DAYS to come, if nothing came in; sends nothing."""
    from bot.wiring import read_config
    from bot.wiring import today as local_today
    from bot.wiring.views import simulated

    settings = read_config(config)
    first = today.date() if today else local_today(settings)
    count = 0
    for said in simulated(settings, first, days):
        count += 1
        mail = said.mail
        row = {
            "day": said.day.isoformat(),
            "kind": mail.kind.value,
            "to": mail.recipient,
            "subject": mail.subject,
            "held_because": said.held_because,
        }
        held = f"  (held: {said.held_because})" if said.held_because else ""
        line = f"{said.day:%a %d %b %Y}  {mail.recipient}: {mail.subject}{held}"
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
    if not as_json:
        click.echo(f"{count} mails in {days} days from {first}")
