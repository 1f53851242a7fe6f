"""Commands for purchase orders: balances, whether work may start, and the invoice as a file."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from bot.cli import FAILED, OK, USAGE, configured, finish, main

DAY = click.DateTime(formats=["%Y-%m-%d"])


@main.command()
@click.argument("engagement")
@click.option("--today", type=DAY, help="Judge as of this day (YYYY-MM-DD) instead of today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, nothing else.")
@configured
def gate(config: Path | None, engagement: str, today: datetime | None, as_json: bool) -> None:
    """Say whether work on ENGAGEMENT may start: exit status 0 yes, 1 not yet, 2 unknown."""
    from bot.domain.start_gate import start_gate
    from bot.wiring import opened_store, read_config
    from bot.wiring import today as local_today

    settings = read_config(config)
    day = today.date() if today else local_today(settings)
    with opened_store(settings) as store:
        promised = store.holds().promised_orders
        found = start_gate(store.snapshot(), engagement, day, promised)
    if found is None:
        click.echo(f"error: there is no engagement {engagement} in the ledger", err=True)
        finish(USAGE)
        return
    if as_json:
        order = found.order.po_number if found.order else None
        answer = {
            "engagement_id": engagement,
            "open": found.is_open,
            "rule": found.rule,
            "po_number": order,
            "sentence": found.sentence,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(found.sentence)
    finish(OK if found.is_open else FAILED)


@main.command()
@click.option("--client", default="", help="Only the orders of this client_id.")
@click.option("--as-of", type=DAY, help="As it stood at the end of this day (YYYY-MM-DD).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@configured
def orders(config: Path | None, client: str, as_of: datetime | None, as_json: bool) -> None:
    """List purchase orders: what each authorises, what is used and what is left, net."""
    from bot.app.order_list import listed, printed
    from bot.wiring import opened_store, read_config
    from bot.wiring import today as local_today

    settings = read_config(config)
    day: date | None = as_of.date() if as_of else None
    with opened_store(settings) as store:
        rows = listed(store, day, local_today(settings), client)
    if as_json:
        lines: Iterator[str] = (json.dumps(row.as_json(), ensure_ascii=False) for row in rows)
    else:
        lines = printed(rows, sys.stdout.encoding or "ascii")
    for line in lines:
        click.echo(line)


@main.command()
@click.argument("number", metavar="INVOICE")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--form", type=click.Choice(["pdf", "facturx", "ubl"]), help="Not the client's own.")
@configured
def invoice(config: Path | None, number: str, folder: Path, form: str | None) -> None:
    """Make INVOICE a file in FOLDER, with the client's PO number; a draft that waits is refused."""
    from bot.domain.invoice_document import Form
    from bot.domain.invoice_gate import at_gate
    from bot.domain.ledger import InvoiceNumber
    from bot.wiring import opened_store, read_config
    from bot.wiring import today as local_today
    from bot.wiring.invoices import invoice_file

    settings = read_config(config)
    day = local_today(settings)
    with opened_store(settings) as store:
        ledger = store.snapshot()
    found = ledger.invoice.get(InvoiceNumber(number))
    if found is None:
        click.echo(f"error: there is no invoice {number} in the ledger", err=True)
        finish(USAGE)
        return
    waits = [g.why for g in at_gate(ledger, day) if g.invoice == found and not g.passes]
    made = waits or invoice_file(settings, ledger, found, Form(form) if form else None, day)
    if isinstance(made, list | tuple):
        for sentence in made:
            click.echo(f"not made: {sentence}", err=True)
        finish(FAILED)
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / made.filename).write_bytes(made.payload)
    click.echo(f"wrote {folder / made.filename}")
