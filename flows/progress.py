"""How far the night has come: bars on a terminal, plain lines elsewhere. Names and counts only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.report import Counts, DatasetReport, Outcome


class Watcher(Protocol):
    """Is told what happens; shows it somehow."""

    def started(self, job: str, rows: int | None) -> None:
        """A dataset begins; ``rows`` if the source could count them."""
        ...

    def advanced(self, job: str, counts: Counts) -> None:
        """A chunk is done."""
        ...

    def ended(self, report: DatasetReport) -> None:
        """A dataset is done, one way or another."""
        ...


class Silent:
    """Shows nothing."""

    def started(self, job: str, rows: int | None) -> None:
        """Nothing."""

    def advanced(self, job: str, counts: Counts) -> None:
        """Nothing."""

    def ended(self, report: DatasetReport) -> None:
        """Nothing."""


class Lines:
    """A line a dataset: for journald, cron and pipes."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def started(self, job: str, rows: int | None) -> None:
        """Nothing yet: the line comes at the end."""

    def advanced(self, job: str, counts: Counts) -> None:
        """Nothing yet."""

    def ended(self, report: DatasetReport) -> None:
        """One line. That nobody reads it any more is no reason to stop the night."""
        with suppress(BrokenPipeError):
            print(sentence(report), file=self._out, flush=True)


class Bars:
    """A bar a dataset while it runs, a line when it is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def started(self, job: str, rows: int | None) -> None:
        """A new bar."""
        self._bars[job] = self._progress.add_task(job, total=rows)

    def advanced(self, job: str, counts: Counts) -> None:
        """Further by the rows read."""
        self._progress.advance(self._bars[job], counts.read)

    def ended(self, report: DatasetReport) -> None:
        """The bar gives way to a line."""
        bar = self._bars.pop(f"{report.source}/{report.dataset}", None)
        if bar is not None:
            self._progress.remove_task(bar)
        self._progress.console.print(sentence(report), highlight=False, markup=False)


def sentence(report: DatasetReport) -> str:
    """One dataset in one line."""
    c = report.counts
    parts = [f"{c.read:>9,} read", f"{c.written:>9,} written"]
    parts += [f"{n:,} {what}" for what, n in _rest(c) if n]
    mark = {Outcome.WHOLE: "·", Outcome.PARTIAL: "!", Outcome.FAILED: "x", Outcome.WAITING: "x"}[
        report.outcome
    ]
    reason = f"  — {report.reason}" if report.reason else ""
    return f"{mark} {f'{report.source}/{report.dataset}':<34}{', '.join(parts)}{reason}"


def _rest(c: Counts) -> Iterator[tuple[str, int]]:
    yield from (
        ("unchanged", c.unchanged),
        ("with a new deadline", c.redated),
        ("expired", c.expired),
        ("withheld", c.withheld),
        ("skipped", c.skipped),
        ("removed", c.removed),
    )


@contextmanager
def on_screen(quiet: bool = False) -> Iterator[Watcher]:
    """Bars if standard error is a terminal, lines if it is not, nothing if quiet."""
    if quiet:
        yield Silent()
        return
    if not sys.stderr.isatty():
        yield Lines(sys.stderr)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bars(progress)
