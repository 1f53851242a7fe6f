"""The worklist: what waits for a person."""

from pathlib import Path

import click

from bot.cli import FAILED, configured, finish, main


@main.group()
def review() -> None:
    """See what waits for a person."""


@review.command("list")
@configured
def review_list(config: Path | None) -> None:
    """List what is open, oldest first."""
    from bot.wiring import opened_store, read_config

    with opened_store(read_config(config)) as store:
        items = store.review_items()
    for item in items:
        opened = f"{item.opened_at:%Y-%m-%d %H:%M}"
        click.echo(f"{item.item_id:>5}  {opened}  {item.kind:<11}  {_shown(item.subject)}")
        for reason in item.reasons[:1]:
            click.echo(f"       {_shown(reason)}")
    click.echo(f"{len(items)} open")


@review.command("show")
@click.argument("number", type=int)
@configured
def review_show(config: Path | None, number: int) -> None:
    """Show everything about the item NUMBER."""
    from bot.wiring import opened_store, read_config

    with opened_store(read_config(config)) as store:
        found = next((i for i in store.review_items(closed=True) if i.item_id == number), None)
    if found is None:
        click.echo(f"there is no review item {number}", err=True)
        finish(FAILED)
        return
    state = f"closed {found.closed_at:%Y-%m-%d} by {found.closed_by}" if found.closed_at else "open"
    click.echo(f"{found.item_id}: {found.kind}, {state}")
    click.echo(_shown(found.subject))
    for reason in found.reasons:
        click.echo(f"- {_shown(reason)}")


def _shown(text: str) -> str:
    """Return client text as a terminal may show it: control characters would steer it."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
