"""Commands for operation: run, status, health, digest, remind, db, audit."""

import json
from datetime import datetime
from pathlib import Path

import click

from bot.cli import FAILED, OK, configured, finish, main
from bot.errors import Permanent


@main.command("run")
@click.option("--once", is_flag=True, help="Do everything that is due now, then stop.")
@click.option("--shadow", is_flag=True, help="Decide and record, send nothing.")
@configured
def run_daemon(config: Path | None, once: bool, shadow: bool) -> None:
    """Run the daemon."""
    from bot.daemon import run

    finish(run(config, once=once, shadow=shadow))


@main.command()
@click.option("--once", is_flag=True, help="Decide the mails that wait, then stop.")
@click.option("--shadow", is_flag=True, help="Decide and record, send nothing.")
@configured
def worker(config: Path | None, once: bool, shadow: bool) -> None:
    """Decide the mails that a daemon with `workers = true` hands out."""
    from bot.workers import run

    run(config, until_empty=once, shadow=shadow)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, nothing else.")
@configured
def status(config: Path | None, as_json: bool) -> None:
    """Say what is waiting, when the inbox was last read, and what does not work."""
    from bot.wiring.views import look

    found = look(config).as_json()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for key, value in found.items():
        click.echo(f"{key}: {_words(value)}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, nothing else.")
@configured
def health(config: Path | None, as_json: bool) -> None:
    """End with status 0 if all is well, else say what is wrong and end with 1."""
    from bot.wiring.views import look_for_trouble

    troubles = look_for_trouble(config)
    if as_json:
        told = [
            {"trouble": t.key, "what": t.what, "since": t.since.isoformat() if t.since else None}
            for t in troubles
        ]
        click.echo(json.dumps({"healthy": not troubles, "troubles": told}, ensure_ascii=False))
    else:
        for trouble in troubles:
            click.echo(trouble.what, err=True)
        click.echo("unhealthy" if troubles else "healthy")
    finish(FAILED if troubles else OK)


@main.group()
def alerts() -> None:
    """Look after the second channel."""


@alerts.command("test")
@configured
def alerts_test(config: Path | None) -> None:
    """Send an alert by every configured way, and say what got through."""
    from bot.wiring import read_config
    from bot.wiring.duty import try_routes

    failed = 0
    for name, problem in try_routes(read_config(config)):
        click.echo(f"{name}: {problem or 'sent'}", err=bool(problem))
        failed += bool(problem)
    finish(FAILED if failed else OK)


@main.command()
@click.option("--preview", is_flag=True, help="Print it; queue nothing.")
@click.option("--for", "reader", default="", help="That of this address (preview).")
@click.option("--weekly", is_flag=True, help="That of the week before (preview).")
@click.option("--html", type=click.Path(path_type=Path), help="Write the HTML form to this file.")
@configured
def digest(
    config: Path | None, preview: bool, reader: str, weekly: bool, html: Path | None
) -> None:
    """Queue the digests that are due, or show one.

    Without --for it is that of accounts. A manager's tells of their own engagements.
    """
    from bot.wiring import opened_round, read_config, today

    if (reader or weekly) and not preview and html is None:
        raise click.UsageError("--for and --weekly need --preview or --html")
    with opened_round(read_config(config)) as work:
        if not preview and html is None:
            click.echo(f"{work.digest.run()} queued")
            return
        text, page = work.digest.preview(today(read_config(config)), reader, week=weekly)
    if html is not None:
        try:
            html.write_text(page, "utf-8")
        except OSError as error:
            raise Permanent(f"{html} cannot be written: {error.strerror}") from error
    if preview:
        click.echo(text)


@main.command()
@click.option("--preview", is_flag=True, help="Print who gets what, and who does not and why.")
@click.option(
    "--today", "as_if", type=click.DateTime(["%Y-%m-%d"]), help="As if on this day (preview)."
)
@configured
def remind(config: Path | None, preview: bool, as_if: datetime | None) -> None:
    """Queue the reminders that are due, or show them."""
    from bot.wiring import opened_round, read_config, today

    if as_if and not preview:
        raise click.UsageError("--today needs --preview: reminders go out on the real day only")
    with opened_round(read_config(config)) as work:
        if preview:
            day = as_if.date() if as_if else today(read_config(config))
            for line in work.reminders.preview(day):
                click.echo(line)
        else:
            click.echo(f"{work.reminders.run()} queued")


@main.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@configured
def db_upgrade(config: Path | None) -> None:
    """Bring the schema up to date; an SQLite file is backed up first."""
    from bot.wiring import read_config
    from bot.wiring.views import upgrade_database

    click.echo(upgrade_database(read_config(config)))


@db.command("check")
@configured
def db_check(config: Path | None) -> None:
    """Check the schema, the database's integrity and the journal's hash chain."""
    from bot.wiring import read_config
    from bot.wiring.views import check_database

    problems = check_database(read_config(config))
    for problem in problems:
        click.echo(problem, err=True)
    click.echo("not in order" if problems else "in order")
    finish(FAILED if problems else OK)


@db.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@configured
def db_backup(config: Path | None, target: Path) -> None:
    """Write a consistent copy of an SQLite database to TARGET, while pobot goes on."""
    from bot.wiring import opened_store, read_config

    with opened_store(read_config(config)) as store:
        store.backup(target)
    click.echo(f"wrote {target}")


@main.group()
def audit() -> None:
    """Look after the journal."""


@audit.command("verify")
@configured
def audit_verify(config: Path | None) -> None:
    """Check that nobody changed the journal."""
    from bot.wiring import opened_store, read_config

    with opened_store(read_config(config)) as store:
        problems = store.verify()
        entries = len(store.journal())
    for problem in problems:
        click.echo(problem, err=True)
    click.echo("not in order" if problems else f"in order: {entries} entries")
    finish(FAILED if problems else OK)


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {number}" for key, number in value.items()) or "none"
    return "none" if value is None else str(value)
