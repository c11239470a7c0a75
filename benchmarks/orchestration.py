"""The same night under Prefect and without: what a scheduler with states, retries and artifacts costs."""

import resource
from pathlib import Path

from benchmarks.home import made, night
from benchmarks.interface import Benchmark, Ratio, Result, Size


def measure(size: Size, folder: Path) -> Result:
    """An unchanged night by each engine, a whole process at a time, Prefect's own server included."""
    config = made(folder / "home", size.cases)
    night(config)
    seconds: dict[str, list[float]] = {"prefect": [], "direct": []}
    night(config, "--engine", "prefect")  # the first start makes Prefect's database
    for _ in range(size.rounds):
        for engine, found in seconds.items():
            before = _children()
            night(config, "--engine", engine)
            found.append(_children() - before)
    pairs = zip(seconds["prefect"], seconds["direct"], strict=True)
    more = min(seconds["prefect"]) - min(seconds["direct"])
    return Result(
        ratios=(
            Ratio(
                "unchanged night under Prefect", "without, start-up included", tuple(p / d for p, d in pairs)
            ),
        ),
        facts={"CPU seconds more under Prefect": more},
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


ORCHESTRATION = Benchmark("orchestration", "What does Prefect cost a night?", measure, optional=True)
