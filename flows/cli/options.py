"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

from flows.settings import Settings, load

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

config: Decorator = click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False),
    help="Configuration file; else $DATAHOEST_CONFIG, ./datahoest.toml, ./demo/datahoest.toml.",
)
as_json: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def settings(given: str | None) -> Settings:
    """The configuration a command works under."""
    return load(given)
