"""Puts a night's rows in among yesterday's, in order, without holding either whole.

New rows are sorted a bucket (a range of keys) at a time, old rows come a row group at a time, and the two
streams are zipped together. Memory: one bucket, one old row group, one new row group, however large the
partition is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lake.digests import digests
from lake.interface import Digests, Limits
from lake.order import ID, Order, Sorted
from lake.partfile import read_groups

Keep = Callable[[Digests], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Source:
    """A sorted file and which of its rows stay."""

    path: Path
    rows: int
    size: int  # Arrow bytes of its rows
    keep: Keep = field(repr=False)

    def tables(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """The rows that stay, a row group at a time."""
        for table in read_groups(self.path, schema):
            staying = self.keep(digests(table.column(ID)))
            kept = table if staying.all() else table.filter(pa.array(staying))
            if kept.num_rows:
                yield kept


def merged(
    old: Source | None, new: list[Source], schema: pa.Schema, order: Order, limits: Limits, scratch: Path
) -> Iterator[pa.Table]:
    """All rows of ``old`` (already in order) and ``new`` that stay, in order.

    ``scratch``: a folder of this run's staging that does not exist yet; it is gone again at the end.
    """
    at_rest = (Sorted(t, order.keys(t)) for t in old.tables(schema)) if old else iter(())
    return zipped(at_rest, buckets(new, schema, order, limits, scratch))


def zipped(left: Iterator[Sorted], right: Iterator[Sorted]) -> Iterator[pa.Table]:
    """Two streams in order, as one."""
    one, two = next(left, None), next(right, None)
    while one is not None and two is not None:
        key = min(one.last, two.last)
        a, b = one.upto(key), two.upto(key)
        yield _woven(one.slice(0, a), two.slice(0, b))
        one = one.slice(a) if a < len(one) else next(left, None)
        two = two.slice(b) if b < len(two) else next(right, None)
    for rest, stream in ((one, left), (two, right)):
        if rest is not None:
            yield rest.rows
            yield from (more.rows for more in stream)


def _woven(one: Sorted, two: Sorted) -> pa.Table:
    if not len(one) or not len(two):
        return one.rows if len(one) else two.rows
    keys = pa.concat_arrays([one.keys, two.keys])
    # One array a column first: taking from chunks is many times slower.
    return pa.concat_tables([one.rows, two.rows]).combine_chunks().take(pc.sort_indices(keys))


def buckets(
    sources: list[Source], schema: pa.Schema, order: Order, limits: Limits, scratch: Path
) -> Iterator[Sorted]:
    """The rows of ``sources`` in order, about ``limits.bucket_bytes`` at a time."""
    count = -(-sum(source.size for source in sources) // limits.bucket_bytes)
    if count <= 1:
        yield from _bucket((table for source in sources for table in source.tables(schema)), order)
        return
    scratch.mkdir()
    cuts = _cuts(sources, schema, order, count)
    paths = [scratch / str(number) for number in range(len(cuts) + 1)]
    _distribute(sources, schema, order, cuts, paths)
    for path in paths:
        with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
            yield from _bucket((pa.Table.from_batches([batch]) for batch in reader), order)
        path.unlink()
    scratch.rmdir()


def _bucket(tables: Iterable[pa.Table], order: Order) -> Iterator[Sorted]:
    found = list(tables)
    if found:
        yield Sorted.of(pa.concat_tables(found).combine_chunks(), order)


def _cuts(sources: list[Source], schema: pa.Schema, order: Order, count: int) -> list[str]:
    """Keys that part the rows into about ``count`` equal ranges, from a sample of each source."""
    narrow = pa.schema([schema.field(name) for name in order.columns])
    share = 64 * count / max(1, sum(source.rows for source in sources))
    rng = np.random.default_rng(0)  # cuts decide who is sorted with whom, never the outcome
    sample: list[str] = []
    for source in sources:
        for table in read_groups(source.path, narrow):
            sample += order.keys(table).filter(pa.array(rng.random(table.num_rows) < share)).to_pylist()
    sample.sort()
    return sorted({sample[len(sample) * number // count] for number in range(1, count) if sample})


def _distribute(
    sources: list[Source], schema: pa.Schema, order: Order, cuts: list[str], paths: list[Path]
) -> None:
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    files = [pa.OSFile(str(path), "wb") for path in paths]
    writers = [pa.ipc.new_stream(file, schema, options=options) for file in files]
    try:
        for source in sources:
            for table in source.tables(schema):
                _deal(Sorted.of(table, order), cuts, writers)
    finally:
        for closing in (*writers, *files):
            closing.close()


def _deal(rows: Sorted, cuts: list[str], writers: list[pa.ipc.RecordBatchStreamWriter]) -> None:
    start = 0
    for cut, writer in zip([*cuts, rows.last], writers, strict=True):
        stop = max(start, rows.upto(cut))
        if stop > start:
            writer.write_table(rows.slice(start, stop).rows)
        start = stop
