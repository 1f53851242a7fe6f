"""The worklist: what waits for a person, and what they decide."""

import getpass
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import FAILED, OK, configured, finish, main
from bot.cli.evidence import visible

if TYPE_CHECKING:
    from bot.app.review_items import Shown
    from bot.app.worklist import Outcome
    from bot.domain.staff_actions import Action

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
BY = click.option("--by", default=getpass.getuser, help="Who decides; else who is logged in.")
YES = click.option("--yes", is_flag=True, help="Do not ask again.")
ITEM = click.argument("number", type=int, metavar="ITEM")


@main.group()
def review() -> None:
    """See what waits for a person, and decide it."""


@review.command("list")
@click.option("--all", "closed", is_flag=True, help="Closed items, too.")
@AS_JSON
@configured
def review_list(config: Path | None, closed: bool, as_json: bool) -> None:
    """List what is open, oldest first."""
    from bot.app.review_json import item_json
    from bot.wiring import opened_store, read_config

    with opened_store(read_config(config)) as store:
        items = store.review_items(closed=closed)
    if as_json:
        _print_json(item_json(item) for item in items)
        return
    for item in items:
        opened = f"{item.opened_at:%Y-%m-%d %H:%M}"
        click.echo(f"{item.item_id:>5}  {opened}  {item.kind:<11}  {visible(item.subject)}")
        for reason in item.reasons[:1]:
            click.echo(f"       {visible(reason)}")
    click.echo(f"{sum(item.closed_at is None for item in items)} open")


@review.command("show")
@ITEM
@AS_JSON
@configured
def review_show(config: Path | None, number: int, as_json: bool) -> None:
    """Show ITEM: why it waits, the mail's words, what approving it would do, what else can be."""
    from bot.wiring import read_config
    from bot.wiring.worklist import opened_worklist

    with opened_worklist(read_config(config)) as worklist:
        shown = worklist.show(number)
    if shown is None:
        click.echo(f"there is no review item {number}", err=True)
        finish(FAILED)
        return
    _show(shown, as_json=as_json)


@review.command("approve")
@ITEM
@click.argument("revision", default="")
@BY
@AS_JSON
@configured
def review_approve(config: Path | None, number: int, revision: str, by: str, as_json: bool) -> None:
    """Do what `show` says of ITEM; without its REVISION, it is shown and asked for.

    With a REVISION, nothing is done if it would be something else by now.
    """
    from bot.domain.staff_actions import Approve
    from bot.wiring import read_config
    from bot.wiring.worklist import opened_worklist

    if as_json and not revision:
        raise click.UsageError("--json asks nothing: name the revision that `review show` prints")
    with opened_worklist(read_config(config)) as worklist:
        if not revision and (shown := worklist.show(number)) and shown.proposal.revision:
            _show(shown)
            click.confirm("Do this?", abort=True)
            revision = shown.proposal.revision
        outcome = worklist.act(Approve(number, revision), by)
    _finish(outcome, as_json=as_json)


@review.command("assign")
@ITEM
@click.argument("engagement")
@click.argument("po_number", default="")
@YES
@BY
@AS_JSON
@configured
def review_assign(
    config: Path | None,
    number: int,
    engagement: str,
    po_number: str,
    yes: bool,
    by: str,
    as_json: bool,
) -> None:
    """Book the order of ITEM for ENGAGEMENT; PO_NUMBER where the mail gives none, or several."""
    from bot.domain.ledger import EngagementId
    from bot.domain.proposal import Choice
    from bot.domain.staff_actions import Assign
    from bot.wiring import read_config
    from bot.wiring.worklist import opened_worklist

    if as_json and not yes:
        raise click.UsageError("--json asks nothing: say --yes")
    where, revision = EngagementId(engagement), ""
    with opened_worklist(read_config(config)) as worklist:
        shown = None if yes else worklist.show(number, Choice(where, po_number))
        if shown and shown.proposal.revision:
            _show(shown)
            click.confirm("Do this?", abort=True)
            revision = shown.proposal.revision
        outcome = worklist.act(Assign(number, where, po_number, revision), by)
    _finish(outcome, as_json=as_json)


@review.command("dismiss")
@ITEM
@click.option("--reason", default="", help="Why; it stands in the journal for good.")
@click.option("--not-ours", is_flag=True, help="Its mail is not for us.")
@BY
@AS_JSON
@configured
def review_dismiss(
    config: Path | None, number: int, reason: str, not_ours: bool, by: str, as_json: bool
) -> None:
    """Close ITEM and book nothing; an outgoing mail that waits is never sent then."""
    from bot.domain.staff_actions import NotOurs, Reject

    if bool(reason) == not_ours:
        raise click.UsageError("say why: --reason TEXT, or --not-ours")
    _act(config, NotOurs(number) if not_ours else Reject(number, reason), by, as_json=as_json)


@review.command("note")
@ITEM
@click.argument("text")
@BY
@AS_JSON
@configured
def review_note(config: Path | None, number: int, text: str, by: str, as_json: bool) -> None:
    """Write TEXT down beside ITEM."""
    from bot.domain.staff_actions import Note

    _act(config, Note(number, text), by, as_json=as_json)


@review.command("pause")
@click.argument("invoice")
@click.argument("until")
@BY
@AS_JSON
@configured
def review_pause(config: Path | None, invoice: str, until: str, by: str, as_json: bool) -> None:
    """Send no reminder of INVOICE before UNTIL: a day (YYYY-MM-DD), or a time such as 14d."""
    from bot.domain.ledger import InvoiceNumber
    from bot.domain.staff_actions import Pause
    from bot.domain.staff_words import Misread, pause_end
    from bot.wiring import read_config, today

    end = pause_end(until, today(read_config(config)))
    if isinstance(end, Misread):
        raise click.UsageError(end.why)
    _act(config, Pause(InvoiceNumber(invoice), end), by, as_json=as_json)


@review.command("resume")
@click.argument("invoice")
@BY
@AS_JSON
@configured
def review_resume(config: Path | None, invoice: str, by: str, as_json: bool) -> None:
    """Send reminders of INVOICE again, whatever held them."""
    from bot.domain.ledger import InvoiceNumber
    from bot.domain.staff_actions import Resume

    _act(config, Resume(InvoiceNumber(invoice)), by, as_json=as_json)


def _act(config: Path | None, action: "Action", by: str, *, as_json: bool) -> None:
    from bot.wiring import read_config
    from bot.wiring.worklist import opened_worklist

    # None of these reads a mail again.
    with opened_worklist(read_config(config), reads=False) as worklist:
        outcome = worklist.act(action, by)
    _finish(outcome, as_json=as_json)


def _finish(outcome: "Outcome", *, as_json: bool) -> None:
    if as_json:
        _print_json([{"done": outcome.done, "sentence": outcome.sentence}])
    else:
        click.echo(visible(outcome.sentence), err=not outcome.done)
    finish(OK if outcome.done else FAILED)


def _show(shown: "Shown", *, as_json: bool = False) -> None:
    from bot.app.review_json import shown_json, shown_lines

    if as_json:
        _print_json([shown_json(shown)])
        return
    for line in shown_lines(shown):
        click.echo(visible(line))


def _print_json(objects: "Iterable[dict[str, object]]") -> None:
    for each in objects:
        click.echo(json.dumps(each, ensure_ascii=False))
