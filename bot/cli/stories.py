"""The command that tells why something is as it is."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import FAILED, configured, finish, main
from bot.cli.evidence import visible

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.app.story import Story


@main.command()
@click.argument("name", metavar="PO|INVOICE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a story, nothing else.")
@configured
def why(config: Path | None, name: str, as_json: bool) -> None:
    """Tell the story of a PO or invoice number: which mail, which words, which rule, who approved.

    Oldest first, a story for each client that has the number; exit status 1 if nobody knows it.
    """
    from bot.app.story_forms import story_json
    from bot.app.why import why as stories_of
    from bot.wiring import opened_store, read_config, today

    settings = read_config(config)
    with opened_store(settings) as store:
        stories = stories_of(store, name, today(settings), settings.accounts.timezone)
    if not stories:
        click.echo(f"nothing is known of {visible(name)}: no order, no invoice, no mail", err=True)
        finish(FAILED)
    for index, story in enumerate(stories):
        if as_json:
            click.echo(json.dumps(story_json(story), ensure_ascii=False))
            continue
        if index:
            click.echo("")
        print_story(story, settings.accounts.timezone)


def print_story(story: "Story", zone: "ZoneInfo") -> None:
    """Print a story; control and format characters of strangers' words are made visible."""
    from bot.app.story_forms import story_lines

    for number, line in enumerate(story_lines(story, zone)):
        click.secho(visible(line), bold=number == 0)
