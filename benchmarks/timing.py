"""Times rivals in turns, so that a neighbour on the machine hurts both alike."""

import gc
import time
from collections.abc import Callable, Mapping

from benchmarks.interface import Ratio

Rivals = Mapping[str, Callable[[], object]]
Seconds = dict[str, list[float]]


def in_turns(rounds: int, rivals: Rivals) -> Seconds:
    """CPU seconds (all threads) of each rival in each round; the order turns round by round."""
    seconds: Seconds = {name: [] for name in rivals}
    names = list(rivals)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            began = time.process_time()
            rivals[name]()
            seconds[name].append(time.process_time() - began)
    return seconds


def ratio(seconds: Seconds, what: str, peer: str) -> Ratio:
    """One rival beside another, round by round."""
    pairs = zip(seconds[what], seconds[peer], strict=True)
    return Ratio(what, peer, tuple(mine / max(theirs, 1e-9) for mine, theirs in pairs))
