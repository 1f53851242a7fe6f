"""Commands to set pobot up and to try it: demo, init, check, rules, templates."""

import tempfile
from pathlib import Path

import click

from bot.cli import OK, USAGE, configured, finish, main


@main.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("pobot-demo"),
    show_default=True,
    help="Where the outgoing mails, the digest and the database are left.",
)
def demo(folder: Path) -> None:
    """Run the main job on sample mails: nothing to set up, nothing leaves this machine."""
    from bot.demo.show import run

    finish(run(folder, click.echo))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Write a commented config.toml and an empty ledger folder into FOLDER."""
    from bot.wiring.views import init_folder

    for path in init_folder(folder):
        click.echo(f"wrote {path}")
    click.echo(f"Next: edit {folder / 'config.toml'}, then: pobot check --connect")


@main.command()
@click.option("--connect", is_flag=True, help="Also log in to IMAP and SMTP, and look at folders.")
@configured
def check(config: Path | None, connect: bool) -> None:
    """Check configuration, rules, templates, ledger and database; say every problem at once."""
    from bot.wiring.views import check_everything

    problems = check_everything(config, connect=connect)
    for problem in problems:
        click.echo(f"error: {problem}", err=True)
    if not problems:
        click.echo("everything is in order")
    finish(USAGE if problems else OK)


@main.group()
def rules() -> None:
    """Look after the rules by which mails are read."""


@rules.command("test")
@click.argument("folder", type=click.Path(path_type=Path, exists=True), required=False)
@configured
def rules_test(config: Path | None, folder: Path | None) -> None:
    """Try every rule on its own examples: those of FOLDER, or those configured."""
    from bot.resources import locate
    from bot.wiring import read_config
    from bot.wiring.views import rule_problems

    problems = rule_problems(folder or read_config(config).rules or locate("rules"))
    for problem in problems:
        click.echo(f"error: {problem}", err=True)
    if not problems:
        click.echo("every rule passes its own examples")
    finish(USAGE if problems else OK)


@main.group()
def templates() -> None:
    """Look after the letters."""


@templates.command("preview")
@click.argument("name")
@click.option("--language", default="en", show_default=True, help="ISO code, such as de.")
@click.option("--client", "client_id", default="", help="As this client gets it: its client_id.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help='Write its page to this file, instead of printing the text; "-" prints it.',
)
@click.option("--open", "show", is_flag=True, help="Show its page in the browser.")
@configured
def templates_preview(
    config: Path | None, name: str, language: str, client_id: str, page: Path | None, show: bool
) -> None:
    """Print the letter NAME, such as po_recorded, with sample values."""
    from bot.wiring.views import preview_template

    letter = preview_template(config, name, language, client_id)
    if page is None and not show:
        click.echo(f"Subject: {letter.subject}\n\n{letter.text}")
    elif page == Path("-"):
        click.echo(letter.html)
    else:
        file = page or Path(tempfile.mkdtemp(prefix="pobot-")) / f"{name}.{language}.html"
        file.write_text(letter.html, "utf-8")
        click.echo(f"wrote {file}")
        if show:
            click.launch(str(file))
