"""``datahoest audit verify``: does the trail hold?"""

import click

from audit.verify import verify as examine
from flows.cli import options
from flows.cli.exits import Exit


@click.group()
def command() -> None:
    """Prove the audit log."""


@command.command()
@options.config
def verify(config: str | None) -> int:
    """Check every event against the one before. Exit code 3 names the first that does not hold.

    A log cut at its end holds as far as it goes: note the head it prints, and compare it next time.
    """
    settings = options.settings(config)
    path = settings.audit / "audit.jsonl"
    if not path.exists() or not path.stat().st_size:
        if any(settings.runs.glob("*.json")):
            click.echo(f"datahoest: runs have been, and {path} is gone. Call the steward.", err=True)
            return Exit.FATAL
        click.echo(f"No audit log yet in {settings.audit}: nothing has run.")
        return Exit.WHOLE
    found = examine(path)
    click.echo(f"{found.events:,} events hold. Head: {found.head}")
    if found.problem:
        click.echo(f"datahoest: {found.problem}. Keep the file as it is and call the steward.", err=True)
        return Exit.FATAL
    return Exit.WHOLE
