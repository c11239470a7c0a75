"""``python -m benchmarks [NAME ...] [--quick]``: measure, print ratios beside a peer, keep them by date.

Nothing is asserted: a wall clock on a shared machine proves nothing. What is compared is CPU time, taken in
turns in the same run.
"""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.columns import COLUMNS
from benchmarks.extraction import EXTRACTION
from benchmarks.harvest import HARVEST, UNCHANGED
from benchmarks.interface import QUICK, Benchmark, Result, Size
from benchmarks.machine import machine
from benchmarks.memory import MEMORY
from benchmarks.orchestration import ORCHESTRATION
from benchmarks.replacing import REPLACE
from benchmarks.results import LOCAL, lines, save
from benchmarks.text import TEXT

BENCHMARKS = {
    b.name: b for b in (HARVEST, UNCHANGED, TEXT, EXTRACTION, COLUMNS, REPLACE, MEMORY, ORCHESTRATION)
}


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--quick", action="store_true", help="a small size: does it run at all?")
    parser.add_argument("--results", type=Path, default=LOCAL, help="folder for the JSON file")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - BENCHMARKS.keys())
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}. Known: {', '.join(BENCHMARKS)}")
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    here = machine()
    say(", ".join(f"{name} {value}" for name, value in here.items()))
    results = {
        name: measured(BENCHMARKS[name], QUICK if options.quick else Size()) for name in asked(options.names)
    }
    kept = save(here, results, options.results)
    say(f"\nKept as {kept.name} in {kept.parent.name}/.")
    return 0


def asked(names: list[str]) -> list[str]:
    """Those named, in our order; without names all but the optional."""
    return [name for name, b in BENCHMARKS.items() if (name in names if names else not b.optional)]


def measured(benchmark: Benchmark, size: Size) -> Result:
    """Run one, show it."""
    say(f"\n{benchmark.name}: {benchmark.question}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="datahoest-bench-") as folder:
        result = benchmark.run(size, Path(folder))
    for line in lines(result):
        say(line)
    say(f"    ({time.monotonic() - began:.0f} s)")
    return result


def say(line: str) -> None:
    """To the screen, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
