"""One harvest in a process of its own: what it read, what it cost by room, how much memory it stood on.

``python -m benchmarks.night CONFIG [--engine direct|prefect] [--every CHUNKS]`` writes JSON lines: one a
dataset, one every so many chunks, and at the end one for the whole.
"""

import argparse
import contextlib
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ledger import kept
from flows.progress import Watcher
from flows.report import Counts, DatasetReport, Outcome
from flows.run import Order, run

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def megabytes() -> dict[str, float]:
    """``VmRSS`` (now) and ``VmHWM`` (most since :func:`forget_peak`) in MB; empty where there is no /proc."""
    if not STATUS.exists():
        return {}
    lines = (line.split() for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines())
    return {w[0].rstrip(":"): round(int(w[1]) / 1024, 1) for w in lines if w[0] in {"VmRSS:", "VmHWM:"}}


def forget_peak() -> None:
    """Let the highest mark start again from here (Linux; elsewhere it goes on)."""
    with contextlib.suppress(OSError):
        FORGET.write_text("5", encoding="ascii")


@dataclass(slots=True)
class Gauge(Watcher):
    """Tells a line a dataset, and one every so many chunks."""

    every: int = 0  # 0: none for chunks
    rows: int = 0
    chunks: int = 0
    peak: float = 0.0
    read: dict[str, int] = field(default_factory=dict)  # dataset -> rows, of all sources

    def started(self, job: str, rows: int | None) -> None:
        """A dataset begins, with a peak of its own."""
        self.rows = self.chunks = 0
        self._tell("before", job)
        forget_peak()

    def advanced(self, job: str, counts: Counts) -> None:
        """A chunk is done."""
        self.rows += counts.read
        self.chunks += 1
        if self.every and self.chunks % self.every == 0:
            self._tell("chunk", job)

    def ended(self, report: DatasetReport) -> None:
        """A dataset is done, its replace included."""
        self.read[report.dataset] = self.read.get(report.dataset, 0) + report.counts.read
        self.rows = report.counts.read
        self._tell("dataset", f"{report.source}/{report.dataset}")
        forget_peak()

    def _tell(self, what: str, job: str) -> None:
        memory = megabytes()
        self.peak = max(self.peak, memory.get("VmHWM", 0.0))
        if what != "before":
            cpu = round(time.process_time(), 2)
            tell({"what": what, "job": job, "rows": self.rows, "cpu": cpu, **memory})


def tell(line: dict[str, object]) -> None:
    """One line, at once: whoever waits wants to see it."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """0 if every dataset came through whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("--engine", default="direct", choices=("direct", "prefect"))
    parser.add_argument("--every", type=int, default=0)
    options = parser.parse_args(arguments)
    gauge, began, wall = Gauge(options.every), time.process_time(), time.monotonic()
    with kept() as ledger:
        report = run(Order(options.config, engine=options.engine), gauge)
    whole = all(dataset.outcome is Outcome.WHOLE for dataset in report.datasets)
    tell(
        {
            "what": "night",
            "whole": whole,
            "cpu": time.process_time() - began,
            "wall": time.monotonic() - wall,
            "peak_mb": gauge.peak,
            "read": gauge.read,
            "written": report.total.written,
            "seconds": dict(ledger.seconds),
            "calls": dict(ledger.calls),
        }
    )
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
