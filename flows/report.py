"""What a run did, in counts: kept as one JSON file a run, read back by ``datahoest status``.

Every source row is accounted for: read = written + unchanged + redated + expired + withheld + skipped.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any


class Outcome(Enum):
    """How one dataset of one source came through the night."""

    WHOLE = "whole"
    PARTIAL = "partial"  # something was held back; yesterday's rows stand where it was
    FAILED = "failed"
    WAITING = "waiting"  # not tried, since what it needs had failed


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one dataset. ``removed`` are rows that left the lake; they are not among those read."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    redated: int = 0  # a new deadline and nothing else new: not masked again
    expired: int = 0
    withheld: int = 0
    skipped: int = 0
    removed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))

    @property
    def accounted(self) -> bool:
        """No row was lost on the way and none appeared."""
        stayed = self.written + self.unchanged + self.redated
        return self.read == stayed + self.expired + self.withheld + self.skipped

    def held_back(self, rows: int) -> "Counts":
        """Rows that were made but not published count as withheld."""
        return replace(self, written=self.written - rows, withheld=self.withheld + rows)


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """One dataset of one source."""

    source: str
    dataset: str
    outcome: Outcome
    counts: Counts = Counts()
    reason: str = ""
    seconds: float = 0.0
    found: dict[str, int] = field(default_factory=dict)  # what the text masker replaced, by kind
    skipped_for: dict[str, int] = field(default_factory=dict)  # column and reason -> rows
    findings: tuple[str, ...] = ()  # where the second look found something: coordinates


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run over some sources."""

    run: str
    started: str
    sources: tuple[str, ...]  # those the run was asked for
    asked: tuple[str, ...] = ()  # datasets it was asked for; empty: all
    finished: str = ""  # empty: the run goes on (see ``goes_on``), or broke off
    full: bool = False
    datasets: tuple[DatasetReport, ...] = ()
    failure: str = ""

    @property
    def total(self) -> Counts:
        """All datasets together."""
        return sum((d.counts for d in self.datasets), Counts())

    def outcome(self, source: str) -> Outcome | None:
        """The worst outcome among a source's datasets; ``None`` if the run did not touch it."""
        seen = {d.outcome for d in self.datasets if d.source == source}
        if not seen:
            return None
        if seen & {Outcome.FAILED, Outcome.WAITING}:
            return Outcome.FAILED if seen <= {Outcome.FAILED, Outcome.WAITING} else Outcome.PARTIAL
        return Outcome.PARTIAL if Outcome.PARTIAL in seen else Outcome.WHOLE

    @property
    def whole(self) -> bool:
        """Nothing failed and nothing was held back."""
        return (
            bool(self.finished)
            and not self.failure
            and all(d.outcome is Outcome.WHOLE for d in self.datasets)
        )


def save(report: RunReport, folder: Path) -> Path:
    """Write ``<folder>/<run>.json`` in one step; a half-written report is never seen."""
    return _draft(report, folder).replace(folder / f"{report.run}.json")


@contextmanager
def begun(report: RunReport, folder: Path) -> Iterator[None]:
    """Save the report of a run that begins, and hold it while the run goes on.

    The hold ends with the process, however that ends: a report that nobody holds is of a run that broke off.
    """
    draft = _draft(report, folder)
    with draft.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        draft.replace(folder / f"{report.run}.json")
        yield


def goes_on(report: RunReport, folder: Path) -> bool:
    """Whether the run is still at it: its report tells no end, and is held."""
    file = folder / f"{report.run}.json"
    if report.finished or not file.exists():
        return False
    with file.open("rb") as looked_at:
        try:
            fcntl.flock(looked_at, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _draft(report: RunReport, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{report.run}.draft"
    with draft.open("w", encoding="utf-8") as out:
        json.dump(asdict(report), out, ensure_ascii=False, indent=1, default=_plain)
        out.flush()
        os.fsync(out.fileno())
    return draft


def withdraw(report: RunReport, folder: Path) -> None:
    """Take a report back, of a run that never began."""
    (folder / f"{report.run}.json").unlink(missing_ok=True)


def load(file: Path) -> RunReport:
    """Read a report back."""
    raw: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    raw["datasets"] = tuple(_dataset(d) for d in raw["datasets"])
    raw["sources"] = tuple(raw["sources"])
    raw["asked"] = tuple(raw.get("asked", ()))
    return RunReport(**raw)


def newest_first(folder: Path) -> Iterator[RunReport]:
    """All reports, the latest run first. Run ids start with their time, so names sort by age."""
    for file in sorted(folder.glob("*.json"), reverse=True):
        yield load(file)


def age_hours(report: RunReport, now: datetime) -> float:
    """Hours since the run ended."""
    ended = datetime.fromisoformat(report.finished or report.started)
    return (now - ended).total_seconds() / 3600


def _dataset(raw: dict[str, Any]) -> DatasetReport:
    raw["outcome"] = Outcome(raw["outcome"])
    raw["counts"] = Counts(**raw["counts"])
    raw["findings"] = tuple(raw["findings"])
    return DatasetReport(**raw)


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(type(value).__name__)
