"""``datahoest scrub``: people out of notes that are not in a source."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from flows.cli.exits import Exit
from flows.settings import load
from pseudonymize.model import WEIGHTS, fingerprint
from pseudonymize.model import load as load_model
from pseudonymize.scrub import ScrubReport, scrub
from pseudonymize.text.interface import CaseTexts, MaskedText
from pseudonymize.text.masker import CaseMasker
from schemas.errors import ConfigError
from schemas.people import Casebook, CaseRegister


@click.command()
@click.option(
    "--input", "given", help="JSON lines; - for standard input. Left out: one plain text on standard input."
)
@click.option("--output", "wanted", default="-", help="JSON lines; - for standard output (the default).")
@click.option("--config", help="Configuration file, for its [text] model. Left out: the built-in model.")
def command(given: str | None, wanted: str, config: str | None) -> int:
    """Take people out of notes given as JSON lines, or of one text.

    A line: {"note_id", "case_id", "register": [{"person_id", "role", "name", "cpr", "address", "phone",
    "email"}], "text"}. Neighbouring lines of one case_id are one case. Out come, in the same order, the
    masked text and its spans; offsets count code points of the input text. A bad line is reported by
    number and the rest goes on; the exit code is then 1.
    """
    model = load(config).text.model if config else ""
    masker = CaseMasker(load_model(model or None), dates="keep")
    if given is None:
        return _one_text(masker)
    with ExitStack() as files:
        lines = _opened(files, given, "r", sys.stdin)
        out = _opened(files, wanted, "w", sys.stdout)
        report = scrub(lines, out, masker, fingerprint(Path(model)) if model else fingerprint(WEIGHTS))
    return _told(report)


def _one_text(masker: CaseMasker) -> int:
    case = CaseTexts(CaseRegister("stdin"), (sys.stdin.read(),), Casebook("stdin"))
    outcome = masker.mask([case])[0].texts[0]
    if not isinstance(outcome, MaskedText):
        click.echo("datahoest: the text could not be masked, so nothing is printed.", err=True)
        return Exit.PARTIAL
    click.echo(outcome.text, nl=False)
    return Exit.WHOLE


def _opened(files: ExitStack, name: str, mode: str, standard: TextIO) -> TextIO:
    if name == "-":
        return standard
    try:
        return files.enter_context(Path(name).open(mode, encoding="utf-8"))  # type: ignore[return-value]
    except OSError as problem:
        raise ConfigError(f"{name}: {problem.strerror}. Give another file") from None


def _told(report: ScrubReport) -> int:
    for number, problem in report.bad:
        click.echo(f"line {number}: {problem}; left out", err=True)
    for number in report.withheld:
        click.echo(f"line {number}: could not be masked; written without its text", err=True)
    click.echo(f"{report.written:,} notes written, {len(report.bad)} bad lines.", err=True)
    return Exit.WHOLE if report.clean else Exit.PARTIAL
