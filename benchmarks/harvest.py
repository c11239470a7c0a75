"""A harvest end to end, by room, beside the bare model on the same texts; and the night after it."""

from pathlib import Path
from typing import Any

from benchmarks.home import case_texts, made, night
from benchmarks.interface import Benchmark, Ratio, Result, Size
from benchmarks.text import bare, distinct
from benchmarks.timing import in_turns

NOTES, MODEL = "journalnotat", "mask: model"


def first(size: Size, folder: Path) -> Result:
    """Everything is new."""
    config = made(folder / "home", size.cases)
    done = night(config)
    texts = distinct(case_texts(config))
    peer = in_turns(size.rounds, {"bare": lambda: bare(texts)})["bare"]
    notes = done["read"][NOTES]
    return Result(
        ratios=(
            Ratio("harvest, all of it", "bare nlp.pipe over its texts", _beside(done["cpu"], peer)),
            Ratio("harvest without its model", "the same", _beside(done["cpu"] - _model(done), peer)),
        ),
        facts={
            "journal notes": notes,
            "texts masked": len(texts),
            "rows of all datasets": sum(done["read"].values()),
            "notes a CPU second": notes / done["cpu"],
            "notes a second by the clock": notes / done["wall"],
            "MB at the peak": float(done["peak_mb"]),
        },
        tables={"CPU seconds by room": by_room(done)},
    )


def again(size: Size, folder: Path) -> Result:
    """Nothing is new."""
    config = made(folder / "home", size.cases)
    before = night(config)
    after = [night(config) for _ in range(size.rounds)]
    if any(done["written"] for done in after):
        raise RuntimeError("a second harvest of unchanged sources wrote rows")
    costs = tuple(done["cpu"] / before["cpu"] for done in after)
    rows = sum(after[-1]["read"].values())
    return Result(
        ratios=(Ratio("unchanged night", "the first harvest", costs),),
        facts={"rows looked at a CPU second": rows / after[-1]["cpu"]},
        tables={"CPU seconds by room": by_room(after[-1])},
    )


def by_room(done: dict[str, Any]) -> list[tuple[str, float, str]]:
    """Name, CPU seconds and share; the dearest first."""
    seconds = dict(done["seconds"])
    seconds["everything else"] = max(0.0, done["cpu"] - sum(seconds.values()))
    return [(name, s, f"{s / done['cpu']:.1%}") for name, s in sorted(seconds.items(), key=lambda i: -i[1])]


def _beside(cpu: float, peer: list[float]) -> tuple[float, ...]:
    return tuple(cpu / seconds for seconds in peer)


def _model(done: dict[str, Any]) -> float:
    return float(done["seconds"].get(MODEL, 0.0) + done["seconds"].get("load the model", 0.0))


HARVEST = Benchmark("harvest", "What does a note cost from case system to lake, and where?", first)
UNCHANGED = Benchmark("unchanged", "What does a night cost in which nothing happened?", again)
