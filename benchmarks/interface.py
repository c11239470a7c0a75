"""What a benchmark is asked and what it answers: ratios beside a peer, and facts that help to read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. The default takes all benchmarks below ten minutes on two quiet cores."""

    cases: int = 100  # of the synthetic systems; about 11.7 notes and 17 texts each
    rounds: int = 3  # how often rivals are timed, in turns
    text_cases: int = 30
    rows: int = 60_000  # read from a source
    cprs: int = 1_000_000
    distinct: int = 60_000  # people among them
    partition: int = 150_000  # rows of the lake
    night: int = 2_000  # rows that come to it
    memory_cases: tuple[int, ...] = (51, 150)


QUICK = Size(
    cases=51,
    rounds=1,
    text_cases=4,
    rows=2_000,
    cprs=20_000,
    distinct=2_000,
    partition=4_000,
    night=200,
    memory_cases=(51,),
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One thing measured beside another in the same rounds: above 1 it cost more than its peer."""

    what: str
    peer: str
    rounds: tuple[float, ...]  # CPU time of the one by that of the other, a round each

    @property
    def middle(self) -> float:
        """The median round."""
        return median(self.rounds)

    def __str__(self) -> str:
        low, high = min(self.rounds), max(self.rounds)
        spread = f"  ({low:.2f} to {high:.2f} in {len(self.rounds)} rounds)" if len(self.rounds) > 1 else ""
        return f"{self.middle:8.2f} x  {self.what}, beside {self.peer}{spread}"


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark found."""

    ratios: tuple[Ratio, ...] = ()
    facts: Mapping[str, float | int | str] = field(default_factory=dict)  # said with their unit in the name
    tables: Mapping[str, Sequence[Sequence[str | float | int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One question. ``run`` gets a size and an empty folder that is deleted afterwards."""

    name: str
    question: str
    run: Callable[[Size, Path], Result]
    optional: bool = False  # only when asked for by name
