"""``datahoest scrub``: people out of notes that are not in a source."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from flows.cli import options
from flows.cli.exits import Exit
from flows.settings import CANDIDATES, Settings, load
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from pseudonymize.scrub import ScrubReport


@click.command()
@click.option(
    "--input", "given", help="JSON lines; - for standard input. Left out: one plain text on standard input."
)
@click.option("--output", "wanted", default="-", help="JSON lines; - for standard output (the default).")
@options.config
def command(given: str | None, wanted: str, config: str | None) -> int:
    """Take people out of notes given as JSON lines, or of one text.

    A line: {"note_id", "case_id", "register": [{"person_id", "role", "name", "cpr", "address", "phone",
    "email"}], "text"}. Neighbouring lines of one case_id are one case. Out come, in the same order, the
    masked text and its spans; offsets count code points of the input text. A bad line is reported by
    number and the rest goes on; the exit code is then 1. Without any configuration the built-in model reads,
    and no audit log is kept.
    """
    from flows import scrubbing, wiring  # noqa: PLC0415  spaCy and Presidio, when there is something to read

    home = _home(config)
    log = wiring.audit_log(home.audit) if home else None
    if given is None:
        return _one_text(scrubbing.one(sys.stdin.read(), home, log))
    with ExitStack() as files:
        lines = _opened(files, given, "r", sys.stdin)
        report = scrubbing.stream(lines, _opened(files, wanted, "w", sys.stdout), home, log)
    return _told(report)


def _home(config: str | None) -> Settings | None:
    """What is configured: its model reads, its trail is told. Nothing may be."""
    named = config or os.environ.get("DATAHOEST_CONFIG")
    return load(config) if named or any(file.is_file() for file in CANDIDATES) else None


def _one_text(masked: str | None) -> int:
    if masked is None:
        click.echo("datahoest: the text could not be masked, so nothing is printed.", err=True)
        return Exit.PARTIAL
    click.echo(masked, nl=False)
    return Exit.WHOLE


def _opened(files: ExitStack, name: str, mode: str, standard: TextIO) -> TextIO:
    if name == "-":
        return standard
    try:
        return files.enter_context(Path(name).open(mode, encoding="utf-8"))  # type: ignore[return-value]
    except OSError as problem:
        raise ConfigError(f"{name}: {problem.strerror}. Give another file") from None


def _told(report: "ScrubReport") -> int:
    for number, problem in report.bad:
        click.echo(f"line {number}: {problem}; left out", err=True)
    for number in report.withheld:
        click.echo(f"line {number}: could not be masked; written without its text", err=True)
    click.echo(f"{report.written:,} notes written, {len(report.bad)} bad lines.", err=True)
    return Exit.WHOLE if report.clean else Exit.PARTIAL
