"""``datahoest harvest``: a night, by hand or by cron."""

import click

from flows import progress
from flows.cli import options, screens
from flows.cli.exits import Exit
from flows.run import Order, run


@click.command()
@options.config
@click.option("--source", "sources", multiple=True, help="Only this source; may be given several times.")
@click.option("--dataset", "datasets", multiple=True, help="Only this dataset; may be given several times.")
@click.option("--full", is_flag=True, help="Treat every row anew, also those that have not changed.")
@click.option(
    "--engine",
    type=click.Choice(["prefect", "direct"]),
    help="Under Prefect, or without it; else as configured.",
)
@click.option("--quiet", is_flag=True, help="No progress; the report at the end only.")
def command(
    config: str | None,
    sources: tuple[str, ...],
    datasets: tuple[str, ...],
    full: bool,
    engine: str | None,
    quiet: bool,
) -> int:
    """Read the sources, take people out, write the lake.

    Rows that have not changed since last time are not touched. Killed or stopped anywhere, run it again.
    """
    settings = options.settings(config)
    with progress.on_screen(quiet) as watcher:
        report = run(Order(str(settings.file), sources, datasets, full, engine or settings.engine), watcher)
    screens.harvest(report, settings.lake)
    return Exit.WHOLE if report.whole else Exit.PARTIAL
