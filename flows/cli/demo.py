"""``datahoest demo``: the main job on the embedded default, from nothing to the published tables."""

from pathlib import Path

import click
from rich.console import Console

from flows import demo, progress, wiring
from flows.cli import screens
from flows.cli.exits import Exit
from flows.run import Order, run
from flows.settings import load


@click.command()
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"), show_default=True
)
@click.option("--cases", type=click.IntRange(51), default=120, show_default=True, help="Cases; 51 are coded.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed and day, same case systems.")
@click.option("--engine", type=click.Choice(["prefect", "direct"]), default="prefect", show_default=True)
@click.option("--fresh", is_flag=True, help="Delete an earlier demonstration home and begin anew.")
def command(home: Path, cases: int, seed: int, engine: str, fresh: bool) -> int:
    """Make two synthetic case systems, harvest them, and show the published tables from the lake."""
    console = screens.console()
    home = home.resolve()
    made = demo.prepare(home, cases=cases, seed=seed, today=wiring.now().date(), engine=engine, fresh=fresh)
    what = (
        f"{cases} invented cases written"
        if made
        else "Case systems stand there already (--fresh begins anew)"
    )
    console.print(f"{what}: {home / 'sources'}", highlight=False, soft_wrap=True)
    settings = load(str(home / "datahoest.toml"))
    with progress.on_screen() as watcher:
        report = run(Order(str(settings.file), engine=settings.engine), watcher)
    console.print()
    screens.harvest(report, settings.lake)
    same = screens.published(settings.lake, demo.published_tables())
    _where(console, home)
    return Exit.WHOLE if report.whole and same else Exit.PARTIAL


def _where(console: Console, home: Path) -> None:
    shown = Path("demo") if home == Path.cwd() / "demo" else home
    console.print("\n[bold]Where to look[/bold]")
    for place, what in (
        (shown / "lake", "the lake: open any folder in pandas, polars, DuckDB, R or Power BI"),
        (
            shown / "lake" / "journalnotat",
            "notes without people; sag_person joins tokens to pseudonyms",
        ),
        (shown / "runs", "what each run did, in counts"),
        (shown / "audit", "the trail; 'datahoest audit verify' proves it"),
        (shown / "vault", "keys and the sealed register: the only place beside sources/ that knows a name"),
    ):
        console.print(f"  {place!s:<28} {what}", highlight=False, soft_wrap=True)
    console.print("\nNext: datahoest status, datahoest tables; or harvest again and see nothing change.")
