"""How much memory a harvest stands on, at several sizes: it must not grow with the notes.

``DATAHOEST_BENCH_CASES=1710,5130,17100`` measures 20,000, 60,000 and 200,000 notes instead; that takes hours.
"""

import os
from pathlib import Path
from typing import Any

from benchmarks.home import made, night
from benchmarks.interface import Benchmark, Result, Size

CASES = "DATAHOEST_BENCH_CASES"
LIMIT_MB = 1500


def measure(size: Size, folder: Path) -> Result:
    """A harvest a size, each in a process of its own; the highest mark of each and where it was."""
    named = tuple(int(n) for n in os.environ.get(CASES, "").split(",") if n)
    rows: list[tuple[str | int | float, ...]] = [("notes", "MB at the peak", "while harvesting")]
    for cases in named or size.memory_cases:
        done = night(made(folder / str(cases), cases), "--every", "1")
        rows.append((done["read"]["journalnotat"], float(done["peak_mb"]), highest(done)))
    peaks = [float(row[1]) for row in rows[1:]]
    facts: dict[str, float | int | str] = {
        "MB at the highest peak": max(peaks),
        f"below {LIMIT_MB} MB": "yes" if max(peaks) < LIMIT_MB else "NO",
    }
    return Result(facts=facts, tables={"peak by size": rows})


def highest(done: dict[str, Any]) -> str:
    """The dataset that needed most."""
    marked = [line for line in done["datasets"] if "VmHWM" in line]
    return str(max(marked, key=lambda line: line["VmHWM"])["job"]) if marked else "not told here"


MEMORY = Benchmark("memory", "How much memory, and does it grow?", measure)
