"""Commands for purchase orders: what is left of each, and whether work may start."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.cli import FAILED, OK, USAGE, configured, finish, main


@main.command()
@click.option("--client", "client_id", default="", help="Of this client only (its client_id).")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As they stood at the end of this day."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@configured
def orders(config: Path | None, client_id: str, as_of: datetime | None, as_json: bool) -> None:
    """List the purchase orders: what each authorises, and what is used and left of it (net)."""
    from bot.app.order_list import listed, printed
    from bot.wiring import opened_store, read_config, today

    settings = read_config(config)
    with opened_store(settings) as store:
        rows = listed(store, as_of.date() if as_of else None, today(settings), client_id)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row.as_json(), ensure_ascii=False))
        return
    for line in printed(rows, sys.stdout.encoding or "ascii"):
        click.echo(line)


@main.command()
@click.argument("engagement_id")
@click.option("--today", "as_if", type=click.DateTime(["%Y-%m-%d"]), help="As if on this day.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, nothing else.")
@configured
def gate(config: Path | None, engagement_id: str, as_if: datetime | None, as_json: bool) -> None:
    """Say whether work on ENGAGEMENT_ID may start; status 0 if it may, 1 if not yet."""
    from bot.domain.start_gate import start_gate
    from bot.wiring import opened_store, read_config, today

    settings = read_config(config)
    day = as_if.date() if as_if else today(settings)
    with opened_store(settings) as store:
        found = start_gate(store.snapshot(), engagement_id, day, store.holds().promised_orders)
    if found is None:
        click.echo(f"error: there is no engagement {engagement_id} in the ledger", err=True)
        finish(USAGE)
        return
    if as_json:
        answer = {
            "engagement_id": found.engagement.engagement_id,
            "client_id": found.client.client_id,
            "open": found.is_open,
            "rule": found.rule,
            "opens_on": found.opens_on.isoformat() if found.opens_on else None,
            "po_number": found.order.po_number if found.order else None,
            "sentence": found.sentence,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(found.sentence)
    finish(OK if found.is_open else FAILED)
