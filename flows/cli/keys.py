"""``datahoest keys init``: the keys of a new lake."""

import click

from flows import wiring
from flows.cli import options


@click.group()
def command() -> None:
    """Make the keys of a new lake."""


@command.command()
@options.config
def init(config: str | None) -> None:
    """Make new keys in the vault folder. Refuses if there are any: new keys would orphan the lake."""
    settings = options.settings(config)
    epoch = wiring.create_keys(settings.vault, wiring.audit_log(settings.audit))
    click.echo(f"Keys of epoch {epoch} made in {settings.vault}. Back them up apart from the lake.")
