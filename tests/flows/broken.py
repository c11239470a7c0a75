"""Makes one stage of a harvest fail once, with a person in the error's message. Also a program::

python -m tests.flows.broken STAGE TIMES harvest --config FILE
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

import connectors.sql.connector
import flows.chunk
import flows.report
import flows.run
import flows.wiring
import lake.replace as replacing
from audit.log import AuditLog
from flows.cli import run as cli
from lake.interface import Finding
from lake.scan import Scanned
from lake.stage import Stage
from lake.writer import Lake
from pseudonymize.apply import Applier
from pseudonymize.text.masker import CaseMasker
from vault.store import ControlStore

# Nobody's: the date exists, the number fails modulus 11, so it was never issued.
CANARY = {"Zubeida": "name", "Kvistgaard": "name", "311299-0001": "cpr", "zubeida@planted.example": "email"}
_SENTENCE = "cell 'Zubeida Kvistgaard, 311299-0001, zubeida@planted.example' cannot be read"


def _undecodable() -> Exception:
    return UnicodeDecodeError("utf-8", _SENTENCE.encode(), 6, 13, _SENTENCE)


# What libraries raise when they meet a cell they cannot read. All of them quote it.
ERRORS: tuple[Callable[[], Exception], ...] = (
    lambda: RuntimeError(_SENTENCE),
    lambda: KeyError(_SENTENCE),
    lambda: pa.ArrowInvalid(_SENTENCE),
    lambda: OSError(28, _SENTENCE, _SENTENCE),
    lambda: ExceptionGroup(_SENTENCE, [ValueError(_SENTENCE)]),
    _undecodable,
)


@dataclass(slots=True)
class Fuse:
    """Blows when something is called for the n-th time, and never again."""

    at: int
    error: Callable[[], Exception]
    calls: int = 0

    def __call__(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            raise self.error() from ValueError(_SENTENCE)

    @property
    def blown(self) -> bool:
        return self.calls >= self.at

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """``real``, after a look at the fuse."""

        def guarded(*args: Any, **kwargs: Any) -> Any:
            self()
            return real(*args, **kwargs)

        return guarded

    def within(self, real: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """An iterator that breaks before its end."""

        def guarded(*args: Any, **kwargs: Any) -> Iterator[Any]:
            for item in real(*args, **kwargs):
                self()
                yield item

        return guarded


# Stage -> what is called there: an object and the name of its attribute.
STAGES: dict[str, tuple[Any, str]] = {
    "read": (connectors.sql.connector.SqlConnector, "read"),
    "conform": (flows.chunk, "conform"),
    "stamp": (flows.chunk, "stamp"),
    "remember": (Applier, "remember"),
    "link": (Applier, "link"),
    "identify": (Applier, "identify"),
    "mask": (CaseMasker, "mask"),
    "registers": (ControlStore, "registers"),
    "casebooks": (ControlStore, "remember_casebooks"),
    "apply": (Applier, "apply"),
    "second look": (flows.chunk, "hits"),
    "stage": (Stage, "write"),
    "part": (ControlStore, "part"),
    "scan": (sys.modules["lake.replace"], "scan_file"),
    "replace": (Lake, "replace"),
    "audit": (AuditLog, "append"),
    "report": (flows.report, "_draft"),
}


def install(patch: pytest.MonkeyPatch, stage: str, fuse: Fuse) -> None:
    """Put a fuse into a stage."""
    where, name = STAGES[stage]
    real = getattr(where, name)
    patch.setattr(where, name, fuse.within(real) if stage == "read" else fuse.before(real))


def install_in_lake(patch: pytest.MonkeyPatch, point: str, fuse: Fuse) -> None:
    """Break at one of the lake's fault points, in workers too."""

    def faults(reached: str) -> None:
        if reached == point:
            fuse()

    opened = Lake.open.__func__  # type: ignore[attr-defined]
    patch.setattr(
        Lake, "open", classmethod(lambda cls, *args, **more: opened(cls, *args, faults=faults, **more))
    )
    patch.setattr(flows.wiring, "Stage", lambda folder, run: Stage(folder, run, faults=faults))


def found_once(patch: pytest.MonkeyPatch) -> None:
    """The scan of finished files finds a number in the first file it looks at."""
    real, calls = vars(replacing)["scan_file"], iter(range(10_000))

    def scan(*args: Any) -> Scanned:
        number = next(calls)
        return Scanned({"cpr": 1}, (Finding("cpr", "x", 0, "x"),)) if number == 0 else real(*args)

    patch.setattr(replacing, "scan_file", scan)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as monkeypatch:
        install(monkeypatch, sys.argv[1], Fuse(int(sys.argv[2]), ERRORS[0]))
        sys.exit(cli(sys.argv[3:]))
