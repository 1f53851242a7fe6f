"""Commands that look at mails and change nothing: extract and explain."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import FAILED, OK, configured, finish, main
from bot.cli.evidence import highlighted, marked, visible

if TYPE_CHECKING:
    from bot.app.judgement import Extraction
    from bot.domain.message import RawMessage

Json = dict[str, object]

FILE = "file"
"""The mailbox of a mail that is a file."""


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@configured
def extract(config: Path | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Show what is read from mails. Needs no configuration, ledger or database."""
    from bot.app.judgement import extraction, open_mail
    from bot.app.report import extraction_json, unreadable_json
    from bot.wiring import open_desk, read_config

    status = OK
    with open_desk(read_config(config)) as desk:
        for file, raw in _mails(files):
            if isinstance(raw, str):
                status = FAILED
                _show(unreadable_json(str(file), raw), None, as_json)
            else:
                found = extraction(open_mail(raw, desk), desk)
                _show(extraction_json(found, str(file)), found, as_json)
    finish(status)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A ledger folder to decide against, instead of the database.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Decide as if on this day.")
@click.argument("mails", nargs=-1, required=True, metavar="FILE…|MESSAGE-ID")
@configured
def explain(
    config: Path | None,
    mails: tuple[str, ...],
    as_json: bool,
    ledger: Path | None,
    today: datetime | None,
) -> None:
    """Show the whole decision for each mail, and why. Changes nothing, sends nothing.

    A MESSAGE-ID is decided on the ledger as it stands; what became of it then is told below.
    """
    from bot.app.judgement import judge_opened, open_mail
    from bot.app.replies import replies
    from bot.app.report import judgement_json, unexplained_json
    from bot.app.story_forms import story_json
    from bot.cli.stories import print_story
    from bot.wiring import open_desk, read_config, templates
    from bot.wiring.views import as_stored, read_ledger, stored_mail, stored_story

    settings = read_config(config)
    snapshot = read_ledger(settings, ledger, lambda problem: click.echo(problem, err=True))
    shown_by = templates(settings)
    day = today.date() if today else date.today()  # noqa: DTZ011 - the user's own day
    status = OK
    with open_desk(settings) as desk:
        for name, raw in _files_or_stored(mails, lambda key: stored_mail(settings, key)):
            if isinstance(raw, str):
                status = FAILED
                _show(unexplained_json(name, raw), None, as_json)
            else:
                stored = raw.location.mailbox != FILE
                mail = as_stored(settings, raw, desk) if stored else open_mail(raw, desk)
                judged = judge_opened(mail, snapshot, desk, day)
                letters = replies(judged, shown_by, desk.company, b"", raw.received_at)
                found = judgement_json(judged, name, letters)
                story = stored_story(settings, name) if stored else None
                found |= {"story": story_json(story)} if story else {}
                _show(found, judged.extraction, as_json)
                if story and not as_json:
                    click.echo("\n  What became of it:")
                    print_story(story, settings.accounts.timezone)
    finish(status)


def _files_or_stored(
    names: tuple[str, ...], stored: "Callable[[str], RawMessage | None]"
) -> Iterator[tuple[str, "RawMessage | str"]]:
    for name in names:
        if Path(name).exists() or "@" not in name or name.endswith(".eml"):
            yield from ((str(file), raw) for file, raw in _mails((Path(name),)))
        else:
            yield name, stored(name) or f"no mail with the Message-ID {name} is stored"


def _mails(files: tuple[Path, ...]) -> Iterator[tuple[Path, "RawMessage | str"]]:
    """Yield each file as a mail, or the reason why it could not be read."""
    from bot.domain.message import Location, RawMessage

    for index, file in enumerate(files, start=1):
        try:
            source = file.read_bytes()
        except OSError as error:
            yield file, f"{file}: {error.strerror or error}"
            continue
        now = datetime.now(UTC)
        yield file, RawMessage(Location(FILE, 1, index), now, source, len(source))


def _show(found: Json, read: "Extraction | None", as_json: bool) -> None:
    """Print one mail's object; for a person, with the place of every number in the text."""
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    click.secho(str(found["file"]), bold=True)
    for key, value in found.items():
        if key not in {"file", "candidates", "story"} and value not in (None, [], {}):
            click.echo(f"  {key}: {visible(_line(value))}")
    for candidate in read.candidates if read else ():
        mark, colour = ("+", "green") if candidate.accepted else ("-", "yellow")
        number = click.style(visible(candidate.number), fg=colour)
        sure = f", {candidate.confidence:.0%} sure" if candidate.accepted else ""
        why = candidate.reason or candidate.rule
        click.echo(f"  {mark} {number} in {visible(candidate.origin)}: {why}{sure}")
        if read and (line := highlighted(candidate, read.mail.passages)):
            click.echo(f"      {line}")
    for source in read.understanding.sources if read else ():
        value = getattr(read.understanding.facts, source.name) if read else None
        click.echo(f"  = {source.name} {visible(str(value))} in {visible(source.origin)}")
        if read and (line := marked(source, read.mail.passages)):
            click.echo(f"      {line}")


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k}={v}" for k, v in value.items() if v is not None) or "-"
    if isinstance(value, list):
        return "; ".join(_line(item) for item in value)
    return str(value)
