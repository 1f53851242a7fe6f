"""The `pobot` command: thin, and quick to start, since each command imports what it needs late."""

import sys
from collections.abc import Callable, MutableMapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Concatenate, ParamSpec

import click

from bot.errors import BadInput, PobotError, Transient

OK, FAILED, USAGE, TRY_LATER = 0, 1, 2, 75
"""Exit status: 2 is usage or configuration, 75 is EX_TEMPFAIL of sysexits.h."""

P = ParamSpec("P")


class Failing(click.Group):
    """A group that turns pobot's own errors into a line on standard error and an exit status.

    Its commands are in the modules of this package, imported when somebody asks for any of them.
    """

    _commands: MutableMapping[str, click.Command]
    _loaded = False

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """Return the commands by name."""
        if not self._loaded:
            self._loaded = True
            for module in iter_modules(__path__):
                import_module(f"{__name__}.{module.name}")
        return self._commands

    @commands.setter
    def commands(self, commands: MutableMapping[str, click.Command]) -> None:
        self._commands = commands

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BadInput as error:
            for problem in error.problems:
                click.echo(f"error: {problem}", err=True)
            ctx.exit(USAGE)
        except Transient as error:
            click.echo(f"try again later: {error}", err=True)
            ctx.exit(TRY_LATER)
        except PobotError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(FAILED)


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pobot", prog_name="pobot")
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    envvar="POBOT_CONFIG",
    help="The configuration; also POBOT_CONFIG. Without it: ./config.toml, if there is one.",
)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Read a billing inbox, book clients' purchase orders, put them on the invoices."""
    if config is None and Path("config.toml").exists():
        config = Path("config.toml")
    ctx.obj = config


def configured(
    command: Callable[Concatenate[Path | None, P], None],
) -> Callable[P, None]:
    """Give a command the path of the configuration as its first argument."""

    @wraps(command)
    def with_config(*args: P.args, **kwargs: P.kwargs) -> None:
        command(click.get_current_context().obj, *args, **kwargs)

    return with_config


def finish(status: int) -> None:
    """End with an exit status."""
    if status:
        sys.exit(status)
