"""Where a partition lies: ``<lake>/<dataset>/kilde=<system>/[aar=<year>/]part-0.parquet``, sidecar beside it.

Plain hive folders, so any reader with a glob reads them. Names that start with a dot or an underscore are
not data.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.contract import Contract
from schemas.errors import LakeError

STAGING = ".staging"
JOURNAL = ".journal"
LOCK = ".lock"
FILE = "part-0.parquet"
SIDECAR = "_part-0.json"
NO_YEAR = 0  # of a row without the date that partitions its dataset

_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HIVE = ("kilde", "aar")  # columns a reader gets from the folders


@dataclass(frozen=True, slots=True)
class Partition:
    """One file of the lake. ``aar`` is the shifted year, ``None`` where the dataset is not split by year."""

    dataset: str
    system: str
    aar: int | None = None

    @property
    def folder(self) -> str:
        """Relative to the lake."""
        place = f"{self.dataset}/kilde={self.system}"
        return place if self.aar is None else f"{place}/aar={self.aar}"

    @property
    def file(self) -> str:
        """Relative to the lake."""
        return f"{self.folder}/{FILE}"

    @property
    def sidecar(self) -> str:
        """Relative to the lake."""
        return f"{self.folder}/{SIDECAR}"


def place_of(file: str) -> Partition:
    """The partition of a file's path relative to the lake.

    >>> place_of("sag/kilde=sbsys/part-0.parquet")
    Partition(dataset='sag', system='sbsys', aar=None)
    """
    dataset, system, *year = file.split("/")[:-1]
    return Partition(
        dataset, system.removeprefix("kilde="), int(year[0].removeprefix("aar=")) if year else None
    )


def datasets(lake: Path) -> list[str]:
    """Names of the datasets that have files, sorted."""
    return sorted(
        {path.parent.parent.name for path in lake.glob(f"*/kilde=*/{FILE}")}.union(
            path.parent.parent.parent.name for path in lake.glob(f"*/kilde=*/aar=*/{FILE}")
        )
    )


def partitions(lake: Path, dataset: str = "*", system: str = "*") -> Iterator[Partition]:
    """Every partition that has a file, ordered by path."""
    pattern = f"{dataset}/kilde={system}"
    found = [*lake.glob(f"{pattern}/{FILE}"), *lake.glob(f"{pattern}/aar=*/{FILE}")]
    return (place_of(path.relative_to(lake).as_posix()) for path in sorted(found))


def checked_name(name: str, what: str) -> str:
    """``name``, if it is fit to be a folder; no path, no dot, nothing a glob would read otherwise."""
    if not _NAME.fullmatch(name):
        raise LakeError(f"{what} {name!r} cannot name a folder of the lake. Use a-z, 0-9 and single _.")
    return name


def checked_run(run: str) -> str:
    """``run``, if it is fit to name a staging folder."""
    if not _RUN.fullmatch(run):
        raise LakeError(f"Run {run!r} cannot name a folder. Use letters, digits, - and _.")
    return run


def check_columns(contract: Contract) -> None:
    """``LakeError`` if a file would hold a column that readers also get from its folder's name."""
    for name in _HIVE:
        if name in contract.lake_schema.names:
            raise LakeError(
                f"{contract.file}: output column {name!r} is the name of a folder in the lake. Rename it."
            )
