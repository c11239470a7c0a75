"""A night that touches everything a night can touch, killed at a chosen moment; a program for test_faults.

It forks from a process in which no thread has been started, so a kill there is a kill of a real process.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

from lake.catalog import verify
from lake.interface import Faults, Told, no_faults, nobody
from lake.journal import pending
from tests.lake.making import content, data, harvest, note


def yesterday(folder: Path) -> None:
    """The lake as the night finds it: four years, two of them of one row."""
    rows = [note(f"k{i}", f"gammel {i}", 2016 + i % 2, str(i % 5)) for i in range(12)]
    harvest(folder, [*rows, note("only 2018", aar=2018), note("only 2019", aar=2019)], watermark="1")


def tonight(folder: Path, faults: Faults = no_faults, told: Told = nobody) -> None:
    """An edit, a row that moves to another year, a new year, two deletions; one of them empties its year."""
    rows = [note("k1", "ny tekst", 2017), note("k2", "flyttet", 2017), note("new", "ny", 2020)]
    wishes = {"watermark": "2", "provenance": {"model": "m"}, "faults": faults, "told": told}
    harvest(folder, rows, gone=["k3", "only 2018"], **wishes)


class KillAt:
    """Kills the process, as the kernel would, the n-th time a point is reached."""

    def __init__(self, point: str, count: int) -> None:
        self.point, self.left = point, count

    def __call__(self, point: str) -> None:
        self.left -= point == self.point
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def reached(folder: Path) -> Counter[str]:
    """How often each point is reached in one night."""
    points: Counter[str] = Counter()
    tonight(folder, lambda point: points.update([point]))
    return points


def in_child(folder: Path, faults: Faults) -> bool:
    """Runs the night in a child process; whether it was killed."""
    child = os.fork()
    if child == 0:
        tonight(folder, faults)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def broken_off(before: Path, folder: Path, point: str, count: int) -> dict[str, object]:
    """What is left after a kill, after a kill of the repair too, and after a whole re-run."""
    shutil.copytree(before, folder)
    killed = in_child(folder, KillAt(point, count))
    seen = hashes(folder)
    again = pending(folder) and in_child(folder, KillAt("state written", 1))
    if in_child(folder, lambda _: None):
        raise SystemExit("the re-run died")
    result = {
        "point": f"{point} {count}",
        "killed": killed,
        "killed again": again,
        "seen": seen,
        "lake": hashes(folder),
        "problems": [problem.problem for problem in verify(folder)],
        "hidden": sorted(name for name in content(folder) if name.startswith(".")),
        "folders": sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()),
    }
    shutil.rmtree(folder)
    return result


def hashes(folder: Path) -> dict[str, str]:
    """Every file that readers see, by its hash."""
    return {name: hashlib.sha256(held).hexdigest() for name, held in data(folder).items()}


def main(work: Path) -> None:
    """Reads "point count" lines, prints one JSON line each."""
    for line in sys.stdin.read().splitlines():
        point, count = line.rsplit(" ", 1)
        print(json.dumps(broken_off(work / "before", work / "killed", point, int(count))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
