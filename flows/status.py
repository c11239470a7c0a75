"""One line a source for seven in the morning: whole, late, partial, failed or never."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from flows.report import Counts, DatasetReport, Outcome, RunReport, age_hours
from flows.settings import Settings, SourceSettings


class Standing(Enum):
    """How a source stands."""

    WHOLE = "whole"
    LATE = "late"
    PARTIAL = "partial"
    FAILED = "failed"
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


def lines(settings: Settings, reports: Iterable[RunReport], now: datetime) -> list[Line]:
    """A line for every configured source, from the newest run that touched it."""
    open_sources = {s.name: s for s in settings.sources}
    found: dict[str, Line] = {}
    for report in reports:
        for name in [n for n in open_sources if n in report.sources]:
            found[name] = _line(open_sources.pop(name), report, now)
        if not open_sources:
            break
    return [found.get(s.name, Line(s.name, Standing.NEVER)) for s in settings.sources]


def _line(source: SourceSettings, report: RunReport, now: datetime) -> Line:
    mine = [d for d in report.datasets if d.source == source.name]
    hours = age_hours(report, now)
    return Line(
        source=source.name,
        standing=_standing(report, source, hours),
        run=report.run,
        when=report.finished or report.started,
        hours=hours,
        counts=sum((d.counts for d in mine), Counts()),
        reason=_reason(report, mine),
    )


def _standing(report: RunReport, source: SourceSettings, hours: float) -> Standing:
    outcome = report.outcome(source.name)
    if report.failure or not report.finished or outcome in (None, Outcome.FAILED):
        return Standing.FAILED
    if hours > source.expected_hours:
        return Standing.LATE
    return Standing.PARTIAL if outcome is Outcome.PARTIAL else Standing.WHOLE


def _reason(report: RunReport, mine: list[DatasetReport]) -> str:
    if not report.finished:
        return "the run broke off, or is still going on"
    return report.failure or next((f"{d.dataset}: {d.reason}" for d in mine if d.reason), "")
