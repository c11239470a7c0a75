"""One Parquet file: the same rows in the same order always give the same bytes."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from lake.interface import Limits
from schemas.contract import Contract
from schemas.errors import LakeError

_ZSTD = 3  # STACK.md 3: 6 and 9 cost three to seven times the time for 2-7 % fewer bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    rows: int
    size: int
    sha256: str


def write_file(
    path: Path, tables: Iterable[pa.Table], contract: Contract, limits: Limits, *, durable: bool = True
) -> Written:
    """Writes sorted tables to ``path`` in row groups cut by content alone; ``durable`` syncs it to disk.

    No rows give a file with no row group. Returns what was written; the hash is of a durable file only.
    """
    schema = file_schema(contract)
    rows = 0
    with path.open("wb") as file:
        with pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            compression_level=_ZSTD,
            use_dictionary=_worth_a_dictionary(contract),
            write_page_index=True,
        ) as writer:
            for group in _row_groups(tables, limits):
                writer.write_table(group.cast(schema), row_group_size=max(group.num_rows, 1))
                rows += group.num_rows
        if durable:
            file.flush()
            os.fsync(file.fileno())
    return Written(rows, path.stat().st_size, sha256_of(path) if durable else "")


def read_groups(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    """The row groups of a file in order, as ``schema`` wants them: by name, absent columns null, others
    left out.
    """
    with pq.ParquetFile(path, pre_buffer=False) as file:
        names = [name for name in schema.names if name in file.schema_arrow.names]
        for number in range(file.num_row_groups):
            yield _fitted(file.read_row_group(number, columns=names), schema, path)


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_schema(contract: Contract) -> pa.Schema:
    """The contract's columns, with the contract named in the file itself."""
    facts = {
        "datahoest.dataset": contract.dataset,
        "datahoest.contract_version": str(contract.version),
        "datahoest.contract_fingerprint": contract.fingerprint,
    }
    return contract.lake_schema.with_metadata(facts)


def _worth_a_dictionary(contract: Contract) -> list[str]:
    # Texts differ from row to row: a dictionary of them is built, overflows and is thrown away.
    texts = {column.output for column in contract.texts}
    return [name for name in contract.lake_schema.names if name not in texts]


def _row_groups(tables: Iterable[pa.Table], limits: Limits) -> Iterator[pa.Table]:
    held: pa.Table | None = None
    weights: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    for table in tables:
        held = table if held is None else pa.concat_tables([held, table])
        weights = np.concatenate([weights, _weights(table)])
        # A group is cut only once a row beyond it is seen, so how the rows arrive does not matter.
        while (cut := _fitting(weights, limits)) < len(weights):
            yield held.slice(0, cut).combine_chunks()
            held, weights = held.slice(cut), weights[cut:]
    if held is not None and held.num_rows:
        yield held.combine_chunks()


def _fitting(weights: NDArray[np.int64], limits: Limits) -> int:
    fits = int(np.searchsorted(np.cumsum(weights), limits.group_bytes, side="right"))
    return max(1, min(fits, limits.group_rows))


def _weights(table: pa.Table) -> NDArray[np.int64]:
    """About how many bytes each row takes in memory."""
    total = np.full(table.num_rows, 8 * table.num_columns, dtype=np.int64)
    for column in table.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            total += pc.fill_null(pc.binary_length(column), 0).to_numpy()
    return total


def _fitted(table: pa.Table, schema: pa.Schema, path: Path) -> pa.Table:
    try:
        columns = [
            table.column(field.name).cast(field.type)
            if field.name in table.column_names
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # from None: Arrow's message quotes the offending cell.
        raise LakeError(
            f"{path.parent.parent.name}/{path.parent.name}: rows at rest do not fit the contract any more. "
            "Give the column a new output name, or harvest with --full."
        ) from None
    return pa.table(columns, schema=schema)
