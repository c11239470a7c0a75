"""Synthetic homes to measure in: sources, keys and configuration as the demonstration makes them."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flows import demo
from flows.plan import Job, jobs
from flows.progress import Silent
from flows.run import Order, run
from flows.settings import load
from flows.wiring import Tools, open_tools
from pseudonymize.apply import Applier
from pseudonymize.text.interface import CaseResult, CaseTexts, MaskedText
from retention.stamp import stamp
from schemas.conform import conform

SEED, DAY = 7, date(2026, 6, 1)
ROOT = Path(__file__).resolve().parent.parent


def made(folder: Path, cases: int, engine: str = "direct") -> Path:
    """A home with that many cases; its configuration file."""
    demo.prepare(folder, cases=cases, seed=SEED, today=DAY, engine=engine, fresh=False)
    return folder / "datahoest.toml"


def night(config: Path, *options: str) -> dict[str, Any]:
    """Harvest in a process of its own; the line it ends with, or ``RuntimeError``."""
    command = [sys.executable, "-m", "benchmarks.night", str(config), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not told or told[-1]["what"] != "night":
        raise RuntimeError(f"the harvest ended with code {done.returncode}:\n{done.stderr[-2000:]}")
    return {**told[-1], "datasets": [line for line in told if line["what"] != "night"]}


@dataclass(slots=True)
class Listener:
    """Stands where the text masker stands, and keeps what it is asked. Gives back no text at all."""

    asked: list[CaseTexts] = field(default_factory=list, repr=False)
    fingerprint: str = "listener"

    def mask(self, cases: Sequence[CaseTexts]) -> list[CaseResult]:
        """Nothing, in the right number."""
        self.asked += cases
        return [
            CaseResult(tuple(None if t is None else MaskedText("", ()) for t in c.texts), c.casebook)
            for c in cases
        ]


def case_texts(config: Path, *datasets: str) -> list[CaseTexts]:
    """Texts as the masker gets them, by case with its register: of these datasets, or of all."""
    # Any harvest learns everybody; this one writes no text.
    run(Order(str(config), datasets=("medarbejder",), engine="direct"), Silent())
    listener = Listener()
    with open_tools(load(str(config))) as tools:
        for job in jobs(tools.systems, tools.contracts):
            if job.contract.texts and (not datasets or job.dataset in datasets):
                _listen(job, tools, _applier(tools, listener))
    return listener.asked


def _listen(job: Job, tools: Tools, applier: Applier) -> None:
    assert job.table is not None
    with tools.connector(job.source) as connector:
        for part in connector.slices(job.table, tools.settings.text.chunk_rows):
            for raw in connector.read(job.table, part):
                conformed = conform(raw, job.table, job.contract, job.source)
                rows = stamp(conformed.batch, tools.rules, tools.today)
                applier.apply(applier.identify(rows.batch, rows.deadlines, rows.reasons), "measured")


def _applier(tools: Tools, masker: Listener) -> Applier:
    known = tools.people
    return Applier(known.keys, known.store, known.dates, known.rules_version, known.calendar_rules, masker)
