"""Ids by the million in little memory: fixed-width bytes, sorted on disk, memory-mapped.

Used for what the lake knows and for what a night brings. Sorting happens in runs that are merged a range of
ids at a time, so that memory does not grow with the number of rows.
"""

import bisect
import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lake.interface import Digests

ID_WIDTH = 16  # characters of a pseudonym: 80 bits
Records = NDArray[np.void]  # structured, with a field "id"


def digests(values: pa.Array | pa.ChunkedArray, width: int = ID_WIDTH) -> Digests:
    """One fixed-width digest a value: the value itself up to ``width`` bytes, a hash of it beyond that."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    array = values.cast(pa.binary())
    ends = np.frombuffer(array.buffers()[1] or b"", dtype=np.int32)[
        array.offset : array.offset + len(array) + 1
    ]
    if len(array) and array.null_count == 0 and (np.diff(ends) == width).all():
        # The usual case: Arrow keeps values of one width back to back already.
        return np.frombuffer(array.buffers()[2], dtype=f"S{width}", count=len(array), offset=int(ends[0]))
    return np.array([_digest(value, width) for value in array.to_pylist()], dtype=f"S{width}")


def _digest(value: bytes, width: int) -> bytes:
    return value if len(value) <= width else hashlib.blake2b(value, digest_size=width).digest()


class SortedIds:
    """Sorted, distinct ids and what belongs to each, one memory-mapped file a field in ``folder``."""

    def __init__(self, folder: Path, rows: int, fields: np.dtype[np.void]) -> None:
        self.folder = folder
        self.rows = rows
        self.fields = fields
        self._open: dict[str, NDArray[np.generic]] = {}

    def __len__(self) -> int:
        return self.rows

    def __reduce__(self) -> tuple[type["SortedIds"], tuple[Path, int, np.dtype[np.void]]]:
        return type(self), (self.folder, self.rows, self.fields)

    def column(self, name: str) -> NDArray[np.generic]:
        """The values of one field, in the order of the ids; memory-mapped, read-only."""
        if name not in self._open:
            kind = self.fields[name]
            empty = np.empty(0, dtype=kind)
            self._open[name] = np.memmap(self.folder / name, dtype=kind, mode="r") if self.rows else empty
        return self._open[name]

    def find(self, wanted: Digests) -> NDArray[np.int64]:
        """Position of each wanted id, -1 where there is none."""
        if not self.rows or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        ids = self.column("id")
        places = np.minimum(np.searchsorted(ids, wanted), self.rows - 1)
        return np.where(ids[places] == wanted, places, -1)


def sort_ids(
    folder: Path, batches: Iterable[Records], fields: np.dtype[np.void], run_rows: int
) -> tuple[SortedIds, int]:
    """Sorts records by id into ``folder``; of equal ids the last one stays. Returns it and how many did not
    stay.

    Memory: a few times ``run_rows`` records, however many there are.
    """
    runs_folder = folder / "runs"
    runs_folder.mkdir(parents=True)
    runs = list(_write_runs(runs_folder, batches, run_rows))
    rows = repeated = 0
    files = {name: (folder / name).open("wb") for name in _names(fields)}
    try:
        for part in _ranges(runs, run_rows):
            distinct = _last_of_each(part)
            rows += len(distinct)
            repeated += len(part) - len(distinct)
            for name, file in files.items():
                file.write(np.ascontiguousarray(distinct[name]).tobytes())
    finally:
        for file in files.values():
            file.close()
    shutil.rmtree(runs_folder)
    return SortedIds(folder, rows, fields), repeated


def _names(fields: np.dtype[np.void]) -> tuple[str, ...]:
    return fields.names or ()


def _write_runs(folder: Path, batches: Iterable[Records], run_rows: int) -> Iterator[Records]:
    for number, records in enumerate(_gathered(batches, run_rows)):
        path = folder / str(number)
        records[np.argsort(records["id"], kind="stable")].tofile(path)
        yield np.memmap(path, dtype=records.dtype, mode="r")


def _gathered(batches: Iterable[Records], run_rows: int) -> Iterator[Records]:
    held: list[Records] = []
    for batch in batches:
        for start in range(0, len(batch), run_rows):
            held.append(batch[start : start + run_rows])
            if sum(map(len, held)) >= run_rows:
                yield np.concatenate(held)
                held = []
    if any(map(len, held)):
        yield np.concatenate(held)


def _ranges(runs: list[Records], run_rows: int) -> Iterator[Records]:
    """All records, ids ascending, equal ids in the order they came, about ``run_rows`` at a time."""
    if not runs:
        return
    count = -(-sum(map(len, runs)) // run_rows)
    sample = np.sort(np.concatenate([run["id"][:: max(1, len(run) // (4 * count))] for run in runs]))
    cuts = [sample[len(sample) * i // count] for i in range(1, count)]
    starts = [0] * len(runs)
    for cut in [*cuts, None]:
        stops = [len(run) if cut is None else bisect.bisect_left(run["id"], cut) for run in runs]
        part = np.concatenate([run[a:b] for run, a, b in zip(runs, starts, stops, strict=True)])
        if len(part):
            yield part[np.argsort(part["id"], kind="stable")]
        starts = stops


def _last_of_each(records: Records) -> Records:
    last = np.ones(len(records), dtype=bool)
    last[:-1] = records["id"][1:] != records["id"][:-1]
    return records[last]
