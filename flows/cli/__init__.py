"""The command line: ``datahoest COMMAND``.

Commands are imported when they are asked for, so that ``--help`` needs neither spaCy nor Prefect.
What reaches the screen on failure is our own words, or the kind and place of a fault; never a value.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn, TextIO

import click

from flows.cli.exits import Exit
from flows.cores import forbid_cores
from schemas.errors import ConfigError, ContractError, DatahoestError

# name -> (module, one line of help); the order is the order of a day.
COMMANDS = {
    "demo": ("flows.cli.demo", "Make two synthetic case systems and harvest them."),
    "harvest": ("flows.cli.harvest", "Read the sources, take people out, write the lake."),
    "status": ("flows.cli.status", "One line a source: whole, late, partial, failed, running."),
    "check": ("flows.cli.check", "Look over configuration, contracts, keys, sources and model."),
    "tables": ("flows.cli.tables", "The published tables 10, 13, 4 and 5 from the lake."),
    "scrub": ("flows.cli.scrub", "Take people out of notes given as JSON lines."),
    "model": ("flows.cli.model", "Measure the name model, ours or another, on annotated notes."),
    "audit": ("flows.cli.audit", "Prove the audit log."),
    "config": ("flows.cli.config", "Show the configuration, secrets censored."),
    "keys": ("flows.cli.keys", "Make the keys of a new lake."),
}

EPILOG = "Exit codes: " + "; ".join(f"{e.value} {e.meaning}" for e in Exit) + "."


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of a day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself; ``None`` if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="datahoest", prog_name="datahoest")
def cli() -> None:
    """Datahøst: case records out, people taken out of them, Parquet in, with proof."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with one of the documented exit codes."""
    forbid_cores()
    # Pseudonymised rows are personal data: for this account and its group, whatever the shell says.
    os.umask(os.umask(0o077) | 0o027)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the locale: cron has none
    code = run(arguments)
    # Here, and not while the interpreter ends: whoever reads may have left.
    unread, _ = [_given_up(stream) for stream in (sys.__stdout__, sys.__stderr__)]
    sys.exit(int(Exit.UNREAD if unread else code))


def run(arguments: Sequence[str] | None = None) -> int:
    """As ``main``, but return the code."""
    try:
        return _run(arguments)
    except (BrokenPipeError, SystemExit):
        # The reader of our output has left (| head), which click makes an exit of: nobody to tell it to.
        # As the shell says of a program that the signal ended, and no claim of how the work went.
        return Exit.UNREAD


def _given_up(stream: TextIO | None) -> bool:
    """Whether nobody reads a stream any more; what is left in it then goes nowhere."""
    if stream is None:  # closed before we began
        return False
    try:
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return True
    return False


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = cli.main(args=arguments, prog_name="datahoest", standalone_mode=False)
        return int(result) if isinstance(result, int) else Exit.WHOLE
    except click.exceptions.Abort:
        click.echo("\nStopped. Nothing half done is in the lake; run again to go on.", err=True)
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        click.echo("\nStopped. Nothing half done is in the lake; run again to go on.", err=True)
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (ConfigError, ContractError) as error:
        click.echo(f"datahoest: {error}", err=True)
        return Exit.USAGE
    except DatahoestError as error:
        click.echo(f"datahoest: {error}", err=True)
        return Exit.FATAL
    except Exception as error:  # noqa: BLE001  shown by kind and place only
        from flows.safe import clean  # noqa: PLC0415

        click.echo(f"datahoest: {clean(error)}", err=True)
        return Exit.FATAL
