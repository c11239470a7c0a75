"""``datahoest check``: what would stop tonight."""

import click
from rich.markup import escape

from flows.check import Verdict, checks
from flows.cli import options, screens
from flows.cli.exits import Exit

_MARK = {
    Verdict.FINE: "[green]✓[/green]",
    Verdict.WARNING: "[yellow]![/yellow]",
    Verdict.WRONG: "[red]✗[/red]",
}


@click.command()
@options.config
def command(config: str | None) -> int:
    """Look over configuration, contracts, keys, sources, model, lake and audit log. Changes nothing.

    Exit code 3 if something would stop a harvest, 1 if something is worth a look.
    """
    console, verdicts = screens.console(), set()
    for finding in checks(options.settings(config)):
        verdicts.add(finding.verdict)
        said = escape(f"{finding.what}: {finding.said}")
        console.print(f"{_MARK[finding.verdict]} {said}", highlight=False, soft_wrap=True)
    if Verdict.WRONG in verdicts:
        return Exit.FATAL
    return Exit.PARTIAL if Verdict.WARNING in verdicts else Exit.WHOLE
