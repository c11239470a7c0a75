"""Reads a dataset for an analyst. Needs no key, no lock and nothing of Datahøst: any Parquet reader does
the same.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from lake.layout import datasets, partitions
from schemas.errors import LakeError

_FOLDERS = {"kilde": pa.string(), "aar": pa.int32()}


def dataset(
    lake: Path, name: str, *, systems: Collection[str] = (), years: Collection[int] = ()
) -> ds.Dataset:
    """The files of one dataset, lazily; ``kilde`` and ``aar`` come from the folders.

    ``systems`` and ``years`` (shifted, 0: no date) leave out other files; empty means all. Raises
    ``LakeError`` for a dataset the lake does not have.
    """
    every = list(partitions(lake, name))
    if not every:
        known = ", ".join(datasets(lake)) or "nothing yet"
        raise LakeError(f"The lake has no dataset {name!r}. It has: {known}.")
    wanted = [
        part for part in every if (not systems or part.system in systems) and (not years or part.aar in years)
    ]
    fields = [name for name in _FOLDERS if name == "kilde" or every[0].aar is not None]
    folders = pa.schema([(name, _FOLDERS[name]) for name in fields])
    layout = ds.partitioning(folders, flavor="hive")
    files = [str(lake / part.file) for part in wanted or every]
    found = ds.dataset(files, format="parquet", partitioning=layout, partition_base_dir=str(lake / name))
    return found if wanted else found.filter(ds.scalar(False))


def read(
    lake: Path,
    name: str,
    columns: Sequence[str] | None = None,
    *,
    systems: Collection[str] = (),
    years: Collection[int] = (),
) -> pa.Table:
    """One dataset as a table: all its columns, or those named.

    ``lake.read(folder, "journalnotat", ["sag_pid", "tekst"], years=[2019])``
    """
    return dataset(lake, name, systems=systems, years=years).to_table(
        columns=list(columns) if columns else None
    )
