"""Command for what is not kept: forget."""

import getpass
from pathlib import Path

import click

from bot.cli import configured, main


@main.command()
@click.option("--address", default="", help="Forget this person, instead of old mail.")
@click.option(
    "--days",
    type=click.IntRange(1),
    help="Drop the text of mails older than this; without it, retention.raw_mail_days.",
)
@click.option("--by", default=getpass.getuser, help="Who orders it; else who is logged in.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@configured
def forget(config: Path | None, address: str, days: int | None, by: str, yes: bool) -> None:
    """Drop the text of old mails now; or take a person out of everything but ledger and journal.

    Nothing that was forgotten comes back. The journal stays whole: what an order was booked on is
    evidence, and is kept with its chain of hashes.
    """
    from bot.wiring import read_config
    from bot.wiring.views import drop_old_mail, forget_address

    if address and days:
        raise click.UsageError("give one of --address and --days")
    found = read_config(config)
    if not address:
        click.echo(f"the text of {drop_old_mail(found, days)} mails was dropped")
        return
    if not yes:
        click.confirm(f"Forget {address}? Nothing of it comes back", abort=True)
    done = forget_address(found, address.strip(), by)
    click.echo(
        f"forgotten in {done.messages} mails from it, {done.outgoing} mails to it "
        f"and {done.items} review items"
    )
    if done.journal:
        click.echo(f"{done.journal} journal entries still name it: evidence that must stay whole")
    if done.contact_of:
        click.echo(f"still a contact of {done.contact_of}: take it out of contacts.csv")
