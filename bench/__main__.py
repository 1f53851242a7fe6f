"""`python -m bench`: measures pobot beside others, and prints tables; JSON on request."""

import json
import platform
import statistics
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from bench import daemon, measures
from bench.measures import Run
from bench.world import World, world

EMPTIED = 200
"""Mails in the mailbox that django-mailbox empties: it needs 10 ms for each."""

Figures = Mapping[str, float]


@click.command()
@click.option("--messages", default=5000, show_default=True, help="Mails in the mailbox.")
@click.option("--rounds", default=3, show_default=True, help="Runs of each side, in turns.")
@click.option("--large-folder", default=100_000, show_default=True, help="Mails to poll.")
@click.option("--only", multiple=True, help="Measure only this; may be repeated.")
@click.option("--folder", type=click.Path(path_type=Path), help="On the disk to measure with.")
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    messages: int,
    rounds: int,
    large_folder: int,
    only: tuple[str, ...],
    folder: Path | None,
    as_json: Path | None,
) -> None:
    """Measure pobot beside others on one generated mailbox."""
    with tempfile.TemporaryDirectory(prefix="pobot-bench-", dir=folder) as name:
        place = Path(name)
        place.chmod(0o755)
        click.echo(f"{messages} mails, {rounds} rounds, {platform.python_version()}")
        found: dict[str, Figures] = {}
        with world(place, messages) as full:
            for title, measure in _measures(full, place, rounds, large_folder).items():
                if not only or title in only:
                    found[title] = measure()
                    _show(title, found[title])
        if as_json:
            as_json.write_text(json.dumps(found, indent=1), "utf-8")


def _measures(
    full: World, place: Path, rounds: int, large: int
) -> dict[str, Callable[[], Figures]]:
    return {
        "sides": lambda: _sides(full, place, rounds),
        "distance": lambda: measures.at_a_distance(full, min(rounds, 2)),
        "syncs": lambda: measures.syncs(full),
        "start": measures.start_up,
        "polls": lambda: daemon.polls(place, (1000, large)),
        "sending": lambda: daemon.sending(full, place),
        "memory": lambda: daemon.memory(place, full.count),
    }


def _sides(full: World, place: Path, rounds: int) -> Figures:
    with world(place / "emptied", min(EMPTIED, full.count)) as emptied:
        runs = measures.side_by_side(full, emptied, rounds)
    each = {name: statistics.median(run.each for run in of) for name, of in runs.items()}
    found: dict[str, float] = {}
    for name, of in runs.items():
        found |= _spread(name, of)
    return found | {
        "fetch : floor (at most 2.2)": each["fetch"] / each["floor"],
        "pipeline : mbsync (at most 2)": each["pipeline"] / each["mbsync"],
        "django_mailbox : pipeline (at least 10)": each["django_mailbox"] / each["pipeline"],
        "imap_tools : pipeline (at least 3)": each["imap_tools"] / each["pipeline"],
    }


def _spread(name: str, runs: list[Run]) -> dict[str, float]:
    times = [run.each for run in runs]
    return {
        f"{name} (us a mail)": statistics.median(times),
        f"{name}, best": min(times),
        f"{name}, worst": max(times),
        f"{name}, memory (MB)": max(run.rss_mb for run in runs),
    }


def _show(title: str, figures: Figures) -> None:
    click.echo(f"\n{title}")
    for name, figure in figures.items():
        click.echo(f"  {name:44} {figure:12,.2f}")


main()
