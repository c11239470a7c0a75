"""``datahoest status``: one line a source."""

import json
from datetime import UTC, datetime
from functools import partial

import click
from rich.markup import escape
from rich.table import Table

from flows import report
from flows.cli import options, screens
from flows.cli.exits import Exit
from flows.status import Line, Standing, lines

_COLOUR = {
    Standing.WHOLE: "green",
    Standing.LATE: "yellow",
    Standing.PARTIAL: "yellow",
    Standing.FAILED: "red",
    Standing.RUNNING: "cyan",
    Standing.NEVER: "red",
}


@click.command()
@options.config
@options.as_json
def command(config: str | None, as_json: bool) -> int:
    """One line a source: whole, late, partial, failed, running or never. Exit code 1 unless all are whole."""
    settings = options.settings(config)
    reports, going = report.newest_first(settings.runs), partial(report.goes_on, folder=settings.runs)
    found = lines(settings, reports, datetime.now(UTC), going)
    if as_json:
        click.echo(json.dumps([_record(line) for line in found], ensure_ascii=False, indent=1))
    else:
        _table(found)
    return Exit.WHOLE if all(line.standing is Standing.WHOLE for line in found) else Exit.PARTIAL


def _table(found: list[Line]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("Source", "Standing", "Last run", "Age"):
        table.add_column(head)
    for head in ("Read", "Written", "Unchanged", "Expired", "Withheld", "Skipped"):
        table.add_column(head, justify="right")
    table.add_column("Why", overflow="fold")
    for line in found:
        colour = _COLOUR[line.standing]
        c = line.counts
        numbers = [f"{n:,}" for n in (c.read, c.written, c.unchanged, c.expired, c.withheld, c.skipped)]
        age = f"{line.hours:.0f} h" if line.run else ""
        mark = f"[{colour}]{line.standing.value}[/{colour}]"
        table.add_row(line.source, mark, line.when[:16].replace("T", " "), age, *numbers, escape(line.reason))
    screens.console().print(table)


def _record(line: Line) -> dict[str, object]:
    counts = {name: getattr(line.counts, name) for name in line.counts.__dataclass_fields__}
    return {
        "source": line.source,
        "standing": line.standing.value,
        "run": line.run,
        "when": line.when,
        "hours": round(line.hours, 1),
        "counts": counts,
        "reason": line.reason,
    }
