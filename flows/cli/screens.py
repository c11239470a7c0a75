"""What a run shows at its end."""

import sys
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.report import Counts, DatasetReport, Outcome, RunReport

if TYPE_CHECKING:
    from lake.tables.tables import PublishedTable

_COLOUR = {
    Outcome.WHOLE: "green",
    Outcome.PARTIAL: "yellow",
    Outcome.FAILED: "red",
    Outcome.WAITING: "red",
}
_COUNTS = ("read", "written", "unchanged", "redated", "expired", "withheld", "skipped", "removed")


def console() -> Console:
    """Standard output; wide enough for a table where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=120)


def harvest(report: RunReport, lake: Path) -> None:
    """One row a dataset, every source row accounted for. Columns in which nothing happened are left out."""
    out, total = console(), report.total
    used = [name for name in _COUNTS if name in ("read", "written") or getattr(total, name)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Source / dataset", no_wrap=True)
    for name in used:
        table.add_column(name.capitalize(), justify="right", no_wrap=True)
    table.add_column("Outcome", overflow="fold")
    for entry in report.datasets:
        table.add_row(*_row(entry, used))
    table.add_section()
    table.add_row("All", *(f"{getattr(total, name):,}" for name in used), "", style="bold")
    out.print(table)
    out.print(f"\n{_sum(total)}", highlight=False, soft_wrap=True)
    if report.failure:
        out.print(f"[red]Stopped:[/red] {escape(report.failure)}", highlight=False)
    out.print(f"Run {report.run}. Lake: {lake}", highlight=False, soft_wrap=True)


def _sum(total: Counts) -> str:
    """Where every row went, in one line."""
    parts = [f"{getattr(total, name):,} {name}" for name in _COUNTS[1:-1] if getattr(total, name)]
    return f"Every row accounted for: {total.read:,} read = {' + '.join(parts) or '0'}."


def _row(entry: DatasetReport, used: Sequence[str]) -> list[str]:
    colour = _COLOUR[entry.outcome]
    outcome = f"[{colour}]{entry.outcome.value}[/{colour}]" + (
        f" {escape(entry.reason)}" if entry.reason else ""
    )
    numbers = [_number(getattr(entry.counts, name)) for name in used]
    return [f"{entry.source}/{entry.dataset}", *numbers, outcome]


def _number(count: int) -> str:
    return f"{count:,}" if count else "[dim]·[/dim]"


def published(lake: Path, printed: Mapping[str, Mapping[str, Mapping[str, list[int]]]]) -> bool:
    """The four tables from the lake, held against the printed ones cell by cell; whether all agree."""
    from lake.tables.tables import tables  # noqa: PLC0415  DuckDB, where it is used

    out, cells, differing = console(), 0, 0
    for found in tables(lake):
        table(out, found)
        have: dict[tuple[str, str], Sequence[int | None]] = {}
        for line in found.lines:
            have |= {("counts", line.label): line.counts, ("percent", line.label): line.percent}
        for what, lines in printed[found.name].items():
            for label, wanted in lines.items():
                cells += len(wanted)
                differing += sum(a != b for a, b in zip_longest(wanted, have.get((what, label), ())))
    agree = f"[green]All {cells} cells equal the published tables.[/green]"
    out.print(agree if not differing else f"[red]{differing} of {cells} cells differ.[/red]")
    return not differing


def table(out: Console, found: "PublishedTable") -> None:
    """One published table, counts with per cent."""
    out.print(f"\n[bold]{found.name.replace('_', ' ').capitalize()}.[/bold] {found.title}")
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("")
    for column in found.columns:
        shown.add_column(column, justify="right")
    for line in found.lines:
        cells = [_cell(n, p) for n, p in zip_longest(line.counts, line.percent)]
        shown.add_row(line.label, *cells, style="bold" if line is found.lines[-1] else "")
    out.print(shown)


def _cell(count: int, percent: int | None) -> str:
    return str(count) if percent is None else f"{count} [dim]{percent:>3} %[/dim]"
