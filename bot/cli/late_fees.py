"""Commands for late payment: what an invoice may be charged, and waiving it."""

import getpass
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from bot.cli import configured, main

DAY = click.DateTime(formats=["%Y-%m-%d"])


@main.command("late-fees")
@click.option("--client", default="", help="Only the invoices of this client_id.")
@click.option("--as-of", type=DAY, help="Up to and including this day (YYYY-MM-DD); else today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@configured
def late_fees(config: Path | None, client: str, as_of: datetime | None, as_json: bool) -> None:
    """List interest and fixed sums of invoices paid late, with basis, rate and days."""
    from bot.app.late_fees import as_json as rendered
    from bot.app.late_fees import listed, printed
    from bot.cli.evidence import visible
    from bot.wiring import opened_store, read_config
    from bot.wiring import today as local_today
    from bot.wiring.adapters import late_payment_rules

    settings = read_config(config)
    day = as_of.date() if as_of else local_today(settings)
    rules = late_payment_rules(settings.rules)
    with opened_store(settings) as store:
        fees = listed(store, rules, day, client)
        if as_json:
            lines: Iterator[str] = (json.dumps(rendered(fee), ensure_ascii=False) for fee in fees)
        else:
            lines = (visible(line) for line in printed(store, fees))
        for line in lines:
            click.echo(line)


@main.command()
@click.argument("invoice")
@click.option("--reason", required=True, help="Why; it stands in the journal for good.")
@click.option("--by", default=getpass.getuser, help="Who decides; without it, who is logged in.")
@click.option("--only", type=click.Choice(["interest", "fixed-sum"]), help="Not both of them.")
@click.option("--withdraw", is_flag=True, help="Ask for it again: take a waiver back.")
@configured
def waive(
    config: Path | None, invoice: str, reason: str, by: str, only: str | None, withdraw: bool
) -> None:
    """Ask for no interest and no fixed sum on INVOICE, for a reason."""
    from bot.app.late_fees import waive as write
    from bot.domain.late_payment_waiver import WaiveLateFee
    from bot.domain.ledger import InvoiceNumber
    from bot.errors import Permanent
    from bot.wiring import SystemClock, opened_store, read_config

    number = InvoiceNumber(invoice)
    with opened_store(read_config(config)) as store:
        ledger = store.snapshot()
        found = ledger.invoice.get(number)
        client = ledger.client_of(found) if found else None
        if client is None:
            raise Permanent(f"there is no invoice {invoice} in the ledger")
        change = WaiveLateFee(
            client.client_id,
            number,
            reason,
            by,
            interest=only != "fixed-sum",
            fixed_sum=only != "interest",
            withdrawn=withdraw,
        )
        click.echo(write(store, SystemClock(), change))
