"""``datahoest tables``: the published tables from the lake. Needs no key."""

import json

import click

from flows.cli import options, screens
from lake.tables.tables import tables


@click.command()
@options.config
@options.as_json
@click.option("--kodebog", help="Verdicts of this codebook version only; else the newest of each case.")
def command(config: str | None, as_json: bool, kodebog: str | None) -> None:
    """Tables 10, 13, 4 and 5 from the lake: counts, and per cent of each column rounded half up.

    Exit code 2 for a codebook version that no verdict in the lake was given by, 3 for a lake without codings.
    """
    found = tables(options.settings(config).lake, kodebog)
    if as_json:
        click.echo(json.dumps({table.name: table.as_dict() for table in found}, ensure_ascii=False, indent=1))
        return
    out = screens.console()
    for table in found:
        screens.table(out, table)
