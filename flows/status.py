"""One line a source for seven in the morning: whole, late, partial, failed, running or never."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from flows.plan import REGISTER
from flows.report import Counts, DatasetReport, Outcome, RunReport, age_hours
from flows.settings import Settings, SourceSettings


class Standing(Enum):
    """How a source stands."""

    WHOLE = "whole"
    LATE = "late"
    PARTIAL = "partial"
    FAILED = "failed"
    RUNNING = "running"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Line:
    """What is told about one source."""

    source: str
    standing: Standing
    run: str = ""
    when: str = ""
    hours: float = 0.0
    counts: Counts = field(default_factory=Counts)
    reason: str = ""


def lines(
    settings: Settings,
    reports: Iterable[RunReport],
    now: datetime,
    goes_on: Callable[[RunReport], bool] = lambda _: False,
) -> list[Line]:
    """A line for every configured source.

    ``reports``: the newest first. A run that was asked for some datasets tells of these only; the others
    stand as the runs before it left them, back to the last that was asked for all. A run that goes on tells
    nothing yet: the line says so, and how the source stood before it.
    """
    told: dict[str, list[RunReport]] = {source.name: [] for source in settings.sources}
    waiting, running = set(told), dict[str, RunReport]()
    for report in reports:
        if goes_on(report):
            running |= dict.fromkeys(report.sources, report)
            continue
        for name in waiting.intersection(report.sources):
            told[name].append(report)
            if not report.asked:
                waiting.remove(name)
        if not waiting:
            break
    before = [_line(source, told[source.name], now) for source in settings.sources]
    return [_running(line, running[line.source], now) if line.source in running else line for line in before]


def _running(before: Line, report: RunReport, now: datetime) -> Line:
    stood = f"before it: {before.standing.value}" + (f" ({before.reason})" if before.reason else "")
    return replace(
        before,
        standing=Standing.RUNNING,
        run=report.run,
        when=report.started,
        hours=age_hours(report, now),
        reason=f"since {report.started[:16].replace('T', ' ')}; {stood}",
    )


def _line(source: SourceSettings, reports: list[RunReport], now: datetime) -> Line:
    if not reports:
        return Line(source.name, Standing.NEVER)
    newest, oldest = reports[0], reports[-1]
    mine: dict[tuple[str, str], DatasetReport] = {}
    for report in reports:
        for entry in report.datasets:
            # Who stands behind a token is of every source: without it none of them is whole.
            if entry.source in (source.name, REGISTER):
                mine.setdefault((entry.source, entry.dataset), entry)
    hours = age_hours(oldest, now)
    merged = replace(newest, datasets=tuple(replace(entry, source=source.name) for entry in mine.values()))
    broken = next((report for report in (newest, oldest) if report.failure or not report.finished), None)
    standing = Standing.FAILED if broken else _standing(merged.outcome(source.name), source, hours)
    if oldest.asked and standing is Standing.WHOLE:
        standing = Standing.PARTIAL
    return Line(
        source=source.name,
        standing=standing,
        run=newest.run,
        when=newest.finished or newest.started,
        hours=hours,
        counts=sum((entry.counts for entry in mine.values() if entry.source == source.name), Counts()),
        reason=_reason(broken, mine.values(), oldest),
    )


def _standing(outcome: Outcome | None, source: SourceSettings, hours: float) -> Standing:
    if outcome in (None, Outcome.FAILED):
        return Standing.FAILED
    if hours > source.expected_hours:
        return Standing.LATE
    return Standing.PARTIAL if outcome is Outcome.PARTIAL else Standing.WHOLE


def _reason(broken: RunReport | None, mine: Iterable[DatasetReport], oldest: RunReport) -> str:
    if broken:
        return broken.failure or "the run broke off"
    why = next((f"{entry.dataset}: {entry.reason}" for entry in mine if entry.reason), "")
    return why or ("only some datasets were ever asked for" if oldest.asked else "")
