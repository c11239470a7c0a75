"""``datahoest scrub``: people out of notes that are not in a source."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, get_args

import click

from flows.cli import options
from flows.cli.exits import Exit
from flows.settings import CANDIDATES, Settings, load
from schemas.contract import TextTokens
from schemas.errors import ConfigError

if TYPE_CHECKING:
    from pseudonymize.scrub import ScrubReport


@click.command()
@click.option(
    "--input", "given", help="JSON lines; - for standard input. Left out: one plain text on standard input."
)
@click.option("--output", "wanted", default="-", help="JSON lines; - for standard output (the default).")
@click.option(
    "--tokens",
    type=click.Choice(get_args(TextTokens)),
    default="roles",
    show_default=True,
    help="What stands instead of people. Pseudonyms and surrogates need a configured vault.",
)
@options.config
def command(given: str | None, wanted: str, tokens: TextTokens, config: str | None) -> int:
    """Take people out of notes given as JSON lines, or of one text.

    A line: {"note_id", "case_id", "register": [{"person_id", "role", "name", "cpr", "address", "phone",
    "email"}], "text"}. All lines of one case_id are one case, wherever they stand in a file. Out come, in
    the same order, the masked text and its spans; offsets count code points of the input text. A bad line is
    reported by number and the rest goes on; the exit code is then 1. Without any configuration the built-in
    model reads, and no audit log is kept.

    A file is read twice, and the output file appears when it is whole. What comes through a pipe can be read
    once: there, lines of a case must be neighbours, and one that comes too late is reported.

    Tokens: roles [MOR_1], kinds [PERSON], pseudonyms [PERSON 2jl2mdbgr7marv3e], surrogates (other names).
    """
    from flows import scrubbing, wiring  # noqa: PLC0415  spaCy and Presidio, when there is something to read

    home = _home(config)
    log = wiring.audit_log(home.audit) if home else None
    if given is None:
        return _one_text(scrubbing.one(sys.stdin.read(), home, tokens, log))
    with ExitStack() as files:
        source, output = _source(given, files), files.enter_context(_output(wanted))
        report = scrubbing.notes(source, output, home, tokens, log)
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


def _source(name: str, files: ExitStack) -> BinaryIO:
    return sys.stdin.buffer if name == "-" else files.enter_context(_opened(name, Path(name), "rb"))


@contextmanager
def _output(name: str) -> Iterator[TextIO]:
    """Where lines go. A file takes its name when it is whole, so that none is ever found half written."""
    path = Path(name).resolve()
    if name == "-":
        yield sys.stdout
        return
    if path.exists() and not path.is_file():  # a device, a named pipe
        with _opened(name, path, "w") as file:
            yield file
        return
    draft = path.with_name(f".{path.name}.part")
    try:
        with _opened(name, draft, "w") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _opened(name: str, path: Path, mode: str) -> Any:
    try:
        return path.open(mode, encoding=None if "b" in mode else "utf-8")
    except OSError as problem:
        raise ConfigError(f"{name}: {problem.strerror}. Give another file") from None


def _told(report: "ScrubReport") -> int:
    for number, problem in report.bad:
        click.echo(f"line {number}: {problem}; left out", err=True)
    for number in report.withheld:
        click.echo(f"line {number}: could not be masked; written without its text", err=True)
    if report.returned:
        first, rest = report.returned[0], len(report.returned) - 1
        more = f" and {rest:,} more" if rest else ""
        late = f"line {first}{more}: came after other lines had ended the case; people may be numbered anew."
        click.echo(f"{late} Give a file instead of a pipe, or sort by case_id", err=True)
    click.echo(f"{report.written:,} notes written, {len(report.bad)} bad lines.", err=True)
    return Exit.WHOLE if report.clean else Exit.PARTIAL
