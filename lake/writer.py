"""One run's hold of the lake: it finishes what a killed run began, writes, and leaves nothing staged."""

import fcntl
import shutil
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from lake.interface import Faults, Limits, Receipt, Replacement, State, Told, no_faults, nobody
from lake.journal import pending, read_state, roll_forward
from lake.layout import JOURNAL, LOCK, STAGING, checked_run
from lake.replace import replace
from lake.stage import Stage
from schemas.errors import LakeBusy


class Lake:
    """A lake opened for writing, by one run at a time. Readers need none of this.

    ::

        with Lake.open(folder, run) as lake:
            known = lake.stage.known(dataset, system)
            fragments = lake.stage.write(batch)  # also in worker processes: they get lake.stage
            receipt = lake.replace(Replacement(contract, system, tuple(fragments), watermark=...))
    """

    def __init__(self, stage: Stage, lock: IO[str], told: Told = nobody) -> None:
        self.stage = stage
        self._lock = lock
        self._told = told

    @classmethod
    def open(
        cls,
        folder: Path,
        run: str,
        *,
        limits: Limits | None = None,
        faults: Faults = no_faults,
        told: Told = nobody,
    ) -> Self:
        """Locks the lake (made if absent), finishes a commit that was broken off, discards what else was
        staged. ``told`` hears of every commit, also of one that is finished for another run.

        Raises ``LakeBusy`` while another run holds it.
        """
        stage = Stage(folder.absolute(), checked_run(run), limits or Limits(), faults)
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise LakeBusy(f"Another run holds the lake ({folder.name}). Wait for it, or end it.") from None
        lake = cls(stage, lock, told)
        try:
            lake._prepare()
        except BaseException:
            lock.close()
            raise
        return lake

    def _prepare(self) -> None:
        folder = self.stage.lake
        (folder / JOURNAL).mkdir(exist_ok=True)
        (folder / STAGING).mkdir(exist_ok=True)
        roll_forward(folder, self.stage.faults, self._told)
        for left in (folder / STAGING).iterdir():
            shutil.rmtree(left)
        for place in ("known", "fragments"):
            (self.stage.folder / place).mkdir(parents=True)

    def replace(self, wanted: Replacement) -> Receipt:
        """Carries out ``wanted`` as one commit."""
        return replace(self.stage, wanted, self._told)

    def state(self, dataset: str, system: str) -> State:
        """Commit number, watermark and provenance of the last commit."""
        return read_state(self.stage.lake, dataset, system)

    def close(self) -> None:
        """Discards what was staged and lets the next run in. A commit under way stays, for the next to
        finish.
        """
        try:
            if not pending(self.stage.lake) and self.stage.folder.exists():
                shutil.rmtree(self.stage.folder)
                self.stage.faults("staging cleared")
        finally:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
