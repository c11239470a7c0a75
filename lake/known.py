"""What the lake holds of one dataset of one system, so that an unchanged row is not masked again."""

import secrets
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lake.digests import ID_WIDTH, Records, SortedIds, digests, sort_ids
from lake.interface import Digests
from lake.layout import Partition, partitions
from lake.order import ID, MARK

MARK_WIDTH = 24  # characters of kilde_aftryk: 120 bits
_FIELDS = np.dtype([("id", f"S{ID_WIDTH}"), ("mark", f"S{MARK_WIDTH}"), ("part", "<u4")])  # 44 bytes a row
_DONE = "rows"


class Known:
    """Ids, fingerprints and partitions of the rows at rest; sorted by id and memory-mapped.

    Small to send to another process of the same machine: only its folder travels.
    """

    def __init__(self, ids: SortedIds, parts: tuple[Partition, ...]) -> None:
        self._ids = ids
        self.parts = parts

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return f"Known({len(self)} rows in {len(self.parts)} partitions)"

    def compare(self, ids: pa.Array, marks: pa.Array) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which rows are new or changed, and the position here of each (-1: new).

        ``ids``: kilde_id_pid; ``marks``: kilde_aftryk of the same rows.
        """
        places = self._ids.find(digests(ids))
        changed = places < 0
        found = ~changed
        changed[found] = self._ids.column("mark")[places[found]] != digests(marks, MARK_WIDTH)[found]
        return changed, places

    def missing(self, seen: NDArray[np.bool_]) -> Digests:
        """Ids of the rows at positions where ``seen`` (one bool a row of this) is false."""
        return np.array(self._ids.column("id")[~seen], dtype=f"S{ID_WIDTH}")

    def find(self, ids: Digests) -> NDArray[np.int64]:
        """Position of each id, -1 where there is none."""
        return self._ids.find(ids)

    def ids(self, places: NDArray[np.int64]) -> Digests:
        """``kilde_id_pid`` of the rows at these positions."""
        return np.array(self._ids.column("id")[places], dtype=f"S{ID_WIDTH}")

    def marks(self, places: NDArray[np.int64]) -> pa.Array:
        """``kilde_aftryk`` of the rows at these positions."""
        return pa.array([mark.decode() for mark in self._ids.column("mark")[places]], pa.string())

    @cached_property
    def part(self) -> NDArray[np.generic]:
        """For each row the number of its partition in ``parts``."""
        return self._ids.column("part")


def open_known(lake: Path, folder: Path, dataset: str, system: str, run_rows: int) -> Known:
    """Opens what ``folder`` holds, or reads it from the lake first. Two processes may do so at once."""
    parts = tuple(partitions(lake, dataset, system))
    if not (folder / _DONE).exists():
        _build(lake, folder, parts, run_rows)
    return Known(SortedIds(folder, int((folder / _DONE).read_text()), _FIELDS), parts)


def _build(lake: Path, folder: Path, parts: tuple[Partition, ...], run_rows: int) -> None:
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(8)}")
    ids, _ = sort_ids(draft, _records(lake, parts), _FIELDS, run_rows)
    (draft / _DONE).write_text(str(len(ids)))
    try:
        draft.rename(folder)
    except OSError:
        # Another process was first; both read the same lake, so either will do.
        for file in draft.iterdir():
            file.unlink()
        draft.rmdir()


def _records(lake: Path, parts: tuple[Partition, ...]) -> Iterator[Records]:
    for number, part in enumerate(parts):
        with pq.ParquetFile(lake / part.file) as file:
            for batch in file.iter_batches(columns=[ID, MARK]):
                records = np.empty(len(batch), dtype=_FIELDS)
                records["id"] = digests(batch.column(ID))
                records["mark"] = digests(batch.column(MARK), MARK_WIDTH)
                records["part"] = number
                yield records
