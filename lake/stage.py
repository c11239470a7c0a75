"""Where a run writes before anything is published: hidden, unseen by any glob, and gone when the run ends."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lake.digests import digests
from lake.interface import Digests, Faults, Fragment, Limits, no_faults
from lake.journal import read_state
from lake.known import Known, open_known
from lake.layout import NO_YEAR, STAGING, check_columns, checked_name
from lake.order import ID, Order, Sorted
from lake.partfile import write_file
from schemas.batch import SafeBatch
from schemas.contract import Contract
from schemas.errors import LakeError


@dataclass(frozen=True, slots=True)
class Stage:
    """A run's staging folder. Small to send to a worker process; workers need no lock.

    Nothing here is named ``*.parquet``, so a reader's glob cannot mistake half a night for the lake.
    """

    lake: Path
    run: str
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default=no_faults, repr=False)

    @property
    def folder(self) -> Path:
        """The run's own folder."""
        return self.lake / STAGING / self.run

    def known(self, dataset: str, system: str) -> Known:
        """What the lake holds before this run's replace; read once a run and commit, then only opened."""
        commit = read_state(self.lake, dataset, system).commit
        folder = self.folder / "known" / f"{dataset}__{system}@{commit}"
        return open_known(self.lake, folder, dataset, system, self.limits.run_rows)

    def write(self, batch: SafeBatch) -> list[Fragment]:
        """Writes rows as one sorted fragment a partition; of rows with one id the last is written.

        Raises ``TypeError`` for anything but a ``SafeBatch`` and ``LakeError`` for columns that are not the
        contract's.
        """
        if type(batch) is not SafeBatch:
            raise TypeError("The lake takes SafeBatch only: rows that pseudonymize.apply has treated.")
        check_columns(batch.contract)
        _check_schema(batch)
        rows = _last_of_each_id(pa.Table.from_batches([batch.records]))
        return [self._fragment(batch, year, part) for year, part in _by_year(rows, batch.contract)]

    def at_rest(self, known: Known, places: NDArray[np.int64], contract: Contract) -> pa.Table:
        """The rows of the lake at these positions of ``known``, in any order."""
        wanted = [pid.decode() for pid in known.ids(places)]
        parts = [known.parts[number] for number in np.unique(known.part[places])]
        found = [
            pq.read_table(self.lake / part.file, filters=[(ID, "in", wanted)], partitioning=None)
            for part in parts
        ]
        return pa.concat_tables(found) if found else contract.lake_schema.empty_table()

    def _fragment(self, batch: SafeBatch, year: int | None, rows: pa.Table) -> Fragment:
        dataset = checked_name(batch.contract.dataset, "Dataset")
        system = checked_name(batch.system, "System")
        name = f"fragments/{dataset}__{system}__{secrets.token_hex(8)}"
        in_order = Sorted.of(rows, Order.of(batch.contract)).rows
        write_file(self.folder / name, [in_order], batch.contract, self.limits, durable=False)
        self.faults("fragment staged")
        return Fragment(dataset, system, year, name, rows.num_rows, rows.nbytes, batch.key_epoch)


def ids_of(pids: pa.Array) -> Digests:
    """``kilde_id_pid`` values as ``Replacement.gone`` wants them."""
    return np.array(digests(pids))


def _check_schema(batch: SafeBatch) -> None:
    promised, given = batch.contract.lake_schema, batch.records.schema
    if promised.names != given.names or promised.types != given.types:
        odd = {f.name for f in promised}.symmetric_difference(given.names)
        odd |= {f.name for f in promised if f.name in given.names and given.field(f.name).type != f.type}
        names = ", ".join(sorted(odd)) or "their order"
        raise LakeError(f"{batch.contract.dataset}: a batch differs from {batch.contract.file} in {names}.")
    if batch.records.column(ID).null_count:
        raise LakeError(f"{batch.contract.dataset}: {batch.records.column(ID).null_count} rows have no {ID}.")


def _last_of_each_id(rows: pa.Table) -> pa.Table:
    ids = digests(rows.column(ID))
    _, last = np.unique(ids[::-1], return_index=True)
    return rows if len(last) == len(ids) else rows.take(np.sort(len(ids) - 1 - last))


def _by_year(rows: pa.Table, contract: Contract) -> Iterator[tuple[int | None, pa.Table]]:
    if not contract.partition_year:
        if rows.num_rows:
            yield None, rows
        return
    years = pc.fill_null(pc.year(rows.column(contract.partition_year)), NO_YEAR)
    for year in sorted(pc.unique(years).to_pylist()):
        yield year, rows.filter(pc.equal(years, year))
