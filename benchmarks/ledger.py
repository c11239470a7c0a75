"""Where the CPU time of a harvest goes: the public doors of the rooms, each with its own clock.

Time is exclusive: while the masker asks the model, the clock of the model runs alone. Lighter than a
profiler, which would make small functions look three times as dear.
"""

import importlib
import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

# Door -> what its time is called. The first name after the colon is looked up where it is used.
DOORS = {
    "flows.wiring:open_connector": "read",
    "connectors.sql.connector:SqlConnector.slices": "read",
    "connectors.sql.connector:SqlConnector.read": "read",
    "connectors.sql.connector:SqlConnector.keys": "read",
    "connectors.sql.connector:SqlConnector.high_water": "read",
    "flows.chunk:conform": "conform",
    "flows.chunk:stamp": "retention",
    "pseudonymize.apply:Applier.remember": "learn people",
    "pseudonymize.apply:Applier.link": "learn people",
    "pseudonymize.apply:Applier.identify": "identify, fingerprint",
    "lake.stage:Stage.known": "compare with the lake",
    "lake.known:Known.compare": "compare with the lake",
    "vault.store.store:ControlStore.registers": "case registers",
    "vault.store.store:ControlStore.register_fingerprints": "case registers",
    "vault.store.store:ControlStore.casebooks": "case registers",
    "vault.store.store:ControlStore.remember_casebooks": "case registers",
    "vault.store.store:ControlStore.family_of_cases": "case registers",
    "vault.store.store:ControlStore.family_of_people": "case registers",
    "vault.store.store:ControlStore.case_people": "case registers",
    "vault.store.store:ControlStore.municipal_names": "case registers",
    "vault.store.store:ControlStore.staff": "case registers",
    "pseudonymize.model:load": "load the model",
    "pseudonymize.recognizers.engine:SpacyBatches.process_batch": "mask: model",
    "pseudonymize.recognizers.engine:Analyzer.hits": "mask: recognizers",
    "pseudonymize.text.masker:CaseMasker._second_pass": "mask: second pass",
    "pseudonymize.text.masker:CaseMasker.mask": "mask: the rest",
    "pseudonymize.apply:Applier.apply": "apply to columns",
    "lake.stage:Stage.write": "stage",
    "flows.chunk:hits": "second look",
    "lake.replace:scan_file": "second look",
    "lake.writer:Lake.replace": "replace",
}


class Ledger:
    """CPU seconds by name, and how often each door was opened."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)
        self._open: list[str] = []
        self._since = 0.0

    def enter(self, name: str) -> None:
        """Its clock runs from here."""
        self._book()
        self._open.append(name)

    def leave(self) -> None:
        """The clock of whoever opened the door runs again."""
        self._book()
        self._open.pop()

    def _book(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now


@contextmanager
def kept(doors: dict[str, str] = DOORS) -> Iterator[Ledger]:
    """A ledger of what happens meanwhile in this process. Not for several threads."""
    ledger = Ledger()
    found = [(*_door(where), name) for where, name in doors.items()]
    before = [(room, door, room.__dict__[door]) for room, door, _ in found]
    for room, door, name in found:
        setattr(room, door, _watched(room.__dict__[door], name, f"{door}", ledger))
    try:
        yield ledger
    finally:
        for room, door, original in before:
            setattr(room, door, original)


def _door(where: str) -> tuple[Any, str]:
    module, _, path = where.partition(":")
    *owners, door = path.split(".")
    room: Any = importlib.import_module(module)
    for owner in owners:
        room = getattr(room, owner)
    return room, door


def _watched(door: Callable[..., Any], name: str, called: str, ledger: Ledger) -> Callable[..., Any]:
    @wraps(door)
    def through(*args: Any, **kwargs: Any) -> Any:
        ledger.calls[called] += 1
        ledger.enter(name)
        try:
            return door(*args, **kwargs)
        finally:
            ledger.leave()

    @wraps(door)
    def through_each(*args: Any, **kwargs: Any) -> Iterator[Any]:
        ledger.calls[called] += 1
        steps = door(*args, **kwargs)
        while True:
            ledger.enter(name)
            try:
                step = next(steps)
            except StopIteration:
                return
            finally:
                ledger.leave()
            yield step

    return through_each if inspect.isgeneratorfunction(door) else through
