"""Which partitions a night touches, and which of their rows stay; known before a byte is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lake.digests import ID_WIDTH, Records, SortedIds, digests, sort_ids
from lake.interface import Digests, Replacement
from lake.known import Known
from lake.layout import Partition
from lake.merge import Keep
from lake.order import ID
from lake.sidecar import Sidecar, columns_of, read_sidecar
from lake.stage import Stage
from schemas.errors import LakeError

_FIELDS = np.dtype([("id", f"S{ID_WIDTH}"), ("fragment", "<u4")])
_STEP = 1 << 18  # ids weighed at a time


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The partitions of a dataset, numbered, and what happens to each."""

    places: tuple[Partition, ...]
    before: tuple[Sidecar | None, ...]  # a place: the file that is there now
    arrivals: SortedIds  # id -> number of the fragment that brings it
    homes: NDArray[np.int64]  # fragment -> place
    gone: Digests = field(repr=False)  # sorted
    touched: NDArray[np.bool_]
    added: NDArray[np.int64]  # a place: new rows it gets
    changed: NDArray[np.int64]  # a place: rows it gets that the lake had, there or elsewhere
    repeated: int

    def from_fragment(self, fragment: int) -> Keep:
        """Rows of a fragment that no later fragment brings again."""
        brought = self.arrivals.column("fragment")
        return lambda ids: np.asarray(brought[self.arrivals.find(ids)] == fragment)

    def at_rest(self, place: int, *, hold: bool) -> Keep:
        """Old rows of a place that stay.

        ``hold``: its new rows will not be published, so the old ones they would replace stay; what is gone,
        or has moved to another place, still leaves.
        """

        def keep(ids: Digests) -> NDArray[np.bool_]:
            arriving = self.arrivals.find(ids)
            stays = (arriving < 0) & ~among(self.gone, ids)
            if hold and len(self.arrivals):
                homes = self.homes[self.arrivals.column("fragment")[arriving].astype(np.int64)]
                stays |= (arriving >= 0) & (homes == place)
            return stays

        return keep


def make_plan(stage: Stage, wanted: Replacement, scratch: Path) -> Plan:
    """Weighs what arrives and goes against what is there. ``LakeError`` if they do not go together."""
    dataset, system = wanted.contract.dataset, wanted.system
    known = stage.known(dataset, system)
    coming = [Partition(dataset, system, fragment.aar) for fragment in wanted.fragments]
    places = tuple(sorted({*known.parts, *coming}, key=lambda part: part.file))
    number = {part: index for index, part in enumerate(places)}
    homes = np.array([number[part] for part in coming], dtype=np.int64)
    was = np.array([number[part] for part in known.parts], dtype=np.int64)
    arrivals, repeated = sort_ids(scratch, _brought(stage, wanted), _FIELDS, stage.limits.run_rows)
    gone = np.unique(wanted.gone)
    before = tuple(_sidecar(stage.lake, part, known) for part in places)
    added, changed, left = (np.zeros(len(places), dtype=np.int64) for _ in range(3))
    for step in range(0, len(arrivals), _STEP):
        ids = arrivals.column("id")[step : step + _STEP]
        home = homes[arrivals.column("fragment")[step : step + _STEP].astype(np.int64)]
        at = known.find(np.asarray(ids, dtype=ids.dtype))
        added += np.bincount(home[at < 0], minlength=len(places))
        changed += np.bincount(home[at >= 0], minlength=len(places))
        left += _counted(known, at, was, len(places))
    left += _counted(known, known.find(gone[arrivals.find(gone) < 0]), was, len(places))
    stale = np.array(
        [side is not None and side.columns != columns_of(wanted.contract) for side in before], bool
    )
    plan = Plan(
        places, before, arrivals, homes, gone, added + changed + left + stale > 0, added, changed, repeated
    )
    _check_company(wanted, plan, left)
    return plan


def among(haystack: Digests, ids: Digests) -> NDArray[np.bool_]:
    """Which ids are in ``haystack`` (sorted)."""
    if not len(haystack):
        return np.zeros(len(ids), dtype=bool)
    places = np.minimum(np.searchsorted(haystack, ids), len(haystack) - 1)
    return np.asarray(haystack[places] == ids)


def _sidecar(lake: Path, part: Partition, known: Known) -> Sidecar | None:
    return read_sidecar(lake / part.sidecar) if part in known.parts else None


def _brought(stage: Stage, wanted: Replacement) -> Iterator[Records]:
    for number, fragment in enumerate(wanted.fragments):
        with pq.ParquetFile(stage.folder / fragment.file) as file:
            for batch in file.iter_batches(columns=[ID]):
                records = np.empty(len(batch), dtype=_FIELDS)
                records["id"] = digests(batch.column(ID))
                records["fragment"] = number
                yield records


def _counted(known: Known, at: NDArray[np.int64], was: NDArray[np.int64], places: int) -> NDArray[np.int64]:
    """How many of the rows ``at`` these positions each place has now."""
    if not len(was):
        return np.zeros(places, dtype=np.int64)
    return np.bincount(was[known.part[at[at >= 0]].astype(np.int64)], minlength=places)


def _check_company(wanted: Replacement, plan: Plan, left: NDArray[np.int64]) -> None:
    """Rows of two key epochs, or of two ways to part a dataset, cannot lie side by side."""
    dataset, system = wanted.contract.dataset, wanted.system
    if any((fragment.dataset, fragment.system) != (dataset, system) for fragment in wanted.fragments):
        raise LakeError(f"{system}/{dataset}: a fragment of another dataset or system was handed in.")
    epochs = {fragment.key_epoch for fragment in wanted.fragments}
    epochs |= {
        side.key_epoch for side, gone in zip(plan.before, left, strict=True) if side and side.rows > gone
    }
    if len(epochs) > 1:
        raise LakeError(
            f"{system}/{dataset}: rows of key epochs {', '.join(sorted(epochs))} would lie side by side "
            "and could not be joined. Harvest it with --full."
        )
    by_year = bool(wanted.contract.partition_year)
    staying = [side for side, gone in zip(plan.before, left, strict=True) if side and side.rows > gone]
    if any((side.aar is not None) != by_year for side in staying):
        raise LakeError(
            f"{system}/{dataset}: rows at rest are parted by year and the contract's are not, or the "
            "other way round. Harvest it with --full."
        )
